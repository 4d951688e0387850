// What the server is held against: who asked to be in which room, what was said, and the one order of it that everybody
// together has seen. The first that sees a message tells the model its place; all others must agree.

import { numberOf, spelt } from './contents.mjs';

export class Model {
    #tellFailure;
    #orders = new Map();

    /** members: all connections that were ever made. sent: all that was said, by its number. */
    members = [];
    sent = [];
    failure = null;
    /** Settles when something did not fit; nothing is answered any more then. */
    failed = new Promise((resolve) => (this.#tellFailure = resolve));

    /** What is still owed: answers, and what members said themselves. Keeps the driver from running ahead. */
    owed = 0;

    /** How many joins with `since` had what they missed, how many only what was left of it, and in how many messages. */
    replays = { recovered: 0, partial: 0 };
    replayed = 0;

    constructor(historyLength) {
        this.historyLength = historyLength;
    }

    /** Remembers the first \a text that does not fit; the driver looks at it. */
    fail(text, room) {
        this.failure ??= { text, room };
        this.#tellFailure();
    }

    check(isRight, text, room) {
        if (!isRight)
            this.fail(text(), room);
        return isRight;
    }

    /** \a sent gets its number: {number, by, user, room | to, raw, …}. */
    say(by, make) {
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

    /** One of the members has \a message; returns what was sent. \a text: the frame it came in, if it came alone. */
    learn(epoch, message, text) {
        const { room, seq } = message;
        const sent = this.sent[numberOf(message)];
        if (!this.check(sent !== undefined, () => `nobody sent ${JSON.stringify(message)}`, room))
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
            this.check(text.includes(spelt(sent)), () => `not as sent: ${text}, was ${sent.raw}`, room);
        return sent;
    }

    /** Those that are in \a room, or on their way. */
    membersOf(room) { return this.members.filter((member) => member.isOpen && member.wanted.has(room)); }

    /** The last \a count of what is known of a room, for a person to read. */
    tail(room, count = 15) {
        return this.epochsOf(room).flatMap((epoch) => this.order(room, epoch)
            .map((place, seq) => `${epoch} ${seq}: ${JSON.stringify(place)}`).slice(-count));
    }
}
