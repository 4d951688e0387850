// A client of the envelope. Checks each frame: messages of a room are consecutive unless it was told that some are missing, each request
// has one answer, and a replay continues where the client left off.

import { WebSocket } from 'ws';

import { historyLength, margin } from './model.mjs';

export class Member {
    views = new Map();     // rooms it is in: {epoch, last: seq or null (unknown), isBroken, isReplaying}
    busy = new Set();      // rooms with a join or leave under way
    published = [];
    joins = new Map();     // room -> how often it has joined
    directs = new Set();   // numbers of the direct messages that it has got
    client = null;
    isReady = false;       // it has its welcome
    isOpen = true;

    /** memory: room -> {epoch, seq} of the last message that the user of this client has got, of former connections too. */
    constructor(model, world, node, user, room, memory = new Map()) {
        Object.assign(this, { model, world, node, user, memory, path: room });
        this.run = node.run;
        this.serial = model.members.push(this);
        this.socket = new WebSocket(node.server.at(`/room/${encodeURIComponent(room)}?user=${user}`), 'signalbox.v1.json', { perMessageDeflate: false });
        this.welcomed = new Promise((resolve) => (this.#resolveWelcomed = resolve));
        this.socket.on('error', () => {}); // its node was killed
        this.socket.on('close', (code, reason) => this.#closed(code, reason.toString()));
        this.socket.on('message', (data) => {
            if (this.isOpen && !model.failure)
                this.#take(JSON.parse(data));
        });
    }

    toString() { return `client ${this.serial} (${this.client ?? '?'}, ${this.user}, node ${this.node.index} run ${this.run})`; }

    get outstanding() { return this.#pending.size; }
    describeOutstanding() { return `${this}: ${[...this.#pending.values()].map(({ request }) => JSON.stringify(request)).join(' ')}`; }

    /** Sends a request; \a answered is called with its answer. */
    ask(request, answered) {
        const id = ++this.#lastId;
        this.#pending.set(id, { request, answered, since: this.world.stamp() });
        this.socket.send(JSON.stringify({ ...request, id }));
    }

    /** The same, and resolves with the answer; null: the connection has ended before. */
    answerTo(request) {
        return new Promise((resolve) => {
            this.#waiting.add(resolve);
            this.ask(request, (answer) => {
                this.#waiting.delete(resolve);
                resolve(answer);
            });
        });
    }

    publish(room, padding = 0) {
        const { model } = this;
        const sent = model.record(this, room);
        this.published.push(sent);
        const content = { n: sent.number, ...(padding > 0 && { padding: 'x'.repeat(padding) }) };
        this.ask({ type: 'message', room, content }, (answer) => {
            sent.answer = answer.type;
            if (answer.type === 'error') {
                this.#unavailable(answer, room);
                return;
            }
            model.counts.acks += 1;
            const view = this.views.get(room);
            model.check(answer.type === 'ack' && answer.room === room && answer.seq > 0, () => `${this} published ${sent.number}, and got ${JSON.stringify(answer)}`, room);
            sent.acked = answer.seq;
            // Behind the message, unless the client was told of messages that are missing.
            if (view && !view.isBroken && sent.places.size > 0)
                model.check([...sent.places.values()].includes(answer.seq), () => `${this}: ${sent.number} is ${JSON.stringify([...sent.places])}, its ack says ${answer.seq}`, room);
            else if (view && !view.isBroken && !view.wasBroken)
                model.fail(`${this} got the ack of ${sent.number} before the message`, room);
        });
        return sent;
    }

    /** Joins \a room, behind what it remembers of it. */
    join(room) {
        const since = this.memory.get(room);
        const { model } = this;
        this.busy.add(room);
        this.ask({ type: 'join', room, ...(since && { since }) }, (ack, id) => {
            if (ack.type === 'error') {
                this.busy.delete(room);
                this.#unavailable(ack, room);
                return;
            }
            const view = this.views.get(room);
            model.check(ack.type === 'ack' && ack.room === room && ack.epoch && ack.seq >= 0, () => `${this} joined ${room}: ${JSON.stringify(ack)}`, room);
            if (view)
                model.check(view.epoch === ack.epoch && (view.last === null || view.isBroken || view.last === ack.seq),
                    () => `${this} is at ${view.epoch} ${view.last} of ${room}, the ack says ${JSON.stringify(ack)}`, room);
            if (!view)
                this.#enter(room, ack.epoch, ack.seq);
            if (!since) {
                this.busy.delete(room);
                return;
            }
            this.views.get(room).isReplaying = true;
            this.#pending.set(id, {
                request: `history behind ${JSON.stringify(since)}`, since: this.world.stamp(),
                answered: (history, _id, stamp) => this.#takeReplay(room, since, ack, history, stamp),
            });
        });
    }

    leave(room) {
        this.busy.add(room);
        this.ask({ type: 'leave', room }, (answer) => {
            this.busy.delete(room);
            this.views.delete(room);
            this.model.check(answer.type === 'ack', () => `${this} left ${room}: ${JSON.stringify(answer)}`, room);
        });
    }

    direct(to, answered = () => {}) {
        const number = this.model.directs.push({ to, by: this, receivers: new Set() }) - 1;
        this.ask({ type: 'direct', to, content: { d: number } }, (answer) => {
            if (answer.type === 'error' && answer.code !== 'no_such_user')
                this.#unavailable(answer, to);
            answered(answer);
        });
        return this.model.directs[number];
    }

    /** Asks for a page of the history. */
    history(room, limit) {
        this.ask({ type: 'history', room, limit }, (answer) => {
            if (answer.type === 'error')
                this.#unavailable(answer, room, ['no_such_room', 'not_in_room']);
            else
                this.takePage(room, answer);
        });
    }

    takePage(room, { type, epoch, messages }) {
        this.model.check(type === 'history' && messages.every(({ seq }, i) => seq === messages[0].seq + i),
            () => `${this} got ${type} of ${room}: ${messages?.map(({ seq }) => seq)}`, room);
        for (const message of messages ?? [])
            this.model.deliver(room, epoch, message, this);
    }

    presence(room) {
        this.ask({ type: 'presence', room, limit: 3 }, (answer) => {
            if (answer.type === 'error')
                this.#unavailable(answer, room, ['no_such_room', 'not_in_room']);
            else
                this.model.check(answer.type === 'presence' && answer.members.length <= 3, () => `${this}: ${JSON.stringify(answer)}`, room);
        });
    }

    end(way) {
        if (way === 'close')
            this.socket.close(1000);
        else if (way === 'reset' && this.socket._socket)
            this.socket._socket.resetAndDestroy();
        else
            this.socket.terminate();
        this.#closed(0, '');
    }

    #pending = new Map();
    #waiting = new Set();
    #lastId = 0;
    #resolveWelcomed;

    #closed(code, reason) {
        if (!this.isOpen)
            return;
        this.isOpen = false;
        // 1013: the room of its path was not available.
        const isExpected = code === 0 || code === 1006 && this.node.run !== this.run || code === 1013 && !this.isReady;
        this.model.check(isExpected || this.model.isOver, () => `${this} was closed: ${code} ${reason}`);
        this.#resolveWelcomed(false);
        this.#waiting.forEach((resolve) => resolve(null));
    }

    #unavailable(answer, room, allowed = []) {
        this.model.check(answer.code === 'unavailable' && answer.retry > 0 || allowed.includes(answer.code), () => `${this}: ${JSON.stringify(answer)}`, room);
        this.model.counts.unavailable += 1;
    }

    #enter(room, epoch, last) {
        this.views.set(room, { epoch, last, isBroken: false, wasBroken: false, isReplaying: false });
        this.joins.set(room, (this.joins.get(room) ?? 0) + 1);
    }

    #take(frame) {
        const { model } = this;
        if (frame.id !== undefined) {
            const pending = this.#pending.get(frame.id);
            if (!model.check(pending !== undefined, () => `${this} got a second answer: ${JSON.stringify(frame)}`))
                return;
            this.#pending.delete(frame.id);
            pending.answered(frame, frame.id, pending.since);
        } else if (frame.type === 'message') {
            this.#takeMessage(frame);
        } else if (frame.type === 'history') {
            this.#takeBreak(frame);
        } else if (frame.type === 'joined' || frame.type === 'left') {
            this.#takeNotice(frame);
        } else if (frame.type === 'direct') {
            const sent = model.directs[frame.content?.d];
            model.check(sent?.to === this.user && sent.by.user === frame.from && !sent.receivers.has(this), () => `${this} got ${JSON.stringify(frame)}`);
            sent?.receivers.add(this);
        } else if (frame.type === 'welcome') {
            model.check(!this.isReady && frame.user === this.user && frame.room === this.path && frame.epoch, () => `${this} got ${JSON.stringify(frame)}`);
            this.client = frame.client;
            this.isReady = true;
            this.#enter(frame.room, frame.epoch, null);
            this.#resolveWelcomed(true);
        } else {
            model.fail(`${this} got ${JSON.stringify(frame)}`);
        }
    }

    #takeMessage(message) {
        const { room, seq } = message;
        const { model } = this;
        const view = this.views.get(room);
        if (!model.check(view !== undefined, () => `${this} is not in ${room}, and got ${JSON.stringify(message)}`, room))
            return;
        model.check(!view.isReplaying, () => `${this} got seq ${seq} of ${room} before the history`, room);
        if (view.last !== null && !view.isBroken)
            model.check(seq === view.last + 1, () => `${this} got seq ${seq} of ${room} ${view.epoch} behind ${view.last}`, room);
        else if (view.last !== null)
            model.check(seq > view.last || model.isUnvouched(room, view.epoch), () => `${this} got seq ${seq} of ${room} ${view.epoch} behind ${view.last}`, room);
        if (view.gapFrom !== undefined)
            model.gap(this, room, view.epoch, view.gapFrom, seq);
        Object.assign(view, { last: seq, isBroken: false, gapFrom: undefined });
        this.memory.set(room, { epoch: view.epoch, seq });
        model.deliver(room, view.epoch, message, this);
    }

    /** The server says that messages are missing, or that the numbering begins again. */
    #takeBreak({ room, epoch, messages, recovered }) {
        const { model } = this;
        const view = this.views.get(room);
        if (!model.check(view && messages.length === 0 && recovered === false, () => `${this} got a history of ${room} ${epoch}, ${messages.length}, ${recovered}`, room))
            return;
        model.counts.breaks += 1;
        if (epoch !== view.epoch)
            Object.assign(view, { epoch, last: null, gapFrom: undefined });
        else if (view.last !== null && !view.isBroken)
            view.gapFrom = view.last;
        Object.assign(view, { isBroken: true, wasBroken: true });
    }

    #takeReplay(room, since, ack, history, stamp) {
        const { model } = this;
        const { type, epoch, messages, recovered } = history;
        this.busy.delete(room);
        const shown = () => `${this} is behind ${JSON.stringify(since)} of ${room}; ack ${JSON.stringify(ack)}; got ${type} ${epoch} ${messages?.map(({ seq }) => seq)}, recovered ${recovered}`;
        const view = this.views.get(room);
        if (!model.check(type === 'history' && history.room === room && view, shown, room))
            return;
        model.check(epoch === ack.epoch && messages.every(({ seq }, i) => seq === messages[0].seq + i), shown, room);
        const last = messages.at(-1)?.seq ?? since.seq;
        const isKnown = since.epoch === epoch;
        if (recovered) {
            model.check(isKnown && (messages[0]?.seq ?? since.seq + 1) === since.seq + 1 && last >= ack.seq, shown, room);
        } else if (isKnown && since.seq <= ack.seq && ack.seq - since.seq < historyLength - margin) {
            model.check(!this.world.wasCalmSince(stamp) || model.isUnvouched(room, epoch), () => `what is kept was not recovered: ${shown()}`, room);
        }
        for (const message of messages)
            model.deliver(room, epoch, message, this);
        model.counts[recovered ? 'recovered' : 'partial'] += 1;
        model.counts.replayed += messages.length;
        const isSame = view.epoch === epoch; // else the numbering has begun again meanwhile
        view.isReplaying = false;
        if (!isSame)
            return;
        const end = recovered || messages.length > 0 ? last : null;
        Object.assign(view, { last: end, isBroken: !recovered, wasBroken: view.wasBroken || !recovered, gapFrom: undefined });
        if (end !== null)
            this.memory.set(room, { epoch, seq: end });
        else
            this.memory.delete(room);
    }

    #takeNotice({ type, room, client }) {
        if (type === 'joined')
            return;
        const key = `${room} ${client}`;
        if (!this.model.lefts.has(key))
            this.model.lefts.set(key, new Map());
        const told = this.model.lefts.get(key);
        told.set(this, (told.get(this) ?? 0) + 1);
    }
}
