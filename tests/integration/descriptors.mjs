// The limit of open files: raised to the hard limit, reported when it is too low, and handled when it is reached.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import test from 'node:test';

import { Certificates } from './support/certificates.mjs';
import { connect } from './support/client.mjs';
import { RawClient, frame, handshake, opcodes } from './support/rawclient.mjs';
import { startServer } from './support/server.mjs';
import { until } from './support/until.mjs';

const options = { timeout: 90000 };
const tooLow = /limits\.max_connections is \d+, but this process may have no more than \d+ files open/;
const pauses = /accepting on 127\.0\.0\.1:\d+ pauses: /;

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

/** Asks the admin port; resolves with the response. */
async function ask(t, port, path) {
    const client = await RawClient.connect(t, port);
    client.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    return client.response();
}

for (const openFiles of [50, 60, 91, 200]) {
    test(`out of ${openFiles} descriptors: newcomers get 503, what is open and the admin port work`, options, async (t) => {
        const server = await startServer(t, {
            openFiles: `${openFiles}:${openFiles}`, admin: '127.0.0.1:0', config: '[log]\nlevel = "info"\n',
            set: { 'limits.max_connections': 0, 'limits.handshake': '1min' },
        });
        const port = await server.adminPort();
        const observer = await connect(t, server.at('/echo'));
        const echoes = async (text) => {
            observer.socket.send(text);
            assert.equal(await observer.nextText(), text);
        };
        const crowd = await Promise.all(Array.from({ length: openFiles + 40 }, async () => {
            const client = await RawClient.connect(t, server.port);
            client.write(handshake({ port: server.port }));
            const { status, headers } = await client.response({ upgrade: true });
            if (status !== 101) {
                assert.equal(status, 503);
                assert.match(headers['retry-after'], /^\d+$/);
                client.socket.destroy();
            }
            return { client, status };
        }));
        const open = crowd.filter(({ status }) => status === 101);
        assert.ok(open.length > 0 && open.length < openFiles, `${open.length} came in`);
        await echoes('still here');

        for (let round = 0; round < 3; ++round) {
            for (const path of ['/livez', '/readyz', '/metrics']) {
                const { status, body } = await ask(t, port, path);
                assert.equal(status, 200, path);
                if (path === '/metrics')
                    assert.match(body, /^signalbox_connections_rejected_total\{reason="no_descriptors"\} [1-9]/m);
            }
        }
        server.signal('SIGHUP'); // the configuration is a file that has to be opened
        await server.program.line(/configuration reloaded/);

        // A place that becomes free is given to the next one.
        for (let left = 0; left < Math.min(5, open.length); ++left) {
            open[left].client.socket.destroy();
            await until(async () => {
                const client = await RawClient.connect(t, server.port);
                client.write(handshake({ port: server.port }));
                return (await client.response({ upgrade: true })).status === 101;
            }, 10000, () => 'a place for the next one');
        }
        await echoes('to the end');
        assert.equal(count(server, pauses), 0);
    });
}

test('out of descriptors with TLS: newcomers are closed promptly', options, async (t) => {
    const certificates = await Certificates.make(t);
    const server = await startServer(t, {
        openFiles: '80:80', admin: '127.0.0.1:0',
        set: { ...certificates.set, 'limits.handshake': '1min', 'limits.max_connections': 0, 'heartbeat.interval': 0 },
    });
    const port = await server.adminPort();
    const open = [];
    for (let refused = 0; refused < 20;) {
        const client = await RawClient.connect(t, server.port, { ca: certificates.ca }).catch(() => null);
        client?.write(handshake({ port: server.port }));
        const answer = await client?.response({ upgrade: true }).catch(() => null);
        if (answer?.status === 101)
            open.push(client);
        else
            refused += 1;
        assert.ok(open.length < 80);
    }
    const silent = await RawClient.connect(t, server.port);
    const started = performance.now();
    await silent.expectEnd();
    assert.ok(performance.now() - started < 3000, 'it had to wait');
    for (const path of ['/livez', '/readyz', '/metrics'])
        assert.equal((await ask(t, port, path)).status, 200, path);
    open[0].write(frame(opcodes.ping, 'here'));
    assert.equal((await open[0].frame()).opcode, opcodes.pong);
});

for (const threads of [1, 2]) {
    test(`clients that say nothing do not keep the descriptors (${threads} threads)`, options, async (t) => {
        const server = await startServer(t, {
            openFiles: '150:150', options: ['--threads', String(threads)],
            set: { 'limits.max_connections': 0, 'limits.handshake': '1min' },
        });
        const crowd = [];
        for (let i = 0; i < 300; ++i)
            crowd.push(await RawClient.connect(t, server.port, { localAddress: `127.0.0.${2 + i % 9}` }));
        await until(() => crowd.filter(({ bytes }) => bytes.length > 0).length > 150, 10000, () => 'refusals');
        const isOld = performance.now() + 1500; // one that came just now may have its request on its way
        await until(() => performance.now() > isOld, 10000, () => 'old clients');
        for (let i = 0; i < 20; ++i)
            await RawClient.open(t, server);
    });
}
