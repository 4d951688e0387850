// auth.mode = "http": the backend of the application decides who a client is.

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';

import { ApiCaller } from './support/apicaller.mjs';
import { AuthBackend } from './support/authbackend.mjs';
import { connect, refusal } from './support/client.mjs';
import { Program } from './support/program.mjs';
import { RawClient, handshake } from './support/rawclient.mjs';
import { environment, startServer } from './support/server.mjs';
import { stateFolder } from './support/storefile.mjs';
import { until } from './support/until.mjs';

const options = { timeout: 120000 };
const subprotocols = ['signalbox.v1.json'];
const faults = [/auth\.http\.url: .*; clients get 503/];
const bearer = (token) => ({ headers: { Authorization: `Bearer ${token}` } });

/** Knows the cookie `session=NAME` and the token `token of NAME`. */
function userOf({ headers, token }) {
    const name = token === undefined ? /session=(\w+)/.exec(headers.Cookie ?? headers.cookie ?? '')?.[1] : /^token of (\w+)$/.exec(token)?.[1];
    return name ? { user: name } : 401;
}

function start(t, backend, { url = backend.url, set = {}, expected = faults, ...more } = {}) {
    const variables = { SIGNALBOX_AUTH_HTTP_URL: url }; // a password in it is refused on the command line
    return startServer(t, { set: { 'auth.mode': 'http', ...set }, expected, variables, ...more });
}

async function open(t, url, settings = {}) {
    const client = await connect(t, url, { subprotocols, ...settings });
    client.heard = async () => JSON.parse(await client.nextText());
    client.answer = async (id) => {
        for (;;) {
            const message = await client.heard();
            if (message.id === id)
                return message;
        }
    };
    client.auth = (token, id = 1) => client.socket.send(JSON.stringify({ type: 'auth', id, token }));
    return client;
}

test('what the backend is asked', options, async (t) => {
    const backend = await AuthBackend.start(t, userOf);
    const url = `http://app:pass%2Fword@127.0.0.1:${backend.port}/auth?key=1`;
    const server = await start(t, backend, { url, set: { 'auth.http.headers': 'cookie,X-Proof,authorization' } });
    const headers = { Cookie: 'session=ann', 'X-Proof': 'a"b', 'X-Other': '1', 'User-Agent': 'Tester/1', Origin: server.http };
    const client = await open(t, server.at('/room/blue%20sky?user=mallory'), { headers });
    const welcome = await client.heard();
    assert.equal(welcome.user, 'ann');
    assert.deepEqual(backend.asked, [{ client: welcome.client, address: '127.0.0.1', path: backend.asked[0].path, room: 'blue sky',
        origin: server.http, user_agent: 'Tester/1', headers: { cookie: 'session=ann', 'X-Proof': 'a"b' } }]);
    assert.match(backend.asked[0].path, /^\/room\/blue(%20| )sky$/);
    const [{ method, url: path, headers: { authorization, 'content-type': type, cookie } }] = backend.requests;
    assert.deepEqual([method, path, type, cookie], ['POST', '/auth?key=1', 'application/json', undefined]);
    assert.equal(authorization, `Basic ${Buffer.from('app:pass/word').toString('base64')}`);

    const other = await open(t, server.at('/?token=token%20of%20bob'));
    assert.equal((await other.heard()).user, 'bob');
    const { client: id, ...rest } = backend.asked[1];
    assert.notEqual(id, welcome.client);
    assert.deepEqual(rest, { address: '127.0.0.1', path: '/', room: 'lobby', origin: '', user_agent: '', headers: {}, token: 'token of bob' });
    await open(t, server.at('/'), bearer('token of cid'));
    assert.deepEqual([backend.asked[2].token, backend.asked[2].headers], ['token of cid', { authorization: 'Bearer token of cid' }]);
});

test('what its answers mean', options, async (t) => {
    const backend = await AuthBackend.start(t, () => 500);
    const server = await start(t, backend, { admin: '127.0.0.1:0', set: { 'auth.http.timeout': '30s', 'limits.handshake': '60s' } });
    const raw = (...pieces) => (_, response) => void response.socket.end(pieces.join(''));
    const user = JSON.stringify({ user: 'ann' });
    const rows = {
        '401': [401, () => 401], '403': [403, () => 403], '500': [503, () => 500], '204': [503, () => 204], '404': [503, () => 404], '429': [503, () => 429],
        redirect: [503, (_, response) => void response.writeHead(302, { Location: '/other' }).end(user)],
        garbage: [503, (_, response) => void response.end('hello')], empty: [503, (_, response) => void response.end()],
        'no HTTP': [503, raw('hello\r\n\r\n')], cut: [503, raw('HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n', user)],
        huge: [503, (_, response) => void response.end(JSON.stringify({ user: 'ann', filler: 'x'.repeat(65536) }))],
        endless: [503, (_, response) => { const more = () => { while (!response.destroyed && response.write(' '.repeat(65536))); }; response.on('drain', more); more(); }],
        'no user': [503, () => ({ name: 'Ann' })], 'a guest': [503, () => ({ user: 'guest-1' })], 'a bad name': [503, () => ({ user: 'a\nb' })],
        'a long name': [503, () => ({ user: 'x'.repeat(65) })], 'bad grants': [503, () => ({ user: 'ann', join: '*' })],
        'bad time': [503, () => ({ user: 'ann', expires: 1800000000 })], expired: [503, () => ({ user: 'ann', expires: '2001-01-01T00:00:00Z' })],
        'not granted': [403, () => ({ user: 'ann', join: ['a/*'] })],
    };
    for (const [what, [status, decide]] of Object.entries(rows)) {
        backend.decide = decide;
        const refused = await refusal(server.at('/room/b'), bearer('secret-of-ann'));
        assert.equal(refused.status, status, what);
        assert.doesNotMatch(refused.body, /secret-of-ann/);
        if (status === 401)
            assert.match(refused.headers['www-authenticate'], /^Bearer/);
        if (status === 503)
            assert.ok(Number(refused.headers['retry-after']) > 0, what);
    }
    assert.ok(!backend.requests.some(({ url }) => url !== '/auth'), 'a redirect was followed');
    backend.decide = () => ({ user: 'ann', name: 'Ann', join: ['a/*'], publish: [], expires: '2100-01-01T00:00:00Z', other: 1 });
    const client = await open(t, server.at('/room/a%2Fb'), bearer('secret-of-ann'));
    assert.equal((await client.heard()).user, 'ann');
    client.socket.send(JSON.stringify({ type: 'message', id: 1, content: 'x' }));
    assert.equal((await client.answer(1)).code, 'forbidden');
    const metrics = await (await fetch(`http://127.0.0.1:${await server.adminPort()}/metrics`)).text();
    const failures = Object.fromEntries([...metrics.matchAll(/^signalbox_auth_failures_total\{reason="(\w+)"\} (\d+)$/gm)].map(([, reason, count]) => [reason, Number(count)]));
    assert.deepEqual([failures.backend_401, failures.backend_403, failures.backend_status], [1, 1, 5]);
    assert.ok(failures.backend_answer >= 10 && failures.backend_error >= 2, JSON.stringify(failures));
    assert.doesNotMatch(server.program.output(), /secret-of-ann/);
});

test('answers that do not come', options, async (t) => {
    const trickle = (_, response) => { const timer = setInterval(() => response.write(' '), 50); response.on('close', () => clearInterval(timer)); };
    const backend = await AuthBackend.start(t, () => {});
    const server = await start(t, backend, { set: { 'auth.http.timeout': '500ms', 'limits.handshake': '60s' } });
    for (const decide of [() => {}, trickle]) {
        backend.decide = decide;
        const refused = await refusal(server.at('/room/b'), bearer('secret-of-ann'));
        assert.equal(refused.status, 503);
        assert.ok(Number(refused.headers['retry-after']) > 0);
        assert.doesNotMatch(refused.body, /secret-of-ann/);
    }
    assert.match(server.program.output(), /auth\.http\.url: no answer in time; clients get 503/);
    assert.doesNotMatch(server.program.output(), /secret-of-ann/);
});

test('without a token, and with the first message', options, async (t) => {
    const backend = await AuthBackend.start(t, userOf);
    const server = await start(t, backend);
    const plain = await connect(t, server.at('/'), { headers: { Cookie: 'session=ann' } });
    plain.socket.send('hello');
    assert.equal(await plain.nextText(), 'hello');
    const refused = await refusal(server.at('/'));
    assert.deepEqual([refused.status, refused.headers['www-authenticate']], [401, 'Bearer']);
    assert.equal((await refusal(server.at('/'), { headers: { Cookie: 'session=' } })).status, 401);
    assert.equal((await refusal(server.at('/'), { subprotocols, ...bearer('wrong') })).status, 401);

    const client = await open(t, server.at('/room/blue'), { headers: { Cookie: 'other=1' } });
    client.auth('token of bob');
    const ack = await client.heard();
    assert.deepEqual([ack.type, ack.user, ack.expires], ['ack', 'bob', null]);
    const welcome = await client.heard();
    assert.deepEqual([welcome.type, welcome.user, welcome.room], ['welcome', 'bob', 'blue']);
    const [first, second] = backend.asked.slice(-2);
    assert.deepEqual([first.headers, first.token], [{ Cookie: 'other=1' }, undefined]);
    assert.deepEqual(second, { ...first, client: welcome.client, headers: {}, token: 'token of bob' });
    assert.equal(first.client, welcome.client);

    const bad = await open(t, server.at('/'));
    bad.auth('wrong');
    assert.equal((await bad.heard()).code, 'bad_token');
    assert.equal((await bad.ended()).code, 3000);
    backend.decide = ({ token }) => token ? 403 : 401;
    const unwanted = await open(t, server.at('/'));
    unwanted.auth('token of cid');
    assert.equal((await unwanted.heard()).code, 'forbidden');
    assert.equal((await unwanted.ended()).code, 3003);
    backend.decide = () => 403;
    assert.equal((await refusal(server.at('/'), { subprotocols })).status, 403);
});

test('routes with different modes', options, async (t) => {
    const backend = await AuthBackend.start(t, userOf);
    const route = (path, more) => `[[route]]\npath = "${path}"\n${more}\n`;
    const server = await startServer(t, { expected: faults, config: route('/open', 'room = "a"') + route('/echo', 'kind = "echo"\nauth = "http"')
        + route('/closed', 'room = "b"\nauth = "http"') + `[auth.http]\nurl = "${backend.url}"\n` });
    assert.equal((await (await open(t, server.at('/open?user=eve'))).heard()).user, 'eve');
    assert.equal(backend.asked.length, 0);
    assert.equal((await refusal(server.at('/closed'))).status, 401);
    assert.equal((await refusal(server.at('/echo'))).status, 401);
    assert.deepEqual(backend.asked.map(({ path, room }) => [path, room]), [['/closed', 'b'], ['/echo', '']]);
    const echo = await connect(t, server.at('/echo'), { headers: { Cookie: 'session=ann' } });
    echo.socket.send('hi');
    assert.equal(await echo.nextText(), 'hi');
});

test('expiry and renewal', options, async (t) => {
    let seconds = 2;
    const times = [];
    const backend = await AuthBackend.start(t, (question) => {
        times.push(Date.now() + seconds * 1000);
        return { ...userOf(question), expires: new Date(times.at(-1)).toISOString() };
    });
    const server = await start(t, backend);
    const client = await open(t, server.at('/'), bearer('token of ann'));
    const renewed = await open(t, server.at('/'), bearer('token of bob'));
    for (const each of [client, renewed])
        assert.equal((await each.heard()).type, 'welcome');
    seconds = 60;
    renewed.auth('token of cid', 'other');
    assert.equal((await renewed.answer('other')).code, 'forbidden');
    renewed.auth('token of bob', 'renew');
    assert.ok(Date.parse((await renewed.answer('renew')).expires) > Date.now() + 50000);
    assert.equal((await client.ended()).code, 4401);
    assert.ok(Date.now() >= times[0] && Date.now() < times[0] + 3000, `${Date.now() - times[0]} ms after its time`);
    assert.equal(renewed.socket.readyState, 1);
});

test('a backend that dies and comes back', options, async (t) => {
    const backend = await AuthBackend.start(t, userOf);
    const server = await start(t, backend);
    const client = await open(t, server.at('/'), bearer('token of ann'));
    await backend.stop();
    for (let i = 0; i < 20; ++i) // more than ten: a 503 is nobody's wrong token
        assert.equal((await refusal(server.at('/'), bearer('token of ann'))).status, 503);
    client.auth('token of ann', 'renew');
    assert.equal((await client.answer('renew')).code, 'internal');
    await backend.start();
    assert.equal((await (await open(t, server.at('/'), bearer('token of ann'))).heard()).user, 'ann');
    assert.equal(client.socket.readyState, 1);
    assert.equal(server.program.stderr.filter((line) => line.includes('clients get 503')).length, 1);
});

test('64 slow answers at a time', options, async (t) => {
    const waiting = [];
    let most = 0;
    const backend = await AuthBackend.start(t, (question) => new Promise((resolve) => {
        most = Math.max(most, waiting.push(() => resolve({ user: question.token })));
    }));
    const server = await start(t, backend, { set: { 'auth.http.timeout': '20s', 'limits.handshake': '40s' } });
    const clients = Array.from({ length: 100 }, (_, i) => open(t, server.at('/'), bearer(`user ${i}`)));
    await until(() => waiting.length === 64, 15000, () => `64 requests; there are ${waiting.length}`);
    await new Promise((resolve) => setTimeout(resolve, 300)); // would be enough for more
    assert.equal(waiting.length, 64);
    const serve = setInterval(() => waiting.splice(0).forEach((answer) => answer()), 20);
    t.after(() => clearInterval(serve));
    const users = await Promise.all(clients.map(async (client) => (await (await client).heard()).user));
    assert.equal(new Set(users).size, 100);
    assert.equal(most, 64);
    assert.equal(backend.asked.length, 100);
});

test('a client that leaves while it waits', options, async (t) => {
    const waiting = [];
    const backend = await AuthBackend.start(t, (question) => new Promise((resolve) => waiting.push(() => resolve({ user: question.token }))));
    const server = await start(t, backend, { set: { 'auth.http.concurrency': 1, 'auth.http.timeout': '10s', 'limits.handshake': '40s' } });
    const ask = async (token) => {
        const client = await RawClient.connect(t, server.port);
        client.socket.on('error', () => {});
        client.write(handshake({ port: server.port, headers: bearer(token).headers }));
        return client;
    };
    const first = await ask('first');
    await until(() => waiting.length === 1, 10000, () => 'the first question');
    const descriptors = await server.descriptors();
    const leaving = await Promise.all(Array.from({ length: 20 }, (_, i) => ask(`leaving ${i}`)));
    await until(async () => await server.descriptors() >= descriptors + leaving.length, 10000, () => 'all clients');
    for (const client of [...leaving, first])
        client.socket.destroy();
    await until(async () => await server.descriptors() < descriptors, 10000, () => 'the ends of those that leave');
    const staying = open(t, server.at('/'), bearer('staying'));
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.equal(waiting.length, 1, 'the first request keeps its place');
    waiting.shift()();
    await until(() => waiting.length === 1, 10000, () => 'the turn of the one that stays');
    waiting.shift()();
    assert.equal((await (await staying).heard()).user, 'staying');
    assert.deepEqual(backend.asked.map(({ token }) => token), ['first', 'staying']);
});

test('clients that wait when the server stops', options, async (t) => {
    const backend = await AuthBackend.start(t, () => new Promise(() => {}));
    const server = await start(t, backend, { set: { 'auth.http.timeout': '50s', 'limits.handshake': '60s' } });
    const answers = Array.from({ length: 5 }, (_, i) => refusal(server.at('/room/blue'), bearer(`token ${i}`)));
    await until(() => backend.asked.length === answers.length, 10000, () => 'the questions');
    const started = performance.now();
    server.signal('SIGTERM');
    for (const { status, headers } of await Promise.all(answers)) {
        assert.equal(status, 503);
        assert.equal(headers['retry-after'], '5');
    }
    assert.deepEqual(await server.ended, { code: 0, signal: null });
    assert.ok(performance.now() - started < 20000, 'it waited for the backend');
});

test('wrong cookies and tokens are counted by address', options, async (t) => {
    const backend = await AuthBackend.start(t, userOf);
    const server = await start(t, backend, { set: { 'limits.include_loopback': true } });
    for (let i = 0; i < 20; ++i)
        assert.equal((await refusal(server.at('/'))).status, 401);
    for (let i = 0; i < 10; ++i)
        assert.equal((await refusal(server.at('/'), i % 2 ? bearer('wrong') : { headers: { Cookie: 'session=' } })).status, 401);
    assert.equal((await refusal(server.at('/'), bearer('wrong'))).status, 429);
    assert.equal((await refusal(server.at('/'), { subprotocols, headers: { Cookie: 'session=' } })).status, 429);
    assert.equal((await (await open(t, server.at('/'), bearer('token of ann'))).heard()).user, 'ann');
});

test('answers are remembered as long as allowed', options, async (t) => {
    const backend = await AuthBackend.start(t, userOf);
    const server = await start(t, backend, { set: { 'auth.http.cache': '1h' }, options: ['--threads', '1'] });
    const enter = async (name) => (await (await open(t, server.at('/'), bearer(`token of ${name}`))).heard()).user;
    for (let i = 0; i < 3; ++i)
        assert.equal(await enter('ann'), 'ann');
    assert.equal(backend.asked.length, 1);
    assert.equal(await enter('bob'), 'bob');
    assert.equal(backend.asked.length, 2);
    for (let i = 0; i < 2; ++i)
        assert.equal((await refusal(server.at('/'), bearer('wrong'))).status, 401);
    assert.equal(backend.asked.length, 4);
    backend.decide = () => 401;
    assert.equal(await enter('ann'), 'ann');
    server.signal('SIGHUP');
    await server.program.line(/configuration reloaded/);
    await until(async () => (await refusal(server.at('/'), bearer('token of ann')).catch(() => ({}))).status === 401, 10000, () => 'that it is forgotten');
});

test('a revocation ends what the backend has let in', options, async (t) => {
    const backend = await AuthBackend.start(t, userOf);
    const state = stateFolder(t);
    const server = await start(t, backend, { admin: '127.0.0.1:0', state, set: { 'auth.http.cache': '1min' } });
    const api = await ApiCaller.of(t, server, state);
    const inside = await Promise.all(['ann', 'ann', 'bob'].map((name) => open(t, server.at('/'), bearer(`token of ${name}`))));
    for (const client of inside)
        await client.heard();
    const asked = backend.asked.length;
    assert.equal((await api.post('/revocations', { user: 'ann' })).status, 204);
    for (const client of inside.slice(0, 2))
        assert.deepEqual(await client.closed, { code: 3003, reason: 'the token was revoked' });
    // The remembered answer is forgotten: what the backend says from now on counts.
    assert.equal((await (await open(t, server.at('/'), bearer('token of ann'))).heard()).user, 'ann');
    assert.equal(backend.asked.length, asked + 1);
    assert.equal((await (await open(t, server.at('/'), bearer('token of bob'))).heard()).user, 'bob');
    inside[2].socket.send(JSON.stringify({ type: 'ping', id: 1 }));
    assert.equal((await inside[2].answer(1)).type, 'pong');
    const { audit } = (await api.get('/audit?filter=action:revoke')).json;
    assert.deepEqual(audit.map(({ target, outcome }) => [target, outcome]), [['user ann', 'done, closed 2']]);

    assert.equal((await api.post('/revocations', { user: 'ann' })).status, 204);
    backend.decide = () => 401;
    assert.equal((await refusal(server.at('/'), bearer('token of ann'))).status, 401);
});

test('the configuration', options, async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'signalbox-authhttp-'));
    t.after(() => rm(folder, { recursive: true, force: true }));
    const file = join(folder, 'signalbox.toml');
    const run = async (content, option = '--check-config') => {
        await writeFile(file, content);
        const program = new Program(process.env.SIGNALBOX_BINARY, ['--no-gui', option, '--config', file], { env: environment(folder) });
        return { code: (await program.ended).code, output: program.output() };
    };
    for (const [content, text] of [
        ['[auth]\nmode = "http"\n', /signalbox\.toml:2: key auth\.http\.url: found none/],
        ['[[route]]\npath = "/"\nroom = "a"\nauth = "http"\n', /signalbox\.toml:1: key auth\.http\.url: found none/],
        ['[auth.http]\nurl = "ftp://u:hunter2@a/"\n', /signalbox\.toml:2: key auth\.http\.url: found "ftp:\/\/\*\*\*@a\/"/],
        ['[auth.http]\nurl = "/auth"\n', /signalbox\.toml:2: key auth\.http\.url/], ['[auth.http]\ntimeout = 0\n', /signalbox\.toml:2: key auth\.http\.timeout/],
        ['[auth.http]\nconcurrency = 257\n', /signalbox\.toml:2: key auth\.http\.concurrency/], ['[auth.http]\nheaders = ["a b"]\n', /signalbox\.toml:2: key auth\.http\.headers/],
        ['[auth.http]\ncache = -1\n', /signalbox\.toml:2: key auth\.http\.cache/],
    ]) {
        const { code, output } = await run(content);
        assert.equal(code, 78, output);
        assert.match(output, text);
        assert.doesNotMatch(output, /hunter2/);
    }
    const { code, output } = await run('[auth]\nmode = "http"\n[auth.http]\nurl = "https://user:hunter2@a.example/b"\ncache = 0\n', '--print-config');
    assert.equal(code, 0, output);
    assert.match(output, /^url = "https:\/\/\*\*\*@a\.example\/b" # .*:4$/m);
    assert.doesNotMatch(output, /hunter2/);
});
