// What many clients that do not read have in common counts once for limits.memory, and hints close nobody.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import test from 'node:test';
import { deflateRawSync, constants as zlib } from 'node:zlib';

import { connect } from './support/client.mjs';
import { memoryByPart, settledMemory } from './support/memorygauges.mjs';
import { RawClient, frame, opcodes } from './support/rawclient.mjs';
import { startServer } from './support/server.mjs';
import { until } from './support/until.mjs';

const options = { timeout: 180000 };
const KiB = 1024;
const MiB = 1024 * KiB;
const envelope = { headers: { 'Sec-WebSocket-Protocol': 'signalbox.v1.json' } };
const quiet = { 'heartbeat.interval': 0, 'limits.write_stall': 0, 'limits.outbox_soft_for': 0 };

/** Opens \a count connections that read nothing. */
async function openDeaf(t, server, count, path, settings = {}) {
    const clients = [];
    for (let i = 0; i < count; ++i) {
        const client = await RawClient.open(t, server, { path: path.replace('#', String(i)), ...settings });
        client.socket.pause();
        clients.push(client);
    }
    return clients;
}

function closedLines(server) {
    return server.program.stderr.filter((line) => / closed, /.test(line));
}

for (const [size, number] of [[64 * KiB, 12], [300 * KiB, 3], [1 * MiB, 1]]) {
    test(`400 members that do not read share ${number} publications of ${size / KiB} KiB`, options, async (t) => {
        const server = await startServer(t, { set: { ...quiet, 'limits.memory': '6MiB', 'limits.max_message': '2MiB',
            'limits.outbox_hard': '64MiB', 'deflate.enabled': false, 'history.messages': 0, 'hub.echo_to_sender': false,
            'log.level': 'debug' } });
        await openDeaf(t, server, 400, '/room/shared');
        const alone = (await openDeaf(t, server, 1, '/room/alone'))[0];
        const sender = await connect(t, server.at('/room/shared'));
        const before = await server.residentKiB();
        for (let i = 0; i < number; ++i)
            sender.socket.send(Buffer.alloc(size, i));
        const echo = await connect(t, server.at('/echo'));
        for (let i = 0; i < 20; ++i) { // every io thread has had turns
            echo.socket.send(`after ${i}`);
            assert.equal(await echo.nextText(), `after ${i}`);
        }
        await connect(t, server.url); // memory is not full
        const grown = (await server.residentKiB() - before) / KiB;
        t.diagnostic(`RSS grew by ${grown.toFixed(1)} MiB for ${size * number / MiB} MiB of publications`);
        assert.deepEqual(closedLines(server).filter((line) => /1013|4408/.test(line)), []);
        if (!process.env.SIGNALBOX_SANITIZE)
            assert.ok(grown < 24, `RSS grew by ${grown} MiB`);

        // One that alone holds as much as all others together is the first to go.
        const other = await connect(t, server.at('/room/alone'), { perMessageDeflate: false });
        for (let i = 0; i < 9; ++i)
            other.socket.send(Buffer.alloc(900 * KiB, i));
        await until(() => closedLines(server).some((line) => /overloaded 1013/.test(line)), 30000,
            () => 'the member that holds most to be closed');
        assert.equal(closedLines(server).filter((line) => /1013|4408/.test(line)).length, 1);
        assert.equal(alone.socket.destroyed, false); // it does not read, not even that
    });
}

test('a flood of joins closes none of 50 members that read slowly', options, async (t) => {
    const server = await startServer(t, { set: { 'heartbeat.interval': 0, 'limits.outbox_hard': '64KiB',
        'limits.outbox_soft': '32KiB', 'limits.outbox_soft_for': '2s', 'limits.write_stall': 0, 'log.level': 'debug',
        'limits.work': 0 }, admin: '127.0.0.1:0' });
    const dropped = async () => {
        const metrics = await (await fetch(`http://127.0.0.1:${await server.adminPort()}/metrics`)).text();
        assert.doesNotMatch(metrics, /^signalbox_messages_dropped_total\{.*\} [1-9]/m);
        return Number(/^signalbox_hints_dropped_total (\d+)$/m.exec(metrics)[1]);
    };
    const members = await openDeaf(t, server, 50, `/room/crowd?user=${'m'.repeat(50)}#`, envelope);
    const visitor = await RawClient.open(t, server, { path: `/room/elsewhere?user=${'v'.repeat(60)}`, ...envelope });
    const answered = async (id) => {
        for (;;) {
            const { payload } = await visitor.frame(60000);
            if (JSON.parse(payload.toString()).id === id)
                return;
        }
    };
    // Each in a turn of its own: a pair in one turn cancels out. The kernel takes the first ones for each member.
    const most = 20000;
    for (let i = 0; i < most; ++i) {
        if (i % 250 === 0 && await dropped() > 50000)
            break;
        for (const type of ['join', 'leave']) {
            visitor.write(frame(opcodes.text, JSON.stringify({ type, room: 'crowd', id: `${type}${i}` })));
            await answered(`${type}${i}`);
        }
    }
    const slow = members[0];
    const end = performance.now() + 3000; // longer than outbox_soft_for
    await until(() => performance.now() > end, 5000, () => 'time to pass');
    assert.deepEqual(closedLines(server).filter((line) => /4408|1013/.test(line)), []);

    // Messages still arrive, behind hints that had room.
    const publisher = await RawClient.open(t, server, { path: '/room/crowd', ...envelope });
    publisher.write(frame(opcodes.text, JSON.stringify({ type: 'message', content: 'still here' })));
    for (const member of members)
        member.socket.resume();
    let hints = 0;
    for (const member of members) {
        for (;;) {
            const { opcode, payload } = await member.frame(60000);
            assert.equal(opcode, opcodes.text);
            const message = JSON.parse(payload.toString());
            if (message.type === 'message') {
                assert.equal(message.content, 'still here');
                break;
            }
            hints += member === slow ? 1 : 0;
        }
    }
    assert.ok(hints > 10, 'a member gets the hints that have room');
    t.diagnostic(`${await dropped()} hints were dropped, a member received ${hints}`);
    assert.ok(await dropped() > 50000);
});

// ---- the gauges

const deflate = { headers: { 'Sec-WebSocket-Extensions': 'permessage-deflate' } };
// A sanitizer's allocator keeps freed memory in quarantine, and its shadow is part of RSS.
const skip = process.env.SIGNALBOX_SANITIZE ? 'measures the C library' : false;

/** A compressed message. */
function compressed(text) {
    const bytes = deflateRawSync(Buffer.from(text), { finishFlush: zlib.Z_SYNC_FLUSH });
    return frame(opcodes.text, bytes.subarray(0, -4), { reserved: 4 });
}

/** Waits until what \a clients have written has left the process. */
async function written(clients) {
    await until(() => clients.every(({ socket }) => socket.writableLength === 0), 60000, () => 'the writes');
}

const loads = [
    ['outboxes', 'frames of one queue each', {},
        (t, server) => openDeaf(t, server, 40, '/echo'),
        async (clients) => {
            for (let i = 0; i < 200; ++i)
                clients.forEach((client) => client.write(frame(opcodes.binary, Buffer.alloc(9000 + 7 * i, i))));
            await written(clients);
        }],
    ['shared_frames', 'frames of many queues', {},
        async (t, server) => [await RawClient.open(t, server, { path: '/room/shared' }),
            ...await openDeaf(t, server, 60, '/room/shared')],
        async (clients) => {
            for (let i = 0; i < 1200; ++i)
                clients[0].write(frame(opcodes.binary, Buffer.alloc(50000, i)));
            clients[0].socket.pause();
            await written(clients.slice(0, 1));
        }],
    ['compression', 'compressors and decompressors', { 'deflate.context_takeover': true, 'deflate.min_size': 0 },
        (t, server) => openDeaf(t, server, 600, '/echo', deflate),
        async (clients) => {
            const text = compressed(randomBytes(31000).toString('hex'));
            for (const client of clients) {
                client.socket.resume();
                client.write(text); // long enough for all of the windows to be used
                await client.frame();
            }
        }],
    ['unfinished', 'messages without an end', {},
        (t, server) => openDeaf(t, server, 800, '/echo'),
        async (clients) => {
            clients.forEach((client) => client.write(frame(opcodes.binary, Buffer.alloc(60000, 7)).subarray(0, -1)));
            await written(clients);
        }],
];

for (const [part, name, set, open, load] of loads) {
    test(`the gauges agree with RSS: ${name}`, { ...options, skip }, async (t) => {
        const server = await startServer(t, { admin: '127.0.0.1:0', options: ['--threads', '1'], set: { ...quiet,
            'limits.memory': 0, 'limits.outbox_hard': 0, 'limits.outbox_soft': 0, 'limits.work': 0, 'history.messages': 1,
            ...set } });
        const clients = await open(t, server);
        const before = { ...await settledMemory(server), parts: await memoryByPart(server) };
        await load(clients);
        const after = { ...await settledMemory(server), parts: await memoryByPart(server) };
        const counted = after.counted - before.counted;
        const resident = after.resident - before.resident;
        t.diagnostic(`${name}: counted ${(counted / MiB).toFixed(1)} MiB, RSS grew by ${(resident / MiB).toFixed(1)} MiB; ` +
            JSON.stringify(after.parts));
        assert.ok(resident > 30 * MiB, `too little to compare: ${resident}`);
        assert.ok(after.parts[part] - before.parts[part] > counted * 0.8, `not in part ${part}`);
        assert.ok(Math.abs(counted - resident) <= resident / 10, `counted ${counted}, RSS grew by ${resident}`);
    });
}
