// The limit of open files: raised to the hard limit, reported when it is too low, and handled when it is reached.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import test from 'node:test';

import { connect } from './support/client.mjs';
import { RawClient, frame, handshake, opcodes } from './support/rawclient.mjs';
import { startServer } from './support/server.mjs';
import { until } from './support/until.mjs';

const options = { timeout: 90000 };
const tooLow = /limits\.max_connections is \d+, but this process may have no more than \d+ files open/;
const pauses = /accepting on 127\.0\.0\.1:\d+ pauses: .*; who is connected stays connected/;

const count = (server, pattern) => server.program.stderr.filter((line) => pattern.test(line)).length;

async function maxOpenFiles(server) {
    const limits = await readFile(`/proc/${server.program.pid}/limits`, 'utf8');
    const [, soft, hard] = limits.match(/^Max open files\s+(\d+)\s+(\d+)/m);
    return { soft: Number(soft), hard: Number(hard) };
}

test('the soft limit is raised to the hard one', options, async (t) => {
    const server = await startServer(t, { openFiles: '64:1000', set: { 'limits.max_connections': 500 } });
    assert.deepEqual(await maxOpenFiles(server), { soft: 1000, hard: 1000 });
    for (let i = 0; i < 100; ++i)
        await RawClient.open(t, server);
});

test('a max_connections above the hard limit is a warning that names both', options, async (t) => {
    const server = await startServer(t, {
        openFiles: '64:200', set: { 'limits.max_connections': 5000 }, expected: [tooLow],
    });
    await server.program.line(/warn.* limits\.max_connections is 5000, but .* no more than 200 files open/);
    assert.equal(count(server, tooLow), 1);
});

test('out of descriptors: accepting pauses, open connections stay, waiting ones are accepted later', options, async (t) => {
    const server = await startServer(t, {
        openFiles: '64:64', expected: [pauses],
        // No heartbeat: its first ping would need a descriptor under the sanitizer, see the warm-up below.
        set: { 'limits.max_connections': 0, 'limits.handshake': '1min', 'heartbeat.interval': 0 },
    });
    const observer = await connect(t, server.at('/echo'));
    const echoes = async (text) => {
        observer.socket.send(text);
        assert.equal(await observer.nextText(), text);
    };
    // Warm-up: UndefinedBehaviorSanitizer opens a pipe the first time it examines a class, and aborts if it cannot.
    await echoes('here');
    const before = await server.descriptors();
    const early = await RawClient.open(t, server);
    early.write(frame(opcodes.ping, 'here'));
    assert.equal((await early.frame()).opcode, opcodes.pong);
    early.socket.destroy();
    await server.descriptorsBackTo(before);
    const crowd = [];
    for (let i = 0; i < 100; ++i) { // the kernel accepts them all
        const client = await RawClient.connect(t, server.port);
        client.write(handshake({ port: server.port }));
        crowd.push(client);
    }
    const isIn = ({ bytes }) => bytes.includes('\r\n\r\n');
    const came = () => crowd.filter(isIn).length;
    await server.program.line(pauses);
    await until(() => came() > 20, 10000, () => `those for whom there is room came in; there are ${came()}`);
    await echoes('still here');
    assert.ok(came() < 64);

    // Repeatedly, one connection closes and one opens.
    for (let left = 1; left <= 20; ++left) {
        const had = came();
        crowd.find((client) => isIn(client) && !client.socket.destroyed).socket.destroy();
        await until(() => came() > had, 10000, () => `the next of those who wait; there are ${came()}`);
    }
    await echoes('and still');
    assert.equal(crowd.filter(({ socket }) => socket.destroyed).length, 20, 'only the connections that left are closed');
    assert.equal(count(server, pauses), 1, 'logged once');

    for (const client of crowd.filter(isIn))
        client.socket.destroy();
    await until(() => came() === crowd.length, 10000, () => `all came in; there are ${came()}`);
    for (const client of crowd.filter(({ socket }) => !socket.destroyed)) {
        assert.equal((await client.response({ upgrade: true })).status, 101);
        client.write(frame(opcodes.ping, 'here'));
        assert.equal((await client.frame()).opcode, opcodes.pong);
    }
    await echoes('to the end');
    await RawClient.open(t, server);
    assert.equal(count(server, pauses), 1, 'logged once');
});
