// Requests that are rejected before the upgrade by settings and deadlines. handshake.mjs has the heads, their status, and
// the order of the checks.

import assert from 'node:assert/strict';
import test from 'node:test';

import { connect, refusal } from './support/client.mjs';
import { checkProblem } from './support/problem.mjs';
import { RawClient, handshake } from './support/rawclient.mjs';
import { startServer } from './support/server.mjs';

const options = { timeout: 60000 };

async function ask(t, server, request) {
    const client = await RawClient.connect(t, server.port);
    client.write(handshake({ port: server.port, ...request }));
    return client.response();
}

test('POST is answered with Allow', options, async (t) => {
    const server = await startServer(t);
    const allowed = async (path) => (await ask(t, server, { method: 'POST', path })).headers.allow;
    for (const path of ['/', '/ws', '/nowhere'])
        assert.equal(await allowed(path), 'GET, HEAD, OPTIONS');
});

test('the page behind a proxy that ends TLS', options, async (t) => {
    const server = await startServer(t, { listen: '0.0.0.0:0', expected: [/DNS rebinding/] });
    const behind = (host) => ({ headers: { Host: host } });
    await connect(t, `ws://127.0.0.1:${server.port}/`, { origin: 'https://chat.example', ...behind('chat.example') });
    await connect(t, `ws://127.0.0.1:${server.port}/`, { origin: 'https://chat.example:8443', ...behind('chat.example:8443') });
    for (const origin of ['https://evil.example', 'https://chat.example:8443', 'http://chat.example:443', 'null'])
        assert.equal((await refusal(`ws://127.0.0.1:${server.port}/`, { origin, ...behind('chat.example') })).status, 403, origin);
});

test('patterns of Origins', options, async (t) => {
    const server = await startServer(t, { set: { 'policy.origins': 'https://*.example.org,http://localhost:*,null' } });
    for (const origin of ['https://a.example.org', 'https://a.b.example.org', 'http://localhost:1', 'null'])
        await connect(t, server.url, { origin });
    for (const origin of ['https://example.org', 'https://a.example.org:444', 'https://evilexample.org', 'http://b.localhost:1'])
        assert.equal((await refusal(server.url, { origin })).status, 403, origin);
    const open = await startServer(t, { set: { 'policy.origins': '*' } });
    for (const origin of ['https://a.example.org', 'null', 'nonsense'])
        await connect(t, open.url, { origin });
});

test('policy.hosts', options, async (t) => {
    const server = await startServer(t, { listen: '0.0.0.0:0', set: { 'policy.hosts': 'chat.example,127.0.0.1' } });
    const url = `ws://127.0.0.1:${server.port}/`;
    await connect(t, url);
    await connect(t, url, { headers: { Host: 'CHAT.example:99' } });
    const { status, body } = await refusal(url, { headers: { Host: 'evil.example' }, origin: 'http://evil.example' });
    assert.equal(status, 421);
    assert.equal(JSON.parse(body).title, 'Misdirected Request');
    await server.program.line(/refused with 421 \(host\): “evil\.example” from 127\.0\.0\.1 .*policy\.hosts/);
});

test('a listener for the network without policy.hosts is a warning', options, async (t) => {
    const server = await startServer(t, { listen: '0.0.0.0:0', expected: [/DNS rebinding/] });
    await server.program.line(/warn.* 0\.0\.0\.0:\d+ accepts any Host, which leaves DNS rebinding open: set policy\.hosts/);
    const local = await startServer(t);
    assert.doesNotMatch(local.program.output(), /rebinding/);
});

test('refusals are logged once each, with the key that would allow them, and then counted', options, async (t) => {
    const server = await startServer(t, { set: { 'limits.handshake': '300ms' } });
    const origins = Array.from({ length: 45 }, (_, i) => `https://${i}.example`);
    for (const origin of origins)
        await refusal(server.url, { origin });
    for (let i = 0; i < 10; ++i)
        await refusal(server.url, { origin: origins[0] });
    const lines = (pattern) => server.program.stderr.filter((line) => pattern.test(line));
    await server.program.line(/ info .*refused \(origin\): and 25 others.*policy\.origins/);
    assert.equal(lines(/refused with 403 \(origin\): “https:\/\/\d+\.example”.*policy\.origins/).length, 20);

    await refusal(server.url, { origin: `https://${'x'.repeat(500)}.example` }); // no more of this kind
    await refusal(server.at(`/${'y'.repeat(500)}`));
    await server.program.line(/refused with 404 \(path\): “\/y{126}…”.*\[\[route\]\]/);
    await refusal(server.at('/%1B[31m'));
    const silent = await RawClient.connect(t, server.port);
    await server.program.line(/refused with 408 \(timeout\): from 127\.0\.0\.1.*limits\.handshake/);
    await silent.expectEnd();
    (await RawClient.connect(t, server.port)).socket.destroy();
    await server.program.line(/refused \(left\): from 127\.0\.0\.1/);
    await refusal(server.at('/?user=a&token=secret&user'), { origin: 'null' });
    server.signal('SIGTERM');
    assert.equal((await server.ended).code, 0);
    assert.equal(lines(/refused \(origin\): /).length, 2, 'one in the minute, one at its end');
    assert.ok(lines(/x{100}/).length === 0, 'bounded');
    assert.ok(server.program.stderr.every((line) => !line.includes('secret') && !line.includes('\x1b')));
});

test('the `ws` client receives the status', options, async (t) => {
    const server = await startServer(t);
    assert.equal((await refusal(server.at('/nowhere'))).status, 404);
    assert.equal((await refusal(server.url, { origin: 'https://evil.example' })).status, 403);
});

test('allowed Origins', options, async (t) => {
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
    assert.equal((await refusal(server.url)).status, 404); // the built-in routes are replaced, except for the page
});

test('a head that exceeds the deadline', options, async (t) => {
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

test('a slowly sent head does not extend the deadline', options, async (t) => {
    const server = await startServer(t, { set: { 'limits.handshake': '300ms' } });
    const client = await RawClient.connect(t, server.port);
    client.write('GET / HTTP/1.1\r\n');
    const drip = setInterval(() => client.write('X-A: b\r\n'), 20);
    t.after(() => clearInterval(drip));
    assert.equal((await client.response()).status, 408);
});

test('an incomplete head is answered when its sender half-closes', options, async (t) => {
    const server = await startServer(t);
    const whole = handshake({ port: server.port });
    for (const beginning of ['G', 'GET / HTTP/1.1\r\nHost: a', whole.slice(0, -1)]) {
        const client = await RawClient.connect(t, server.port, { allowHalfOpen: true });
        client.socket.end(beginning);
        checkProblem(await client.response(), 400);
    }
    const silent = await RawClient.connect(t, server.port, { allowHalfOpen: true });
    silent.socket.end();
    assert.equal(await silent.expectEnd(), true);
    assert.equal(silent.bytes.length, 0, 'who asked nothing gets no answer');
});

test('a client that half-closes after its request is answered', options, async (t) => {
    const server = await startServer(t);
    for (const [path, status] of [['/', 200], ['/nowhere', 404], ['/ws', 426]]) {
        const client = await RawClient.connect(t, server.port, { allowHalfOpen: true });
        client.socket.end(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
        const answer = await client.response();
        assert.equal(answer.status, status);
        assert.equal(answer.headers['content-length'], String(Buffer.byteLength(answer.body)));
    }
});
