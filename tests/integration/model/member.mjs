// A member with the envelope. Checks each frame: the messages of a room are consecutive, each request has an answer in the
// right place, and a replay continues where the member left off.

import { PresenceLog } from './presence.mjs';
import { makeContent, makeDirect, numberOf, serialised } from './contents.mjs';
import { ModelConnection } from './connection.mjs';

export class EnvelopeMember extends ModelConnection {
    views = new Map(); // rooms it is in, from the frames received: {epoch, last, presence}; last null: not known yet
    isReady = false;

    constructor(model, server, user, path, room) {
        super(model, server, user, path, room, false);
        this.welcomed = new Promise((resolve) => (this.#resolveWelcome = resolve));
    }

    outstanding() { return [...Array.from(this.#pending.keys(), (id) => `answer to ${id} at ${this}`), ...Array.from(this.#unechoed, this.describeUnechoed, this)]; }

    /** Sends a request; \a answered is called with the answer and throws if it is wrong. */
    ask(request, answered) {
        const id = this.#nextId % 3 === 0 ? this.#nextId : `r${this.#nextId}`;
        this.#nextId += 1;
        this.#pending.set(id, answered);
        this.model.outstanding += 1;
        this.#send({ ...request, id });
    }

    /** Sends \a request and resolves with the answer. */
    answerTo(request) { return new Promise((resolve) => this.ask(request, resolve)); }

    publish(room, random, wantsAck = random.chance(0.5)) {
        const { model } = this;
        const isIn = this.wanted.has(room);
        const sent = model.record(this, (number) => ({ room, ...makeContent(number, random) }));
        const parts = [`"type":"message","from":"another user","room":${JSON.stringify(room)}`, serialised(sent).slice(0, -2)];
        if (isIn) {
            this.published.push(sent);
            this.#unechoed.add(sent);
            model.outstanding += 1;
        }
        if (wantsAck || !isIn) {
            const id = this.#nextId++;
            this.#pending.set(id, isIn ? (ack) => this.#takeMessageAck(sent, ack) : (error) => this.#expectError('not_in_room', error));
            model.outstanding += 1;
            parts.push(`"id":${id}`);
        }
        this.socket.send(`{${parts.join(', ')}}`);
        return sent;
    }

    join(room, since) {
        this.want(room);
        this.ask({ type: 'join', room, ...(since && { since: { epoch: since.epoch, seq: since.seq } }) }, (ack, id) => {
            this.model.check(ack.type === 'ack' && ack.room === room && ack.epoch, () => `${this} joined ${room}: ${JSON.stringify(ack)}`, room);
            const view = this.views.get(room);
            // A replay reads on to the head, and so it may be ahead of the answers to later joins.
            const isAhead = view?.replayed && (view.last > ack.seq || view.replayed.isCut);
            if (view)
                this.model.check(view.epoch === ack.epoch && (view.last === null || view.last === ack.seq || isAhead),
                    () => `${this} is at ${view.epoch} ${view.last} of ${room}, the ack says ${JSON.stringify(ack)}`, room);
            this.#enter(room, ack.epoch, isAhead ? view.last : ack.seq, view?.replayed);
            if (since)
                this.#replay = { since, ack, id };
        });
    }

    leave(room) {
        const isIn = this.wanted.delete(room);
        this.ask({ type: 'leave', room }, (answer) => {
            if (!isIn) {
                this.#expectError('not_in_room', answer);
                return;
            }
            this.model.check(answer.type === 'ack' && this.views.delete(room), () => `${this} left ${room}: ${JSON.stringify(answer)}`, room);
        });
    }

    /** Sends a direct message to the user \a to; \a expected: the connections that must receive it. */
    direct(to, expected) {
        const sent = this.model.record(this, (number) => ({ to, expected, receivers: new Set(), ...makeDirect(number) }));
        this.ask({ type: 'direct', to, content: JSON.parse(sent.raw) }, (answer) => (sent.answer = answer));
    }

    /** The positions from which a reconnect resumes. */
    memory() { return [...this.views].filter(([, { last }]) => last !== null).map(([room, { epoch, last }]) => ({ room, epoch, seq: last })); }

    take(data, isBinary) {
        const text = data.toString();
        const frame = JSON.parse(text);
        const { model } = this;
        model.check(!isBinary, () => `${this} got a binary message`);
        if (this.#replay)
            this.#takeReplay(frame);
        else if (frame.id !== undefined)
            this.#takeAnswer(frame);
        else
            this.#takePush(frame, text);
    }

    #resolveWelcome;
    #nextId = 1;
    #pending = new Map();
    #unechoed = new Set(); // own messages that it has not received back
    #replay = null;       // the join that the next frame must be the history for

    #send(request) { this.socket.send(JSON.stringify(request)); }

    #expectError(code, answer) {
        this.model.check(answer.type === 'error' && answer.code === code && answer.retry === null,
            () => `${this} expected ${code}, got ${JSON.stringify(answer)}`);
    }

    #enter(room, epoch, seq, replayed = null) {
        const view = this.views.get(room);
        this.views.set(room, { epoch, replayed, last: seq ?? view?.last ?? null, presence: view?.presence ?? new PresenceLog(this.model, room, this) });
    }

    #echoed(sent) {
        if (this.#unechoed.delete(sent))
            this.model.outstanding -= 1;
    }

    #takeAnswer(frame) {
        const answered = this.#pending.get(frame.id);
        if (!this.model.check(answered !== undefined, () => `${this} got an answer without a request: ${JSON.stringify(frame)}`))
            return;
        this.#pending.delete(frame.id);
        this.model.outstanding -= 1;
        answered(frame, frame.id);
    }

    #takeMessageAck(sent, ack) {
        this.model.check(ack.type === 'ack' && ack.room === sent.room, () => `${this} published ${sent.number}, got ${JSON.stringify(ack)}`, sent.room);
        this.model.check(!this.#unechoed.has(sent), () => `${this} got the ack of ${sent.number} before the message`, sent.room);
        this.model.check((sent.place?.seq ?? ack.seq) === ack.seq, // no place: lost with the end of a replay
            () => `message ${sent.number} is ${sent.place?.seq}, its ack says ${ack.seq}`, sent.room);
    }

    #takePush(frame, text) {
        const { model } = this;
        if (frame.type === 'message') {
            const view = this.views.get(frame.room);
            if (!model.check(view !== undefined, () => `${this} is not in ${frame.room}, but received ${text}`, frame.room))
                return;
            const follows = frame.seq === view.last + 1 && !view.replayed?.isCut;
            const lost = model.mayEvict ? 0 : model.historyLength + 1; // at least
            const isBehindCut = view.replayed && frame.seq > view.last + lost && !view.replayed.isComplete;
            model.check(view.last === null || follows || isBehindCut, () => `${this} got seq ${frame.seq} of ${frame.room} behind ${view.last}`, frame.room);
            view.last = frame.seq;
            view.replayed = null;
            this.#echoed(model.addDelivery(view.epoch, frame, text));
        } else if (frame.type === 'direct') {
            const sent = model.sent[numberOf(frame)];
            model.check(sent?.by.user === frame.from && sent.by.client === frame.client && text.includes(serialised(sent)), () => `${this} got ${text}`);
            this.takeDirect(sent);
        } else if (frame.type === 'joined' || frame.type === 'left') {
            const view = this.views.get(frame.room);
            if (model.check(view !== undefined, () => `${this} is not in ${frame.room}, but received ${text}`, frame.room))
                view.presence.record(frame);
        } else if (frame.type === 'welcome') {
            model.check(!this.isReady && frame.user === this.user && frame.room === this.room && frame.epoch, () => `${this} got an invalid welcome: ${text}`);
            this.client = frame.client;
            this.#enter(frame.room, frame.epoch);
            this.isReady = true;
            this.#resolveWelcome();
        } else {
            model.fail(`${this} got ${text}`);
        }
    }

    #takeReplay({ type, id, room, epoch, messages, recovered }) {
        const { model } = this;
        const { since, ack, id: asked } = this.#replay;
        this.#replay = null;
        const isHistory = type === 'history' && id === asked && room === ack.room && epoch === ack.epoch;
        if (!model.check(isHistory, () => `${this} got a ${type} where the history of ${ack.room} belongs`, ack.room))
            return;
        const isKnown = since.epoch === epoch;
        const first = isKnown ? since.seq + 1 : 1;
        const begin = messages[0]?.seq ?? first;
        const last = begin + messages.length - 1;
        const shown = () => `${this} missed from ${first} of ${room} and got ${messages.map(({ seq }) => seq)}, recovered ${recovered}, ack ${ack.seq}`;
        model.check(messages.every(({ seq }, i) => seq === begin + i), shown, room);
        if (begin > first) // the beginning was not in the history any more
            model.check(!recovered && begin > ack.seq - model.historyLength, shown, room);
        if (recovered)
            model.check(isKnown && begin === first && last >= ack.seq, shown, room);
        for (const message of messages)
            if (model.check(message.room === room, shown, room))
                this.#echoed(model.addDelivery(epoch, message));
        // Without another reason, the history was dropped under the replay, which ends there.
        const isCut = !recovered && isKnown && begin === first;
        Object.assign(this.views.get(room), { last, replayed: { isCut, isComplete: recovered } });
        // A replay that is not complete for another reason may have been cut as well.
        for (const sent of isCut || (model.mayEvict && !recovered) ? this.#unechoed : [])
            if (sent.room === room)
                this.#echoed(sent);
        model.replays[recovered ? 'recovered' : 'partial'] += 1;
        model.replayed += messages.length;
    }
}
