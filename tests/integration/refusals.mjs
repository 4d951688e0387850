// What is refused before the upgrade, with which status, and in which order (CONTRACTS, "Refusals before the upgrade").

import assert from 'node:assert/strict';
import test from 'node:test';

import { connect, refusal } from './support/client.mjs';
import { RawClient, handshake } from './support/rawclient.mjs';
import { startServer } from './support/server.mjs';

const options = { timeout: 60000 };

async function ask(t, server, request) {
    const client = await RawClient.connect(t, server.port);
    client.write(handshake({ port: server.port, ...request }));
    return client.response();
}

// What every refusal has in common: RFC 9457, and an end of the connection that is announced.
function checkProblem({ status, headers, body }, expected) {
    assert.equal(status, expected);
    assert.match(headers['content-type'], /^application\/problem\+json/);
    const connection = expected === 426 ? 'upgrade, close' : 'close'; // RFC 9110 section 7.8
    assert.equal(headers.connection.toLowerCase(), connection);
    assert.equal(headers['content-length'], String(Buffer.byteLength(body)));
    const problem = JSON.parse(body);
    assert.equal(problem.status, expected);
    assert.equal(typeof problem.title, 'string');
    assert.ok(problem.detail.length > 0);
}

const plain = { Upgrade: null, Connection: null, 'Sec-WebSocket-Key': null, 'Sec-WebSocket-Version': null };
const foreign = { Origin: 'https://evil.example' };

const refused = {
    'no such path': [404, { path: '/nowhere' }],
    'no such path, without upgrade': [404, { path: '/nowhere', headers: plain }],
    'a room without a name': [404, { path: '/room' }],
    'a path below a room': [404, { path: '/room/a/b' }],
    'a room of 129 characters': [400, { path: `/room/${'x'.repeat(129)}` }],
    'a control in a room': [400, { path: '/room/a%0Ab' }],
    'a room that is not UTF-8': [400, { path: '/room/%FF' }],
    'a bad escape': [400, { path: '/room/%G1' }],
    'a plain request where only WebSockets live': [426, { path: '/ws', headers: plain }],
    'an upgrade to something else': [426, { headers: { Upgrade: 'h2c' }, path: '/ws' }],
    'version 12': [426, { headers: { 'Sec-WebSocket-Version': '12' } }],
    'no version': [[400, 426], { headers: { 'Sec-WebSocket-Version': null } }],
    'no key': [400, { headers: { 'Sec-WebSocket-Key': null } }],
    'an empty key': [400, { headers: { 'Sec-WebSocket-Key': '' } }],
    'a key of 15 bytes': [400, { headers: { 'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25j' } }],
    'a key that is not base64': [400, { headers: { 'Sec-WebSocket-Key': '!!!!!!!!!!!!!!!!!!!!!!==' } }],
    'Connection without upgrade': [400, { headers: { Connection: 'keep-alive' } }],
    'no Host': [400, { headers: { Host: null } }],
    'HTTP/1.0': [400, { version: 'HTTP/1.0' }],
    'a foreign Origin': [403, { headers: foreign }],
    'Origin null': [403, { headers: { Origin: 'null' } }],
    'another port as Origin': [403, { headers: { Origin: 'http://127.0.0.1:1' } }],
    'a name that was rebound to loopback': [403, { headers: { Host: 'evil.example', Origin: 'http://evil.example' } }],
    'an empty user': [400, { path: '/?user=' }],
    'a user of 65 characters': [400, { path: `/?user=${'x'.repeat(65)}` }],
    'a control in a user': [400, { path: '/?user=a%00b' }],
    'a control in a uid': [400, { path: '/?uid=a%09b' }],
    'POST': [405, { method: 'POST' }],
    'DELETE of a path that is not there': [405, { method: 'DELETE', path: '/nowhere' }],
    'HEAD of a room': [405, { method: 'HEAD', path: '/ws', headers: plain }],

    // in order
    'method before path and origin': [405, { method: 'PUT', path: '/nowhere', headers: foreign }],
    'path before upgrade': [404, { path: '/nowhere', headers: plain }],
    'path before version': [404, { path: '/nowhere', headers: { 'Sec-WebSocket-Version': '12' } }],
    'path before origin': [404, { path: '/nowhere', headers: foreign }],
    'upgrade before origin': [426, { path: '/ws', headers: { ...plain, ...foreign } }],
    'key before origin': [400, { headers: { ...foreign, 'Sec-WebSocket-Key': 'short' } }],
    'version before origin': [426, { headers: { ...foreign, 'Sec-WebSocket-Version': '8' } }],
};

test('refusals', options, async (t) => {
    const server = await startServer(t);
    for (const [name, [expected, request]] of Object.entries(refused)) {
        await t.test(name, async (t) => {
            const answer = await ask(t, server, request);
            if (request.method === 'HEAD') {
                assert.equal(answer.status, expected);
                assert.equal(answer.body, '');
                return;
            }
            const allowed = [expected].flat();
            checkProblem(answer, allowed.includes(answer.status) ? answer.status : allowed[0]);
            if (answer.status === 405)
                assert.match(answer.headers.allow, /\bGET\b/);
            if (answer.status === 426)
                assert.equal(answer.headers.upgrade, 'websocket'); // RFC 9110 section 15.5.22
            if (name === 'version 12')
                assert.equal(answer.headers['sec-websocket-version'], '13');
        });
    }
});

test('POST is answered with what is allowed', options, async (t) => {
    const server = await startServer(t);
    assert.equal((await ask(t, server, { method: 'POST', headers: plain })).headers.allow, 'GET, HEAD');
});

test('the `ws` client is told the status too', options, async (t) => {
    const server = await startServer(t);
    assert.equal((await refusal(server.at('/nowhere'))).status, 404);
    assert.equal((await refusal(server.url, { origin: 'https://evil.example' })).status, 403);
});

test('Origins that may come in', options, async (t) => {
    const server = await startServer(t, { set: { 'policy.origins': 'https://app.example,http://other.example:81' } });
    const same = [`http://127.0.0.1:${server.port}`, `http://localhost:${server.port}`];
    for (const origin of [same[0], 'https://app.example', 'http://other.example:81', undefined])
        await connect(t, server.url, { origin });
    await connect(t, `ws://localhost:${server.port}/`, { origin: same[1], family: 4 });
    for (const origin of ['http://app.example', 'https://app.example:444', 'http://other.example'])
        assert.equal((await refusal(server.url, { origin })).status, 403, origin);
});

test('a missing Origin can be forbidden', options, async (t) => {
    const server = await startServer(t, { set: { 'policy.allow_missing_origin': false } });
    assert.equal((await refusal(server.url)).status, 403);
    await connect(t, server.url, { origin: server.http });
});

test('a subprotocol can be required, and comes last', options, async (t) => {
    const server = await startServer(t, { config: `
[[route]]
path = "/strict/{room}"
kind = "room"
subprotocols = ["strict.v1"]
require_subprotocol = true
` });
    const url = server.at('/strict/kitchen');
    assert.equal((await refusal(url)).status, 400);
    assert.equal((await refusal(url, { subprotocols: ['lax'] })).status, 400);
    assert.equal((await refusal(url, { subprotocols: ['lax'], origin: 'https://evil.example' })).status, 403);
    const client = await connect(t, url, { subprotocols: ['lax', 'strict.v1'] });
    assert.equal(client.socket.protocol, 'strict.v1');
    assert.equal((await refusal(server.url)).status, 404); // the built-in routes are gone, but for the page
});

test('a head that is too large', options, async (t) => {
    const server = await startServer(t);
    checkProblem(await ask(t, server, { headers: { 'X-Large': 'x'.repeat(17 * 1024) } }), 431);
    const many = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`X-${i}`, '1']));
    checkProblem(await ask(t, server, { headers: many }), 431);
    const roomy = await RawClient.open(t, server, { headers: { 'X-Large': 'x'.repeat(15 * 1024) } });
    assert.equal(roomy.socket.closed, false);
});

test('what is not HTTP', options, async (t) => {
    const server = await startServer(t);
    for (const garbage of ['\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 'hello\r\n\r\n', 'GET / HTTP/1.1\r\nHo st: a\r\n\r\n']) {
        const client = await RawClient.connect(t, server.port);
        client.write(Buffer.from(garbage, 'latin1'));
        assert.equal((await client.response()).status, 400);
    }
});

test('legal heads that look odd', options, async (t) => {
    const server = await startServer(t);
    await RawClient.open(t, server, { headers: { Upgrade: 'h2c, WebSocket' } });
    await RawClient.open(t, server, { headers: { Connection: 'keep-alive, UPGRADE' } });
    await RawClient.open(t, server, { headers: { Connection: 'keep-alive', connection: 'Upgrade' } });
    await RawClient.open(t, server, { path: `http://127.0.0.1:${server.port}/room/kitchen?user=eve` });
    await RawClient.open(t, server, { headers: { Cookie: 'x'.repeat(9000) } });
});

test('a head may come one byte at a time', options, async (t) => {
    const server = await startServer(t);
    const client = await RawClient.connect(t, server.port);
    for (const byte of Buffer.from(handshake({ port: server.port })))
        await new Promise((resolve) => client.socket.write(Buffer.from([byte]), resolve));
    assert.equal((await client.response({ upgrade: true })).status, 101);
});

test('a head that does not come in time', options, async (t) => {
    const server = await startServer(t, { set: { 'limits.handshake': '300ms' } });
    for (const beginning of ['GET / HT', handshake({ port: server.port }).slice(0, -2)]) {
        const started = performance.now();
        const client = await RawClient.connect(t, server.port);
        client.write(beginning);
        checkProblem(await client.response(), 408);
        assert.ok(performance.now() - started >= 280, 'too early');
    }
    const silent = await RawClient.connect(t, server.port);
    await silent.expectEnd();
});

test('a head that keeps dripping has no longer', options, async (t) => {
    const server = await startServer(t, { set: { 'limits.handshake': '300ms' } });
    const client = await RawClient.connect(t, server.port);
    client.write('GET / HTTP/1.1\r\n');
    const drip = setInterval(() => client.write('X-A: b\r\n'), 20);
    t.after(() => clearInterval(drip));
    assert.equal((await client.response()).status, 408);
});
