// What the admin API does with connections and rooms, what it asks about single rooms, and the audit log.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';

import { ApiCaller } from './support/apicaller.mjs';
import { connect } from './support/client.mjs';
import { RawClient } from './support/rawclient.mjs';
import { startServer } from './support/server.mjs';
import { until } from './support/until.mjs';

const options = { timeout: 60000 };
const envelope = { subprotocols: ['signalbox.v1.json'] };
const config = [['ops', 'operator'], ['night', 'operator'], ['wall', 'viewer'], ['root', 'admin']].map(([name, role]) =>
    `[[admin.token]]\nname = "${name}"\nrole = "${role}"\n`
    + `sha256 = "${createHash('sha256').update(tokenOf(name)).digest('hex')}"\n`).join('');

function tokenOf(name) { return `${name}-0123456789abcdef`; }

/** The API as the token \a name uses it. */
class Api extends ApiCaller {
    constructor(t, port, name, headers = {}) {
        super(t, { port, token: tokenOf(name) });
        this.headers = headers;
    }

    /** The body of an answer with status \a status. \a body: a value, or a string that is sent as it is. */
    async expect(status, method, path, body) {
        const what = typeof body === 'string' ? { raw: body } : { body };
        const answer = await this.ask(method, `/api/v1${path}`, { ...what, headers: this.headers });
        assert.equal(answer.status, status, `${method} ${path}: ${answer.text}`);
        return answer.json;
    }
    get(path) { return this.expect(200, 'GET', path); }
    post(path, body) { return this.expect(200, 'POST', path, body); }
}

async function start(t, { set = {}, ...more } = {}) {
    const server = await startServer(t, { admin: '127.0.0.1:0', config, set, ...more });
    const port = await server.adminPort();
    return { server, port, api: new Api(t, port, 'ops') };
}

/** An envelope client with its id, behind the welcome. */
async function enter(t, server, path) {
    const client = await connect(t, server.at(path), envelope);
    const welcome = JSON.parse(await client.nextText());
    assert.equal(welcome.type, 'welcome');
    return Object.assign(client, { id: welcome.client, epoch: welcome.epoch });
}

/** The next message of a type; others are passed over. */
async function nextOf(client, type) {
    for (;;) {
        const text = await client.nextText();
        if (JSON.parse(text).type === type)
            return text;
    }
}

const idOf = async (api, user) => {
    let found = [];
    await until(async () => (found = (await api.get(`/connections?filter=user%3D${user}`)).connections).length > 0,
        10000, () => `a connection of ${user}`);
    return found[0].id;
};

test('kick by filter answers when all outcomes are known', options, async (t) => {
    const { server, api } = await start(t, { set: { 'limits.closing': '1s' } });
    const polite = await Promise.all(Array.from({ length: 280 }, (_, i) => connect(t, server.at(`/?user=bot${i}`))));
    const silent = await Promise.all(Array.from({ length: 20 }, (_, i) =>
        RawClient.open(t, server, { path: `/?user=bot-silent${i}` })));
    const other = await connect(t, server.at('/?user=ann'));
    await until(async () => (await api.get('/connections?filter=user%3Abot*&limit=1')).matched === 300, 10000, () => '300 bots');

    assert.deepEqual(await api.post('/connections/kick', { filter: 'user:bot*', dry_run: true }),
        { matched: 300, closed: 0, no_answer: 0, gone: 0 });
    const began = performance.now();
    assert.deepEqual(await api.post('/connections/kick', { filter: 'user:bot*', code: 4403, reason: 'bots' }),
        { matched: 300, closed: 280, no_answer: 20, gone: 0 });
    assert.ok(performance.now() - began < 1000 + 1000 + 500, 'limits.closing and a second'); // and the way of the request
    for (const client of polite)
        assert.deepEqual(await client.ended(), { code: 4403, reason: 'bots' });
    for (const client of silent)
        await client.ended;
    assert.deepEqual(await api.post('/connections/kick', { filter: 'user:bot*' }),
        { matched: 0, closed: 0, no_answer: 0, gone: 0 });
    await other.expectNothing();
});

test('kick by ids, and of a user', options, async (t) => {
    const { server, api } = await start(t);
    const ann = await enter(t, server, '/?user=ann');
    const eve = await enter(t, server, '/room/b?user=eve');
    const eve2 = await connect(t, server.at('/echo?user=eve'));
    const ids = [ann.id, '999999'];
    assert.deepEqual(await api.post('/connections/kick', { ids, dry_run: true }),
        { matched: 2, closed: 0, no_answer: 0, gone: 1 });
    assert.deepEqual(await api.post('/connections/kick', { ids }), { matched: 2, closed: 1, no_answer: 0, gone: 1 });
    assert.equal((await ann.ended()).code, 4100);
    await until(async () => (await api.get('/connections?filter=user%3Deve')).matched === 2, 10000, () => 'both of eve');
    assert.equal((await api.post('/users/eve/kick', { dry_run: true })).matched, 2);
    assert.deepEqual(await api.post('/users/eve/kick', { code: 1008, reason: 'rules' }),
        { matched: 2, closed: 2, no_answer: 0, gone: 0 });
    for (const client of [eve, eve2])
        assert.deepEqual(await client.ended(), { code: 1008, reason: 'rules' });
    assert.equal((await api.post('/users/nobody/kick', {})).matched, 0);
});

test('acts on one connection', options, async (t) => {
    const { server, api } = await start(t);
    const ann = await enter(t, server, '/?user=ann');
    const pinged = await api.post(`/connections/${ann.id}/ping`, {});
    assert.equal(pinged.outcome, 'done');
    assert.ok(pinged.latency_ms >= 0 && pinged.latency_ms < 10000);
    assert.deepEqual(await api.post(`/connections/${ann.id}/close`, { code: 3000, reason: 'bye' }), { outcome: 'closed' });
    assert.deepEqual(await ann.ended(), { code: 3000, reason: 'bye' });
    for (const act of ['kick', 'close', 'ping'])
        assert.deepEqual(await api.post(`/connections/${ann.id}/${act}`), { outcome: 'gone' });
    const bob = await enter(t, server, '/?user=bob');
    assert.deepEqual(await api.post(`/connections/${bob.id}/kick`), { outcome: 'closed' });
    assert.equal((await bob.ended()).code, 4100);
    for (const id of ['x', '0', '-1', '1.5', '18446744073709551616'])
        await api.expect(404, 'POST', `/connections/${id}/kick`, {});
});

test('puts into rooms and takes out', options, async (t) => {
    const { server, api } = await start(t, { set: { 'hub.max_members': 1 } });
    const ann = await enter(t, server, '/room/a?user=ann');
    const path = `/connections/${ann.id}/rooms/tea%2Froom`;
    await api.expect(204, 'PUT', path);
    assert.deepEqual(JSON.parse(await nextOf(ann, 'joined')).room, 'tea/room');
    await api.expect(204, 'PUT', path); // it is a member
    assert.equal((await api.get('/rooms/tea%2Froom')).members, 1);
    await api.expect(204, 'DELETE', path);
    assert.deepEqual(JSON.parse(await nextOf(ann, 'left')).room, 'tea/room');
    await api.expect(409, 'DELETE', path);
    const eve = await enter(t, server, '/room/b?user=eve');
    await api.expect(409, 'PUT', `/connections/${eve.id}/rooms/a`); // the room is full
    await api.expect(404, 'PUT', `/connections/${eve.id}/rooms/a%0A`);
    await api.expect(404, 'PUT', '/connections/999999/rooms/a');
    await api.expect(404, 'DELETE', '/connections/999999/rooms/a');
});

test('publishes what was sent, byte for byte', options, async (t) => {
    const { server, api } = await start(t);
    const ann = await enter(t, server, '/?user=ann');
    const plain = await connect(t, server.at('/?user=bob'));
    await until(async () => (await api.get('/rooms/lobby')).members === 2, 10000, () => 'two members');
    const contents = ['{ "z":1.10,  "a":12345678901234567890123, "s":"\\u00e9\\/é" }', '"caf\\u00e9"', '1e400', 'null', '[]'];
    let seq = 0;
    for (const content of contents) {
        assert.deepEqual(await api.post('/publish', `{"room":"lobby","content": ${content} }`), { delivered: 2, seq: ++seq });
        const text = await nextOf(ann, 'message');
        assert.ok(text.includes(`,"from":"ops","content":${content},"seq":${seq},`), text);
        assert.ok(!text.includes('"client"'), text);
        assert.equal(await plain.nextText(), content.startsWith('"') ? JSON.parse(content) : content);
    }
    await api.post('/publish', { room: 'lobby', content: 'AP+A', encoding: 'base64' });
    assert.match(await nextOf(ann, 'message'), /"content":"AP\+A","encoding":"base64"/);
    assert.deepEqual(await plain.next(), { data: Buffer.from([0, 255, 128]), isBinary: true });

    assert.deepEqual(await api.post('/publish', '{"user":"ann","content":{"n":1.0}}'), { delivered: 1 });
    assert.match(await nextOf(ann, 'direct'), /^\{"type":"direct","from":"ops","content":\{"n":1\.0\},"time":/);
    assert.deepEqual(await api.post('/publish', { client: ann.id, content: 'you' }), { delivered: 1 });
    assert.equal(JSON.parse(await nextOf(ann, 'direct')).content, 'you');
    assert.deepEqual(await api.post('/publish', { all: true, content: 'back at 9' }), { delivered: 2 });
    assert.deepEqual(JSON.parse(await nextOf(ann, 'notice')), { type: 'notice', kind: 'admin', text: 'back at 9', by: 'ops' });
    assert.equal(await plain.nextText(), 'back at 9');
    for (const to of [{ user: 'nobody' }, { client: '999999' }])
        assert.deepEqual(await api.post('/publish', { ...to, content: 1 }), { delivered: 0 });
    await api.expect(413, 'POST', '/publish', { room: 'lobby', content: 'x'.repeat(64 * 1024) });
    await api.expect(422, 'POST', '/publish', { room: 'lobby', user: 'ann', content: 1 });
});

test('a room nobody is in keeps what is published, and its numbers when that is deleted', options, async (t) => {
    const { server, api } = await start(t, { set: { 'hub.max_rooms': 1 } });
    const epochs = new Set();
    for (const number of [1, 2, 3]) {
        assert.deepEqual(await api.post('/publish', { room: 'news', content: number }), { delivered: 0, seq: number });
        const room = await api.get('/rooms/news');
        assert.deepEqual([room.name, room.seq, room.members, room.history.messages], ['news', number, 0, number]);
        epochs.add(room.epoch);
    }
    assert.equal(epochs.size, 1);
    const page = await api.get('/rooms/news/history?limit=2');
    assert.deepEqual(Object.keys(page), ['room', 'epoch', 'messages', 'next', 'recovered']);
    assert.deepEqual(page.messages.map(({ type, seq, content, from }) => [type, seq, content, from]),
        [['message', 2, 2, 'ops'], ['message', 3, 3, 'ops']]);
    assert.deepEqual((await api.get(`/rooms/news/history?before=${page.next}`)).messages.map(({ seq }) => seq), [1]);

    const ann = await enter(t, server, '/?user=ann');
    await api.expect(204, 'DELETE', '/rooms/news/history');
    assert.deepEqual((await api.get('/rooms/news/history')).messages, []);
    assert.deepEqual(await api.post('/publish', { room: 'news', content: 4 }), { delivered: 0, seq: 4 });
    ann.socket.send(JSON.stringify({ type: 'join', room: 'news', since: { epoch: [...epochs][0], seq: 2 } }));
    const history = JSON.parse(await nextOf(ann, 'history'));
    assert.deepEqual([history.recovered, history.messages.map(({ seq }) => seq)], [false, [4]]);
    await api.expect(409, 'POST', '/publish', { room: 'one too many', content: 1 });
    for (const [method, path] of [['GET', ''], ['GET', '/presence'], ['GET', '/history'], ['DELETE', '/history']])
        await api.expect(404, method, `/rooms/nowhere${path}`);
});

test('presence in pages', options, async (t) => {
    const { server, api } = await start(t);
    const clients = [];
    for (const user of ['ann', 'bob', 'eve'])
        clients.push(await enter(t, server, `/room/tea?user=${user}`));
    const first = await api.get('/rooms/tea/presence?limit=2');
    assert.deepEqual(first, {
        room: 'tea', count: 3, next: clients[1].id,
        members: clients.slice(0, 2).map(({ id }, i) => ({ user: ['ann', 'bob'][i], client: id })),
    });
    const second = await api.get(`/rooms/tea/presence?after=${first.next}`);
    assert.deepEqual(second, { room: 'tea', count: 3, members: [{ user: 'eve', client: clients[2].id }] });
});

test('two clients at once get their own answers', options, async (t) => {
    const { server, port, api } = await start(t);
    const night = new Api(t, port, 'night');
    const clients = await Promise.all(Array.from({ length: 40 }, (_, i) => enter(t, server, `/?user=u${i}`)));
    const answers = await Promise.all(clients.flatMap(({ id }, i) => [
        (i % 2 ? api : night).post('/publish', { client: id, content: i }),
        (i % 2 ? night : api).post(`/connections/${id}/ping`, {}),
    ]));
    for (let i = 0; i < clients.length; ++i) {
        assert.deepEqual(answers[2 * i], { delivered: 1 });
        assert.equal(answers[2 * i + 1].outcome, 'done');
        const direct = JSON.parse(await nextOf(clients[i], 'direct'));
        assert.deepEqual([direct.content, direct.from], [i, i % 2 ? 'ops' : 'night']);
    }
});

test('the audit log has each act, once', options, async (t) => {
    const { server, port, api } = await start(t);
    const ctl = new Api(t, port, 'night', { 'User-Agent': 'signalboxctl/1.0.0' });
    await enter(t, server, '/?user=ann');
    const bots = await Promise.all(['bot1', 'bot2'].map((user) => enter(t, server, `/?user=${user}`)));
    await idOf(api, 'bot2');
    await api.post('/connections/kick', { filter: 'user:bot*', reason: 'spam' });
    await Promise.all(bots.map((bot) => bot.ended()));
    const id = await idOf(api, 'ann');
    await ctl.post(`/connections/${id}/kick`, {});
    await ctl.post('/publish', { room: 'lobby', content: 'a secret text' });
    await new Api(t, port, 'root').post('/reload');
    const { audit, matched } = await api.get('/audit');
    assert.equal(matched, audit.length);
    const acts = audit.map(({ who, from, action, target, outcome, detail }) => [who, from, action, target, outcome, detail]);
    assert.deepEqual(acts.slice(0, 4), [
        ['root', '127.0.0.1', 'reload', 'server', 'done', undefined],
        ['night', '127.0.0.1', 'publish', 'room lobby', 'delivered 0, seq 1', 'JSON, 15 bytes'],
        ['night', '127.0.0.1', 'kick', `connection ${id} (user ann, 127.0.0.1)`, 'closed', 'code 4100'],
        ['ops', '127.0.0.1', 'kick', 'filter "user:bot*"', 'closed 2', 'code 4100, reason "spam"'],
    ]);
    assert.ok(audit.every(({ time }) => /^\d{4}-\d\d-\d\dT[\d:]+\.\d{3}Z$/.test(time)));
    const mine = await api.get('/audit?filter=who%3Dnight&limit=1');
    assert.equal(mine.matched, 2);
    assert.equal(mine.audit[0].action, 'publish');
    assert.equal((await api.get(`/audit?filter=who%3Dnight&limit=1&after=${mine.next}`)).audit[0].action, 'kick');
    await new Api(t, port, 'wall').expect(403, 'GET', '/audit');
    const metrics = await fetch(`http://127.0.0.1:${port}/metrics`).then((answer) => answer.text());
    assert.match(metrics, /signalbox_admin_actions_total\{action="kick",result="closed_clean"\} 3\n/);
    assert.match(metrics, /signalbox_admin_actions_total\{action="publish",result="done"\} 1\n/);
    assert.match(metrics, /signalbox_admin_actions_total\{action="reload",result="done"\} 1\n/);
});

test('an act that was answered is in the audit log after a kill', options, async (t) => {
    const state = await mkdtemp(join(tmpdir(), 'signalbox-audit-'));
    t.after(() => rm(state, { recursive: true, force: true }));
    const expected = [/the last process did not close it|was not closed|not cleanly/];
    for (const number of [1, 2, 3, 4, 5]) {
        const { server, api } = await start(t, { state, expected });
        const { audit } = await api.get('/audit?limit=1000');
        assert.deepEqual(audit.map(({ target }) => target),
            Array.from({ length: number - 1 }, (_, i) => `room kill ${number - 1 - i}`));
        await api.post('/publish', { room: `kill ${number}`, content: 'x' });
        server.signal('SIGKILL');
        await server.ended;
    }
});
