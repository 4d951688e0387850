// Revocations of tokens: at the door, for those who are inside, in messages of the envelope, over the admin API and signalboxctl, and
// after a restart. The tokens are made by jose.

import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';

import { SignJWT, exportJWK } from 'jose';

import { ApiCaller } from './support/apicaller.mjs';
import { connect, refusal } from './support/client.mjs';
import { ctl, ctlEnvironment } from './support/ctl.mjs';
import { startServer } from './support/server.mjs';
import { sql, stateFolder } from './support/storefile.mjs';
import { until } from './support/until.mjs';

const options = { timeout: 120000 };
const subprotocols = ['signalbox.v1.json'];
const sha256 = (text) => createHash('sha256').update(text).digest('hex');
const key = Buffer.from(randomBytes(32).toString('hex'));
const now = () => Math.floor(Date.now() / 1000);
const inSeconds = (seconds) => new Date(Date.now() + seconds * 1000).toISOString();
const bearer = (token) => ({ headers: { Authorization: `Bearer ${token}` } });

/** A token of ann that expires in an hour; a claim that is undefined is left out. */
const token = (claims = {}) =>
    new SignJWT({ sub: 'ann', exp: now() + 3600, ...claims }).setProtectedHeader({ alg: 'HS256' }).sign(key);

async function start(t, { state = stateFolder(t), set = {}, ...more } = {}) {
    const file = join(state, 'key');
    writeFileSync(file, key);
    const server = await startServer(t, {
        admin: '127.0.0.1:0', state, set: { 'auth.mode': 'jwt', 'auth.jwt.key_file': file, 'auth.jwt.leeway': '0', ...set }, ...more,
    });
    return { server, state, api: await ApiCaller.of(t, server, state) };
}

async function stop(server) {
    server.signal('SIGTERM');
    assert.deepEqual(await server.ended, { code: 0, signal: null });
}

async function revoke(api, body) {
    const { status, text } = await api.post('/revocations', body);
    assert.equal(status, 204, text);
    assert.equal(text, '');
}

async function enter(t, server, value, path = '/') {
    const client = await connect(t, server.at(path), { subprotocols, ...bearer(value) });
    assert.equal(JSON.parse(await client.nextText()).type, 'welcome');
    return client;
}

/** Asserts that a client with a token is let in, or refused with 401. */
async function assertGood(t, server, value) {
    (await enter(t, server, value)).socket.terminate();
}

async function assertRevoked(server, value) {
    const { status, headers, body } = await refusal(server.url, bearer(value));
    assert.equal(status, 401, body);
    assert.equal(headers['www-authenticate'], 'Bearer error="invalid_token"'); // not that it was revoked
}

/** The answer to a request of the envelope. */
async function ask(client, request) {
    client.socket.send(JSON.stringify({ ...request, id: 'q' }));
    for (;;) {
        const answer = JSON.parse(await client.nextText());
        if (answer.id === 'q')
            return answer;
    }
}

test('one token, by its jti', options, async (t) => {
    const { server, api } = await start(t, { options: ['--threads', '3'] });
    const [one, other] = [await token({ jti: 'one' }), await token({ jti: 'other' })];
    const inside = await Promise.all(Array.from({ length: 6 }, () => enter(t, server, one)));
    const plain = await connect(t, server.url, bearer(one));
    const stays = await enter(t, server, other);
    await assertGood(t, server, one); // it is remembered
    await revoke(api, { jti: 'one' });
    for (const client of [...inside, plain])
        assert.deepEqual(await client.closed, { code: 3003, reason: 'the token was revoked' });
    await assertRevoked(server, one);
    await assertRevoked(server, one);
    await assertGood(t, server, other);
    assert.equal((await ask(stays, { type: 'ping' })).type, 'pong');
    const { closed } = await api.until('/closed?filter=cause:token_revoked', ({ matched }) => matched === 7, '7 closed');
    for (const { code, cause, initiator, user } of closed)
        assert.deepEqual({ code, cause, initiator, user }, { code: 3003, cause: 'token_revoked', initiator: 'server', user: 'ann' });
    const { audit } = (await api.get('/audit?filter=action:revoke')).json;
    assert.equal(audit.length, 1);
    assert.equal(audit[0].target, 'jti one');
    assert.equal(audit[0].outcome, 'done, closed 7');
});

test('the tokens of a user, by when they were issued', options, async (t) => {
    const { server, api } = await start(t);
    const before = await token({ iat: now() - 5 });
    const undated = await token();
    const other = await token({ sub: 'bob', iat: now() - 5 });
    const inside = [await enter(t, server, before), await enter(t, server, undated)];
    const bob = await enter(t, server, other);
    await revoke(api, { user: 'ann' });
    for (const client of inside)
        assert.equal((await client.closed).code, 3003);
    await assertRevoked(server, before);
    await assertRevoked(server, undated);
    await assertRevoked(server, await token()); // however new it is
    await assertGood(t, server, other);
    assert.equal((await ask(bob, { type: 'ping' })).type, 'pong');
    const seconds = now();
    await until(() => now() > seconds, 5000, () => 'the next second');
    await assertGood(t, server, await token({ iat: now() }));
    await assertRevoked(server, before);
});

test('messages of the envelope', options, async (t) => {
    const { server, api } = await start(t);
    const [one, two, three] = [await token({ jti: '1' }), await token({ jti: '2' }), await token({ jti: '3' })];
    await revoke(api, { jti: '1' });
    const first = await connect(t, server.url, { subprotocols });
    assert.equal((await ask(first, { type: 'auth', token: one })).code, 'bad_token');
    assert.equal((await first.closed).code, 3000);

    const client = await enter(t, server, two);
    assert.equal((await ask(client, { type: 'auth', token: one })).code, 'bad_token'); // only the error
    assert.equal((await ask(client, { type: 'auth', token: three })).type, 'ack');
    await revoke(api, { jti: '2' }); // it has another one now
    assert.equal((await ask(client, { type: 'ping' })).type, 'pong');
    await revoke(api, { jti: '3' });
    assert.equal((await client.closed).code, 3003);

    const late = await connect(t, server.url, { subprotocols }); // by a first message, and then revoked
    const four = await token({ jti: '4' });
    assert.equal((await ask(late, { type: 'auth', token: four })).type, 'ack');
    await revoke(api, { jti: '4' });
    assert.equal((await late.closed).code, 3003);
});

test('no login slips past a revocation', options, async (t) => {
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-384' }); // slow to check: logins wait in the pool
    const state = stateFolder(t);
    const file = join(state, 'jwk');
    writeFileSync(file, JSON.stringify({ ...await exportJWK(pair.publicKey), alg: 'ES384' }));
    const { server, api } = await start(t, {
        state, options: ['--threads', '3'], set: { 'auth.jwt.key_file': file, 'auth.jwt.algorithms': 'ES384' },
    });
    for (let round = 0; round < 5; ++round) {
        const value = (n) => new SignJWT({ sub: `ann${round}`, n }).setProtectedHeader({ alg: 'ES384' }).sign(pair.privateKey);
        let isOver = false;
        let logins = 0;
        const flood = Promise.all(Array.from({ length: 12 }, async (_, i) => {
            for (let n = 0; !isOver; ++n) {
                const client = await connect(t, server.url, bearer(await value(`${i} ${n}`))).catch(() => undefined);
                logins += client ? 1 : 0;
            }
        }));
        await until(() => logins > 20, 20000, () => 'logins');
        await revoke(api, { user: `ann${round}` });
        isOver = true;
        await flood;
        await api.until(`/connections?filter=user%3Aann${round}`, ({ matched }) => matched === 0, 'nobody inside');
        assert.equal((await refusal(server.url, bearer(await value('last')))).status, 401);
    }
});

test('a restart keeps them, and a kill', options, async (t) => {
    const { server, state, api } = await start(t);
    const one = await token({ jti: 'one' });
    const ann = await token({ sub: 'Änn', iat: now() - 1 });
    await assertGood(t, server, one);
    await revoke(api, { jti: 'one' });
    await revoke(api, { user: 'A\u0308nn' }); // normalised
    server.signal('SIGKILL');
    await server.ended;

    const second = await start(t, { state });
    await assertRevoked(second.server, one);
    await assertRevoked(second.server, ann);
    await assertGood(t, second.server, await token());
    await stop(second.server);
    // That of the token ends with it, that of a user nobody has seen in 30 days.
    const [byId, byUser] = [0, 1].map((kind) => Number(sql(state, `SELECT until FROM revocations WHERE kind = ${kind}`)));
    assert.ok(Math.abs(byId - Date.now() - 3600e3) < 120e3, byId);
    assert.ok(Math.abs(byUser - Date.now() - 30 * 86400e3) < 120e3, byUser);
});

test('without a store they last as long as the process', options, async (t) => {
    const { server, api } = await start(t, { set: { 'store.file': 'off' } });
    const one = await token({ jti: 'one' });
    await revoke(api, { jti: 'one' });
    await assertRevoked(server, one);
});

test('a revocation ends, and is forgotten', options, async (t) => {
    const { server, state, api } = await start(t);
    const one = await token({ jti: 'one' });
    await revoke(api, { jti: 'one', until: inSeconds(1.5) });
    await revoke(api, { jti: 'two', until: inSeconds(3600) });
    await assertRevoked(server, one);
    await until(async () => (await refusal(server.url, bearer(one)).catch(() => ({ status: 101 }))).status !== 401, 20000, () => 'the end');
    await assertGood(t, server, one);
    await until(() => sql(state, 'SELECT group_concat(value) FROM revocations') === 'two', 20000, () => 'it is forgotten');
    await revoke(api, { jti: 'one' });
    await assertRevoked(server, one);
});

test('100,000 revocations', options, async (t) => {
    const first = await start(t);
    await stop(first.server);
    const end = Date.now() + 3600e3;
    sql(first.state, `WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 99999)
        INSERT INTO revocations (kind, value, created, until) SELECT 0, 'id ' || i, 0, ${end} FROM n`);
    const { server, state, api } = await start(t, { state: first.state });
    await assertRevoked(server, await token({ jti: 'id 0' }));
    await assertRevoked(server, await token({ jti: 'id 99999' }));
    await assertGood(t, server, await token({ jti: 'id 100000' }));
    const { status, json } = await api.post('/revocations', { user: 'ann' });
    assert.equal(status, 409);
    assert.ok(json.detail.includes('100000') && json.detail.includes(new Date(end).toISOString()), json.detail);
    await revoke(api, { jti: 'id 7', until: inSeconds(86400) }); // that is renewed
    assert.ok(Number(sql(state, "SELECT until FROM revocations WHERE value = 'id 7'")) > end);
});

test('tokens of the configuration have no iat', options, async (t) => {
    const state = stateFolder(t);
    const tokens = ['ann', 'bob'].map((user) => `[[auth.token]]\nname = "${user}"\nuser = "${user}"\nsha256 = "${sha256(`token of ${user}`)}"\n`);
    const server = await startServer(t, { admin: '127.0.0.1:0', state, config: `[auth]\nmode = "token"\n${tokens.join('')}` });
    const api = await ApiCaller.of(t, server, state);
    const [ann, bob] = [await enter(t, server, 'token of ann'), await enter(t, server, 'token of bob')];
    await revoke(api, { user: 'ann' });
    assert.equal((await ann.closed).code, 3003);
    await assertRevoked(server, 'token of ann');
    assert.equal((await ask(bob, { type: 'auth', token: 'token of ann' })).code, 'bad_token');
    assert.equal((await ask(bob, { type: 'ping' })).type, 'pong');
});

test('names without tokens are not revoked', options, async (t) => {
    const { server, api } = await start(t, { set: { 'auth.mode': 'none' } });
    const client = await connect(t, server.at('/?user=ann'), { subprotocols });
    await revoke(api, { user: 'ann' });
    await client.nextText();
    assert.equal((await ask(client, { type: 'ping' })).type, 'pong');
});

test('the API refuses what is no revocation, and viewers', options, async (t) => {
    const state = stateFolder(t);
    const viewer = 'viewer-0123456789abcdef';
    const { api } = await start(t, {
        state, config: `[[admin.token]]\nname = "v"\nrole = "viewer"\nsha256 = "${sha256(viewer)}"\n`,
    });
    for (const [status, body] of [
        [422, {}], [422, { jti: 'a', user: 'b' }], [422, { jti: '' }], [422, { jti: 'x'.repeat(257) }], [422, { user: 'guest-1' }],
        [422, { user: ' ' }], [422, { user: 'a\u200b' }], [422, { user: 'a', until: '2001-01-01T00:00:00Z' }],
        [422, { user: 'a', until: 'soon' }], [422, { user: 'a', reason: 'x' }], [422, { jti: 5 }]])
        assert.equal((await api.post('/revocations', body)).status, status, JSON.stringify(body));
    assert.equal((await api.ask('POST', '/api/v1/revocations', { raw: '{"jti":' })).status, 400);
    assert.equal((await api.as(viewer).post('/revocations', { jti: 'a' })).status, 403);
    assert.equal((await api.as(null).post('/revocations', { jti: 'a' })).status, 401);
    const listed = await api.get('/revocations');
    assert.equal(listed.status, 405);
    assert.equal(listed.headers.allow, 'POST, OPTIONS');
    assert.equal(sql(state, 'SELECT count(*) FROM revocations'), '0');
    await revoke(api, { jti: 'x'.repeat(256), until: '2099-01-01T00:00:00+01:00' });
});

test('signalboxctl revoke', options, async (t) => {
    const { server, state, api } = await start(t);
    const env = ctlEnvironment(t, { token: api.token });
    const run = (args, code = 0) => ctl(['--server', `http://127.0.0.1:${api.port}`, 'revoke', ...args], { env, code });
    const client = await enter(t, server, await token({ jti: 'a\u202eb' }));
    assert.equal((await run(['--user', 'bob', '--until', '7d'])).stdout, 'revoked the tokens of user bob\n');
    const { stdout } = await run(['--jti', 'a\u202eb']);
    assert.equal(stdout, 'revoked the token a‹U+202E›b\n');
    assert.equal((await client.closed).code, 3003);
    assert.equal((await run(['--jti', 'c', '--json'])).stdout, '');
    await run(['--user', 'guest-7'], 64);
    for (const args of [[], ['ann'], ['--user', 'a', '--jti', 'b'], ['--user', 'a', '--until', 'soon'], ['--user', 'a', '--yes']])
        await run(args, 64);
    assert.equal(sql(state, 'SELECT count(*) FROM revocations'), '3');
    const until7d = Number(sql(state, "SELECT until FROM revocations WHERE value = 'bob'"));
    assert.ok(Math.abs(until7d - Date.now() - 7 * 86400e3) < 60e3);
});
