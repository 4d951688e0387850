// Clients that have to show a token: where it may be, what they are told without it, and that nobody else ever sees it.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import test from 'node:test';
import { promisify } from 'node:util';

import { ApiCaller } from './support/apicaller.mjs';
import { connect, refusal } from './support/client.mjs';
import { checkProblem } from './support/problem.mjs';
import { RawClient, handshake } from './support/rawclient.mjs';
import { startServer } from './support/server.mjs';
import { until } from './support/until.mjs';

const options = { timeout: 60000 };
const run = promisify(execFile);
const secret = 'S3CR3T-of-Ann.which_nobody-sees';
const wrong = 'WR0NG-token.which_nobody-sees';
const sha256 = (text) => createHash('sha256').update(text).digest('hex');
const bearer = (token) => ({ headers: { Authorization: `Bearer ${token}` } });
const envelope = 'signalbox.v1.json';

function tokenTable({ name = 'phone', user = 'Ann', token = secret, more = '' } = {}) {
    return `[[auth.token]]\nname = "${name}"\nuser = "${user}"\nsha256 = "${sha256(token)}"\n${more}\n`;
}
const config = (more = '', token = tokenTable()) =>
    `[auth]\nmode = "token"\ncookie = "session"\n${more}\n${token}`;

function configFile(t, text) {
    const folder = mkdtempSync(join(tmpdir(), 'signalbox-auth-'));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    const file = join(folder, 'auth.toml');
    writeFileSync(file, text);
    return file;
}

async function welcome(t, url, more = {}) {
    const client = await connect(t, url, { ...more, subprotocols: [envelope, ...(more.subprotocols ?? [])] });
    return JSON.parse(await client.nextText());
}

test('each place where a token may be', options, async (t) => {
    const server = await startServer(t, { config: config() });
    const ann = async (path, more) => assert.equal((await welcome(t, server.at(path), more)).user, 'Ann');
    await ann('/ws', bearer(secret));
    await ann('/ws', { headers: { Authorization: `bearer   ${secret}` } });
    await ann(`/ws?token=${secret}`);
    await ann('/ws', { headers: { Cookie: `a=b; session=${secret}` } });
    await ann('/ws', { subprotocols: [`signalbox.bearer.${secret}`] });
    // Another scheme is no token.
    await ann(`/ws?token=${secret}`, { headers: { Authorization: 'Basic eDp5' } });
    // Names of one's own choice do not count.
    await ann(`/ws?user=Eve&token=${secret}`);
    await ann(`/ws?user=guest-1&token=${secret}`);
});

test('the subprotocol with the token is never selected', options, async (t) => {
    const server = await startServer(t, { config: config() });
    const raw = async (offer) => {
        const client = await RawClient.connect(t, server.port);
        client.write(handshake({ port: server.port, path: '/ws', headers: { 'Sec-WebSocket-Protocol': offer } }));
        return client.response({ upgrade: true });
    };
    const both = await raw(`signalbox.bearer.${secret}, ${envelope}`);
    assert.equal(both.status, 101);
    assert.equal(both.headers['sec-websocket-protocol'], envelope);
    const alone = await raw(`signalbox.bearer.${secret}`);
    assert.equal(alone.status, 101);
    assert.equal(alone.headers['sec-websocket-protocol'], undefined);
});

test('the first place counts, also when its token is wrong', options, async (t) => {
    const server = await startServer(t, { config: config() });
    const status = async (path, more) => (await refusal(server.at(path), more)).status;
    assert.equal(await status(`/ws?token=${secret}`, bearer(wrong)), 401);
    assert.equal(await status(`/ws?token=${wrong}`, { headers: { Cookie: `session=${secret}` } }), 401);
    assert.equal(await status('/ws', {
        headers: { Cookie: `session=${wrong}` }, subprotocols: [`signalbox.bearer.${secret}`] }), 401);
    assert.equal(await status(`/ws?token=&x=${secret}`), 401);
    assert.equal(await status(`/ws?token=%zz`, { headers: { Cookie: `session=${secret}` } }), 401);
    assert.equal(await status('/ws', { headers: { Authorization: [`Bearer ${secret}`, `Bearer ${secret}`] } }), 401);
    // A wrong token is not made good by the offer of the envelope.
    assert.equal(await status(`/ws?token=${wrong}`, { subprotocols: [envelope] }), 401);
});

test('what a client is told without a token, and with a wrong one', options, async (t) => {
    const server = await startServer(t, { config: config() });
    const none = await refusal(server.at('/ws'));
    checkProblem(none, 401);
    assert.equal(none.headers['www-authenticate'], 'Bearer');
    const bodies = new Set();
    for (const token of [wrong, `${secret}x`, secret.slice(0, -1), sha256(secret)]) {
        const answer = await refusal(server.at('/ws'), bearer(token));
        checkProblem(answer, 401);
        assert.equal(answer.headers['www-authenticate'], 'Bearer error="invalid_token"');
        assert.ok(!JSON.stringify(answer).includes(token));
        bodies.add(answer.body);
    }
    assert.equal(bodies.size, 1);
    await server.program.line(/refused with 401 \(no_token\): “\/ws” from 127\.0\.0\.1 .*auth\.mode/);
    await server.program.line(/refused with 401 \(wrong_token\): .*127\.0\.0\.1.*auth\.mode/);
});

test('the order of the refusals', options, async (t) => {
    const route = '[[route]]\npath = "/chat/{room}"\nsubprotocols = ["chat"]\nrequire_subprotocol = true\n'
        + '[[route]]\npath = "/open"\nroom = "open"\nauth = "none"\n';
    const server = await startServer(t, { config: config('', tokenTable({ more: 'join = ["a*"]' })) + route });
    const status = async (path, more) => (await refusal(server.at(path), more)).status;
    const foreign = { origin: 'https://evil.example' };
    assert.equal(await status('/nowhere', { ...foreign, ...bearer(wrong) }), 404);
    assert.equal(await status('/chat/b', { ...foreign, ...bearer(wrong) }), 403);
    assert.equal(await status('/chat/b', bearer(wrong)), 401);
    const denied = await refusal(server.at('/chat/b'), bearer(secret));
    checkProblem(denied, 403);
    await server.program.line(/refused with 403 \(room_not_granted\): “\/chat\/b”/);
    assert.equal(await status('/chat/a1', bearer(secret)), 400);
    await connect(t, server.at('/chat/a1'), { subprotocols: ['chat'], ...bearer(secret) });
    // A route with a mode of its own.
    assert.equal((await welcome(t, server.at('/open?user=Bob'))).user, 'Bob');
    assert.equal(await status('/open?user=', bearer(secret)), 400);
});

test('a token expires', options, async (t) => {
    const at = (ms) => `expires = ${new Date(Date.now() + ms).toISOString()}`;
    const server = await startServer(t, { config: config('', tokenTable({ more: at(-1000) }) +
        tokenTable({ name: 'tablet', user: 'Bob', token: 'other', more: at(3600_000) })) });
    assert.equal((await refusal(server.at('/ws'), bearer(secret))).status, 401);
    assert.equal((await welcome(t, server.at('/ws'), bearer('other'))).user, 'Bob');
});

test('a HUP ends removed tokens, and applies to clients inside and to those that come then', options, async (t) => {
    const other = tokenTable({ name: 'tablet', user: 'Bob', token: 'other' });
    const third = (more) => tokenTable({ name: 'kiosk', user: 'Cy', token: 'third', more });
    const file = configFile(t, config('', tokenTable() + other + third('')));
    const server = await startServer(t, { options: ['--config', file] });
    const removed = await connect(t, server.at('/ws'), bearer(secret));
    const kept = await connect(t, server.at('/ws'), bearer('other'));
    const lessened = await connect(t, server.at('/ws'), { subprotocols: [envelope], ...bearer('third') });
    await lessened.nextText();
    const ask = async (request) => {
        lessened.socket.send(JSON.stringify(request));
        for (;;) {
            const answer = JSON.parse(await lessened.nextText());
            if (answer.type !== 'joined' && !(answer.type === 'left' && answer.user !== 'Cy'))
                return answer;
        }
    };
    assert.equal((await ask({ type: 'join', id: 1, room: 'secret' })).type, 'ack');
    writeFileSync(file, config('', tokenTable({ token: 'next' }) + other + third('join = ["lobby"]\npublish = []')));
    server.signal('SIGHUP');
    assert.deepEqual(await removed.closed, { code: 3003, reason: 'the token was revoked' });
    for (;;) {
        const told = JSON.parse(await lessened.nextText());
        if (told.type === 'left' && told.user === 'Cy') {
            assert.equal(told.room, 'secret');
            break;
        }
    }
    assert.equal((await ask({ type: 'message', id: 2, content: 1 })).code, 'forbidden');
    assert.equal((await ask({ type: 'join', id: 3, room: 'secret' })).code, 'forbidden');
    await kept.expectNothing();
    await until(async () => {
        try {
            return (await welcome(t, server.at('/ws'), bearer('next'))).user === 'Ann';
        } catch {
            return false;
        }
    }, 10000, () => 'the new token to be taken');
    assert.equal((await refusal(server.at('/ws'), bearer(secret))).status, 401);
});

test('too many wrong tokens of an address', options, async (t) => {
    const server = await startServer(t, { config: config(), set: { 'limits.include_loopback': true } });
    for (let i = 0; i < 10; ++i)
        assert.equal((await refusal(server.at('/ws'), bearer(wrong))).status, 401);
    const answer = await refusal(server.at('/ws'), bearer(wrong));
    checkProblem(answer, 429);
    assert.ok(Number(answer.headers['retry-after']) > 0);
    // Others come from the same address.
    await connect(t, server.at('/ws'), bearer(secret));
    assert.equal((await refusal(server.at('/ws'))).status, 401);
    const exempt = await startServer(t, { config: config() });
    for (let i = 0; i < 20; ++i)
        assert.equal((await refusal(exempt.at('/ws'), bearer(wrong))).status, 401);
});

test('no token is seen anywhere', options, async (t) => {
    const state = mkdtempSync(join(tmpdir(), 'signalbox-state-'));
    t.after(() => rmSync(state, { recursive: true, force: true }));
    const file = configFile(t, config('query = "q"'));
    const server = await startServer(t, {
        state, admin: '127.0.0.1:0', options: ['--config', file, '--log-level', 'debug'] });
    const seen = []; // what clients were sent
    for (const token of [secret, wrong]) {
        for (const [path, more] of [
            ['/ws', bearer(token)], [`/ws?q=${token}`, {}], [`/ws?%71=${token}`, {}],
            ['/ws', { headers: { Cookie: `session=${token}` } }],
            ['/ws', { subprotocols: [`signalbox.bearer.${token}`] }],
            [`/nowhere?q=${token}`, {}], [`/room/%00?q=${token}`, {}],
        ]) {
            const raw = await RawClient.connect(t, server.port);
            raw.write(handshake({ port: server.port, path, headers: {
                ...more.headers, ...(more.subprotocols ? { 'Sec-WebSocket-Protocol': more.subprotocols.join(', ') } : {}) } }));
            seen.push(JSON.stringify(await raw.response({ upgrade: true })));
        }
    }
    const caller = await ApiCaller.of(t, server, state);
    for (const list of ['connections', 'closed', 'users', 'rooms', 'audit'])
        seen.push((await caller.get(`/${list}`)).text);
    seen.push((await caller.ask('GET', '/metrics')).text);
    assert.match(seen.at(-1), /signalbox_auth_failures_total\{reason="unknown_token"\} 5\n/);
    seen.push((await run(process.env.SIGNALBOX_BINARY, ['--print-config', '--config', file])).stdout);
    server.signal('SIGTERM');
    await server.ended;
    seen.push(server.program.stderr.join('\n'));
    for (const file of await readdir(state, { recursive: true, withFileTypes: true })) {
        if (file.isFile())
            seen.push(await readFile(join(file.path ?? file.parentPath, file.name), 'latin1'));
    }
    for (const place of seen) {
        for (const token of [secret, wrong])
            assert.ok(!place.includes(token), place);
    }
});

test('a configuration that would let pages use the cookie of others', options, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'signalbox-auth-'));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    const failed = await run(process.env.SIGNALBOX_BINARY, ['--check-config', '--set', 'auth.cookie=s', '--set',
        'policy.origins=*'], { env: { ...process.env, XDG_CONFIG_HOME: folder } }).catch((error) => error);
    assert.equal(failed.code, 78);
    assert.match(failed.stderr, /auth\.cookie: found "s", allowed: none/);
});

test('signalboxctl makes a token that the server takes', options, async (t) => {
    const { stdout } = await run(process.env.SIGNALBOX_CTL, ['token', 'new', '--user', 'Ann Lee']);
    const [token, , ...toml] = stdout.split('\n');
    const server = await startServer(t, { config: config('', toml.join('\n')) });
    assert.equal((await welcome(t, server.at('/ws'), bearer(token))).user, 'Ann Lee');
});
