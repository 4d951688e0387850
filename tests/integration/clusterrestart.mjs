// A rolling restart of a cluster under load: three nodes, one after the other, get SIGTERM and are started again. Clients are those of
// resources/client: they come back at another node, and miss nothing.

import assert from 'node:assert/strict';
import test from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { WebSocket } from 'ws';

import { connect } from '../../resources/client/signalbox.js';
import { startProxy } from './support/proxy.mjs';
import { Redis } from './support/redis.mjs';
import { startServer } from './support/server.mjs';
import { until, within } from './support/until.mjs';

const drainRate = 20;
const subscribers = 90;
const publishers = 6;

async function startNode(t, redis, name) {
    const server = await startServer(t, {
        admin: '127.0.0.1:0', expected: [/signalbox\.redis/, /signalbox\.cluster/],
        set: {
            'cluster.broker': 'redis', 'cluster.redis': redis.url, 'cluster.node': name, 'cluster.heartbeat': '300ms', 'server.threads': 2,
            'cluster.node_timeout': '2s', 'server.drain_rate': drainRate, 'history.messages': 5000, 'history.bytes': '16MiB', 'log.level': 'debug',
        },
    });
    return { server, name, isDraining: false, health: `http://127.0.0.1:${await server.adminPort()}/readyz` };
}

/** A client that keeps what it gets. */
class User {
    seqs = [];
    contents = [];
    gaps = [];
    ends = []; // {code, noticed: whether a notice of kind drain came before}
    recoveries = 0;
    #wasNoticed = false;

    constructor(t, url, user) {
        this.client = connect(url, { WebSocket, user, backoff: { first: 300, longest: 1500 } });
        t.after(() => this.client.close());
        this.room = this.client.room('blue');
        this.room.on('message', ({ content, seq }) => {
            this.contents.push(content);
            this.seqs.push(seq);
        });
        this.room.on('gap', (gap) => this.gaps.push(gap));
        this.room.on('recovered', () => (this.recoveries += 1));
        this.client.on('notice', ({ kind }) => (this.#wasNoticed ||= kind === 'drain'));
        this.client.on('reconnecting', ({ code, opened }) => {
            if (opened)
                this.ends.push({ code, noticed: this.#wasNoticed });
            this.#wasNoticed = false;
        });
    }

    get isIn() { return this.client.state === 'open' && this.room.joined && this.room.position !== null; }
}

/** How fast connections ended, by the times in the server's log: how many, the most within a second, and how long it took in seconds. */
function closesOf(server) {
    const times = server.program.stderr.filter((line) => / 1012/.test(line)).map((line) => Date.parse(line.split(' ')[0])).sort((a, b) => a - b);
    return {
        count: times.length,
        most: Math.max(0, ...times.map((time, i) => times.slice(i).filter((other) => other < time + 1000).length)),
        seconds: (times.at(-1) - times[0]) / 1000,
    };
}

test('three nodes are restarted in turn under load: nothing is lost, and no wave comes', { timeout: 180000 }, async (t) => {
    const redis = await Redis.start(t);
    const nodes = await Promise.all(['a', 'b', 'c'].map((name) => startNode(t, redis, name)));
    let next = 0;
    const balancer = await startProxy(t, () => { // a balancer whose health check has noticed
        const ready = nodes.filter(({ isDraining }) => !isDraining);
        return ready[next++ % ready.length].server.port;
    });
    const readers = Array.from({ length: subscribers }, (_, i) => new User(t, `${balancer.url}room/blue`, `reader${i}`));
    await until(() => readers.every(({ isIn }) => isIn), 20000, () => `${readers.filter(({ isIn }) => isIn).length} readers`);
    const writers = Array.from({ length: publishers }, (_, i) => new User(t, `${balancer.url}room/blue`, `writer${i}`));
    await until(() => writers.every(({ isIn }) => isIn), 20000, () => 'writers');

    const acked = new Map(); // seq -> content
    const failed = new Set();
    let isOver = false;
    const writing = writers.map(async ({ room }, writer) => {
        for (let n = 0; !isOver; ++n) {
            const content = `${writer} ${n}`;
            try {
                acked.set((await room.publish(content)).seq, content);
            } catch (error) {
                assert.ok(['lost', 'offline', 'unavailable'].includes(error.code), String(error));
                failed.add(content); // it may have been published
            }
            await delay(20);
        }
    });
    for (const [i, { server }] of nodes.entries()) {
        nodes[i].isDraining = true;
        server.signal('SIGTERM');
        assert.equal((await within(server.ended, 40000, 'the end of a node')).code, 0);
        const { count, most, seconds } = closesOf(server);
        t.diagnostic(`${nodes[i].name}: ${count} connections were closed in ${seconds} s, at most ${most} within a second`);
        assert.ok(count >= (subscribers + publishers) / 6, `${count} connections were closed`);
        // They end when the client has answered, which may be late: here several together.
        assert.ok(most <= drainRate * 1.5, `${most} closes within a second`);
        assert.ok(seconds >= (count - 5) / drainRate, `${count} closes in ${seconds} s`);
        nodes[i] = await startNode(t, redis, nodes[i].name);
        await until(async () => (await fetch(nodes[i].health)).status === 200, 10000, () => 'a node that is ready');
    }
    isOver = true;
    await Promise.all(writing);
    const users = [...readers, ...writers];
    await until(() => users.every(({ isIn }) => isIn), 20000, () => `all clients; ${users.filter(({ isIn }) => !isIn).map(({ client }) => client.state)}`);
    const { seq: last } = await writers[0].room.publish('last');
    acked.set(last, 'last');
    await until(() => users.every(({ seqs }) => seqs.at(-1) === last), 20000, () => `seq ${last}; ${users.map(({ seqs }) => seqs.at(-1))}`);
    t.diagnostic(`${acked.size} messages acknowledged, ${failed.size} without an answer, ${readers.reduce((sum, { recoveries }) => sum + recoveries, 0)} recoveries`);
    for (const { gaps, ends, seqs, contents } of users) {
        assert.deepEqual(gaps, []);
        assert.ok(ends.every(({ code }) => code === 1012), JSON.stringify(ends));
        assert.ok(ends.every(({ noticed }) => noticed), 'a notice comes before the close');
        assert.deepEqual(seqs, Array.from(seqs, (_, i) => seqs[0] + i));
        assert.equal(new Set(contents).size, contents.length);
    }
    const [{ contents: order }] = readers;
    for (const { seqs, contents } of readers) {
        assert.equal(seqs[0], 1);
        assert.deepEqual(contents, order);
    }
    for (const [seq, content] of acked)
        assert.equal(order[seq - 1], content);
    const known = new Set([...acked.values(), ...failed]);
    assert.ok(order.every((content) => known.has(content)));
    for (const writer of writers.keys()) { // in the order of sending
        const own = order.filter((content) => content.startsWith(`${writer} `)).map((content) => Number(content.split(' ')[1]));
        assert.deepEqual(own, [...own].sort((a, b) => a - b));
    }
    assert.ok(readers.every(({ ends }) => ends.length >= 1), 'each client had to move');
});
