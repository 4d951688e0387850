// Random actions of 200 connections.

import { setImmediate as nextTurn } from 'node:timers/promises';

import { until } from '../support/until.mjs';
import { EnvelopeMember } from './member.mjs';
import { PlainMember } from './plain.mjs';
import { compareAtRest } from './rest.mjs';

const lobby = { room: 'lobby', path: '/' };
const named = ['kitchen', 'cellar', 'küche', 'a/b', '你好', '👩‍🚀', 'guest-7', 'attic', 'porch', 'hall'];
const watched = [lobby, ...named.map((room) => ({ room, path: `/room/${encodeURIComponent(room)}` }))];
// Rooms without an observer become empty, are forgotten and are created again.
const wild = ['shed', 'garden', 'roof'].map((room) => ({ room, path: `/room/${room}` }));
const places = [...watched, ...wild];
const slots = 200;
const plainSlots = 40;
const users = 60;
const maxClosed = 30;
const maxOutstanding = 300;
const stepsBetweenComparisons = 1250;

const weights = { publish: 56, join: 9, leave: 8, direct: 8, kill: 3, close: 1, reconnect: 5, rejoin: 2, publishOutside: 2, ping: 1, query: 2 };

export class Driver {
    step = 0;
    counts = {};

    constructor(model, server, random, auditors) {
        Object.assign(this, { model, server, random, auditors });
    }

    async populate() {
        const { model, server } = this;
        this.rooms = places.map(({ room }) => room);
        const auditors = Array.from({ length: this.auditors }, () => new EnvelopeMember(model, server, 'auditor', '/room/audit', 'audit'));
        let asked = 0;
        this.auditor = { answerTo: (request) => auditors[asked++ % auditors.length].answerTo(request) }; // in turn
        this.observers = watched.map(({ room, path }) => new EnvelopeMember(model, server, `observer ${room}`, path, room));
        await Promise.all([...auditors, ...this.observers].map(({ welcomed }) => welcomed));
        this.slots = Array.from({ length: slots }, (_, i) => this.#newMember(i));
    }

    async run(steps) {
        while (this.step < steps && !this.model.failure) {
            this.step += 1;
            this.#act();
            if (this.step % 10 === 0)
                await nextTurn();
            if (this.model.outstanding > maxOutstanding)
                await until(() => this.model.outstanding < maxOutstanding / 2 || this.model.failure !== null, 60000, () => `${this.model.outstanding} answers`);
            if (this.step % stepsBetweenComparisons === 0 || this.step === steps)
                await this.rest();
        }
    }

    rest() { return compareAtRest(this.model, this.random, this); }

    #newMember(slot) {
        const { model, server, random } = this;
        const isPlain = slot < plainSlots;
        const { room, path } = random.pick(isPlain ? watched : places);
        const user = isPlain ? `plain-${slot}` : `user-${slot % users}`;
        const member = isPlain ? new PlainMember(model, server, user, path, room) : new EnvelopeMember(model, server, user, path, room);
        return { slot, isPlain, member, memory: [] };
    }

    #act() {
        const { random } = this;
        const closed = this.slots.filter(({ member }) => !member.isOpen);
        let action = random.weighted(weights);
        if ((action === 'kill' || action === 'close') && closed.length >= maxClosed)
            action = 'reconnect';
        this.counts[action] = (this.counts[action] ?? 0) + 1;
        if (action === 'reconnect') {
            if (closed.length > 0)
                this.#reconnect(random.pick(closed));
            return;
        }
        const slot = random.pick(this.slots.filter(({ member, isPlain }) => member.isOpen && (member.isReady || action === 'kill')
            && (!isPlain || ['publish', 'kill', 'close'].includes(action))));
        if (slot)
            this.#actions[action](slot);
    }

    #actions = {
        publish: ({ member, isPlain }) => {
            const burst = this.random.chance(0.1) ? 5 : 1;
            const room = this.random.pick([...member.wanted]);
            for (let i = 0; i < burst; ++i) {
                if (isPlain)
                    member.publish(this.random);
                else if (room)
                    member.publish(room, this.random);
            }
        },
        join: ({ member, memory }) => {
            const { room } = this.random.pick(places);
            const known = memory.findLast((place) => place.room === room);
            member.join(room, member.wanted.has(room) || this.random.chance(0.5) ? undefined : known);
        },
        rejoin: ({ member }) => {
            const room = this.random.pick([...member.wanted]);
            if (room)
                member.join(room);
        },
        leave: (slot) => {
            const { member } = slot;
            const room = this.random.chance(0.05) ? 'cupboard' : this.random.pick([...member.wanted]);
            if (!room)
                return;
            slot.memory = [...slot.memory.filter((place) => place.room !== room), ...member.memory().filter((place) => place.room === room)];
            member.leave(room);
        },
        direct: ({ member }) => {
            const to = this.random.chance(0.1) ? 'unknown' : this.random.pick(this.slots).member.user;
            const receivers = this.model.members.filter(({ user, isOpen, isReady }) => user === to && isOpen && isReady);
            member.direct(to, receivers);
        },
        publishOutside: ({ member }) => member.publish(this.random.pick(places.filter(({ room }) => !member.wanted.has(room))).room, this.random),
        ping: ({ member }) => member.ask({ type: 'ping' }, ({ type }) => this.model.check(type === 'pong', () => `${member}: ${type} for a ping`)),
        query: ({ member }) => {
            const type = this.random.pick(['presence', 'history']);
            const { room } = this.random.pick(places);
            member.ask({ type, room, limit: this.random.below(5) }, (answer) => this.model.check(
                answer.type === type && answer.room === room || answer.code === 'no_such_room', () => `${member}: ${JSON.stringify(answer)}`, room));
        },
        kill: (slot) => this.#end(slot, this.random.pick(['terminate', 'reset'])),
        close: (slot) => this.#end(slot, 'close'),
    };

    #end(slot, way) {
        if (!slot.isPlain)
            slot.memory = slot.member.memory();
        slot.member.end(way);
    }

    #reconnect(slot) {
        const { memory } = slot;
        Object.assign(slot, this.#newMember(slot.slot), { memory });
        if (slot.isPlain)
            return;
        const { member } = slot;
        // For the room of its path, the replay follows live messages that were sent since the welcome.
        member.welcomed.then(() => {
            for (const place of member.isOpen ? memory : [])
                member.join(place.room, place);
        });
    }
}
