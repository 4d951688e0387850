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

    outstandingCount() { return this.#pending.size + this.#unechoed.size; }

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
            if (view)
                this.model.check(view.epoch === ack.epoch && (view.last === null || view.last === ack.seq),
                    () => `${this} is at ${view.epoch} ${view.last} of ${room}, the ack says ${JSON.stringify(ack)}`, room);
            this.#enter(room, ack.epoch, ack.seq);
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

    #enter(room, epoch, seq) {
        const view = this.views.get(room);
        this.views.set(room, { epoch, last: seq ?? view?.last ?? null, presence: view?.presence ?? new PresenceLog(this.model, room, this) });
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
        this.model.check(sent.place?.seq === ack.seq, () => `message ${sent.number} is ${sent.place?.seq}, its ack says ${ack.seq}`, sent.room);
    }

    #takePush(frame, text) {
        const { model } = this;
        if (frame.type === 'message') {
            const view = this.views.get(frame.room);
            if (!model.check(view !== undefined, () => `${this} is not in ${frame.room}, but received ${text}`, frame.room))
                return;
            model.check(view.last === null || frame.seq === view.last + 1, () => `${this} got seq ${frame.seq} of ${frame.room} behind ${view.last}`, frame.room);
            view.last = frame.seq;
            const sent = model.addDelivery(view.epoch, frame, text);
            if (this.#unechoed.delete(sent))
                model.outstanding -= 1;
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
        const missed = ack.seq - first + 1;
        const kept = Math.min(missed, model.historyLength);
        const shown = () => `${this} missed ${first} to ${ack.seq} of ${room} and got ${messages.map(({ seq }) => seq)}, recovered ${recovered}`;
        model.check(recovered === (isKnown && kept === missed), shown, room);
        model.check(messages.length === kept && messages.every(({ seq }, i) => seq === ack.seq - kept + 1 + i), shown, room);
        for (const message of messages)
            model.check(message.room === room && model.addDelivery(epoch, message), shown, room);
        model.replays[recovered ? 'recovered' : 'partial'] += 1;
        model.replayed += messages.length;
    }
}
