// Random actions of clients, and faults of the world.

import { setTimeout as delay } from 'node:timers/promises';

import { until } from '../support/until.mjs';
import { Member } from './member.mjs';
import { compareAtRest } from './rest.mjs';

/** Each node has an observer in these; the others become empty, and are opened again. */
export const watched = ['kitchen', 'cellar', 'küche{a}', 'attic'];
const wild = ['shed', 'garden'];
export const rooms = [...watched, ...wild];

const slots = 36;
const users = 15; // with several connections each
const maxOutstanding = 400;
const stepsBetweenComparisons = 400;
const weights = { publish: 60, join: 9, leave: 6, direct: 6, presence: 4, history: 3, end: 5, reconnect: 14, disturb: 4 };

export class Driver {
    step = 0;
    counts = {};

    constructor(model, world, random) {
        Object.assign(this, { model, world, random });
        world.rooms = rooms;
        this.slots = Array.from({ length: slots }, (_, i) => ({ user: `user${i % users}`, member: null, memory: new Map() }));
        this.observers = world.nodes.map(() => null);
    }

    async run(steps) {
        await this.#watch();
        for (const slot of this.slots)
            this.#connect(slot);
        while (this.step < steps && !this.model.failure) {
            this.step += 1;
            this.#act();
            if (this.step % 4 === 0)
                await delay(this.random.below(30));
            if (this.step % 50 === 0)
                await this.#watch();
            if (this.#outstanding > maxOutstanding)
                await until(() => this.#outstanding < maxOutstanding / 2 || this.model.failure, 60000, () => this.#describeOutstanding());
            if (this.step % stepsBetweenComparisons === 0 || this.step === steps)
                await this.#rest();
        }
    }

    get open() { return this.model.members.filter(({ isOpen }) => isOpen); }
    get #outstanding() { return this.open.reduce((sum, { outstanding }) => sum + outstanding, 0); }
    #describeOutstanding() { return this.open.filter(({ outstanding }) => outstanding > 0).map((member) => member.describeOutstanding()).slice(0, 10).join('\n'); }

    async #rest() {
        const { world, model } = this;
        await world.settle();
        await until(() => this.#outstanding === 0 || model.failure, 60000, () => `answers:\n${this.#describeOutstanding()}`);
        await until(async () => {
            await this.#watch();
            return model.failure || this.#areWatching;
        }, 30000, () => `observers: ${this.observers}`);
        if (!model.failure)
            await compareAtRest(this);
        model.members = this.open;
        for (const member of model.members)
            member.published = [];
    }

    get #areWatching() {
        return this.observers.every((observer) => observer?.isReady && observer.isOpen && observer.busy.size === 0
            && watched.every((room) => observer.views.has(room)));
    }

    /** Has an observer in each watched room at each node. */
    async #watch() {
        for (const [i, node] of this.world.nodes.entries()) {
            let observer = this.observers[i];
            if (node.server && !observer?.isOpen)
                observer = this.observers[i] = new Member(this.model, this.world, node, `observer${i}`, watched[0]);
            if (!observer?.isReady || !observer.isOpen)
                continue;
            for (const room of watched) {
                if (!observer.views.has(room) && !observer.busy.has(room))
                    observer.join(room);
            }
        }
        await delay(1);
    }

    #connect(slot) {
        const { world, model, random } = this;
        const nodes = world.living;
        if (nodes.length === 0)
            return;
        const { memory, user } = slot;
        const known = [...memory.keys()];
        const path = known.length > 0 && random.chance(0.8) ? random.pick(known) : random.pick(rooms);
        const member = new Member(model, world, random.pick(nodes), user, path, memory);
        slot.member = member;
        member.welcomed.then((isIn) => {
            for (const room of isIn && member.isOpen ? known : [])
                member.join(room); // behind what the connection before has got
        });
    }

    #act() {
        const { random, world } = this;
        const action = random.weighted(weights);
        this.counts[action] = (this.counts[action] ?? 0) + 1;
        if (action === 'disturb') {
            world.disturb();
            return;
        }
        if (action === 'reconnect') {
            const slot = random.pick(this.slots.filter(({ member }) => !member?.isOpen));
            if (slot)
                this.#connect(slot);
            return;
        }
        const slot = random.pick(this.slots.filter(({ member }) => member?.isOpen && member.isReady));
        if (slot)
            this.#actions[action](slot.member);
    }

    #actions = {
        publish: (member) => {
            const room = this.random.pick(this.#settledRooms(member));
            const burst = this.random.chance(0.1) ? 8 : 1;
            for (let i = 0; room && i < burst; ++i)
                member.publish(room, this.random.chance(0.2) ? this.random.below(3000) : 0);
        },
        join: (member) => {
            const room = this.random.pick(rooms.filter((name) => !member.views.has(name) && !member.busy.has(name)));
            if (room)
                member.join(room);
        },
        leave: (member) => {
            const room = this.random.pick(this.#settledRooms(member));
            if (room)
                member.leave(room);
        },
        direct: (member) => member.direct(this.random.chance(0.1) ? 'nobody' : this.random.pick(this.slots).user),
        presence: (member) => member.presence(this.random.pick(rooms)),
        history: (member) => member.history(this.random.pick(rooms), 1 + this.random.below(20)),
        end: (member) => member.end(this.random.pick(['terminate', 'reset', 'close'])),
    };

    #settledRooms(member) { return [...member.views.keys()].filter((room) => !member.busy.has(room)); }
}
