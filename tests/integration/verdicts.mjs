// Without a window the log says why each connection ended. tests/core/server/tst_verdicts.cpp has all kinds of verdict.

import assert from 'node:assert/strict';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

import { connect } from './support/client.mjs';
import { Program } from './support/program.mjs';
import { startProxy } from './support/proxy.mjs';
import { RawClient, frame, opcodes } from './support/rawclient.mjs';
import { startServer } from './support/server.mjs';
import { until } from './support/until.mjs';

const options = { timeout: 60000 };

test('a proxy that closes idle connections is known by the third one', options, async (t) => {
    // The first ping comes after one to two seconds, the next one when the proxy has lost patience.
    const server = await startServer(t, { set: { 'log.level': 'debug', 'heartbeat.interval': '5min' } });
    const proxy = await startProxy(t, server.port, { idleTimeout: 2300 });
    const clients = await Promise.all(Array.from({ length: 4 }, () => connect(t, proxy.url)));
    await Promise.all(clients.map((client) => client.ended()));
    const ends = () => server.program.stderr.filter((line) => / closed, /.test(line));
    await until(() => ends().length === 4, 10000, () => 'four ends');
    for (const early of ends().slice(0, 2))
        assert.match(early, /closed, connection_lost 1006: the TCP connection ended without a Close frame, 2\.\d s after the last byte: /);
    for (const [i, times] of ['three', 'four'].entries()) {
        assert.match(ends()[2 + i], new RegExp(`closed, connection_lost 1006: closed 2\\.\\d s after the last traffic, ${times} times ` +
            "from this address or its proxy: a proxy's idle timeout; set heartbeat.interval below 2s$"));
    }
});

test('a program that is stopped', options, async (t) => {
    const server = await startServer(t, {
        set: { 'log.level': 'debug', 'heartbeat.interval': '300ms', 'heartbeat.timeout': '700ms' },
    });
    const script = fileURLToPath(new URL('support/stayconnected.mjs', import.meta.url));
    const victim = new Program(process.execPath, [script, server.at('/room/a')]);
    t.after(() => victim.kill());
    await victim.line(/^open$/);
    victim.signal('SIGSTOP');
    const [, pong, last] = await server.program.line(/closed, no_pong 4409: no pong for ([\d.]+) m?s, the last byte came ([\d.]+) m?s ago, but the client's kernel acknowledged everything: the client's program hangs, or answers no pings$/);
    assert.ok(Number(pong) > 0.7 && Number(last) > 0.7);
});

test('a message beyond the limit', options, async (t) => {
    const server = await startServer(t, { set: { 'log.level': 'debug', 'limits.max_message': 300 } });
    const client = await RawClient.open(t, server);
    client.write(frame(opcodes.binary, Buffer.alloc(200), { fin: false }));
    client.write(frame(opcodes.continuation, Buffer.alloc(150)));
    await server.program.line(/closed, message_too_big 1009: sent a message of at least 350 bytes, the limit is 300 \(limits\.max_message\)$/);
});
