// The JavaScript client of Signalbox: one ES module without dependencies, for browsers and for node 18 or later.
// The server provides it at /signalbox.js. It uses the envelope `signalbox.v1.json`.
//
//     import { connect } from '/signalbox.js';
//     const lobby = connect('/', { user: 'Alice' }).room('lobby');
//     lobby.on('message', ({ from, content }) => console.log(from, content));
//     await lobby.publish('Hello!');
//
// - A lost connection is reopened automatically, after a random part (full jitter) of a delay that doubles with each
//   failure. A close code may forbid that or ask for an immediate reconnect: see retryFor(). When the network is back or
//   the page is visible again, the next attempt follows soon. Every change of state is an event.
// - Each room stores epoch and seq of its last message. After a reconnect it requests the missed messages and delivers
//   them before newer ones, without duplicates and in order. A `gap` event reports messages that cannot be recovered.
// - Every request is a promise. Without a connection requests are queued: at most `queue` of them, none longer than its
//   timeout. Requests in flight when a connection is lost fail with `lost` and are never repeated, because the server
//   may have handled them. send() of a room is for messages that must not be delayed: it sends now or fails.
// - An idle connection is checked with a ping; without an answer the client closes it and reconnects.
//
// Three layers: Emitter (events), Link (a WebSocket that reconnects, with any protocol), Client and its Rooms (the
// envelope on a Link). In a classic script: `import('/signalbox.js').then(({ connect }) => …)`. In a node version without
// WebSocket: connect(url, { WebSocket }) with the class of `ws`.

/** @typedef {'connecting'|'open'|'reconnecting'|'closing'|'closed'} State */
/** @typedef {{epoch: string, seq: number}} Position */
/** @typedef {{room: string, from: string, client: string, content: any, encoding?: string, seq: number, time: string, replayed?: boolean}} Message */
/**
 * @typedef {object} LinkOptions
 * @property {any} [WebSocket] a WebSocket class, if globalThis has none
 * @property {string|string[]} [protocols]
 * @property {{first: number, longest: number}} [backoff] ms; the first delay is between 0 and `first`
 * @property {number} [stableAfter] ms after which an open connection counts as stable; the next loss is then a first one
 * @property {(code: number) => 'never'|'now'|'backoff'} [retry] whether to reconnect; default: retryFor
 * @property {() => number} [random] for tests, like `clock`
 * @property {{setTimeout: Function, clearTimeout: Function, now: () => number}} [clock]
 */
/**
 * @typedef {object} ClientOptions
 * @property {string} [user] a user name, if the server requires no token
 * @property {string|(() => string|Promise<string>)} [token] sent with auth on each connection; a function is called again before
 *   the token expires, and for a reconnect after it has expired
 * @property {number} [timeout] ms until the answer, including the time in the queue
 * @property {number} [queue] maximum number of queued requests
 * @property {{interval?: number, timeout?: number}} [ping] ms; default: the values of the server; 0: no pings
 */

export const subprotocol = 'signalbox.v1.json';

const defaultBackoff = { first: 500, longest: 30000 }; // ms

/** The error of a failed request. `code`: an error code of the server, or closed, lost, offline or timeout. */
export class SignalboxError extends Error {
    /** @param {string} code @param {string} message */
    constructor(code, message, { field, retry } = /** @type {{field?: string, retry?: number|null}} */ ({})) {
        super(message);
        this.name = 'SignalboxError';
        this.code = code;
        this.field = field;         // the field of the request that was wrong
        this.retry = retry ?? null; // ms after which the request can be repeated
    }
}

/**
 * The retry rule of a close code: never, at once, or with back-off and jitter. Never: codes that the same client would
 * receive again after a reconnect. 4408 (read too slowly), 4409 (no pong, as after sleep) and 4429 (sent too fast) are
 * about the line or the moment.
 * @param {number} code
 */
export function retryFor(code) {
    if ([4408, 4409, 4429].includes(code))
        return 'backoff';
    if ([1000, 1002, 1003, 1007, 1008, 1010, 3000, 3003, 3008].includes(code) || (code >= 4400 && code <= 4499))
        return 'never';
    return code >= 4200 && code <= 4299 ? 'now' : 'backoff';
}

export class Emitter {
    #handlers = new Map();

    /** Calls the handler for each event of that name. Returns a function that removes the handler. */
    on(name, handler) {
        this.#handlers.set(name, [...(this.#handlers.get(name) ?? []), handler]);
        return () => this.#handlers.set(name, this.#handlers.get(name).filter((other) => other !== handler));
    }

    /** Resolves with the next event of that name. */
    next(name) {
        return new Promise((resolve) => {
            const off = this.on(name, (event) => (off(), resolve(event)));
        });
    }

    emit(name, event) {
        for (const handler of this.#handlers.get(name) ?? []) {
            try {
                handler(event);
            } catch (error) { // reported as uncaught; the other handlers are still called
                queueMicrotask(() => { throw error; });
            }
        }
    }
}

/**
 * A WebSocket that reconnects automatically. Each state is an event of its name: connecting {attempt} · open {attempt} ·
 * reconnecting {code, reason, opened, delay, attempt} · closing {} · closed {code, reason, opened, asked}. `attempt`
 * counts since the last stable connection; `opened`: it was open before; `asked`: close() was called.
 * Besides: data (a string or an ArrayBuffer) · wake {}: the network or the page is back while the connection seems open.
 */
export class Link extends Emitter {
    /** @type {State} */
    state = 'closed';
    #options;
    #socket = null;
    #openedAt = null;
    #begunAt = 0;    // when the last attempt began
    #dueAt = 0;      // when the next one begins
    #attempt = 0;
    #rushed = false; // reconnected at once since the last stable connection; prevents a loop with a server that always asks for it
    #timer;

    /** @param {string|URL} url @param {LinkOptions} [options] */
    constructor(url, options = {}) {
        super();
        this.#options = {
            WebSocket: globalThis.WebSocket, protocols: [], stableAfter: 5000, retry: retryFor, random: Math.random,
            clock: systemClock, ...options, backoff: { ...defaultBackoff, ...options.backoff },
        };
        if (!this.#options.WebSocket)
            throw new TypeError('there is no WebSocket here: pass one, such as that of ws, as the option WebSocket');
        this.url = absolute(url).href;
    }

    /** Connects, immediately even while waiting to reconnect. No effect if there is a connection. */
    open() {
        if (this.#socket)
            return;
        this.#options.clock.clearTimeout(this.#timer);
        const socket = new this.#options.WebSocket(this.url, this.#options.protocols);
        globalThis.addEventListener?.('online', this.#wake);
        globalThis.document?.addEventListener('visibilitychange', this.#wake);
        socket.binaryType = 'arraybuffer';
        socket.onopen = () => {
            this.#openedAt = this.#options.clock.now();
            this.#enter('open', { attempt: this.#attempt });
        };
        socket.onmessage = ({ data }) => this.emit('data', data);
        socket.onerror = () => {}; // a close event follows, with more details
        socket.onclose = ({ code, reason }) => this.#handleEnd(code, reason);
        this.#socket = socket;
        this.#openedAt = null;
        this.#begunAt = this.#options.clock.now();
        this.#enter('connecting', { attempt: this.#attempt });
    }

    /** Sends \a data. Returns false if there is no connection. */
    send(data) {
        if (this.state !== 'open')
            return false;
        this.#socket.send(data);
        return true;
    }

    /** Bytes passed to send() that were not written yet. */
    get waitingBytes() { return this.#socket?.bufferedAmount ?? 0; }

    /** Closes the connection; it stays closed until open(). */
    close(code = 1000, reason = '') {
        if (this.state === 'reconnecting') {
            this.#finish({ code, reason, opened: false, asked: true });
        } else if (this.#socket && this.state !== 'closing') {
            this.#socket.close(code, reason); // throws for invalid codes and reasons
            this.#enter('closing', {});
        }
    }

    /** Drops a dead connection and reconnects as after a loss. */
    abandon(reason) {
        const socket = this.#socket;
        if (!socket)
            return;
        socket.onopen = socket.onmessage = socket.onclose = null; // a browser may wait long for the Close of a dead peer
        socket.terminate ? socket.terminate() : socket.close();
        this.#handleEnd(1006, reason);
    }

    // Called when the network is available or the page is visible again; before, the delay grew and timers were slow.
    // With jitter, because a network returns for all clients at once; and not more often than the first attempts are
    // apart, because it may come and go.
    #wake = ({ type }) => {
        if (type === 'visibilitychange' && globalThis.document.hidden)
            return;
        const { clock, random, backoff } = this.#options;
        const soon = Math.max(clock.now(), this.#begunAt + backoff.first) + random() * backoff.first;
        if (this.state === 'open')
            this.emit('wake', {});
        else if (this.state === 'reconnecting' && soon < this.#dueAt)
            this.#openAt(soon);
    };

    #openAt(time) {
        const { clock } = this.#options;
        clock.clearTimeout(this.#timer);
        this.#dueAt = time;
        this.#timer = clock.setTimeout(() => this.open(), time - clock.now());
    }

    #enter(state, event) {
        this.state = state;
        this.emit(state, event);
    }

    #finish(event) {
        this.#options.clock.clearTimeout(this.#timer);
        globalThis.removeEventListener?.('online', this.#wake);
        globalThis.document?.removeEventListener('visibilitychange', this.#wake);
        this.#attempt = 0;
        this.#rushed = false;
        this.#enter('closed', event);
    }

    #handleEnd(code, reason) {
        const { clock, retry, random, backoff, stableAfter } = this.#options;
        const opened = this.#openedAt !== null;
        const asked = this.state === 'closing';
        this.#socket = null;
        if (opened && clock.now() - this.#openedAt >= stableAfter) {
            this.#attempt = 0;
            this.#rushed = false;
        }
        const when = asked ? 'never' : retry(code);
        if (when === 'never') {
            this.#finish({ code, reason, opened, asked });
            return;
        }
        const atOnce = when === 'now' && !this.#rushed;
        this.#rushed ||= atOnce;
        const delay = atOnce ? 0 : random() * Math.min(backoff.longest, backoff.first * 2 ** this.#attempt);
        this.#attempt += 1;
        this.#openAt(clock.now() + delay);
        this.#enter('reconnecting', { code, reason, opened, delay, attempt: this.#attempt });
    }
}

/**
 * A room, joined or not: client.room(name). Its events, all with {room}, are also emitted by the client: message (a
 * Message, with `replayed` if it was missed and recovered) · joined, left {user, client}, for all members including this
 * client · recovered {messages}: joined again without loss · gap {lost}: number of lost messages, null if unknown.
 */
export class Room extends Emitter {
    joined = false; // also without a connection: it will be joined again
    left = false;   // left on request; the address of the connection would join it again
    /** @type {string|null} */
    epoch = null;
    /** @type {number|null} */
    seq = null;     // of the last received message, or of the last one before the join
    #client;
    /** @type {{held: Message[], seq: number, finish?: () => void, renewed?: string}|null} */
    #resuming = null; // messages received before the replay, the end of the replay, the callback that waits for it, and a newer epoch

    /** @param {Client} client @param {string} name */
    constructor(client, name) {
        super();
        this.#client = client;
        this.name = name;
    }

    /** The position for join({since}), also after a restart; null if unknown. @returns {Position|null} */
    get position() { return this.epoch === null || this.seq === null ? null : { epoch: this.epoch, seq: this.seq }; }

    /** Joins; with `since` the later messages are delivered before it resolves. @param {{since?: Position|null}} [options] */
    async join({ since = null } = {}) {
        this.left = false;
        if (since || !this.joined)
            Object.assign(this, { epoch: since?.epoch ?? null, seq: since?.seq ?? null });
        if (since)
            this.#resuming = { held: [], seq: since.seq };
        try {
            await this.#request('join', since ? { since } : {}, (ack, finish) => this.#handleJoined(ack, finish));
        } catch (error) {
            this.#release();
            throw error;
        }
        return this;
    }

    /** Leaves; a reconnect does not join it again. */
    async leave() {
        await this.#request('leave', {}, () => this.forget(true));
    }

    /** Resolves with {seq} when the room has the message. Bytes are sent as base64, and arrive as bytes. */
    publish(content, { timeout = /** @type {number|undefined} */ (undefined) } = {}) {
        return this.#request('message', encoded(content), ({ seq }) => this.#handleOwn(seq), timeout);
    }

    /** Sends now, or returns false; without an answer. */
    send(content) { return this.#client.send({ type: 'message', room: this.name, ...encoded(content) }); }

    /** A page of the members: {members: [{user, client}], count, next?}. @param {{limit?: number, after?: string}} [query] */
    presence(query = {}) { return this.#request('presence', query); }

    /** All members: [{user, client}], one per connection. */
    async members() {
        const members = [];
        let page = { next: undefined };
        do {
            page = await this.presence({ after: page.next });
            members.push(...page.members);
        } while (page.next);
        return members;
    }

    /**
     * The last messages, or those before a seq: {epoch, messages, next, recovered}. The server sends them in pages, which are
     * read until `limit` messages are there, or all; `next` is the `before` of older ones. recovered: no message is missing.
     * @param {{limit?: number, before?: number}} [query]
     */
    async history({ limit, before } = {}) {
        let page = await this.#request('history', { limit, before });
        let { messages, recovered } = page;
        while (page.next !== undefined && (limit === undefined || messages.length < limit)) {
            const { epoch } = page;
            page = await this.#request('history', { limit: limit && limit - messages.length, before: page.next });
            if (page.epoch !== epoch) // the room was forgotten meanwhile, and its numbering began again
                return { ...page, messages: messages.map(decoded), next: undefined, epoch, recovered: false };
            messages = [...page.messages, ...messages];
            recovered &&= page.recovered;
        }
        return { ...page, messages: messages.map(decoded), recovered };
    }

    // ---- Called by the client ----

    /** @package */
    forget(left) {
        Object.assign(this, { joined: false, left });
        this.#resuming = null;
    }

    /** @package */
    handleLoss() { this.#resuming = null; } // held messages are part of the next replay

    /** @package */
    handleMessage(message) {
        this.#resuming ? this.#resuming.held.push(message) : this.#deliver(message);
    }

    /** @package A member joined or left. */
    handleMember(envelope) {
        if (envelope.client === this.#client.id)
            envelope.type === 'joined' ? (this.joined = true) : this.forget(this.left);
        this.tell(envelope.type, envelope);
    }

    /** @package The replay that answers a join with `since`. */
    handleReplay({ epoch, messages, recovered }) {
        if (!this.#resuming)
            return;
        const { held, seq, finish, renewed } = this.#resuming;
        const last = epoch === this.epoch ? this.seq : 0;
        const bySeq = new Map([...messages, ...held].map((message) => [message.seq, message]));
        const missed = [...bySeq.values()].filter((message) => message.seq > last).sort((a, b) => a.seq - b.seq);
        const before = missed.length > 0 ? missed[0].seq - 1 : Math.max(seq, last);
        this.#resuming = null;
        if (recovered)
            this.tell('recovered', { messages: missed.filter((message) => message.seq <= seq).length });
        else if (epoch !== this.epoch || before > last)
            this.tell('gap', { lost: epoch === this.epoch ? before - last : null });
        // else it ended early, because the history was dropped meanwhile: the next message tells what is missing
        Object.assign(this, { epoch, seq: recovered ? last : before });
        for (const message of missed)
            this.#deliver(message, message.seq <= seq);
        if (recovered)
            this.seq = Math.max(this.seq, seq);
        if (renewed)
            this.handleBreak({ epoch: renewed });
        finish?.();
    }

    /** @package The numbering begins again, or messages before the next one are missing: a history that answers no request. */
    handleBreak({ epoch }) {
        if (this.#resuming) { // the replay is to come; what was held is of the numbering before
            for (const message of this.#resuming.held.splice(0))
                this.#deliver(message);
            this.#resuming.renewed = epoch;
        } else if (epoch !== this.epoch) { // else the next message tells how many are missing
            Object.assign(this, { epoch, seq: null });
            this.tell('gap', { lost: null });
        }
    }

    /** @package */
    tell(name, event) {
        const here = { room: this.name, ...event };
        this.emit(name, here);
        this.#client.emit(name, here);
    }

    #request(type, fields, accept, timeout) { return this.#client.request(type, { room: this.name, ...fields }, { accept, timeout }); }

    #handleJoined({ epoch, seq }, finish) {
        this.joined = true;
        if (this.#resuming)
            return Object.assign(this.#resuming, { seq, finish }); // its replay follows
        if (this.epoch !== epoch || this.seq === null) // otherwise it was joined already, with a newer position
            Object.assign(this, { epoch, seq });
        return null;
    }

    #release() {
        const held = this.#resuming?.held ?? [];
        this.#resuming = null;
        for (const message of held)
            this.#deliver(message);
    }

    // Own messages count even if the server does not echo them to the sender.
    #handleOwn(seq) {
        if (this.#resuming || this.seq === null || seq <= this.seq)
            return;
        this.#lookForGap(seq);
        this.seq = seq;
    }

    #lookForGap(seq) { // a server may drop messages for slow consumers
        if (this.seq !== null && seq > this.seq + 1)
            this.tell('gap', { lost: seq - this.seq - 1 });
    }

    #deliver(message, replayed = false) {
        if (this.seq !== null && message.seq <= this.seq)
            return; // a duplicate
        this.#lookForGap(message.seq);
        this.seq = message.seq;
        this.tell('message', replayed ? { ...decoded(message), replayed } : decoded(message));
    }
}

// Errors of a join that may be over soon: a room is full until the members from before the loss are gone.
const momentary = ['room_limit', 'rate_limited', 'unavailable', 'internal'];

const answers = { message: 'ack', join: 'ack', leave: 'ack', direct: 'ack', auth: 'ack', presence: 'presence', history: 'history', ping: 'pong' };

/**
 * The connection of one user. Events: those of Link except data, with `open` {attempt, client, user, room} emitted after
 * the welcome of the server; those of Room; direct {from, client, content, time} · notice {kind, text, code?, by?,
 * until?} · error: a SignalboxError that belongs to no request.
 */
export class Client extends Emitter {
    /** @type {State} */
    state = 'closed';
    id = '';   // the `client` in the messages of this connection
    user = '';
    /** @type {{max_message?: number, messages_per_second?: number}} */
    limits = {};
    #options;
    #link;
    #rooms = new Map();
    #pending = new Map(); // requests by id, oldest first, sent or queued
    #lastId = 0;
    #lastHeard = 0;
    #renewTimer;   // when the next token is due
    #opening = 0;  // the attempt that opened this connection
    #lifeTimer;    // the deadline of the welcome, then the time of the next ping
    #checkLife = (_silence) => {}; // sends a ping if nothing was received for \a silence ms

    /** @param {string|URL} url @param {ClientOptions & LinkOptions} [options] */
    constructor(url, options = {}) {
        super();
        this.#options = { timeout: 10000, queue: 100, clock: systemClock, ...options };
        const address = absolute(url);
        if (options.user)
            address.searchParams.set('user', options.user);
        // A function provides a new token, so that connecting again after 4401 is not simply a retry.
        const retry = typeof options.token === 'function' ? (code) => (code === 4401 ? 'backoff' : retryFor(code)) : retryFor;
        this.#link = new Link(address, { retry, ...options, protocols: subprotocol });
        this.#link.on('data', (data) => this.#receive(data));
        this.#link.on('wake', () => this.#checkLife(1000));
        this.#link.on('connecting', (event) => this.#enter('connecting', event));
        this.#link.on('open', ({ attempt }) => this.#introduce(attempt));
        for (const state of ['closing', 'reconnecting', 'closed'])
            this.#link.on(state, (event) => this.#handleEnd(state, event));
    }

    get url() { return this.#link.url; }
    get waitingBytes() { return this.#link.waitingBytes; }
    /** The joined rooms. @returns {Room[]} */
    get rooms() { return [...this.#rooms.values()].filter((room) => room.joined); }

    /** The room of that name, joined or not. @returns {Room} */
    room(name) {
        if (!this.#rooms.has(name))
            this.#rooms.set(name, new Room(this, name));
        return this.#rooms.get(name);
    }

    /** Connects, immediately even while waiting to reconnect. connect() calls it. */
    open() { this.#link.open(); }
    close(code, reason) { this.#link.close(code, reason); }

    /** Sends to all connections of a user; resolves with {connections}. */
    direct(to, content) { return this.request('direct', { to, content }); }

    /** Authenticates, or renews a token before it expires; resolves with {user, expires}. */
    auth(token) {
        return this.request('auth', { token }, { accept: ({ user, expires }) => void this.#handleIdentity(user, expires) });
    }

    /** Resolves with the round-trip time in ms. */
    async ping(timeout = this.#options.timeout) {
        const begun = this.#options.clock.now();
        await this.request('ping', {}, { timeout });
        return this.#options.clock.now() - begun;
    }

    /** @package */
    send(envelope) { return this.state === 'open' && this.#link.send(JSON.stringify(envelope)); }

    /**
     * Sends any request of the envelope; resolves with its answer or rejects with a SignalboxError. accept(answer, finish)
     * is called before later messages are handled; if it returns a value, the request completes when finish() is called.
     * @returns {Promise<any>}
     */
    async request(type, fields, { accept = (_answer, _finish) => null, timeout = this.#options.timeout } = {}) {
        const { clock, queue } = this.#options;
        const id = ++this.#lastId;
        const text = JSON.stringify({ type, id, ...fields });
        const ready = this.state === 'open' || (type === 'auth' && this.#link.state === 'open');
        if (this.state === 'closed' || this.state === 'closing')
            throw new SignalboxError('closed', 'the connection is closed');
        if (!ready && [...this.#pending.values()].filter((request) => !request.sent).length >= queue)
            throw new SignalboxError('offline', 'there is no connection, and enough requests wait for one');
        if (isLonger(text, this.limits.max_message))
            throw new SignalboxError('too_big', `more than ${this.limits.max_message} bytes`);
        return new Promise((resolve, reject) => {
            const settle = (end, value) => {
                this.#pending.delete(id);
                clock.clearTimeout(timer);
                end(value);
            };
            const request = {
                type, text, sent: false,
                answer: (envelope) => {
                    const finish = () => settle(resolve, envelope);
                    accept(envelope, finish) || finish();
                },
                fail: (error) => settle(reject, error),
            };
            const timer = clock.setTimeout(() => request.fail(new SignalboxError('timeout', `no answer within ${timeout} ms`)), timeout);
            this.#pending.set(id, request);
            if (ready)
                this.#transmit(request);
        });
    }

    #enter(state, event) {
        this.state = state;
        this.emit(state, event);
    }

    #transmit(request) { request.sent = this.#link.send(request.text); }

    // The link is open; the client is open after the welcome.
    async #introduce(attempt) {
        const { token, timeout, clock } = this.#options;
        this.#opening = attempt;
        this.#lifeTimer = clock.setTimeout(() => this.#link.abandon('no welcome'), timeout);
        try {
            if (token)
                await this.auth(typeof token === 'function' ? await token() : token);
        } catch (error) { // the server closes connections that fail to authenticate
            this.emit('error', error);
        }
    }

    #handleIdentity(user, expires) {
        this.user = user;
        this.#options.clock.clearTimeout(this.#renewTimer);
        if (expires && typeof this.#options.token === 'function')
            this.#renewIn(Math.max(1000, (Date.parse(expires) - Date.now()) * 0.8));
    }

    #renewIn(delay) { // a timer cannot be longer than 2^31 ms
        this.#renewTimer = this.#options.clock.setTimeout(() => this.#renew(), Math.min(delay, 2 ** 31 - 1));
    }

    async #renew() {
        const here = this.id;
        const isHere = () => this.state === 'open' && this.id === here;
        try {
            const token = await this.#options.token();
            if (isHere())
                await this.auth(token);
        } catch (error) {
            this.emit('error', error);
            if (isHere() && error.code !== 'forbidden')
                this.#renewIn(5000);
        }
    }

    #receive(data) {
        this.#lastHeard = this.#options.clock.now();
        let envelope = null;
        try {
            envelope = JSON.parse(data);
        } catch {
            // bytes or invalid JSON: reported below
        }
        const room = typeof envelope?.room === 'string' ? this.room(envelope.room) : null;
        const request = this.#pending.get(envelope?.id);
        const type = envelope?.type;
        if (type === undefined)
            this.emit('error', new SignalboxError('bad_envelope', 'the server said what is no envelope'));
        else if (request && type === 'error')
            request.fail(errorOf(envelope));
        else if (request && type === answers[request.type])
            request.answer(envelope);
        else if (type === 'message' && room)
            room.handleMessage(envelope);
        else if (type === 'history' && room)
            envelope.id === undefined ? room.handleBreak(envelope) : room.handleReplay(envelope);
        else if ((type === 'joined' || type === 'left') && room)
            this.#handleMember(room, envelope);
        else if (type === 'welcome')
            this.#handleWelcome(envelope, room);
        else if (type === 'direct' || type === 'notice')
            this.emit(type, envelope);
        else if (type === 'error')
            this.emit('error', errorOf(envelope));
    }

    #handleWelcome({ client, user, heartbeat, limits }, here) {
        const before = this.rooms;
        Object.assign(this, { id: client, user, limits: limits ?? {}, state: 'open' });
        this.#keepAlive({ interval: 0, timeout: 0, ...heartbeat, ...this.#options.ping });
        for (const room of before) {
            if (!room.position) // lost before the position was known
                room.tell('gap', { lost: null });
            this.#enterRoom(room);
        }
        if (here?.left)
            here.leave().catch((error) => this.emit('error', error)); // the address of the connection joins it each time
        else if (here && !here.joined)
            this.#enterRoom(Object.assign(here, { joined: true, epoch: null, seq: null })); // to get its position
        for (const request of this.#pending.values())
            request.sent || this.#transmit(request);
        this.#enter('open', { attempt: this.#opening, client, user, room: here?.name });
    }

    #handleMember(room, envelope) {
        const putThere = envelope.type === 'joined' && envelope.client === this.id && !room.joined
            && ![...this.#pending.values()].some(({ type }) => type === 'join');
        room.handleMember(envelope);
        if (putThere) // by an operator
            this.#enterRoom(room);
    }

    // Rooms that the server joined automatically, or that were joined before the loss.
    async #enterRoom(room, failures = 0) {
        const { clock, random = Math.random, backoff } = this.#options;
        const { first, longest } = { ...defaultBackoff, ...backoff };
        const here = this.id;
        const since = room.position;
        try {
            await room.join({ since });
        } catch (error) {
            if (error.code === 'timeout')
                this.#link.abandon('no answer to a join');
            else if (error.retry !== null || momentary.includes(error.code)) {
                const again = () => room.joined && this.state === 'open' && this.id === here && this.#enterRoom(room, failures + 1);
                clock.setTimeout(again, error.retry ?? random() * Math.min(longest, first * 2 ** failures));
                if (error.retry === null && failures === 0)
                    this.emit('error', error);
            } else if (error.code !== 'lost' && error.code !== 'closed') { // the room cannot be joined again
                room.handleMember({ type: 'left', user: this.user, client: this.id });
                this.emit('error', error);
            }
        }
    }

    #keepAlive({ interval, timeout }) {
        const { clock } = this.#options;
        const here = this.id;
        let asking = false;
        const checkIn = (delay) => {
            clock.clearTimeout(this.#lifeTimer);
            this.#lifeTimer = clock.setTimeout(() => check(interval), delay);
        };
        const check = async (silence) => {
            const asked = clock.now();
            if (asking || this.state !== 'open' || this.id !== here)
                return;
            if (asked - this.#lastHeard < silence) {
                checkIn(Math.max(0, interval - (asked - this.#lastHeard)));
                return;
            }
            asking = true;
            await this.ping(timeout).catch(() => {}); // any received message counts as activity, not only the answer
            asking = false;
            if (this.state !== 'open' || this.id !== here)
                return;
            if (this.#lastHeard < asked)
                this.#link.abandon('no answer to a ping');
            else
                checkIn(interval);
        };
        clock.clearTimeout(this.#lifeTimer);
        this.#checkLife = interval && timeout ? check : () => {};
        if (interval && timeout)
            checkIn(interval);
    }

    #handleEnd(state, event) {
        const forGood = state !== 'reconnecting';
        this.#options.clock.clearTimeout(this.#lifeTimer);
        this.#options.clock.clearTimeout(this.#renewTimer);
        this.state = state;
        for (const room of this.#rooms.values())
            state === 'closed' ? room.forget(room.left) : room.handleLoss();
        for (const request of [...this.#pending.values()]) {
            if (forGood)
                request.fail(new SignalboxError('closed', 'the connection was closed'));
            else if (request.sent)
                request.fail(new SignalboxError('lost', 'the connection was lost before an answer came'));
        }
        this.emit(state, event);
    }
}

/**
 * Connects to a server: an address like wss://example.org/room/kitchen, in a browser also a path.
 * @param {string|URL} [url] @param {ClientOptions & LinkOptions} [options]
 */
export function connect(url = '/', options = {}) {
    const client = new Client(url, options);
    client.open();
    return client;
}

const systemClock = {
    setTimeout: (call, delay) => setTimeout(call, delay),
    clearTimeout: (timer) => clearTimeout(timer),
    now: () => performance.now(),
};

function absolute(url) {
    const address = new URL(url, globalThis.location?.href);
    address.protocol = address.protocol.replace(/^http/, 'ws');
    address.hash = '';
    return address;
}

const errorOf = ({ code, message, field, retry }) => new SignalboxError(code, message, { field, retry });

// At most three bytes per UTF-16 unit: only few messages need to be measured.
const isLonger = (text, bytes) => bytes > 0 && text.length * 3 > bytes && new TextEncoder().encode(text).length > bytes;

/** Encodes bytes for the envelope; other content is unchanged. */
function encoded(content) {
    if (!(content instanceof ArrayBuffer) && !ArrayBuffer.isView(content))
        return { content };
    const bytes = content instanceof ArrayBuffer ? new Uint8Array(content) : new Uint8Array(content.buffer, content.byteOffset, content.byteLength);
    let characters = '';
    for (let at = 0; at < bytes.length; at += 0x8000) // the number of arguments of a call is limited
        characters += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
    return { content: btoa(characters), encoding: 'base64' };
}

function decoded(message) {
    if (message.encoding !== 'base64')
        return message;
    return { ...message, content: Uint8Array.from(atob(message.content), (character) => character.charCodeAt(0)) };
}
