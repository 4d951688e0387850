// A plain member: says and hears bytes in the room of its path, and knows neither numbers nor names.

import { makePlain, numberIn } from './contents.mjs';
import { ModelConnection } from './connection.mjs';

export class PlainMember extends ModelConnection {
    heard = []; // what was sent, in the order it came

    constructor(model, server, user, path, room) {
        super(model, server, user, path, room, true);
        this.isReady = false;
        this.opened.then(() => (this.isReady = true));
    }

    owes() { return this.#unheard.size; }

    publish(random) {
        const { model, room } = this;
        const sent = model.say(this, (number) => ({ room, ...makePlain(number, random) }));
        this.said.push(sent);
        this.#unheard.add(sent);
        model.owed += 1;
        this.socket.send(sent.plain, { binary: sent.isBinary });
    }

    take(data, isBinary) {
        const { model } = this;
        const sent = model.sent[numberIn(data)];
        if (!model.check(sent !== undefined, () => `${this} got what nobody sent: ${data}`, this.room))
            return;
        const isSame = sent.isBinary === isBinary && sent.plain.equals(data);
        model.check(isSame, () => `${this} got ${data} instead of ${sent.plain}`, this.room);
        if (sent.to !== undefined) {
            this.takeDirect(sent);
            return;
        }
        model.check(sent.room === this.room, () => `${this} got what was said in ${sent.room}: ${data}`, this.room);
        this.heard.push(sent);
        if (this.#unheard.delete(sent))
            model.owed -= 1;
    }

    /** At rest: a piece of the room's order, without a gap. */
    checkAtRest() {
        for (let i = 1; i < this.heard.length; ++i) {
            const [before, now] = [this.heard[i - 1].place, this.heard[i].place];
            this.model.check(before && now && before.epoch === now.epoch && before.seq + 1 === now.seq,
                () => `${this} heard ${JSON.stringify(now)} behind ${JSON.stringify(before)}`, this.room);
        }
        this.heard = this.heard.slice(-1);
    }

    #unheard = new Set();
}
