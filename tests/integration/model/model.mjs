// The model that the server is compared with: who requested to be in which room, what was published, and the order in which
// messages were received. The first receiver of a message determines its position; all others must agree.

import { numberOf, serialised } from './contents.mjs';

export class Model {
    #resolveFailed;
    #orders = new Map();

    /** members: all connections ever made. sent: all published messages, by number. */
    members = [];
    sent = [];
    failure = null;
    /** Resolves after the first failed check; frames are ignored afterwards. */
    failed = new Promise((resolve) => (this.#resolveFailed = resolve));

    /** Outstanding answers and own messages of members. Bounds how far the driver runs ahead. */
    outstanding = 0;

    /** How many joins with `since` were complete and how many partial, and the number of messages in them. */
    replays = { recovered: 0, partial: 0 };
    replayed = 0;

    /** \a mayEvict: memory is so short that a history may have fewer messages, the newest ones, or none. */
    constructor(historyLength, mayEvict = false) {
        Object.assign(this, { historyLength, mayEvict });
    }

    /** Records the first failure; the driver reports it. */
    fail(text, room) {
        this.failure ??= { text, room };
        this.#resolveFailed();
    }

    check(isRight, text, room) {
        if (!isRight)
            this.fail(text(), room);
        return isRight;
    }

    /** Records a message with the next number: {number, by, user, room | to, raw, …}. */
    record(by, make) {
        const number = this.sent.length;
        const sent = { number, by, ...make(number) };
        this.sent.push(sent);
        return sent;
    }

    /** The messages of a room by seq; [0] is empty. */
    order(room, epoch) {
        const key = `${room} ${epoch}`;
        if (!this.#orders.has(key))
            this.#orders.set(key, []);
        return this.#orders.get(key);
    }

    epochsOf(room) { return [...this.#orders.keys()].filter((key) => key.startsWith(`${room} `)).map((key) => key.split(' ')[1]); }

    /** Records that a member received \a message; returns what was sent. \a text: its frame, unless it was in a history. */
    addDelivery(epoch, message, text) {
        const { room, seq } = message;
        const sent = this.sent[numberOf(message)];
        if (!this.check(sent !== undefined, () => `never sent: ${JSON.stringify(message)}`, room))
            return null;
        const order = this.order(room, epoch);
        const place = { number: sent.number, from: message.from, client: message.client, time: message.time };
        const known = order[seq];
        if (known) {
            this.check(known.number === place.number && known.from === place.from && known.client === place.client && known.time === place.time,
                () => `seq ${seq} of ${room} is ${JSON.stringify(known)} to one, ${JSON.stringify(place)} to another`, room);
        } else {
            order[seq] = place;
            this.check(sent.place === undefined, () => `message ${sent.number} has two numbers in ${room}: ${JSON.stringify(sent.place)} and ${seq}`, room);
            sent.place = { epoch, seq };
            this.check(sent.room === room && sent.by.user === message.from && (sent.by.client ?? message.client) === message.client,
                () => `stamped wrongly: ${JSON.stringify(message)}, of ${sent.by} in ${sent.room}`, room);
        }
        if (text !== undefined)
            this.check(text.includes(serialised(sent)), () => `not as sent: ${text}, was ${sent.raw}`, room);
        return sent;
    }

    /** The members of \a room, including those with a join in flight. */
    membersOf(room) { return this.members.filter((member) => member.isOpen && member.wanted.has(room)); }

    /** The last \a count known messages of a room, for error messages. */
    tail(room, count = 15) {
        return this.epochsOf(room).flatMap((epoch) => this.order(room, epoch)
            .map((place, seq) => `${epoch} ${seq}: ${JSON.stringify(place)}`).slice(-count));
    }
}
