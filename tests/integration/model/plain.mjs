// A plain member: sends and receives bytes in the room of its path, without sequence numbers and names.

import { makePlain, numberIn } from './contents.mjs';
import { ModelConnection } from './connection.mjs';

export class PlainMember extends ModelConnection {
    received = []; // messages in the order of receipt

    constructor(model, server, user, path, room) {
        super(model, server, user, path, room, true);
        this.isReady = false;
        this.opened.then(() => (this.isReady = true));
    }

    outstanding() { return Array.from(this.#unechoed, this.describeUnechoed, this); }

    publish(random) {
        const { model, room } = this;
        const sent = model.record(this, (number) => ({ room, ...makePlain(number, random) }));
        this.published.push(sent);
        this.#unechoed.add(sent);
        model.outstanding += 1;
        this.socket.send(sent.plain, { binary: sent.isBinary });
    }

    take(data, isBinary) {
        const { model } = this;
        const sent = model.sent[numberIn(data)];
        if (!model.check(sent !== undefined, () => `${this} got a message that was never sent: ${data}`, this.room))
            return;
        const isSame = sent.isBinary === isBinary && sent.plain.equals(data);
        model.check(isSame, () => `${this} got ${data} instead of ${sent.plain}`, this.room);
        if (sent.to !== undefined) {
            this.takeDirect(sent);
            return;
        }
        model.check(sent.room === this.room, () => `${this} got a message of ${sent.room}: ${data}`, this.room);
        this.received.push(sent);
        if (this.#unechoed.delete(sent))
            model.outstanding -= 1;
    }

    /** When idle: the received messages are consecutive in the order of the room. */
    checkAtRest() {
        for (let i = 1; i < this.received.length; ++i) {
            const [before, now] = [this.received[i - 1].place, this.received[i].place];
            this.model.check(before && now && before.epoch === now.epoch && before.seq + 1 === now.seq,
                () => `${this} received ${JSON.stringify(now)} behind ${JSON.stringify(before)}`, this.room);
        }
        this.received = this.received.slice(-1);
    }

    #unechoed = new Set();
}
