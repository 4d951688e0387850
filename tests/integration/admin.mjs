// The admin port: health, metrics, rejected requests, and isolation from slow and malicious clients.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { request as httpRequest } from 'node:http';
import { createConnection } from 'node:net';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

import { connect, refusal } from './support/client.mjs';
import { RawClient, frame, opcodes } from './support/rawclient.mjs';
import { startServer } from './support/server.mjs';
import { until } from './support/until.mjs';

const options = { timeout: 60000 };
const admin = '127.0.0.1:0';
const parser = fileURLToPath(new URL('support/parsemetrics.py', import.meta.url));

async function ask(port, path, { method = 'GET', headers = {} } = {}) {
    return new Promise((resolve, reject) => {
        const request = httpRequest({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => {
            const pieces = [];
            response.on('data', (piece) => pieces.push(piece));
            response.on('error', reject);
            response.on('end', () => resolve({
                status: response.statusCode,
                headers: response.headers,
                body: Buffer.concat(pieces).toString(),
            }));
        });
        request.on('error', reject);
        request.end();
    });
}

async function exchange(t, port, bytes) {
    const client = await RawClient.connect(t, port);
    client.write(bytes);
    return client.response();
}

/** The metrics, read by an independent parser: a function from name and labels to a value. */
async function metrics(port) {
    const { status, body } = await ask(port, '/metrics');
    assert.equal(status, 200);
    const parsed = spawnSync('/usr/bin/python3', [parser], { input: body, encoding: 'utf8' });
    assert.equal(parsed.status, 0, parsed.stderr);
    const families = JSON.parse(parsed.stdout);
    const samples = Object.values(families).flatMap((family) => family.samples);
    const value = (name, labels = {}) => samples
        .filter(([sample, has]) => sample === name && Object.entries(labels).every(([key, wanted]) => has[key] === wanted))
        .reduce((sum, [, , number]) => sum + number, 0);
    return Object.assign(value, { families, samples });
}

test('statuses', options, async (t) => {
    const server = await startServer(t, { admin });
    const port = await server.adminPort();

    for (const method of ['GET', 'HEAD']) {
        for (const [path, type] of [['/livez', /^text\/plain/], ['/readyz', /^text\/plain/],
            ['/metrics', /^text\/plain; version=0\.0\.4; charset=utf-8$/]]) {
            const { status, headers, body } = await ask(port, path, { method });
            assert.equal(status, 200, path);
            assert.match(headers['content-type'], type);
            assert.equal(headers.connection, 'close');
            assert.equal(headers['cache-control'], 'no-store');
            assert.equal(headers['access-control-allow-origin'], undefined);
            assert.ok(Number(headers['content-length']) > 0);
            assert.equal(body.length > 0, method === 'GET');
        }
    }

    const refused = {
        'another path': [404, ask(port, '/')],
        'the public port’s page': [404, ask(port, '/ws')],
        'an unknown method': [501, exchange(t, port, 'BREW /livez HTTP/1.1\r\nHost: localhost\r\n\r\n')],
        'a name in the target': [403, exchange(t, port, 'GET http://rebound.example/livez HTTP/1.1\r\nHost: localhost\r\n\r\n')],
        'another method': [405, ask(port, '/metrics', { method: 'POST' })],
        'a body': [400, ask(port, '/livez', { headers: { 'Content-Length': '3' } })],
        'a name that points here': [403, ask(port, '/metrics', { headers: { Host: 'rebound.example' } })],
        'no Host': [400, exchange(t, port, 'GET /livez HTTP/1.1\r\n\r\n')],
        'no HTTP': [400, exchange(t, port, '\x16\x03\x01\x02\x00\x01\r\n\r\n')],
        'an oversized head': [431, exchange(t, port, `GET /livez HTTP/1.1\r\nX: ${'x'.repeat(20000)}\r\n\r\n`)],
        'WebSocket': [404, refusal(`ws://127.0.0.1:${port}/`)],
    };
    for (const [name, [expected, answer]] of Object.entries(refused)) {
        const { status, headers, body } = await answer;
        assert.equal(status, expected, name);
        assert.match(headers['content-type'], /^application\/problem\+json/, name);
        assert.equal(JSON.parse(body).status, expected, name);
        assert.equal(headers.allow, expected === 405 ? 'GET, HEAD, OPTIONS' : undefined, name);
    }
    assert.deepEqual(server.program.stdout.length, 1, 'stdout has the ready line only');
});

test('off means off', options, async (t) => {
    const server = await startServer(t);
    assert.doesNotMatch(server.program.output(), /admin port/);
});

test('metrics move as traffic flows', options, async (t) => {
    const server = await startServer(t, { admin, set: { 'heartbeat.interval': '1s' } });
    const port = await server.adminPort();
    const listener = `127.0.0.1:${server.port}`;

    const before = await metrics(port);
    assert.equal(before('signalbox_connections', { listener }), 0);
    assert.equal(before('signalbox_build_info'), 1);
    assert.equal(before('signalbox_rooms'), 0);

    const alice = await connect(t, server.at('/room/a'));
    const bob = await connect(t, server.at('/room/a'));
    const echo = await RawClient.open(t, server, { path: '/echo' });
    alice.socket.send('hello');
    alice.socket.send(Buffer.from([1, 2, 3]));
    await until(() => bob.received === 2 && alice.received === 2, 10000, () => 'two messages');
    echo.write(frame(opcodes.ping, 'p'));
    assert.equal((await echo.frame()).opcode, opcodes.pong);
    assert.equal((await refusal(server.at('/nowhere'))).status, 404);
    await until(async () => (await metrics(port))('signalbox_ping_rtt_seconds_count') >= 2, 20000, () => 'round trips');

    const during = await metrics(port);
    assert.equal(during('signalbox_connections', { listener }), 3);
    assert.equal(during('signalbox_connections_accepted_total', { listener }), 3);
    assert.equal(during('signalbox_connections_rejected_total', { reason: 'path' }), 1);
    assert.equal(during('signalbox_messages_total', { direction: 'in', type: 'text' }), 1);
    assert.equal(during('signalbox_messages_total', { direction: 'in', type: 'binary' }), 1);
    assert.equal(during('signalbox_messages_total', { direction: 'out' }), 4);
    assert.equal(during('signalbox_message_bytes_total', { direction: 'in' }), 8);
    assert.equal(during('signalbox_message_bytes_total', { direction: 'out' }), 16);
    assert.equal(during('signalbox_broadcast_fanout_seconds_count') > 0, true);
    assert.equal(during('signalbox_rooms'), 1);
    assert.equal(during('signalbox_pings_total', { direction: 'in' }), 1);
    assert.equal(during('signalbox_pongs_total', { result: 'sent' }), 1);
    assert.ok(during('signalbox_pings_total', { direction: 'out' }) >= 2);
    assert.ok(during('signalbox_event_loop_lag_seconds_count', { worker: '0' }) > 0);
    assert.ok(during('process_resident_memory_bytes') > 1e6);
    assert.ok(during('process_open_fds') > 5);
    assert.ok(Math.abs(during('process_start_time_seconds') - Date.now() / 1000) < 600);

    alice.socket.close(1000);
    bob.socket.close(4321); // an application code gets no label of its own
    await until(async () => (await metrics(port))('signalbox_disconnects_total') === 2, 10000, () => 'two ends');
    const after = await metrics(port);
    assert.equal(after('signalbox_connections', { listener }), 1);
    assert.equal(after('signalbox_rooms'), 0);
    assert.equal(after('signalbox_disconnects_total',
        { code: '1000', initiator: 'client', cause: 'closed_by_peer' }), 1);
    assert.equal(after('signalbox_disconnects_total',
        { code: '4xxx', initiator: 'client', cause: 'closed_by_peer' }), 1);
    assert.equal(after('signalbox_send_queue_bytes'), 0);
    for (const [, labels] of after.samples)
        assert.doesNotMatch(JSON.stringify(labels), /guest|user/);
    for (const [name, { type }] of Object.entries(after.families))
        assert.notEqual(type, 'unknown', name);
});

test('a client that half-closes after its request is answered', options, async (t) => {
    const server = await startServer(t, { admin });
    const port = await server.adminPort();
    for (const path of ['/livez', '/readyz', '/metrics']) {
        const client = await RawClient.connect(t, port, { allowHalfOpen: true });
        client.socket.end(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
        const answer = await client.response();
        assert.equal(answer.status, 200);
        assert.equal(answer.headers['content-length'], String(Buffer.byteLength(answer.body)));
    }
});

test('a draining server is not ready, but live, and has metrics', options, async (t) => {
    const server = await startServer(t, { admin, set: { 'limits.closing': '30s' } });
    const port = await server.adminPort();
    const client = await RawClient.open(t, server); // does not answer the Close
    server.signal('SIGTERM');
    await until(async () => (await ask(port, '/readyz')).status === 503, 5000, () => '503');
    assert.equal((await ask(port, '/livez')).status, 200);
    assert.equal((await metrics(port))('signalbox_connections'), 1);
    client.socket.destroy();
    assert.equal((await server.ended).code, 0);
});

test('slow and many clients do not affect others', options, async (t) => {
    const server = await startServer(t, { admin, set: { 'limits.max_connections': 5 } });
    const port = await server.adminPort();
    await ask(port, '/metrics'); // the listeners are ready
    const descriptors = await server.descriptors();
    const crowd = [];
    t.after(() => crowd.forEach((socket) => socket.destroy()));
    for (let i = 0; i < 500; ++i) {
        const socket = createConnection({ host: '127.0.0.1', port });
        socket.on('error', () => {}); // evicted while it sends
        socket.on('connect', () => socket.write('GET /metrics HTTP/1.1\r\nHost: localhost\r\nX: '));
        crowd.push(socket);
    }
    await until(async () => (await server.descriptors()) >= descriptors + 60, 10000, () => 'a crowd');
    // They do not count against the limits of the listeners and do not delay their clients.
    const alice = await connect(t, server.at('/echo'));
    for (let i = 0; i < 20; ++i)
        alice.socket.send(String(i));
    await until(() => alice.received === 20, 5000, () => 'echoes');
    assert.ok((await server.descriptors()) < descriptors + 64 + 16, 'the crowd is bounded');
    // They keep sending slowly: probes are answered nevertheless, because the oldest of the crowd makes room.
    const drip = setInterval(() => crowd.forEach((socket) => socket.writable && socket.write('x')), 100);
    t.after(() => clearInterval(drip));
    for (let i = 0; i < 100; ++i) {
        for (const path of ['/livez', '/readyz', '/metrics'])
            assert.equal((await ask(port, path)).status, 200, path);
    }
    clearInterval(drip);
    crowd.forEach((socket) => socket.destroy());
    await until(async () => (await server.descriptors()) <= descriptors + 1, 20000, () => 'the end of the crowd');
});

test('parallel scrapes are all answered', options, async (t) => {
    const server = await startServer(t, { admin });
    const port = await server.adminPort();
    const answers = await Promise.all(Array.from({ length: 50 }, () => ask(port, '/metrics')));
    for (const { status, body } of answers) {
        assert.equal(status, 200);
        assert.match(body, /^# HELP signalbox_build_info /);
    }
});
