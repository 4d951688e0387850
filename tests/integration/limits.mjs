// Limits by server and address, and clients that do not read or do not answer.

import assert from 'node:assert/strict';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

import { Certificates } from './support/certificates.mjs';
import { connect, refusal } from './support/client.mjs';
import { Program } from './support/program.mjs';
import { RawClient, frame, handshake, opcodes } from './support/rawclient.mjs';
import { startServer } from './support/server.mjs';
import { until } from './support/until.mjs';

const options = { timeout: 90000 };

test('max_connections', options, async (t) => {
    const server = await startServer(t, { set: { 'limits.max_connections': 2 } });
    const first = await connect(t, server.url);
    const second = await connect(t, server.url);
    const answer = await refusal(server.url);
    assert.equal(answer.status, 503);
    assert.match(answer.headers['retry-after'], /^\d+$/);
    assert.equal(JSON.parse(answer.body).status, 503);
    first.socket.close();
    await first.ended();
    await until(() => connect(t, server.url).then(() => true, () => false), 10000, () => 'a place for a third');
    second.socket.send('still here');
    assert.equal(await second.nextText(), 'still here');
});

test('max_connections_per_address', options, async (t) => {
    const server = await startServer(t, {
        set: { 'limits.include_loopback': true, 'limits.max_connections_per_address': 2 },
    });
    await connect(t, server.url);
    await connect(t, server.url);
    const answer = await refusal(server.url);
    assert.equal(answer.status, 429);
    assert.match(answer.headers['retry-after'], /^\d+$/);
    await connect(t, server.url, { localAddress: '127.0.0.2' }); // another address has its own limit
});

test('connects_per_second_per_address', options, async (t) => {
    const server = await startServer(t, {
        set: { 'limits.include_loopback': true, 'limits.connects_per_second_per_address': 3 },
    });
    const attempts = await Promise.all(Array.from({ length: 12 }, () =>
        connect(t, server.url).then(() => 'open', (error) => error.message)));
    const open = attempts.filter((outcome) => outcome === 'open').length;
    assert.ok(open >= 3 && open < 12, `${open} came in`);
    assert.ok(attempts.every((outcome) => outcome === 'open' || /429/.test(outcome)), attempts.join('; '));
    await until(() => connect(t, server.url).then(() => true, () => false), 10000, () => 'room for one more a second later');
});

test('limits by address exempt loopback by default', options, async (t) => {
    const server = await startServer(t, {
        set: { 'limits.max_connections_per_address': 1, 'limits.connects_per_second_per_address': 1 },
    });
    for (let i = 0; i < 5; ++i)
        await connect(t, server.url);
});

/** Connects \a count times from each of \a addresses and sends \a bytes. */
async function crowd(t, server, addresses, count, bytes = '') {
    const clients = [];
    for (const localAddress of addresses) {
        clients.push(...await Promise.all(Array.from({ length: count }, async () => {
            const client = await RawClient.connect(t, server.port, { localAddress });
            client.socket.on('error', () => {});
            client.write(bytes);
            return client;
        })));
    }
    return clients;
}

const addresses = Array.from({ length: 11 }, (_, i) => `127.0.0.${i + 2}`);
const ended = (clients) => clients.filter(({ socket }) => socket.destroyed || socket.readableEnded).length;

for (const [name, bytes] of [['nothing', ''], ['half a head', 'GET / HTTP/1.1\r\nHost: a'], ['no CRLF', 'G']]) {
    for (const threads of [1, 3]) {
        test(`11 addresses that send ${name} keep nobody out (${threads} threads)`, options, async (t) => {
            const server = await startServer(t, {
                options: ['--threads', String(threads)],
                set: { 'limits.max_connections': 40, 'limits.unfinished_heads': 50, 'limits.handshake': '1min' },
            });
            const early = await connect(t, server.at('/echo'));
            const silent = await crowd(t, server, addresses, 30, bytes);
            const slow = await RawClient.connect(t, server.port); // of an address with few
            const request = handshake({ port: server.port });
            slow.write(request.slice(0, 40));
            await crowd(t, server, addresses.slice(0, 3), 30, bytes);
            for (let i = 0; i < 35; ++i)
                await connect(t, server.url);
            slow.write(request.slice(40));
            assert.equal((await slow.response({ upgrade: true })).status, 101);
            await until(() => ended(silent) >= silent.length - 50, 10000, () => `the end of the others; ${ended(silent)} ended`);
            const evicted = silent.find(({ bytes }) => bytes.length > 0);
            assert.match(evicted.bytes.toString(), /^HTTP\/1\.1 503 /);
            early.socket.send('still here');
            assert.equal(await early.nextText(), 'still here');
            for (let i = 0; i < 3; ++i)
                await connect(t, server.url);
            assert.equal((await refusal(server.url)).status, 503); // 40 connections: that limit still holds
        });
    }
}

test('clients of one address that send nothing displace each other', options, async (t) => {
    const server = await startServer(t, { set: { 'limits.unfinished_heads': 10, 'limits.handshake': '1min' } });
    const silent = await crowd(t, server, ['127.0.0.1'], 40);
    await until(() => ended(silent) === 30, 10000, () => `30 to end; ${ended(silent)} did`);
    await connect(t, server.url);
    // It may live on another io thread than the client that it makes room for.
    await until(() => ended(silent) >= 31, 10000, () => 'the oldest to make room');
    assert.equal(ended(silent), 31);
});

test('requests that are answered and not closed keep nobody out', options, async (t) => {
    const server = await startServer(t, { set: { 'limits.max_connections': 20, 'limits.unfinished_heads': 20, 'limits.closing': '1min' } });
    const before = await server.descriptors();
    await crowd(t, server, addresses, 10, 'GET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n');
    for (let i = 0; i < 15; ++i)
        await connect(t, server.url);
    assert.ok(await server.descriptors() <= before + 15 + 20);
});

test('unfinished_heads = 0: they count as connections', options, async (t) => {
    const server = await startServer(t, { set: { 'limits.max_connections': 5, 'limits.unfinished_heads': 0, 'limits.handshake': '1min' } });
    const silent = await crowd(t, server, addresses.slice(0, 5), 1);
    assert.equal((await refusal(server.url)).status, 503);
    silent[0].socket.destroy();
    await until(() => connect(t, server.url).then(() => true, () => false), 10000, () => 'a place');
    assert.equal(ended(silent.slice(1)), 0);
});

test('TLS handshakes that do not end keep nobody out', options, async (t) => {
    const certificates = await Certificates.make(t);
    const server = await startServer(t, {
        set: { ...certificates.set, 'limits.unfinished_heads': 20, 'limits.max_connections': 30, 'limits.handshake': '1min' },
    });
    const silent = await crowd(t, server, addresses, 10, '\x16\x03\x01\x02\x00\x01');
    for (let i = 0; i < 10; ++i) {
        const client = await RawClient.connect(t, server.port, { ca: certificates.ca });
        client.write(handshake({ port: server.port }));
        assert.equal((await client.response({ upgrade: true })).status, 101);
    }
    assert.ok(ended(silent) >= 90, `${ended(silent)} ended`);
});

test('limits are checked before the path', options, async (t) => {
    const server = await startServer(t, { set: { 'limits.max_connections': 1 } });
    await connect(t, server.url);
    assert.equal((await refusal(server.at('/nowhere'), { origin: 'https://evil.example' })).status, 503);
});

test('a client that never answers pings is closed with 4409', options, async (t) => {
    const server = await startServer(t, {
        set: { 'heartbeat.interval': '100ms', 'heartbeat.timeout': '2s', 'limits.closing': '300ms' }, // on a busy machine alive may answer late, too
    });
    const alive = await connect(t, server.url); // answers pings automatically
    const before = await server.descriptors();
    const dead = await RawClient.open(t, server);
    const ping = await dead.frame();
    assert.equal(ping.opcode, opcodes.ping);
    assert.ok(ping.payload.length > 0, 'a nonce');
    assert.deepEqual(await dead.closeFrame(), { code: 4409, reason: 'no pong' });
    await dead.expectEnd();
    await server.descriptorsBackTo(before);
    alive.socket.send('still here');
    assert.equal(await alive.nextText(), 'still here');
});

test('any received byte is life, and a busy connection is pinged, too', options, async (t) => {
    const server = await startServer(t, { set: { 'heartbeat.interval': '300ms', 'heartbeat.timeout': '2s' } });
    const active = await RawClient.open(t, server, { path: '/echo' }); // it answers no ping
    const talk = setInterval(() => active.write(frame(opcodes.text, 'x')), 20);
    t.after(() => clearInterval(talk));
    const begin = performance.now();
    let pings = 0;
    while (performance.now() - begin < 5000) { // longer than interval and timeout
        const next = await active.frame();
        assert.notEqual(next.opcode, opcodes.close);
        pings += next.opcode === opcodes.ping ? 1 : 0;
    }
    assert.ok(pings >= 8 && pings <= 18, `${pings} pings in 5 s, one was due every 300 ms`);
});

test('a stopped process is closed with 4409, though its kernel acknowledges what it gets', options, async (t) => {
    const server = await startServer(t, {
        set: { 'heartbeat.interval': '300ms', 'heartbeat.timeout': '1s', 'log.level': 'debug' },
    });
    const sender = await connect(t, server.at('/room/stopped'));
    const script = fileURLToPath(new URL('support/stayconnected.mjs', import.meta.url));
    const victim = new Program(process.execPath, [script, server.at('/room/stopped')]);
    t.after(() => victim.kill());
    await victim.line(/^open$/);
    victim.signal('SIGSTOP');
    const talk = setInterval(() => sender.socket.send('x'.repeat(100)), 20); // 5 kB a second, less than it may read
    t.after(() => clearInterval(talk));
    await server.program.line(/closed, no_pong 4409/);
    assert.equal(sender.socket.readyState, sender.socket.OPEN);
});

// More than the kernel buffers for a client that does not read.
const flood = Buffer.alloc(64 * 1024, 'x');
const floodMessages = 400;

test('a client that never reads is dropped, and others are not delayed', options, async (t) => {
    const server = await startServer(t, {
        set: { 'limits.outbox_hard': '256KiB', 'limits.closing': '300ms', 'heartbeat.interval': '0' },
    });
    const sender = await connect(t, server.url);
    const reader = await connect(t, server.url);
    const before = await server.descriptors();
    const deaf = await RawClient.open(t, server);
    deaf.socket.pause();
    for (let i = 0; i < floodMessages; ++i) {
        sender.socket.send(flood);
        await reader.next();
        await sender.next();
    }
    await server.descriptorsBackTo(before);
    assert.equal(reader.received, floodMessages);
});

test('a client that reads in time receives the Close', options, async (t) => {
    const server = await startServer(t, {
        set: { 'limits.outbox_hard': '256KiB', 'limits.closing': '20s', 'heartbeat.interval': '0' },
    });
    const sender = await connect(t, server.url);
    const deaf = await RawClient.open(t, server);
    deaf.socket.pause();
    for (let i = 0; i < floodMessages; ++i) {
        sender.socket.send(flood);
        await sender.next();
    }
    deaf.socket.resume();
    const close = await deaf.closeFrame();
    assert.equal(close?.code, 4408);
    assert.match(close.reason, /slow consumer/);
});

test('write_stall', options, async (t) => {
    const server = await startServer(t, {
        set: { 'limits.outbox_hard': '1GiB', 'limits.write_stall': '500ms', 'limits.closing': '300ms', 'heartbeat.interval': '0' },
    });
    const sender = await connect(t, server.url);
    const before = await server.descriptors();
    const deaf = await RawClient.open(t, server);
    deaf.socket.pause();
    for (let i = 0; i < floodMessages; ++i) {
        sender.socket.send(flood);
        await sender.next();
    }
    await server.descriptorsBackTo(before);
    await sender.expectNothing();
});

test('a client that sends pings and never reads is dropped', options, async (t) => {
    const server = await startServer(t, { set: { 'limits.closing': '300ms', 'limits.write_stall': '1s', 'heartbeat.interval': '0' } });
    const before = await server.descriptors();
    const memory = await server.residentKiB();
    const deaf = await RawClient.open(t, server);
    deaf.socket.pause();
    const pings = Buffer.concat(Array.from({ length: 4096 }, () => frame(opcodes.ping, 'x'.repeat(125))));
    const more = () => deaf.socket.destroyed || deaf.socket.write(pings, () => setImmediate(more));
    more();
    await server.descriptorsBackTo(before, 60000);
    assert.ok((await server.residentKiB()) - memory < 32 * 1024, 'memory grew');
});

test('the connection of a killed process is closed', options, async (t) => {
    const server = await startServer(t);
    const before = await server.descriptors();
    const script = fileURLToPath(new URL('support/stayconnected.mjs', import.meta.url));
    const victim = new Program(process.execPath, [script, server.url]);
    t.after(() => victim.kill());
    await victim.line(/^open$/);
    assert.equal(await server.descriptors(), before + 1);
    victim.signal('SIGKILL');
    assert.equal((await victim.ended).signal, 'SIGKILL');
    await server.descriptorsBackTo(before);
});
