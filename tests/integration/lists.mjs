// The lists of the admin API over some hundred connections on several io threads: filters, orders, pages, and what is refused.

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';

import { AdminClient } from './support/adminclient.mjs';
import { connect } from './support/client.mjs';
import { startServer } from './support/server.mjs';
import { until } from './support/until.mjs';

const options = { timeout: 120000 };
const count = 300;
const names = ['Ann Lee', 'Zoë', '😀', 'a"b\\c'];

async function start(t, set = {}) {
    const state = await mkdtemp(join(tmpdir(), 'signalbox-state-'));
    t.after(() => rm(state, { recursive: true, force: true }));
    const server = await startServer(t, { admin: '127.0.0.1:0', state, set: { 'server.threads': 3, ...set } });
    return { server, api: await AdminClient.of(server, state) };
}

/** Users u0 … in rooms r0 … r6, the first ones with names that need escapes. */
async function connectMany(t, server) {
    const clients = [];
    for (let i = 0; i < count; ++i) {
        const user = encodeURIComponent(names[i] ?? `u${i}`);
        clients.push(await connect(t, server.at(`/room/${encodeURIComponent(`r ${i % 7}`)}?user=${user}`), {
            headers: { 'user-agent': `agent ${i % 2}` },
        }));
    }
    return clients;
}

const ids = (rows) => rows.map((row) => row.id);
const byValue = (a, b) => (BigInt(a) < BigInt(b) ? -1 : 1);

test('connections', options, async (t) => {
    const { server, api } = await start(t);
    const clients = await connectMany(t, server);
    await until(async () => (await api.get('/connections', { filter: 'room:"r *"', limit: 1 })).matched === count, 10000,
        () => 'all connections');

    await t.test('all pages hold each connection once, by id', async () => {
        const rows = await api.all('/connections', { limit: 37 });
        assert.equal(rows.length, count);
        assert.deepEqual(ids(rows), [...new Set(ids(rows))].sort(byValue));
        const { matched, connections, next } = await api.get('/connections');
        assert.equal(matched, count);
        assert.equal(connections.length, 100);
        assert.match(next, /^[A-Za-z0-9_-]+$/);
    });
    await t.test('a row has what the client is', async () => {
        const { connections: [row] } = await api.get('/connections', { filter: 'user:"Ann Lee"' });
        const { id, peer, connected, idle_ms: idle, latency_ms: latency, jitter_ms: jitter, ...rest } = row;
        assert.match(id, /^[1-9]\d*$/);
        assert.match(peer, /^127\.0\.0\.1:\d+$/);
        assert.match(connected, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
        assert.ok(Number.isInteger(idle));
        assert.ok((latency === null) === (jitter === null));
        assert.deepEqual(rest, {
            user: 'Ann Lee',
            address: '127.0.0.1',
            listener: `127.0.0.1:${server.port}`,
            path: '/room/r 0',
            room: 'r 0',
            rooms: ['r 0'],
            agent: 'agent 0',
            origin: '',
            protocol: '',
            in: { messages: 0, bytes: 0 },
            out: { messages: 0, bytes: 0 },
            queued: { bytes: 0, frames: 0 },
            dropped: 0,
            state: 'open',
        });
        const found = await api.get(`/connections/${id}`);
        assert.equal(found.user, 'Ann Lee');
        assert.equal(found.id, id);
    });
    await t.test('filters', async () => {
        const users = async (filter) => (await api.get('/connections', { filter, limit: 1000 })).connections.map((row) => row.user);
        assert.deepEqual(await users('user=Zoë'), ['Zoë']);
        assert.deepEqual(await users('ZOË'), ['Zoë']);
        assert.deepEqual(await users('user="😀"'), ['😀']);
        assert.deepEqual(await users('re:"^u1\\d$" -user:u15 agent:"agent 1"'), ['u11', 'u13', 'u17', 'u19']);
        assert.equal((await users('room:"r 3"')).length, 43);
        assert.equal((await users('-room:"r 3" addr:127.0.0.0/8 state:open connected<1h idle>=0s')).length, count - 43);
        assert.deepEqual(await users('addr:10.'), []);
        assert.deepEqual(await users('latency>1h'), []);
    });
    await t.test('orders', async () => {
        const sorted = async (sort, value) => (await api.all('/connections', { sort, limit: 90 })).map(value);
        const ascending = await sorted('user', (row) => row.user.toLowerCase());
        assert.deepEqual(ascending, [...ascending].sort());
        assert.deepEqual(await sorted('-id', (row) => row.id), ids(await api.all('/connections')).reverse());
        clients[5].socket.send('x'.repeat(500));
        clients[9].socket.send('x'.repeat(600));
        await until(async () => (await api.get('/connections', { filter: 'bytes_in>0' })).matched === 2, 10000, () => 'messages');
        assert.deepEqual((await sorted('-bytes_in', (row) => row.user)).slice(0, 2), ['u9', 'u5']);
        // `connected` is a duration: the newest connections come first.
        const times = await sorted('connected', (row) => row.connected);
        assert.deepEqual(times, [...times].sort().reverse());
    });
    await t.test('pages go on while connections come and go', async () => {
        const before = ids(await api.all('/connections'));
        const first = await api.get('/connections', { limit: 100 });
        for (const client of clients.splice(20, 50)) // of the first page
            client.socket.terminate();
        for (let i = 0; i < 20; ++i)
            await connect(t, server.at('/?user=new'));
        await until(async () => (await api.get('/connections')).matched === count - 30, 10000, () => 'the changes');
        const rest = [];
        let { next } = first;
        while (next) {
            const page = await api.get('/connections', { limit: 100, after: next });
            rest.push(...page.connections);
            ({ next } = page);
        }
        const seen = [...ids(first.connections), ...ids(rest)];
        assert.equal(new Set(seen).size, seen.length, 'no row twice');
        assert.deepEqual(before.filter((id) => !seen.includes(id)), [], 'no row that was there all the time is missing');
        assert.equal(rest.filter((row) => row.user === 'new').length, 20);
    });
});

test('rooms and users', options, async (t) => {
    const { server, api } = await start(t);
    await connectMany(t, server);
    await connect(t, server.at('/room/tea?user=Zo%C3%AB'));
    await connect(t, server.at('/room/line%22%F0%9F%98%80?user=Zo%C3%AB'));
    const writer = await connect(t, server.at('/room/tea?user=writer'));
    for (const text of ['one', 'two'])
        writer.socket.send(text);
    await until(async () => (await api.get('/rooms', { filter: 'seq:2' })).matched === 1, 10000, () => 'two messages');

    const { rooms: [tea] } = await api.get('/rooms', { filter: 'room=tea' });
    const { epoch, history, ...rest } = tea;
    assert.deepEqual(rest, { name: 'tea', seq: 2, members: 2 });
    assert.equal(typeof epoch, 'string');
    assert.ok(epoch.length > 0);
    assert.equal(history.messages, 2);
    assert.ok(history.bytes > 0);
    const rooms = await api.all('/rooms', { sort: '-members', limit: 4 });
    assert.equal(rooms.length, 9);
    assert.deepEqual(rooms.map((room) => room.members), [43, 43, 43, 43, 43, 43, 42, 2, 1]);
    assert.ok(rooms.some((room) => room.name === 'line"😀'));
    assert.deepEqual((await api.all('/rooms', { filter: 'room:"r *"', limit: 3 })).map((room) => room.name),
        [0, 1, 2, 3, 4, 5, 6].map((i) => `r ${i}`));

    const users = await api.all('/users', { limit: 70 });
    assert.equal(users.length, count + 1);
    const { users: [zoe] } = await api.get('/users', { sort: '-connections', limit: 1 });
    assert.deepEqual(zoe, { name: 'Zoë', connections: 3, rooms: ['line"😀', 'r 1', 'tea'] });
    assert.deepEqual((await api.get('/users', { filter: 'room:tea room:"r 1"' })).users, [zoe]);
    assert.deepEqual((await api.get('/users', { filter: 'connections>3' })).users, []);
});

test('recently closed', options, async (t) => {
    const { server, api } = await start(t);
    const closed = async (query) => (await api.get('/closed', query)).closed;
    assert.deepEqual(await closed(), []);
    for (let i = 0; i < 5; ++i) {
        const client = await connect(t, server.at(`/?user=u${i}`));
        client.socket.close(4000 + i, `bye "${i}"`);
        await client.closed;
    }
    const lost = await connect(t, server.at('/?user=lost'));
    lost.socket.terminate();
    await until(async () => (await closed()).length === 6, 10000, () => 'six ends');
    const [row] = await closed({ filter: 'user:u3' });
    assert.equal(row.code, 4003);
    assert.equal(row.reason, 'bye "3"');
    assert.equal(row.cause, 'closed_by_peer');
    assert.equal(row.initiator, 'client');
    assert.equal(row.verdict, 'the client closed with 4003');
    assert.equal(row.state, 'closing');
    assert.ok(row.closed >= row.connected);
    assert.equal(row.address, '127.0.0.1');
    assert.deepEqual((await closed({ filter: 'code:4001-4003', sort: '-code' })).map(({ code }) => code), [4003, 4002, 4001]);
    assert.deepEqual((await closed({ sort: 'closed', limit: 2 })).map(({ user }) => user), ['lost', 'u4']);
    assert.deepEqual((await api.all('/closed', { sort: '-closed', limit: 2 })).map(({ user }) => user),
        ['u0', 'u1', 'u2', 'u3', 'u4', 'lost']);
    assert.equal((await closed({ filter: 'cause:connection_lost closed<1h' })).length, 1);
});

test('what is refused', options, async (t) => {
    const { server, api } = await start(t);
    for (let i = 0; i < 3; ++i)
        await connect(t, server.at(`/?user=u${i}`));
    const refused = async (path, query, status, field) => {
        const answer = await api.ask('GET', path, { query });
        assert.equal(answer.status, status, `${path} ${JSON.stringify(query)}`);
        assert.equal(answer.headers['content-type'], 'application/problem+json');
        assert.equal(answer.body.status, status);
        assert.equal(answer.body.field, field);
        return answer.body.detail;
    };
    assert.match(await refused('/connections', { filter: 'a usr:b' }, 422, 'filter'), /“usr”.*user room.*character 3/);
    assert.match(await refused('/connections', { filter: 'latency>fast' }, 422, 'filter'), /latency>fast.*100ms/);
    assert.match(await refused('/connections', { filter: 're:"(a"' }, 422, 'filter'), /missing/);
    for (const [path, filter] of [['/connections', 'code:1000'], ['/rooms', 'user:u'], ['/users', 'latency>1s'], ['/closed', 'state:open']])
        await refused(path, { filter }, 422, 'filter');
    await refused('/connections', { sort: 'age' }, 422, 'sort');
    await refused('/connections', { sort: '--id' }, 422, 'sort');
    for (const limit of ['0', '1001', '-1', '1.5', 'x'])
        await refused('/connections', { limit }, 422, 'limit');

    const { next } = await api.get('/connections', { limit: 1, filter: 'u', sort: 'user' });
    assert.equal((await api.get('/connections', { filter: 'u', sort: 'user', after: next })).connections.length, 2);
    await refused('/connections', { after: next }, 400, 'after');
    await refused('/connections', { filter: 'u', after: next }, 400, 'after');
    await refused('/connections', { filter: 'u', sort: '-user', after: next }, 400, 'after');
    await refused('/connections', { filter: 'u1', sort: 'user', after: next }, 400, 'after');
    await refused('/closed', { filter: 'u', sort: 'user', after: next }, 400, 'after');
    for (const after of ['x', next.slice(0, -3), `${next}AAAA`, '../..'])
        await refused('/connections', { filter: 'u', sort: 'user', after }, 400, 'after');
    for (const id of ['0', 'x', '999999', '99999999999999999999'])
        assert.equal((await api.ask('GET', `/connections/${id}`)).status, 404);
});

// An expression that is made to be slow needs milliseconds for one connection.
test('an expensive filter delays nobody else', options, async (t) => {
    const { server, api } = await start(t, { 'server.threads': 1 });
    for (let i = 0; i < 200; ++i) {
        const agent = Array.from({ length: 500 }, () => String.fromCharCode(97 + Math.floor(Math.random() * 16))).join('');
        await connect(t, server.at(`/?user=u${i}`), { headers: { 'user-agent': agent } });
    }
    const filter = ['[a-f][a-p]{120}x', '[b-f][a-p]{120}x', '[c-f][a-p]{120}x', '[d-f][a-p]{120}x']
        .map((expression) => `-re:${expression}`).join(' ');
    let isDone = false;
    const slow = api.ask('GET', '/connections', { query: { filter } }).finally(() => { isDone = true; });
    const other = await connect(t, server.at('/echo'));
    let worst = 0;
    let echoes = 0;
    while (!isDone) {
        const begin = performance.now();
        other.socket.send('x');
        await other.nextText();
        worst = Math.max(worst, performance.now() - begin);
        ++echoes;
    }
    const answer = await slow;
    assert.ok(answer.status === 200 || (answer.status === 422 && answer.body.field === 'filter'), JSON.stringify(answer.body));
    assert.ok(echoes > 10, `${echoes} echoes, the slowest took ${worst} ms`);
});
