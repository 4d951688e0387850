// limits.max_connections_per_user under each limits.user_policy: at the door, by a first message, and on all io threads together.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';

import { ApiCaller } from './support/apicaller.mjs';
import { connect, refusal } from './support/client.mjs';
import { startServer } from './support/server.mjs';
import { until } from './support/until.mjs';

const options = { timeout: 60000 };
const subprotocols = ['signalbox.v1.json'];
const adminToken = 'root-0123456789abcdef';
const sha256 = (text) => createHash('sha256').update(text).digest('hex');
const tokenOf = (user) => `token of ${user}`;

/** With `users`: they need tokens. Without: anybody may have any name. */
function configOf({ limit, policy = 'refuse', users = [], routes = '' }) {
    const tokens = users.map((name) => `[[auth.token]]\nname = "${name}"\nuser = "${name}"\nsha256 = "${sha256(tokenOf(name))}"\njoin = ["lobby", "strict"]\n`);
    return `[server]\nthreads = 4\n[hub]\nannounce = false\n[limits]\nmax_connections_per_user = ${limit}\nuser_policy = "${policy}"\nconnects_per_second_per_address = 0\n`
        + (users.length > 0 ? '[auth]\nmode = "token"\n' : '') + tokens.join('')
        + `[[admin.token]]\nname = "root"\nrole = "admin"\nsha256 = "${sha256(adminToken)}"\n${routes}`;
}

async function start(t, settings) {
    const server = await startServer(t, { config: configOf(settings), admin: '127.0.0.1:0' });
    server.api = new ApiCaller(t, { port: await server.adminPort(), token: adminToken });
    server.get = async (path) => (await server.api.get(path)).json;
    server.inside = async (user) => (await server.get(`/connections?filter=user:${user}`)).connections;
    server.metric = async (sample) => {
        const text = await (await fetch(`http://127.0.0.1:${await server.adminPort()}/metrics`)).text();
        const line = text.split('\n').find((each) => each.startsWith(sample));
        return line ? Number(line.slice(line.lastIndexOf(' ') + 1)) : 0;
    };
    return server;
}

const userCap = 'signalbox_connections_rejected_total{reason="user_cap"}';
const bearer = (user) => ({ headers: { Authorization: `Bearer ${tokenOf(user)}` } });

/** Connects \a count times at once. Returns the clients that came in; the others must have been answered with 429. */
async function burst(t, url, count, more) {
    const outcomes = await Promise.allSettled(Array.from({ length: count }, () => connect(t, url, more)));
    for (const { status, reason } of outcomes) {
        if (status === 'rejected')
            assert.match(reason.message, /429/);
    }
    return outcomes.filter(({ status }) => status === 'fulfilled').map(({ value }) => value);
}

async function enter(t, server, user, path = '/') {
    const client = await connect(t, server.at(path), { subprotocols });
    client.ask = async (request) => {
        client.socket.send(JSON.stringify(request));
        return JSON.parse(await client.nextText());
    };
    client.answer = await client.ask({ type: 'auth', id: 1, token: tokenOf(user) });
    return client;
}

test('refuse: of 50 that come at once on 4 threads, exactly 3 enter', options, async (t) => {
    const server = await start(t, { limit: 3, users: ['ann', 'bob'] });
    const clients = await burst(t, server.at('/'), 50, bearer('ann'));
    assert.equal(clients.length, 3);
    assert.equal((await server.inside('ann')).length, 3);
    assert.equal(await server.metric(userCap), 47);
    const refused = await refusal(server.at('/'), bearer('ann'));
    assert.equal(refused.status, 429);
    assert.match(refused.headers['retry-after'], /^\d+$/);
    assert.equal(JSON.parse(refused.body).status, 429);
    await server.program.line(/refused with 429 \(user_cap\):.*limits\.max_connections_per_user/);
    assert.doesNotMatch(server.program.stderr.join('\n'), /token of/);
    await connect(t, server.at('/'), bearer('bob'));
    // Each end makes room for exactly one.
    for (const client of clients) {
        client.socket.close();
        await client.ended();
        await connect(t, server.at('/'), bearer('ann'));
        assert.equal((await refusal(server.at('/'), bearer('ann'))).status, 429);
    }
});

test('replace: of 50 that come at once on 4 threads, the last 3 stay', options, async (t) => {
    const server = await start(t, { limit: 3, policy: 'replace', users: ['ann', 'bob'] });
    const bob = await connect(t, server.at('/echo'), bearer('bob'));
    const clients = await burst(t, server.at('/echo'), 50, bearer('ann'));
    assert.equal(clients.length, 50);
    const left = new Set(clients);
    const ends = [];
    for (const client of clients)
        client.closed.then((end) => left.delete(client) && ends.push(end));
    await until(() => ends.length === 47, 10000, () => `47 that are replaced; there are ${ends.length}`);
    assert.ok(ends.every(({ code, reason }) => code === 4410 && /replaced/.test(reason)));
    for (const client of [...left, bob]) {
        client.socket.send('still here');
        assert.equal(await client.nextText(), 'still here');
    }
    assert.equal((await server.inside('ann')).length, 3);
    const { closed } = await server.get('/closed?filter=user:ann&limit=100');
    assert.equal(closed.length, 47);
    for (const { code, cause, initiator, verdict } of closed) {
        assert.deepEqual([code, cause, initiator], [4410, 'replaced', 'server']);
        assert.match(verdict, /connected again/);
    }
    assert.equal(await server.metric(userCap), 0);

    // One after the other, it is always the oldest that goes.
    const later = [];
    for (let i = 0; i < 6; ++i)
        later.push(await connect(t, server.at('/echo'), bearer('ann')));
    for (const client of later.slice(0, 3))
        assert.equal((await client.ended()).code, 4410);
    later.at(-1).socket.send('x');
    assert.equal(await later.at(-1).nextText(), 'x');
    assert.equal((await server.inside('ann')).length, 3);
});

test('names without authentication count, guests do not', options, async (t) => {
    const server = await start(t, { limit: 1 });
    await connect(t, server.at('/?user=ann'));
    assert.equal((await refusal(server.at('/echo?user=ann'))).status, 429);
    assert.equal((await refusal(server.at('/?uid=ann'))).status, 429);
    await connect(t, server.at('/?user=Ann'));
    for (let i = 0; i < 5; ++i)
        await connect(t, server.at('/'));
});

test('the order of refusals', options, async (t) => {
    const routes = '[[route]]\npath = "/strict"\nroom = "strict"\nrequire_subprotocol = true\n'
        + '[[route]]\npath = "/{room}"\n[[room]]\nname = "vault"\njoin = "granted"\n';
    const server = await start(t, { limit: 1, users: ['ann'], routes });
    await connect(t, server.at('/lobby'), bearer('ann'));
    assert.equal((await refusal(server.at('/vault'), bearer('ann'))).status, 403);
    assert.equal((await refusal(server.at('/strict'), bearer('ann'))).status, 429);
    assert.equal((await refusal(server.at('/lobby'), bearer('bob'))).status, 401);
    await server.api.post('/bans', { kind: 'user', value: 'ann', reason: 'test' });
    assert.equal((await refusal(server.at('/lobby'), bearer('ann'))).status, 403);
});

for (const policy of ['refuse', 'replace']) {
    test(`${policy}: a handshake that fails takes no place`, options, async (t) => {
        const routes = '[[route]]\npath = "/strict"\nroom = "strict"\nrequire_subprotocol = true\n[[route]]\npath = "/"\nroom = "lobby"\n';
        const server = await start(t, { limit: 1, policy, users: ['ann'], routes });
        for (let i = 0; i < 20; ++i)
            assert.equal((await refusal(server.at('/strict'), bearer('ann'))).status, 400);
        const client = await connect(t, server.at('/'), bearer('ann'));
        if (policy === 'replace')
            assert.equal((await refusal(server.at('/strict'), bearer('ann'))).status, 400);
        client.socket.send('still here');
        assert.equal(await client.nextText(), 'still here');
        // Gone without a word, kicked: the place is free as well.
        client.socket.terminate();
        await until(async () => (await server.inside('ann')).length === 0, 10000, () => 'the end');
        const next = await connect(t, server.at('/'), bearer('ann'));
        assert.equal((await server.api.post('/users/ann/kick', {})).json.closed, 1);
        assert.equal((await next.ended()).code, 4100);
        await connect(t, server.at('/'), bearer('ann'));
    });
}

test('refuse: a first message is told, and may come back', options, async (t) => {
    const server = await start(t, { limit: 2, users: ['ann'] });
    const first = await enter(t, server, 'ann');
    assert.equal(first.answer.type, 'ack');
    assert.equal(JSON.parse(await first.nextText()).type, 'welcome');
    const second = await connect(t, server.at('/'), bearer('ann'));
    const refused = await enter(t, server, 'ann');
    assert.deepEqual([refused.answer.type, refused.answer.code, refused.answer.id], ['error', 'rate_limited', 1]);
    assert.ok(refused.answer.retry > 0);
    assert.equal((await refused.ended()).code, 1013);
    assert.equal((await refusal(server.at('/'), bearer('ann'))).status, 429);
    assert.equal(await server.metric(userCap), 2);
    await server.program.line(/refused \(user_cap\):.*limits\.max_connections_per_user/);
    const [closed] = (await server.get('/closed?filter=code:1013')).closed;
    assert.match(closed.verdict, /limits\.max_connections_per_user \(2\)/);
    // A renewal is no further connection.
    for (let i = 0; i < 5; ++i)
        assert.equal((await first.ask({ type: 'auth', id: i, token: tokenOf('ann') })).type, 'ack');
    second.socket.close();
    await second.ended();
    assert.equal((await enter(t, server, 'ann')).answer.type, 'ack');
    assert.equal((await enter(t, server, 'ann')).answer.code, 'rate_limited');
    // Those without a token yet are nobody's.
    const strangers = await burst(t, server.at('/'), 10, { subprotocols });
    assert.equal(strangers.length, 10);
});

test('replace: a first message replaces the oldest', options, async (t) => {
    const server = await start(t, { limit: 1, policy: 'replace', users: ['ann'] });
    const first = await connect(t, server.at('/'), bearer('ann'));
    const second = await enter(t, server, 'ann');
    assert.equal(second.answer.type, 'ack');
    assert.equal((await first.ended()).code, 4410);
    const all = await Promise.all(Array.from({ length: 20 }, () => connect(t, server.at('/'), { subprotocols })));
    const left = new Set([second, ...all]);
    const codes = [];
    for (const client of [second, ...all])
        client.closed.then(({ code }) => left.delete(client) && codes.push(code));
    for (const client of all)
        client.socket.send(JSON.stringify({ type: 'auth', id: 1, token: tokenOf('ann') }));
    await until(() => codes.length === 20, 10000, () => `20 that are replaced; there are ${codes.length}`);
    assert.ok(codes.every((code) => code === 4410));
    // One that is replaced at once may miss its ack: what is queued for it is discarded.
    const [newest] = left;
    assert.equal(JSON.parse(await newest.nextText()).type, 'ack');
    assert.equal((await server.inside('ann')).length, 1);
});

test('HUP: new values apply to new connections, and those that are there count', options, async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'signalbox-usercaps-'));
    t.after(() => rm(folder, { recursive: true }));
    const file = join(folder, 'signalbox.toml');
    const write = (settings) => writeFile(file, configOf(settings));
    await write({ limit: 0 });
    const server = await startServer(t, { options: ['--config', file], admin: '127.0.0.1:0' });
    const api = new ApiCaller(t, { port: await server.adminPort(), token: adminToken });
    const reload = async (settings) => {
        await write(settings);
        assert.equal((await api.post('/reload')).status, 200);
    };
    const url = server.at('/echo?user=ann');
    const clients = [];
    for (let i = 0; i < 5; ++i)
        clients.push(await connect(t, url));
    await reload({ limit: 3 });
    assert.equal((await refusal(url)).status, 429);
    for (const client of clients) {
        client.socket.send('still here');
        assert.equal(await client.nextText(), 'still here');
    }
    await reload({ limit: 3, policy: 'replace' });
    const newest = await connect(t, url);
    for (const client of clients.slice(0, 3))
        assert.equal((await client.ended()).code, 4410);
    for (const client of [...clients.slice(3), newest]) {
        client.socket.send('still here');
        assert.equal(await client.nextText(), 'still here');
    }
    await reload({ limit: 0, policy: 'replace' });
    await Promise.all(Array.from({ length: 10 }, () => connect(t, url)));
    assert.equal((await api.get('/connections?filter=user:ann')).json.matched, 13);
});
