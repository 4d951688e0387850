// Authentication by messages of the envelope: the first message, renewal, and the end of a token.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import test from 'node:test';

import { ApiCaller } from './support/apicaller.mjs';
import { connect, refusal } from './support/client.mjs';
import { startServer } from './support/server.mjs';

const options = { timeout: 60000 };
const subprotocols = ['signalbox.v1.json'];
const sha256 = (text) => createHash('sha256').update(text).digest('hex');
const lines = (fields) => Object.entries(fields).map(([key, value]) => `${key} = ${JSON.stringify(value)}\n`).join('');
const token = (name, fields = {}) => `[[auth.token]]\n` + lines({ name, user: name, sha256: sha256(`token of ${name}`), ...fields });
const soon = (seconds) => new Date(Date.now() + seconds * 1000).toISOString();

function configOf(...tokens) {
    return `[limits]\nauth = "1s"\n[auth]\nmode = "token"\n${tokens.join('')}`
        + `[[admin.token]]\nname = "root"\nrole = "admin"\nsha256 = "${sha256('root-0123456789abcdef')}"\n`;
}

async function open(t, server, path = '/', more = {}) {
    const client = await connect(t, server.at(path), { subprotocols, ...more });
    client.send = (request) => client.socket.send(JSON.stringify(request));
    client.heard = async () => JSON.parse(await client.nextText());
    client.auth = (value, id = 1) => client.send({ type: 'auth', id, token: value });
    client.ask = async (request) => {
        client.send({ ...request, id: 'q' });
        for (;;) {
            const answer = await client.heard();
            if (answer.id === 'q')
                return answer;
        }
    };
    return client;
}

async function enter(t, server, name, path = '/') {
    const client = await open(t, server, path);
    client.auth(`token of ${name}`);
    assert.equal((await client.heard()).type, 'ack');
    assert.equal((await client.heard()).type, 'welcome');
    return client;
}

test('the first message makes a client of its user', options, async (t) => {
    const server = await startServer(t, { config: configOf(token('ann'), token('bob')), admin: '127.0.0.1:0' });
    const caller = new ApiCaller(t, { port: await server.adminPort(), token: 'root-0123456789abcdef' });
    const api = {
        get: async (path) => (await caller.get(path)).json,
        post: async (path, body) => (await caller.post(path, body)).json,
    };
    const bob = await enter(t, server, 'bob', '/room/blue');
    const client = await open(t, server, '/room/blue?user=mallory');
    assert.equal((await api.get('/connections')).matched, 2);
    const users = async () => (await api.get('/users')).users.map(({ name }) => name);
    assert.deepEqual(await users(), ['bob']);
    assert.equal((await api.get('/rooms/blue')).members, 1);
    await bob.ask({ type: 'message', content: 'nothing for strangers' });
    await api.post('/publish', { all: true, content: 'to all' });
    assert.equal((await bob.ask({ type: 'direct', to: 'ann', content: 1 })).code, 'no_such_user');
    client.send({ type: 'presence', id: 5 });
    assert.equal((await client.heard()).code, 'forbidden');
    assert.equal(client.received, 1);

    client.auth('token of ann', 'mine');
    const ack = await client.heard();
    assert.deepEqual([ack.type, ack.id, ack.user, ack.expires], ['ack', 'mine', 'ann', ack.expires]);
    const welcome = await client.heard();
    assert.deepEqual([welcome.type, welcome.user, welcome.room], ['welcome', 'ann', 'blue']);
    assert.deepEqual((await users()).sort(), ['ann', 'bob']);
    const [row] = (await api.get('/connections?filter=user:ann')).connections;
    assert.equal(row.id, welcome.client);
    assert.deepEqual(row.rooms, ['blue']);
    assert.equal((await bob.ask({ type: 'direct', to: 'ann', content: 1 })).connections, 1);
    assert.equal((await client.heard()).type, 'direct');
    assert.equal((await api.post('/users/ann/kick', {})).closed, 1);
    assert.equal((await client.ended()).code, 4100);
    const [closed] = (await api.get('/closed?filter=user:ann')).closed;
    assert.equal(closed.id, welcome.client);
    assert.doesNotMatch(server.program.stderr.join('\n'), /token of/);
});

test('a plain client needs its token before, and a bad one is never enough', options, async (t) => {
    const server = await startServer(t, { config: configOf(token('ann')) });
    const refused = await refusal(server.at('/'));
    assert.equal(refused.status, 401);
    assert.match(refused.headers['www-authenticate'], /^Bearer/);
    assert.equal((await refusal(server.at('/echo'), { subprotocols })).status, 401);
    const wrong = { headers: { Authorization: 'Bearer wrong' } };
    assert.equal((await refusal(server.at('/'), { subprotocols, ...wrong })).status, 401);
});

test('bad first messages', options, async (t) => {
    const server = await startServer(t, { config: configOf(token('ann', { join: ['red', 'lobby'] })), admin: '127.0.0.1:0' });
    const bad = await open(t, server);
    bad.auth('wrong');
    assert.equal((await bad.heard()).code, 'bad_token');
    assert.equal((await bad.ended()).code, 3000);
    const ungranted = await open(t, server, '/room/blue');
    ungranted.auth('token of ann');
    assert.equal((await ungranted.ended()).code, 3003);
    const silent = await open(t, server);
    const begun = Date.now();
    assert.equal((await silent.ended()).code, 3008);
    assert.ok(Date.now() - begun > 700 && Date.now() - begun < 4000);
    const large = await open(t, server);
    large.auth('x'.repeat(5000));
    assert.equal((await large.ended()).code, 1009);
    const binary = await open(t, server);
    binary.socket.send(Buffer.from('auth'));
    assert.equal((await binary.ended()).code, 1003);
    const rude = await open(t, server);
    for (let i = 0; i < 10; ++i)
        rude.send({ type: 'join', room: 'red' });
    assert.equal((await rude.ended()).code, 4400);
    const metrics = await (await fetch(`http://127.0.0.1:${await server.adminPort()}/metrics`)).text();
    assert.match(metrics, /^signalbox_disconnects_total\{code="3008",initiator="server",cause="auth_timeout"\} 1$/m);
    assert.match(metrics, /^signalbox_disconnects_total\{code="3000",initiator="server",cause="unauthorised"\} 1$/m);
    assert.match(metrics, /^signalbox_auth_failures_total\{reason="unknown_token"\} 1$/m);
});

test('what follows an auth comes behind it, in its order', options, async (t) => {
    const server = await startServer(t, { config: configOf(token('ann')) });
    const client = await open(t, server);
    client.auth('token of ann');
    for (let i = 1; i <= 20; ++i)
        client.send({ type: 'message', id: `m${i}`, content: i });
    client.send({ type: 'ping', id: 'last' });
    const got = [];
    while (!got.some(({ id }) => id === 'last') || got.filter(({ type }) => type === 'ack').length < 21)
        got.push(await client.heard());
    // A pong waits for no room, as with a newcomer.
    assert.deepEqual(got.filter(({ type }) => type !== 'pong').slice(0, 2).map(({ type }) => type), ['ack', 'welcome']);
    assert.equal(got[0].type, 'ack');
    assert.deepEqual(got.filter(({ type }) => type === 'message').map(({ content }) => content), Array.from({ length: 20 }, (_, i) => i + 1));
    assert.deepEqual(got.filter(({ type }) => type === 'error'), []);
});

test('a later token renews, and an expired one ends the connection', options, async (t) => {
    const server = await startServer(t, {
        config: configOf(token('ann'), token('bob'),
            token('short', { user: 'ann', expires: soon(5) }), token('less', { user: 'ann', publish: ['red'] })),
    });
    const ann = await enter(t, server, 'ann');
    assert.equal((await ann.ask({ type: 'auth', token: 'wrong' })).code, 'bad_token');
    assert.equal((await ann.ask({ type: 'auth', token: 'token of bob' })).code, 'forbidden');
    assert.equal((await ann.ask({ type: 'message', content: 1 })).type, 'ack');
    assert.equal((await ann.ask({ type: 'auth', token: 'token of less' })).user, 'ann');
    assert.equal((await ann.ask({ type: 'message', content: 2 })).code, 'forbidden');
    assert.equal((await ann.ask({ type: 'join', room: 'red' })).type, 'ack');
    assert.equal((await ann.ask({ type: 'message', room: 'red', content: 3 })).type, 'ack');
    const { expires } = await ann.ask({ type: 'auth', token: 'token of short' });
    const renewed = await enter(t, server, 'short');
    assert.equal((await renewed.ask({ type: 'auth', token: 'token of ann' })).type, 'ack');
    const { code, reason } = await ann.ended();
    const late = Date.now() - Date.parse(expires);
    assert.equal(code, 4401);
    assert.match(reason, /expired/);
    assert.ok(late >= -50 && late < 1500, `${late} ms late`);
    assert.equal((await renewed.ask({ type: 'message', content: 4 })).type, 'ack');
    const again = await open(t, server);
    again.auth('token of short');
    assert.equal((await again.heard()).code, 'bad_token', 'it has expired');
});

test('a server without authentication wants no token', options, async (t) => {
    const server = await startServer(t);
    const client = await open(t, server, '/?user=ann');
    assert.equal((await client.heard()).type, 'welcome');
    assert.equal((await client.ask({ type: 'auth', token: 'any' })).code, 'forbidden');
    assert.equal((await client.ask({ type: 'message', content: 1 })).type, 'ack');
});
