// Stopping: all connections are closed, and none can delay the exit.

import assert from 'node:assert/strict';
import { createConnection } from 'node:net';
import test from 'node:test';

import { connect } from './support/client.mjs';
import { RawClient, handshake } from './support/rawclient.mjs';
import { startServer } from './support/server.mjs';
import { until, within } from './support/until.mjs';

const options = { timeout: 60000 };
const crowd = (t, server, size) => Promise.all(Array.from({ length: size }, () => connect(t, server.url)));

for (const signal of ['SIGTERM', 'SIGINT']) {
    test(`${signal} closes all connections with 1012 and exits with 0`, options, async (t) => {
        const server = await startServer(t);
        const clients = await crowd(t, server, 50);
        server.signal(signal);
        const ends = await Promise.all(clients.map((client) => client.ended()));
        assert.deepEqual(new Set(ends.map(({ code, reason }) => `${code} ${reason}`)), new Set(['1012 server is restarting']));
        assert.deepEqual(await within(server.ended, 10000, 'the end of the server'), { code: 0, signal: null });
        assert.deepEqual(server.program.stdout, [`signalbox: listening on ${server.url}`]);
    });
}

test('without connections it ends at once', options, async (t) => {
    const server = await startServer(t);
    server.signal('SIGTERM');
    assert.deepEqual(await within(server.ended, 5000, 'the end of the server'), { code: 0, signal: null });
});

test('drain_rate spreads the closes', options, async (t) => {
    const server = await startServer(t, { set: { 'server.drain_rate': 20 } });
    const clients = await crowd(t, server, 20);
    const started = performance.now();
    server.signal('SIGTERM');
    for (const { code } of await Promise.all(clients.map((client) => client.ended())))
        assert.equal(code, 1012);
    assert.ok(performance.now() - started >= 500, 'all at once');
    assert.equal((await server.ended).code, 0);
});

test('drain is an upper bound', options, async (t) => {
    const server = await startServer(t, { set: { 'server.drain_rate': 1, 'server.drain': '500ms' } });
    const clients = await crowd(t, server, 30);
    server.signal('SIGTERM');
    for (const { code } of await Promise.all(clients.map((client) => client.ended())))
        assert.equal(code, 1012);
    assert.equal((await within(server.ended, 10000, 'the end of the server')).code, 0);
});

test('no connection is accepted during a drain', options, async (t) => {
    const server = await startServer(t, { set: { 'server.drain_rate': 1 } });
    const clients = await crowd(t, server, 30);
    server.signal('SIGTERM');
    await Promise.race(clients.map((client) => client.closed));
    const comeLate = () => within(new Promise((resolve) => {
        const late = createConnection({ host: '127.0.0.1', port: server.port });
        late.on('connect', () => late.write(handshake({ port: server.port })));
        late.on('data', (bytes) => resolve(`answered ${bytes}`));
        late.on('error', (error) => resolve(error.code));
        late.on('close', () => resolve('closed'));
        t.after(() => late.destroy());
    }), 5000, 'an answer');
    // The io thread that listens may start the drain after another thread has sent its first Close; a connection that the
    // kernel accepts in between is reset.
    let answer = '';
    await until(async () => {
        answer = await comeLate();
        assert.doesNotMatch(answer, /^answered/);
        return answer === 'ECONNREFUSED';
    }, 5000, () => `a refusal; it is ${answer}`);
});

test('a second signal ends it at once', options, async (t) => {
    const server = await startServer(t, { set: { 'server.drain_rate': 1 } });
    const clients = await crowd(t, server, 30); // half a minute at this rate
    server.signal('SIGINT');
    await Promise.race(clients.map((client) => client.closed));
    server.signal('SIGINT');
    assert.deepEqual(await within(server.ended, 10000, 'the end of the server'), { code: 0, signal: null });
});

test('a client that never answers the Close does not delay the exit', options, async (t) => {
    const server = await startServer(t, { set: { 'limits.closing': '300ms' } });
    const deaf = await RawClient.open(t, server);
    deaf.socket.pause();
    const quiet = await RawClient.open(t, server); // reads the Close and does not answer
    server.signal('SIGTERM');
    assert.equal((await quiet.closeFrame())?.code, 1012);
    assert.deepEqual(await within(server.ended, 10000, 'the end of the server'), { code: 0, signal: null });
});
