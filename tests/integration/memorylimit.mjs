// limits.memory and history.memory: history gives way, nobody is closed for it, and the gauges agree with the system.

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import test from 'node:test';
import { deflateRawSync, constants as zlib } from 'node:zlib';

import { connect } from './support/client.mjs';
import { memoryByPart, settledMemory } from './support/memorygauges.mjs';
import { RawClient, closePayload, frame, opcodes } from './support/rawclient.mjs';
import { startServer } from './support/server.mjs';
import { until } from './support/until.mjs';

const options = { timeout: 200000 };
const admin = '127.0.0.1:0';
const KiB = 1024;
const MiB = 1024 * KiB;
const envelope = 'signalbox.v1.json';
// The allocator of a sanitizer keeps freed memory in quarantine, and its shadow is part of RSS.
const skip = process.env.SIGNALBOX_SANITIZE ? 'measures the C library' : false;

/** A compressed frame for \a size equal bytes: about a thousandth of them. */
function bomb(size, byte) {
    const bytes = deflateRawSync(Buffer.alloc(size, byte), { finishFlush: zlib.Z_SYNC_FLUSH });
    return frame(opcodes.text, bytes.subarray(0, -4), { reserved: 4 });
}

/** Joins as an envelope client; `ask()` sends a request and resolves with the answer to it. */
async function join(t, server, room) {
    const client = await connect(t, server.at(`/room/${room}`), { subprotocols: [envelope], maxPayload: 64 * MiB });
    const answers = new Map();
    client.socket.on('message', (data) => {
        const message = JSON.parse(data);
        answers.get(message.id)?.(message);
    });
    let last = 0;
    const ask = (request) => new Promise((resolve) => {
        const id = ++last;
        answers.set(id, resolve);
        client.socket.send(JSON.stringify({ ...request, id }));
    });
    return Object.assign(client, { ask });
}

/** The seq of every message that is kept of \a room, newest page first, and whether all pages were complete. */
async function pageThrough(client, room) {
    const seqs = [];
    let before;
    do {
        const page = await client.ask({ type: 'history', room, before });
        if (page.type === 'error')
            return { seqs, code: page.code };
        seqs.unshift(...page.messages.map(({ seq }) => seq));
        before = page.next;
    } while (before !== undefined);
    return { seqs };
}

/** Publishes \a count bombs in each of \a rooms, one after the other, and leaves. */
async function retain(t, server, rooms, count, size) {
    for (const room of rooms) {
        const client = await RawClient.open(t, server, { path: `/room/${room}`,
            headers: { 'Sec-WebSocket-Extensions': 'permessage-deflate' } });
        for (let i = 0; i < count; ++i)
            client.write(bomb(size, 0x21 + i));
        for (let i = 0; i < count; ++i)
            await client.frame(20000);
        client.write(frame(opcodes.close, closePayload(1000)));
        await client.ended;
    }
}

for (const threads of [1, 2]) {
    test(`history of rooms that nobody is in is bounded, ${threads} io threads`, { ...options, skip }, async (t) => {
        const limit = 40 * MiB;
        const server = await startServer(t, { admin, options: ['--threads', String(threads)],
            set: { 'limits.memory': limit, 'history.memory': '75%', 'heartbeat.interval': 0 } });
        const before = await server.residentKiB() * KiB;
        const bystander = await join(t, server, 'bystanders');
        const published = 40;
        for (let i = 1; i <= published; ++i)
            await bystander.ask({ type: 'message', content: i });
        let most = 0;
        for (let round = 0; round < 6; ++round) {
            const rooms = Array.from({ length: 30 }, (_, i) => `left-${round}-${i}`);
            await retain(t, server, rooms, 20, 50000); // 30 MB a round
            most = Math.max(most, await server.residentKiB() * KiB - before);
        }
        t.diagnostic(`RSS grew by ${Math.round(most / MiB)} MiB at most`);
        assert.ok(most <= limit + 64 * MiB, `RSS grew by ${Math.round(most / MiB)} MiB`);
        const { history } = await memoryByPart(server);
        assert.ok(history <= limit * 0.75, `history takes ${history}`);
        assert.ok(history >= limit * 0.5, `history takes ${history}: more was dropped than needed`);
        // Nobody was closed or refused, and what nobody's history had to give way for is complete.
        const fresh = await join(t, server, 'fresh');
        assert.deepEqual((await pageThrough(fresh, 'bystanders')).seqs, Array.from({ length: published }, (_, i) => i + 1));
        assert.equal(bystander.socket.readyState, bystander.socket.OPEN);
        // What is left of a room is the newest, in order and without a gap.
        let left = 0;
        for (let i = 0; i < 30; ++i) {
            const { seqs, code } = await pageThrough(fresh, `left-5-${i}`);
            assert.ok(code === undefined || code === 'no_such_room', code);
            assert.deepEqual(seqs, Array.from({ length: seqs.length }, (_, k) => 20 - seqs.length + 1 + k));
            left += seqs.length;
        }
        assert.ok(left > 0);
    });
}

test('rooms that nobody is in are bounded by what they take themselves', { ...options, skip }, async (t) => {
    const limit = 24 * MiB;
    const server = await startServer(t, { admin, options: ['--threads', '2'],
        set: { 'limits.memory': limit, 'hub.max_rooms': 0, 'limits.work': 0, 'heartbeat.interval': 0 } });
    const before = await server.residentKiB() * KiB;
    const client = await join(t, server, 'first');
    let most = 0;
    const count = 30000; // with one small message each they would take 70 MB
    for (let i = 0; i < count; ++i) {
        const room = `a room with a name of its own ${i}`;
        client.socket.send(JSON.stringify({ type: 'join', room }));
        client.socket.send(JSON.stringify({ type: 'message', room, content: i }));
        const left = client.ask({ type: 'leave', room });
        if (i % 50 === 49)
            await left;
        if (i % 3000 === 2999)
            most = Math.max(most, await server.residentKiB() * KiB - before);
    }
    t.diagnostic(`RSS grew by ${Math.round(most / MiB)} MiB at most`);
    assert.ok(most <= limit + 30 * MiB, `RSS grew by ${Math.round(most / MiB)} MiB`);
    await until(async () => (await memoryByPart(server)).history <= limit / 2, 10000, () => 'the rooms to give way');
    const last = await client.ask({ type: 'history', room: `a room with a name of its own ${count - 1}` });
    assert.ok(last.type === 'history' || last.code === 'no_such_room');
    assert.ok((await client.ask({ type: 'message', content: 'still here' })).seq > 0);
});

test('history of the largest rooms gives way when members are in all of them', { ...options }, async (t) => {
    const server = await startServer(t, { admin, set: { 'history.memory': '4MiB', 'history.messages': 0, 'history.bytes': 0,
        'limits.work': 0, 'heartbeat.interval': 0 } });
    const small = await join(t, server, 'small');
    const large = await join(t, server, 'large');
    for (let i = 1; i <= 50; ++i)
        await small.ask({ type: 'message', content: 'x'.repeat(1000) });
    for (let i = 1; i <= 300; ++i)
        await large.ask({ type: 'message', content: 'x'.repeat(50000) });
    await until(async () => (await memoryByPart(server)).history <= 4 * MiB, 10000, () => 'history to give way');
    const { epoch } = await large.ask({ type: 'history', room: 'large', limit: 1 });
    assert.deepEqual((await pageThrough(small, 'small')).seqs, Array.from({ length: 50 }, (_, i) => i + 1));
    const { seqs } = await pageThrough(large, 'large');
    assert.ok(seqs.length > 30 && seqs.length < 90, `${seqs.length} messages are left`);
    assert.deepEqual(seqs, Array.from({ length: seqs.length }, (_, i) => 300 - seqs.length + 1 + i));
    // Numbering goes on, and who missed dropped messages is told.
    const late = await connect(t, server.at('/room/other'), { subprotocols: [envelope], maxPayload: 64 * MiB });
    const replay = async (seq) => {
        late.messages.length = 0;
        late.socket.send(JSON.stringify({ type: 'join', room: 'large', since: { epoch, seq } }));
        let found;
        await until(() => (found = late.messages.map(({ data }) => JSON.parse(data)).find(({ type }) => type === 'history')),
            10000, () => 'the replay');
        return { ...found, seqs: found.messages.map((message) => message.seq) };
    };
    assert.equal((await replay(5)).recovered, false);
    const exact = await replay(seqs[0] - 1);
    assert.equal(exact.recovered, true);
    assert.deepEqual(exact.seqs, seqs);
    assert.equal((await large.ask({ type: 'message', content: 'next' })).seq, 301);
});

test('history gives way to what is queued, and newcomers are let in', { ...options, skip }, async (t) => {
    const limit = 32 * MiB;
    const server = await startServer(t, { admin, set: { 'limits.memory': limit, 'history.memory': '100%',
        'limits.outbox_hard': 0, 'limits.outbox_soft': 0, 'heartbeat.interval': 0, 'limits.write_stall': 0 } });
    await retain(t, server, Array.from({ length: 34 }, (_, i) => `left-${i}`), 16, 60000); // 32 MB
    const deaf = await RawClient.open(t, server, { path: '/echo' });
    deaf.socket.pause();
    let isOver = false;
    deaf.ended.then(() => { isOver = true; });
    const piece = frame(opcodes.binary, Buffer.alloc(60000, 1));
    for (let i = 0; i < 350; ++i) // 21 MB, of which the kernel takes some
        deaf.write(piece);
    await until(async () => {
        const parts = await memoryByPart(server);
        return parts.outboxes + parts.shared_frames > 8 * MiB &&
            Object.values(parts).reduce((sum, bytes) => sum + bytes) <= limit;
    }, 20000, () => 'history to give way');
    await connect(t, server.at('/echo')); // history alone refuses nobody
    assert.equal(isOver, false, 'the slow client was closed');
});

test('a reload applies history.memory at once', options, async (t) => {
    const folder = await mkdtemp(joinPath(tmpdir(), 'signalbox-reload-'));
    t.after(() => rm(folder, { recursive: true, force: true }));
    const file = joinPath(folder, 'signalbox.toml');
    const write = (memory) => writeFile(file, `[limits]\nmemory = "20MiB"\n[history]\nmemory = "${memory}"\nmessages = 0\nbytes = 0\n`);
    await write('60%');
    const server = await startServer(t, { admin, options: ['--config', file] });
    const member = await join(t, server, 'room');
    for (let i = 1; i <= 200; ++i)
        await member.ask({ type: 'message', content: 'x'.repeat(50000) });
    const before = (await memoryByPart(server)).history;
    assert.ok(before > 9 * MiB && before < 12 * MiB, `${before}`);
    await write('25%');
    server.signal('SIGHUP');
    await until(async () => (await memoryByPart(server)).history <= 5 * MiB, 10000, () => 'less history');
    assert.ok((await memoryByPart(server)).history > 3 * MiB);
    await write('0');
    server.signal('SIGHUP');
    await until(() => server.program.stderr.filter((line) => /configuration reloaded/.test(line)).length >= 2, 10000, () => 'the reload');
    for (let i = 1; i <= 200; ++i)
        await member.ask({ type: 'message', content: 'x'.repeat(50000) });
    assert.ok((await memoryByPart(server)).history > 12 * MiB, 'limited only by limits.memory');
});

// ---- the gauges
//
// Each function prepares a load and returns a function that causes it: what is taken before is not compared.

/** A client that counts received bytes instead of keeping them. */
async function openCounting(t, server, path) {
    const client = await RawClient.open(t, server, { path });
    client.socket.removeAllListeners('data');
    client.counted = 0;
    client.socket.on('data', (piece) => { client.counted += piece.length; });
    return client;
}

async function publishSmall(t, server) {
    const text = frame(opcodes.text, 'x'.repeat(100));
    const batch = Buffer.concat(Array.from({ length: 500 }, () => text));
    return async () => {
        for (let i = 0; i < 8; ++i) {
            const client = await openCounting(t, server, `/room/small-${i}`);
            for (let sent = 0; sent < 25000; sent += 500) {
                client.write(batch);
                await until(() => client.counted >= (sent + 400) * 102, 30000, () => `echoes of room ${i}`);
            }
        }
    };
}

async function publishBig(t, server) {
    const client = await openCounting(t, server, '/room/big');
    return async () => {
        for (let i = 0; i < 2000; ++i) {
            client.write(frame(opcodes.binary, Buffer.alloc(40000, i)));
            await until(() => client.counted >= (i - 5) * 40000, 30000, () => 'echoes');
        }
    };
}

async function publishWithEnvelope(t, server) {
    const client = await connect(t, server.at('/room/json'), { subprotocols: [envelope] });
    return async () => {
        for (let i = 0; i < 45000; ++i) {
            client.socket.send(JSON.stringify({ type: 'message', content: 'x'.repeat(2000) }));
            if (i % 100 === 0)
                await until(() => client.received >= i - 100, 30000, () => 'messages');
            client.messages.length = 0;
        }
        await until(() => client.received >= 45000, 30000, () => 'messages');
    };
}

async function joinManyRooms(t, server) {
    const clients = await Promise.all(Array.from({ length: 160 }, (_, i) =>
        connect(t, server.at(`/room/first-${i}`), { subprotocols: [envelope] })));
    return () => Promise.all(clients.map(async (client, i) => {
        for (let k = 1; k < 128; ++k)
            client.socket.send(JSON.stringify({ type: 'join', room: `room ${i} ${k}`, id: k }));
        await until(() => client.received >= 128, 60000, () => 'acks');
    }));
}

for (const [name, load] of Object.entries({
    'a history of small messages': publishSmall,
    'a history of big messages': publishBig,
    'a history of the envelope': publishWithEnvelope,
    'many rooms': joinManyRooms,
})) {
    test(`the gauges agree with RSS: ${name}`, { ...options, skip }, async (t) => {
        const server = await startServer(t, { admin, options: ['--threads', '1'],
            set: { 'limits.memory': 0, 'history.messages': 0, 'history.bytes': 0, 'history.age': '1h', 'heartbeat.interval': 0,
                'limits.work': 0 } });
        const run = await load(t, server);
        const before = await settledMemory(server);
        await run();
        const after = await settledMemory(server);
        const counted = after.counted - before.counted;
        const resident = after.resident - before.resident;
        t.diagnostic(`${name}: counted ${(counted / MiB).toFixed(1)} MiB, RSS grew by ${(resident / MiB).toFixed(1)} MiB; ` +
            JSON.stringify(await memoryByPart(server)));
        assert.ok(resident > 30 * MiB, `too little to compare: ${resident}`);
        assert.ok(Math.abs(counted - resident) <= resident / 10, `counted ${counted}, RSS grew by ${resident}`);
    });
}
