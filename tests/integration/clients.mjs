// Third-party clients: python3-websockets and curl, with and without TLS. Most other files use node's ws and Chromium,
// tls.mjs uses openssl.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { Certificates } from './support/certificates.mjs';
import { connect } from './support/client.mjs';
import { Program } from './support/program.mjs';
import { startServer } from './support/server.mjs';
import { within } from './support/until.mjs';

const options = { timeout: 120000 };
const script = fileURLToPath(new URL('support/pythonclient.py', import.meta.url));
const python = '/usr/bin/python3'; // Debian's python with Debian's modules

/** Runs a scenario of the script; resolves with its output by lines. */
async function runPython(t, scenario, url, { ca = '-', compression = 'deflate', size = [] } = {}) {
    const program = startPython(t, scenario, url, { ca, compression, size });
    const { code } = await within(program.ended, 60000, `the end of ${scenario}`);
    assert.equal(code, 0, program.output());
    return program.stdout;
}

function startPython(t, scenario, url, { ca = '-', compression = 'deflate', size = [] } = {}) {
    const program = new Program(python, [script, scenario, url, ca, compression, ...size.map(String)]);
    t.after(() => program.kill());
    return program;
}

/** The settings of server and client for ws and wss. */
async function schemes(t) {
    const certificates = await Certificates.make(t);
    return [
        { scheme: 'ws', set: {}, ca: '-' },
        { scheme: 'wss', set: certificates.set, ca: certificates.path('root.crt') },
    ];
}

for (const compression of ['plain', 'deflate']) {
    for (const takeover of compression === 'plain' ? [false] : [false, true]) {
        test(`python echoes every size: ${compression}, context_takeover = ${takeover}`, options, async (t) => {
            for (const { scheme, set, ca } of await schemes(t)) {
                const server = await startServer(t, { set: {
                    ...set, 'limits.max_message': '16MiB', 'limits.outbox_hard': '64MiB', 'deflate.context_takeover': takeover,
                } });
                assert.ok(server.url.startsWith(`${scheme}:`));
                await runPython(t, 'echo', server.at('/echo').replace('127.0.0.1', 'localhost'), { ca, compression });
            }
        });
    }
}

test('python closes with various codes', options, async (t) => {
    const server = await startServer(t);
    assert.deepEqual(await runPython(t, 'close', server.url),
        ['1000 ', '1001 ', '1003 ', '3000 ', '4999 ']); // the code is echoed, without a reason
});

test('python receives code and reason', options, async (t) => {
    for (const { set, ca } of await schemes(t)) {
        const server = await startServer(t, { set });
        const [, tooBig] = await runPython(t, 'closed', server.url, { ca, size: [65537], compression: 'plain' });
        assert.match(tooBig, /^1009 ./);
        const [, bomb] = await runPython(t, 'closed', server.url, { ca, size: [65537] });
        assert.match(bomb, /^1009 ./);
        const drained = startPython(t, 'closed', server.url, { ca });
        await drained.line(/^open$/);
        server.signal('SIGTERM');
        await drained.line(/^1012 server is restarting$/);
        assert.equal((await drained.ended).code, 0);
        assert.equal((await server.ended).code, 0);
    }
});

test('python is kicked', options, async (t) => {
    const program = new Program(process.env.SIGNALBOX_EMBEDDED, []); // it kicks a client that sends "bye" with 4100
    t.after(() => program.kill());
    const [, url] = await program.line(/^listening on (ws:\/\/.*)$/);
    assert.deepEqual(await runPython(t, 'bye', `${url}?user=eve`), ['4100 see you']);
});

test('python is rejected with the status', options, async (t) => {
    const server = await startServer(t, { set: { 'limits.max_connections': 1 }, config: `
[[route]]
path = "/strict"
kind = "echo"
subprotocols = ["strict.v1"]
require_subprotocol = true
[[route]]
path = "/ws"
kind = "echo"
` });
    assert.deepEqual(await runPython(t, 'refused', server.at('/nowhere')), ['404']);
    assert.deepEqual(await runPython(t, 'refused', server.at('/strict')), ['400']);
    assert.deepEqual(await runPython(t, 'refused', server.at('/ws?user=')), ['400']);
    assert.deepEqual(await runPython(t, 'refused', server.at('/ws')), ['accepted']);
    await connect(t, server.at('/ws'));
    assert.deepEqual(await runPython(t, 'refused', server.at('/ws')), ['503']);
});

test('python in a room, with a subprotocol', options, async (t) => {
    for (const { set, ca } of await schemes(t)) {
        const server = await startServer(t, { set, config: `
[[route]]
path = "/chat"
kind = "room"
room = "chat"
subprotocols = ["chat.v1"]
` });
        await runPython(t, 'chat', server.at('/chat'), { ca });
    }
});

const key = 'dGhlIHNhbXBsZSBub25jZQ==';
const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');

test('curl upgrades, by headers', options, async (t) => {
    for (const { set, ca } of await schemes(t)) {
        const server = await startServer(t, { set });
        const curl = new Program('curl', [
            '--silent', '--include', '--no-buffer', '--http1.1', ...(ca === '-' ? [] : ['--cacert', ca]),
            ...['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13', `Sec-WebSocket-Key: ${key}`]
                .flatMap((header) => ['--header', header]),
            `${server.http}/room/curl`,
        ]);
        t.after(() => curl.kill());
        await curl.line(/^HTTP\/1\.1 101 /);
        await curl.line(new RegExp(`^Sec-WebSocket-Accept: ${accept.replace(/[+]/g, '\\+')}`, 'i'));
        const other = await connect(t, server.at('/room/curl'), { rejectUnauthorized: false });
        other.socket.send('for curl\n');
        assert.equal(await other.nextText(), 'for curl\n');
        await curl.line(/for curl$/);
    }
});

test('curl without upgrade', options, async (t) => {
    const run = async (...args) => (await promisify(execFile)('curl', ['--silent', '--max-time', '20', ...args])).stdout;
    const status = async (...args) => run('--output', '/dev/null', '--write-out', '%{http_code} ', ...args);
    const server = await startServer(t);
    const head = await run('--head', `${server.http}/`);
    assert.match(head, /^HTTP\/1\.1 200 /);
    assert.equal(Number(head.match(/^content-length: (\d+)/im)[1]), Buffer.byteLength(await run(`${server.http}/`)));
    assert.match(await status('--http1.0', `${server.http}/`), /^200 /);
    assert.match(await status('--http2', `${server.http}/`), /^200 /, 'h2c is declined by ignoring it');
    await assert.rejects(status('--http2-prior-knowledge', `${server.http}/`), 'HTTP/2 is no HTTP/1.1');
    assert.match(await status(`${server.http}/ws`), /^426 /);
    assert.match(await status(`${server.http}/nowhere`), /^404 /);
    assert.match(await status('--data', 'x=1', `${server.http}/`), /^405 /);
    assert.match(await status('--upload-file', script, `${server.http}/`), /^405 /, 'with a body, and a 100 that is waited for');
    assert.match(await status('--header', 'Host:', `${server.http}/`), /^400 /);
    assert.match(await status('--path-as-is', `${server.http}/../ws`), /^404 /);
    assert.match(await status('--range', '0-10', `${server.http}/`), /^200 /);
});
