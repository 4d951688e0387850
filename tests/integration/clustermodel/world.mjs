// What the clients are connected to: a redis-server, and nodes that reach it by a proxy of their own each. All of it can fail.

import { setTimeout as delay } from 'node:timers/promises';

import { startProxy } from '../support/proxy.mjs';
import { Redis } from '../support/redis.mjs';
import { startServer } from '../support/server.mjs';
import { until } from '../support/until.mjs';
import { historyLength } from './model.mjs';

const nodeCount = 3;
const prefix = 'model';
const patience = 60000;
const expected = [/signalbox\.redis/, /signalbox\.cluster/]; // warnings while Redis is away

class Node {
    server = null; // null: it is not running
    run = 0;       // counts its processes
    troubles = 0;  // faults between it and Redis
    isBusy = false; // a fault is under way
    wellSince = 0;  // when the last fault ended

    constructor(index, proxy) {
        Object.assign(this, { index, proxy });
    }

    async isReady() {
        const { server, admin } = this;
        if (!server)
            return false;
        try {
            return (await fetch(`http://127.0.0.1:${admin}/readyz`)).status === 200;
        } catch {
            return false; // it was killed meanwhile
        }
    }
}

/** Whether a node that has delivered \a known notices that Redis has less. */
const knowsMore = (known, stored) => known !== null && known.epoch === stored?.epoch && known.seq > stored.seq;

export class World {
    nodes = [];
    counts = {};
    log = []; // the faults, for a failure
    isRedisBusy = false;
    isOver = false;

    /** fsync: as in Redis.start(). */
    static async start(t, model, random, fsync) {
        const world = new World();
        Object.assign(world, { t, model, random, fsync });
        world.redis = await Redis.start(t, { fsync });
        for (let i = 0; i < nodeCount; ++i)
            world.nodes.push(new Node(i, await startProxy(t, world.redis.socket)));
        await Promise.all(world.nodes.map((node) => world.#startNode(node)));
        await world.settle();
        return world;
    }

    get living() { return this.nodes.filter(({ server }) => server); }

    /** Ends all faults, and waits until all nodes run and reach Redis. */
    async settle() {
        this.isSettling = true; // faults end at once
        await until(() => !this.isRedisBusy && this.nodes.every(({ isBusy }) => !isBusy), patience, () => `the end of the faults ${this.log.slice(-5)}`);
        this.isSettling = false;
        await this.#becomeCalm();
        await until(() => this.#isCalm, patience, () => `nodes that are ready; ${this.nodes.map(({ server }) => server?.program.stderr.slice(-3).join('\n'))}`);
    }

    /** For wasCalmSince(). */
    stamp() { return this.#changes; }
    /** Whether everything has worked all the time. */
    wasCalmSince(stamp) { return this.#isCalm && stamp === this.#changes; }

    /** Begins a fault at random, unless there are enough. */
    disturb() {
        const free = this.nodes.filter(({ isBusy, server }) => !isBusy && server);
        const kinds = { cut: 8, stall: 5, slow: 6, kill: 5, freeze: 3, restartRedis: this.fsync ? 5 : 0, emptyRedis: 2, restoreRedis: 4, copy: 8 };
        const kind = this.random.weighted(kinds);
        const isOfNode = ['cut', 'stall', 'slow', 'kill'].includes(kind);
        if (isOfNode ? free.length < 2 : this.isRedisBusy)
            return; // one node is always left
        this.counts[kind] = (this.counts[kind] ?? 0) + 1;
        const node = isOfNode ? this.random.pick(free) : null;
        this.#begin(kind, node).catch((error) => this.model.fail(`${kind}: ${error.stack}`));
    }

    #changes = 0;
    #isCalm = false;
    #active = 0;
    #copy = null;
    #copiedAt = 0;
    #startAgain = () => this.redis.start();

    async #begin(kind, node) {
        this.#changes += 1;
        this.#isCalm = false;
        this.#active += 1;
        if (node)
            node.isBusy = true;
        else
            this.isRedisBusy = true;
        for (const one of node ? [node] : this.nodes)
            one.troubles += kind === 'kill' || kind === 'copy' ? 0 : 1;
        this.log.push(`${kind}${node ? ` ${node.index}` : ''} at message ${this.model.sent.length}`);
        try {
            await this.#faults[kind](node);
        } finally {
            for (const one of node ? [node] : this.nodes)
                one.wellSince = performance.now();
            if (node)
                node.isBusy = false;
            else
                this.isRedisBusy = false;
            this.#active -= 1;
            this.log.push(`end of ${kind}${node ? ` ${node.index}` : ''} at message ${this.model.sent.length}`);
        }
        if (this.#active === 0)
            await this.#becomeCalm();
    }

    async #becomeCalm() {
        const before = this.#changes;
        while (!this.#isCalm && this.#active === 0 && before === this.#changes && !this.isOver) {
            const ready = await Promise.all(this.nodes.map((node) => node.isReady()));
            if (ready.every(Boolean) && this.#active === 0 && before === this.#changes) {
                this.#changes += 1;
                this.#isCalm = true;
            } else {
                await delay(50);
            }
        }
    }

    /** Some time, sometimes long. */
    async #pause(least, most) {
        const part = this.random.below(1000) / 1000;
        const end = performance.now() + least + (most - least) * part * part;
        while (performance.now() < end && !this.isSettling)
            await delay(Math.min(50, Math.max(1, end - performance.now())));
    }

    #faults = {
        cut: async ({ proxy }) => {
            proxy.cut();
            await this.#pause(0, 6000);
            proxy.mend();
        },
        stall: async ({ proxy }) => {
            proxy.stall();
            await this.#pause(100, 7000);
            proxy.mend();
        },
        slow: async ({ proxy }) => {
            proxy.slow({ delay: this.random.below(300), rate: 5000 + this.random.below(200000) });
            await this.#pause(500, 5000);
            proxy.mend();
        },
        kill: async (node) => {
            const { server } = node;
            node.server = null;
            node.run += 1;
            server.signal('SIGKILL');
            await server.ended;
            await this.#pause(0, 5000);
            node.proxy.mend(); // Redis may have been restarted meanwhile, see #restart()
            await this.#startNode(node);
        },
        freeze: async () => {
            this.redis.signal('SIGSTOP');
            await this.#pause(100, 4000);
            this.redis.signal('SIGCONT');
        },
        restartRedis: () => this.#restart(this.#startAgain),
        emptyRedis: () => this.#restart(() => this.redis.startEmpty()),
        restoreRedis: () => this.#restart(() => (this.#copy ? this.redis.startFrom(this.#copy) : this.redis.startEmpty())),
        copy: async () => {
            this.#copy = await this.redis.copy();
            this.#copiedAt = performance.now();
        },
    };

    async #startNode(node) {
        const server = await startServer(this.t, {
            admin: '127.0.0.1:0', expected,
            set: {
                'cluster.broker': 'redis', 'cluster.redis': `redis://127.0.0.1:${node.proxy.port}/0`, 'cluster.prefix': prefix,
                'cluster.node': `node${node.index}`, 'cluster.heartbeat': '300ms', 'cluster.node_timeout': '2s', 'cluster.publish_wait': '1500ms',
                'history.messages': historyLength, 'history.age': '1h', 'server.threads': 2,
            },
        });
        node.admin = await server.adminPort();
        node.server = server;
    }

    /** Kills Redis, has \a start start it again, and compares what it has then with what clients have got. */
    async #restart(start) {
        const knowing = await this.#nodesThatWillNotice();
        await this.redis.kill();
        await this.#pause(0, 3000);
        // Nobody reaches it before it was looked at.
        const cut = this.nodes.filter(({ isBusy }) => !isBusy);
        cut.forEach(({ proxy }) => proxy.cut());
        const held = this.nodes.filter(({ isBusy }) => isBusy);
        await start();
        if (start !== this.#startAgain || this.fsync !== 'always')
            this.model.lossOfData += 1; // be it of heartbeats only
        for (const room of this.rooms)
            this.#compare(room, await this.#stored(room), knowing.filter(({ node, run }) => !held.includes(node) && node.run === run).map(({ node }) => node));
        cut.filter(({ isBusy }) => !isBusy).forEach(({ proxy }) => proxy.mend());
    }

    /** Those that have heard of Redis since the copy was made: they know that a Redis without that has lost data. */
    async #nodesThatWillNotice() {
        const heartbeats = 3000; // ms: enough for some of them
        const now = performance.now();
        const ready = await Promise.all(this.nodes.map((node) => node.isReady()));
        return this.nodes.filter((node, i) => ready[i] && !node.isBusy && now - node.wellSince > heartbeats && now - this.#copiedAt > heartbeats)
            .map((node) => ({ node, run: node.run }));
    }

    async #stored(room) {
        const name = room.replace('{', '%7B').replace('}', '%7D'); // as in keys
        const answer = await this.redis.command('HMGET', `${prefix}:room:{${name}}`, 'epoch', 'seq');
        const [, , epoch, , seq] = answer.split('\r\n');
        return answer.includes('$-1') ? null : { epoch, seq: Number(seq) };
    }

    #compare(room, stored, knowing) {
        const { model } = this;
        const current = this.epochOf(room) ?? stored?.epoch;
        if (current === undefined)
            return;
        const isCertain = this.nodes.every((node) => knowing.includes(node) || knowsMore(node.server && !node.isBusy ? this.positionAt(node, room) : null, stored));
        const isLost = model.dataLost(room, stored, isCertain, current);
        this.log.push(`Redis has ${stored ? `${stored.epoch} ${stored.seq}` : 'nothing'} of ${room}; it was ${current} ${model.top(room, current)}`);
        if (this.fsync !== 'always' || !stored || stored.epoch !== current || isLost)
            return;
        for (const sent of model.sent) // it has all that was acknowledged
            model.check(sent.room !== room || sent.answer !== 'ack' || sent.places.get(current) === undefined || sent.acked <= stored.seq,
                () => `${sent.number} of ${room} was acknowledged as ${sent.acked}, Redis has ${stored.seq}`, room);
    }

    /** The epoch that the most members of \a room are in. */
    epochOf(room) {
        const counts = new Map();
        for (const { isOpen, views } of this.model.members) {
            const view = isOpen ? views.get(room) : null;
            if (view)
                counts.set(view.epoch, (counts.get(view.epoch) ?? 0) + 1);
        }
        return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
    }

    /** What clients of \a node have got of \a room last: {epoch, seq}, or null. */
    positionAt(node, room) {
        const views = this.model.members.filter((member) => member.isOpen && member.node === node && member.run === node.run)
            .map(({ views }) => views.get(room)).filter((view) => view && view.last !== null && !view.isBroken);
        const best = views.reduce((a, b) => (!a || b.last > a.last ? b : a), null);
        return best && { epoch: best.epoch, seq: best.last };
    }
}
