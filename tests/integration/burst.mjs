// Clients that send much at once and read nothing meanwhile: they are heard, and limited by what is queued for them.

import assert from 'node:assert/strict';
import test from 'node:test';
import { constants, deflateRawSync } from 'node:zlib';

import { Certificates } from './support/certificates.mjs';
import { connect } from './support/client.mjs';
import { RawClient, frame, handshake, opcodes } from './support/rawclient.mjs';
import { startServer } from './support/server.mjs';
import { until } from './support/until.mjs';

const options = { timeout: 90000 };
const KiB = 1024;
const rsv1 = 4;

/** Opens a raw connection that does not read. */
async function openDeaf(t, server, { ca, headers = {}, path }) {
    const client = await RawClient.connect(t, server.port, { ca });
    client.write(handshake({ port: server.port, path, headers }));
    assert.equal((await client.response({ upgrade: true })).status, 101);
    client.socket.pause();
    return client;
}

function plainFrame(payload) {
    return frame(opcodes.text, payload);
}

function deflatedFrame(payload) {
    return frame(opcodes.text, deflateRawSync(payload, { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, -4), { reserved: rsv1 });
}

const envelope = { 'Sec-WebSocket-Protocol': 'signalbox.v1.json' };
const deflate = { 'Sec-WebSocket-Extensions': 'permessage-deflate; client_no_context_takeover' };

// Several times what the kernel takes for a client that does not read; the outbox holds it.
for (const [name, { threads, headers = {}, secure = false, count, size, compress = plainFrame }] of Object.entries({
    'one io thread': { threads: 1, count: 3000, size: 1000 },
    'two io threads': { threads: 2, count: 3000, size: 1000 },
    'four io threads': { threads: 4, count: 3000, size: 1000 },
    'few large messages': { threads: 2, count: 56, size: 60 * KiB },
    'many small messages': { threads: 2, count: 20000, size: 100 },
    'envelope, one io thread': { threads: 1, count: 2500, size: 900, headers: envelope },
    'envelope, two io threads': { threads: 2, count: 2500, size: 900, headers: envelope },
    'wss': { threads: 2, count: 3000, size: 1000, secure: true },
    'wss, one io thread, large messages': { threads: 1, count: 56, size: 60 * KiB, secure: true },
    'permessage-deflate': { threads: 2, count: 3000, size: 1000, headers: deflate, compress: deflatedFrame },
    'all at once': {
        threads: 3, count: 2500, size: 1000, secure: true, headers: { ...envelope, ...deflate }, compress: deflatedFrame,
    },
})) {
    test(`a burst of a client that does not read is delivered: ${name}`, options, async (t) => {
        const certificates = secure ? await Certificates.make(t) : null;
        const ca = certificates?.ca;
        const server = await startServer(t, {
            options: ['--threads', String(threads)],
            set: { 'heartbeat.interval': 0, 'limits.outbox_hard': '16MiB', 'limits.outbox_soft': 0, 'limits.write_stall': 0,
                'deflate.min_size': '1GiB', ...certificates?.set },
        });
        const reader = await connect(t, server.at('/room/telemetry'), { ca });
        const sender = await openDeaf(t, server, { ca, headers, path: '/room/telemetry' });
        const isEnvelope = 'Sec-WebSocket-Protocol' in headers;
        sender.write(Buffer.concat(Array.from({ length: count }, (_, i) => {
            const text = String(i).padStart(size, '.');
            return compress(isEnvelope ? JSON.stringify({ type: 'message', content: text }) : text);
        })));
        await until(() => reader.received === count, 20000, () => `${count} messages; there are ${reader.received}`);
        reader.messages.forEach(({ data }, i) => assert.equal(data.toString(), String(i).padStart(size, '.')));
        assert.ok(!sender.socket.destroyed);
    });
}

test('a burst to the echo route is answered when the client reads at last', options, async (t) => {
    const server = await startServer(t, {
        options: ['--threads', '2'], set: { 'heartbeat.interval': 0, 'limits.outbox_hard': '16MiB', 'limits.outbox_soft': 0 },
        admin: '127.0.0.1:0',
    });
    const metrics = `http://127.0.0.1:${await server.adminPort()}/metrics`;
    const count = 3000;
    const sender = await openDeaf(t, server, { path: '/echo' });
    sender.write(Buffer.concat(Array.from({ length: count }, (_, i) => frame(opcodes.binary, Buffer.alloc(1000, i)))));
    const received = async () => Number((await (await fetch(metrics)).text())
        .match(/^signalbox_messages_total\{direction="in",type="binary"\} (\d+)$/m)[1]);
    await until(async () => await received() === count, 20000, () => 'all messages at the server');
    sender.socket.resume();
    for (let i = 0; i < count; ++i)
        assert.deepEqual((await sender.frame()).payload, Buffer.alloc(1000, i));
});

for (const path of ['/echo', '/room/telemetry']) {
    test(`the outbox limits a client that sends and never reads: ${path}`, options, async (t) => {
        const server = await startServer(t, {
            options: ['--threads', '2'], set: { 'heartbeat.interval': 0, 'limits.closing': '500ms', 'log.level': 'debug' },
        });
        const before = await server.descriptors();
        const sender = await openDeaf(t, server, { path });
        const message = frame(opcodes.text, 'x'.repeat(20 * KiB));
        const more = () => sender.socket.destroyed || sender.socket.write(message, () => setImmediate(more));
        more();
        await server.program.line(/closed, slow_consumer_hard 4408/);
        await server.descriptorsBackTo(before);
    });
}

test('what fits the buffers of the kernel is limited by the heartbeat', options, async (t) => {
    const server = await startServer(t, {
        options: ['--threads', '2'],
        set: { 'heartbeat.interval': '500ms', 'heartbeat.timeout': '1s', 'log.level': 'debug' },
    });
    const sender = await openDeaf(t, server, { path: '/echo' });
    for (let i = 0; i < 100; ++i)
        sender.write(frame(opcodes.text, 'x'.repeat(100)));
    await server.program.line(/closed, no_pong 4409/);
});
