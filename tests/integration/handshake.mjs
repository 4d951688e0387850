// The opening handshake, row by row (support/handshakerows.mjs), in different TCP segmentations: every head gets the
// response that the RFCs and README require.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import test from 'node:test';

import { Certificates } from './support/certificates.mjs';
import { config, rows } from './support/handshakerows.mjs';
import { checkProblem } from './support/problem.mjs';
import { RawClient, frame, opcodes } from './support/rawclient.mjs';
import { startServer } from './support/server.mjs';

const options = { timeout: 240000 };

const pieces = {
    whole: (bytes) => [bytes],
    'one byte at a time': (bytes) => Array.from(bytes, (_, i) => bytes.subarray(i, i + 1)),
    'line by line': (bytes) => (bytes.toString('latin1').match(/[^\n]*\n|[^\n]+$/g) ?? []).map((line) => Buffer.from(line, 'latin1')),
};

// RFC 6455 section 4.2.2
function checkUpgrade({ statusLine, headers }, head, { protocol, extensions }) {
    const key = head.match(/^Sec-WebSocket-Key:\s*(\S+)/im)[1];
    const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
    assert.match(statusLine, /^HTTP\/1\.1 101 /);
    assert.equal(headers.upgrade.toLowerCase(), 'websocket');
    assert.equal(headers.connection.toLowerCase(), 'upgrade');
    assert.equal(headers['sec-websocket-accept'], accept);
    assert.equal(headers['sec-websocket-protocol'], protocol);
    if (extensions instanceof RegExp)
        assert.match(headers['sec-websocket-extensions'], extensions);
    else
        assert.equal(headers['sec-websocket-extensions'], extensions);
    const others = Object.keys(headers).filter((name) => name.startsWith('access-control-') || name === 'content-length');
    assert.deepEqual(others, []);
}

async function checkAlive(client) {
    client.write(frame(opcodes.ping, 'alive'));
    const answer = await client.frame();
    assert.deepEqual([answer?.opcode, answer?.payload.toString()], [opcodes.pong, 'alive']);
}

async function checkRow(client, [status, , , head, more = {}], split) {
    for (const piece of split(Buffer.from(head, 'latin1')))
        client.write(piece);
    const answer = await client.response({ upgrade: status === 101 });
    assert.equal(answer.status, status, answer.body);
    if (status === 101) {
        checkUpgrade(answer, head, more);
        await checkAlive(client);
        return;
    }
    const isHead = head.startsWith('HEAD ');
    if (isHead)
        assert.equal(answer.body, ''); // RFC 9110 section 9.3.2
    else if (status === 204)
        assert.deepEqual([answer.headers.allow, answer.headers['content-length'], answer.body], ['GET, HEAD, OPTIONS', undefined, '']);
    else if (status === 200)
        assert.equal(answer.headers['content-length'], String(Buffer.byteLength(answer.body)), 'one answer, nothing behind it');
    else
        checkProblem(answer, status);
    if (status === 200)
        assert.match(answer.headers['content-type'], more.type);
    if ('version' in more)
        assert.equal(answer.headers['sec-websocket-version'], more.version);
}

test('no duplicate heads', () => {
    const all = Object.values(rows).flat();
    assert.ok(all.length >= 80);
    assert.deepEqual(all.filter(([, , , head], i) => all.findIndex((other) => other[3] === head) !== i).map((row) => row[2]), []);
});

for (const [manner, split] of Object.entries(pieces)) {
    test(manner, options, async (t) => {
        const server = await startServer(t, { config });
        for (const [group, list] of Object.entries(rows)) {
            for (const row of list) {
                await t.test(`${group}: ${row[2]} (${row[1]}): ${row[0]}`, async (t) => {
                    await checkRow(await RawClient.connect(t, server.port), row, split);
                });
            }
        }
    });
}

// Origins have the scheme https, and rows without TLS do not apply.
test('over TLS', options, async (t) => {
    const certificates = await Certificates.make(t);
    const server = await startServer(t, { config, set: certificates.set });
    for (const [group, list] of Object.entries(rows)) {
        for (const row of list.filter(([, , , head]) => !/Origin: http:\/\/localhost\r|Origin: https:\/\/localhost\r/.test(head))) {
            await t.test(`${group}: ${row[2]} (${row[1]}): ${row[0]}`, async (t) => {
                await checkRow(await RawClient.connect(t, server.port, { ca: certificates.ca }), row, pieces.whole);
            });
        }
    }
});
