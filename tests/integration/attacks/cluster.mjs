// Hostile clients of one node of a cluster, and what they cost the clients of another: floods of presence queries, of joins and leaves, of
// histories, and of direct messages. The bounds of an Attack are those of the other node; the memory of the attacked node is bounded as
// well, and messages of rooms get their ack in time.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import test from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';

import { Redis } from '../support/redis.mjs';
import { startServer } from '../support/server.mjs';
import { Attack, KiB, MiB, options, repeated, text } from './attack.mjs';

const memory = 128;   // MiB, limits.memory
const overhead = 64;  // as in Attack
const mostAck = 1000; // ms
const slowness = process.env.SIGNALBOX_BUILD_TYPE === 'Debug' || process.env.SIGNALBOX_SANITIZE ? 3 : 1;
const trouble = [/signalbox\.redis/, /signalbox\.cluster/];

/** An Attack on a node beside the one with the good clients: open(settings) is a hostile connection to it. */
async function beginAttack(t) {
    const redis = await Redis.start(t);
    const set = { 'cluster.broker': 'redis', 'cluster.redis': redis.url, 'cluster.heartbeat': '500ms', 'cluster.node_timeout': '5s' };
    const attacked = await startServer(t, {
        set: { 'heartbeat.interval': 0, 'limits.memory': `${memory}MiB`, ...set }, expected: trouble, options: ['--threads', '2'],
    });
    const attack = await Attack.begin(t, { set, memory, expected: trouble });
    const publisher = await attack.client('/room/talk?user=publisher');
    const times = [];
    return {
        attack,
        redis,
        open: (settings) => attack.open({ server: attacked, ...settings }),
        /** Measures the acks of a publisher of the other node while the attack runs. */
        async blast(seconds, sockets, bytes) {
            let isOver = false;
            const measuring = (async () => {
                for (; !isOver; await delay(50)) {
                    const begin = performance.now();
                    const answer = await publisher.ask({ type: 'message', content: 'how long?' });
                    assert.equal(answer.type, 'ack', JSON.stringify(answer));
                    times.push(performance.now() - begin);
                }
            })();
            await attack.blast(seconds, sockets, bytes);
            isOver = true;
            await measuring;
        },
        async finish() {
            const status = await readFile(`/proc/${attacked.program.pid}/status`, 'utf8');
            const peak = Number(status.match(/^VmHWM:\s+(\d+) kB$/m)[1]) / KiB;
            times.sort((a, b) => a - b);
            const at = (part) => times[Math.floor((times.length - 1) * part)].toFixed(1);
            t.diagnostic(`acks at the other node: p50 ${at(0.5)} p99 ${at(0.99)} max ${at(1)} ms of ${times.length}; attacked node: peak ${peak.toFixed(0)} MiB`);
            await attack.finish({ connections: 0 });
            if (process.env.SIGNALBOX_SANITIZE)
                return;
            assert.ok(times.at(-1) <= mostAck * slowness, `an ack took ${at(1)} ms`);
            assert.ok(peak <= memory + overhead, `${peak.toFixed(0)} MiB at the attacked node`);
        },
    };
}

const openAll = (count, open, settings) => Promise.all(Array.from({ length: count }, (_, i) => open({ envelope: true, path: `/room/other?user=mallory${i}`, ...settings })));

test('a flood of presence requests for a room of another node', options, async (t) => {
    const { attack, open, blast, finish } = await beginAttack(t);
    const members = await attack.members(250, 'hall', { name: `${'🏡'.repeat(14)} {n}` });
    const sockets = await openAll(3, open);
    await blast(8, sockets, repeated(text({ type: 'presence', room: 'hall' }), 40));
    await members.stop();
    await finish();
});

test('joins and leaves of a room with members of another node', options, async (t) => {
    const { attack, open, blast, finish } = await beginAttack(t);
    const members = await attack.members(100, 'hall');
    const sockets = await openAll(3, open);
    await blast(8, sockets, repeated(Buffer.concat([text({ type: 'join', room: 'hall' }), text({ type: 'leave', room: 'hall' })]), 40));
    await members.stop();
    await finish();
});

test('joins and leaves of ever new rooms', options, async (t) => {
    const { open, blast, finish } = await beginAttack(t);
    const sockets = await openAll(3, open);
    let next = 0;
    await blast(8, sockets, () => {
        const requests = [];
        for (const end = next + 50; next < end; ++next)
            requests.push(text({ type: 'join', room: `cell ${next}` }), text({ type: 'leave', room: `cell ${next}` }));
        return Buffer.concat(requests);
    });
    t.diagnostic(`${next} rooms`);
    await finish();
});

// Redis is asked for each of these rooms. A look-up is charged as a new room is: 16 KiB of limits.work, of which four seconds can be saved up.
test('histories of ever new rooms that nobody has', options, async (t) => {
    const { redis, open, blast, finish } = await beginAttack(t);
    const lookUps = async () => Number((await redis.command('INFO', 'commandstats')).match(/cmdstat_hmget:calls=(\d+)/)?.[1] ?? 0);
    const sockets = await openAll(3, open);
    const before = await lookUps();
    const begin = performance.now();
    let next = 0;
    await blast(8, sockets, () => {
        const requests = [];
        for (const end = next + 50; next < end; ++next)
            requests.push(text({ type: 'history', room: `nowhere ${next}` }));
        return Buffer.concat(requests);
    });
    const asked = await lookUps() - before;
    const most = sockets.length * (4 + (performance.now() - begin) / 1000) * 8 * MiB / (16 * KiB);
    t.diagnostic(`Redis was asked ${asked} times, at most ${most.toFixed(0)} are paid for`);
    assert.ok(asked > most / 10, `Redis was asked only ${asked} times`);
    assert.ok(asked <= most * 1.1, `Redis was asked ${asked} times`); // and for the other node
    await finish();
});

test('a flood of histories of a room of another node', options, async (t) => {
    const { open, blast, finish } = await beginAttack(t);
    const sockets = await openAll(3, open);
    await blast(8, sockets, repeated(text({ type: 'history', room: 'archive' }), 40));
    await finish();
});

// The recipient is judged by its own outbox, as on one node: its connections may be closed.
test('a flood of direct messages to a user of another node', options, async (t) => {
    const { attack, open, blast, finish } = await beginAttack(t);
    await attack.members(100, 'hall', { name: 'victim' });
    const sockets = await openAll(3, open);
    await blast(8, sockets, repeated(text({ type: 'direct', to: 'victim', content: 'x'.repeat(300) }), 40));
    await finish();
});

test('a flood of direct messages to a user of another node who does not read', options, async (t) => {
    const { attack, open, blast, finish } = await beginAttack(t);
    await attack.open({ envelope: true, path: '/room/hall?user=victim', reads: false });
    const sockets = await openAll(3, open);
    await blast(8, sockets, repeated(text({ type: 'direct', to: 'victim', content: 'x'.repeat(2000) }), 40));
    await finish();
});
