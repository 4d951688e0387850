// What clients of the envelope know of the messages of rooms, over several runs of a server, and what must be true of it: a number
// has one content in an epoch, and `recovered: true` says that nothing is missing.

import assert from 'node:assert/strict';

import { connect } from './client.mjs';

const subprotocol = 'signalbox.v1.json';

export class RoomTruth {
    #contents = new Map(); // by room, epoch and seq
    #last = new Map(); // the highest known seq, by room and epoch
    /** The position up to which a reader has the messages, by room: {epoch, seq}. */
    positions = new Map();

    copy() {
        const copy = new RoomTruth();
        copy.#contents = new Map(this.#contents);
        copy.#last = new Map(this.#last);
        copy.positions = new Map(this.positions);
        return copy;
    }

    /** A client has received \a content as message \a seq. */
    note(room, epoch, seq, content) {
        const key = `${room} ${epoch} ${seq}`;
        if (this.#contents.has(key))
            assert.equal(content, this.#contents.get(key), `${key} has two contents`);
        this.#contents.set(key, content);
        this.#last.set(`${room} ${epoch}`, Math.max(seq, this.last(room, epoch)));
    }

    last(room, epoch) { return this.#last.get(`${room} ${epoch}`) ?? 0; }

    /** Checks the answers to a join with \a since. Returns how many messages were lost that a client has had. */
    check(since, ack, history) {
        const { room, epoch } = ack;
        const seqs = history.messages.map(({ seq }) => seq);
        for (let i = 1; i < seqs.length; ++i)
            assert.equal(seqs[i], seqs[i - 1] + 1, `gap in the replay of ${room}: ${seqs[i - 1]}, ${seqs[i]}`);
        for (const { seq, content } of history.messages)
            this.note(room, epoch, seq, content);
        if (history.recovered) {
            assert.equal(epoch, since.epoch);
            const last = seqs.at(-1) ?? since.seq;
            assert.equal(seqs[0] ?? since.seq + 1, since.seq + 1, `recovered, but the replay of ${room} begins late`);
            assert.ok(last >= ack.seq && last >= this.last(room, epoch),
                `recovered, but ${room} ends with ${last} of ${ack.seq}; ${this.last(room, epoch)} is known`);
        }
        return epoch === since.epoch ? 0 : Math.max(this.last(room, since.epoch) - ack.seq, 0);
    }
}

/** A client that reads rooms, with the positions of \a truth, and publishes to them. */
export class RoomReader {
    static async open(t, server, truth) {
        const reader = new RoomReader();
        reader.client = await connect(t, server.at('/ws'), { subprotocols: [subprotocol] });
        reader.truth = truth;
        reader.epochs = new Map();
        assert.equal(JSON.parse(await reader.client.nextText()).type, 'welcome');
        reader.client.socket.on('error', () => {}); // the server is killed
        return reader;
    }

    /** Joins; with the position of an earlier run, if there is one. Returns {since, ack, history, lost}. */
    async join(room) {
        const since = this.truth.positions.get(room);
        this.send({ type: 'join', id: `join ${room}`, room, since });
        const ack = await this.answer(`join ${room}`);
        this.epochs.set(room, ack.epoch);
        if (!since) {
            this.truth.positions.set(room, { epoch: ack.epoch, seq: ack.seq });
            return { ack };
        }
        const history = await this.answer(`join ${room}`);
        const lost = this.truth.check(since, ack, history);
        this.truth.positions.set(room, { epoch: ack.epoch, seq: history.messages.at(-1)?.seq ?? ack.seq });
        return { since, ack, history, lost };
    }

    send(request) { this.client.socket.send(JSON.stringify(request)); }

    /** Publishes, and waits until the message is numbered. */
    async publish(room, content) {
        this.send({ type: 'message', id: `message ${content}`, room, content });
        return this.answer(`message ${content}`);
    }

    /** Takes messages until the answer to \a id. */
    async answer(id) {
        for (;;) {
            const message = this.take(await this.client.nextText());
            if (message.id === id)
                return message;
        }
    }

    /** Takes what has arrived. */
    takeAll() {
        while (this.client.messages.length > 0)
            this.take(this.client.messages.shift().data.toString());
    }

    take(text) {
        const message = JSON.parse(text);
        assert.notEqual(message.type, 'error', text);
        if (message.type === 'message') {
            const epoch = this.epochs.get(message.room);
            this.truth.note(message.room, epoch, message.seq, message.content);
            this.truth.positions.set(message.room, { epoch, seq: message.seq });
        }
        return message;
    }
}
