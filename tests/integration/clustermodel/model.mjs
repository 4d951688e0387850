// The model that the cluster is compared with: what was published, and which number in which epoch each publication has got. Its first
// receiver decides; all others, at whatever node and time, must agree.

/** How many messages of a room are kept. */
export const historyLength = 150;
/** A room goes on while a position is compared with it: as many messages at most. */
export const margin = 60;

export class Model {
    #orders = new Map(); // `room epoch` -> numbers of the publications by seq
    #gaps = [];
    #resolveFailed;

    members = [];
    sent = []; // publications by number
    directs = []; // direct messages by number
    lefts = new Map(); // `room client` -> listener -> how often it was told that the client has left
    unvouched = new Set(); // `room epoch` whose numbers may be given twice: see dataLost()
    givenTwice = 0;
    lossOfData = 0; // how often Redis came back with less than it had
    counts = { recovered: 0, partial: 0, replayed: 0, breaks: 0, unavailable: 0, acks: 0 };
    failure = null;
    failed = new Promise((resolve) => (this.#resolveFailed = resolve));

    fail(text, room) {
        this.failure ??= { text, room };
        this.#resolveFailed();
    }

    check(isRight, text, room) {
        if (!isRight)
            this.fail(text(), room);
        return isRight;
    }

    order(room, epoch) {
        const key = `${room} ${epoch}`;
        if (!this.#orders.has(key))
            this.#orders.set(key, []);
        return this.#orders.get(key);
    }

    /** The highest seq that a client has got. */
    top(room, epoch) { return Math.max(0, this.order(room, epoch).length - 1); }

    isUnvouched(room, epoch) { return this.unvouched.has(`${room} ${epoch}`); }

    /** Makes a publication of \a by in \a room. */
    record(by, room) {
        const sent = { number: this.sent.length, by, room, places: new Map(), answer: null };
        this.sent.push(sent);
        return sent;
    }

    /** \a whose has got \a message, live or in a history. */
    deliver(room, epoch, message, whose) {
        const { seq, from, client } = message;
        const sent = this.sent[message.content?.n];
        if (!this.check(sent !== undefined && message.room === room, () => `${whose} got ${JSON.stringify(message)}, which was never sent`, room))
            return null;
        this.check(sent.room === room && sent.by.user === from && sent.by.client === client,
            () => `${whose} got ${JSON.stringify(message)}, sent by ${sent.by} in ${sent.room}`, room);
        const order = this.order(room, epoch);
        if (order[seq] !== undefined && order[seq] !== sent.number) {
            this.check(this.isUnvouched(room, epoch), () => `${whose}: seq ${seq} of ${room} ${epoch} is ${order[seq]}, and ${sent.number}`, room);
            this.givenTwice += 1;
        }
        const place = sent.places.get(epoch);
        this.check(place === undefined || place === seq || this.isUnvouched(room, epoch),
            () => `${whose}: ${sent.number} is seq ${place} of ${room} ${epoch}, and ${seq}`, room);
        this.check(place !== undefined || sent.places.size === 0 || this.lossOfData > 0,
            () => `${whose}: ${sent.number} is in two epochs of ${room}, though Redis has lost nothing: ${[...sent.places.keys()]}, ${epoch}`, room);
        order[seq] = sent.number;
        sent.places.set(epoch, seq);
        return sent;
    }

    /** \a whose was told that messages of \a room behind \a from are missing, and \a to is the next one. */
    gap(whose, room, epoch, from, to) { this.#gaps.push({ whose: String(whose), room, epoch, from, to }); }

    /** When idle: only what was not kept any more was announced as missing, as far as Redis has not lost it. */
    checkGaps() {
        for (const { whose, room, epoch, from, to } of this.#gaps.splice(0)) {
            this.check(this.top(room, epoch) - from >= historyLength || to === from + 1 || this.isUnvouched(room, epoch),
                () => `${whose} was told that ${from + 1} to ${to - 1} of ${room} ${epoch} are missing, which were kept: it is at ${this.top(room, epoch)}`, room);
        }
    }

    /** The publications of a connection that have a number have it in the order of sending. */
    checkOrdersOf(member) {
        const lasts = new Map();
        for (const { number, room, places } of member.published) {
            for (const [epoch, seq] of places) {
                const key = `${room} ${epoch}`;
                const last = lasts.get(key);
                this.check(!(last > seq) || this.unvouched.has(key), () => `${number} of ${member} is seq ${seq} of ${key}, behind ${last}`, room);
                lasts.set(key, seq);
            }
        }
    }

    /**
     * Redis was restarted, and has \a stored of \a room: {epoch, seq}, or null; \a current is the epoch of its members. isCertain: each
     * node will notice what is lost before it acts. One that does not, because it is new or was cut off, goes on with the numbers that
     * Redis has, until another one is back. Returns whether something that clients have got is lost.
     */
    dataLost(room, stored, isCertain, current) {
        const isLost = !stored || stored.epoch !== current || stored.seq < this.top(room, current);
        if (isLost)
            this.lossOfData += 1;
        if (stored && !isCertain && this.top(room, stored.epoch) > stored.seq)
            this.unvouched.add(`${room} ${stored.epoch}`);
        return isLost;
    }

    tail(room, count = 12) {
        return [...this.#orders].filter(([key]) => key.startsWith(`${room} `))
            .map(([key, order]) => `${key}: ${order.map((number, seq) => `${seq}=${number}`).slice(-count).join(' ')}`);
    }
}
