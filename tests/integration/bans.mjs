// Bans: at the door, for those who are inside, over the admin API and signalboxctl, and after a restart.

import assert from 'node:assert/strict';
import test from 'node:test';

import { ApiCaller } from './support/apicaller.mjs';
import { connect, refusal } from './support/client.mjs';
import { ctl, ctlEnvironment } from './support/ctl.mjs';
import { checkProblem } from './support/problem.mjs';
import { RawClient, handshake } from './support/rawclient.mjs';
import { startServer } from './support/server.mjs';
import { sql, stateFolder } from './support/storefile.mjs';
import { until } from './support/until.mjs';

const options = { timeout: 120000 };
const envelope = { subprotocols: ['signalbox.v1.json'] };
const banned = { localAddress: '127.0.0.9' };

async function start(t, { state = stateFolder(t), ...more } = {}) {
    const server = await startServer(t, { admin: '127.0.0.1:0', state, ...more });
    return { server, state, api: await ApiCaller.of(t, server, state) };
}

async function stop(server) {
    server.signal('SIGTERM');
    assert.deepEqual(await server.ended, { code: 0, signal: null });
}

/** Adds a ban, which the API has to accept. */
async function ban(api, kind, value, more = {}) {
    const { status, json, text } = await api.post('/bans', { kind, value, ...more });
    assert.equal(status, 201, text);
    return json;
}

const listed = async (api, query = '') => (await api.get(`/bans${query}`)).json;
const metric = async (server, name) => {
    const text = await (await fetch(`http://127.0.0.1:${await server.adminPort()}/metrics`)).text();
    return Number(text.split('\n').find((line) => line.startsWith(`${name} `))?.split(' ')[1]);
};

/** The next message of a type; others are passed over. */
async function nextOf(client, type) {
    for (;;) {
        const message = JSON.parse(await client.nextText());
        if (message.type === type)
            return message;
    }
}

test('those who are inside are closed, and told why', options, async (t) => {
    const { server, api } = await start(t);
    const ann = await connect(t, server.at('/?user=ann'), envelope);
    const plain = await connect(t, server.at('/?user=ann'));
    const bob = await connect(t, server.at('/?user=bob'));
    const far = await connect(t, server.at('/?user=far'), banned);
    const page = await connect(t, server.at('/?user=page'), { origin: server.http });
    await api.until('/connections', ({ matched }) => matched === 5, '5 connections');

    assert.deepEqual((await api.post('/bans', { kind: 'user', value: 'ann', dry_run: true })).json, { affected: 2 });
    assert.equal((await listed(api)).matched, 0);
    const expires = new Date(Date.now() + 3600000).toISOString();
    const made = await ban(api, 'user', 'ann', { reason: 'spam', expires });
    assert.equal(made.affected, 2);
    assert.equal(made.expires, expires);
    assert.deepEqual(await nextOf(ann, 'notice'),
        { type: 'notice', kind: 'ban', text: 'you are banned', code: 4403, until: expires });
    for (const client of [ann, plain])
        assert.equal((await client.closed).code, 4403);
    assert.equal((await ban(api, 'address', '127.0.0.9')).affected, 1);
    assert.equal((await far.closed).code, 4403);
    assert.equal((await ban(api, 'origin', server.http)).affected, 1);
    assert.equal((await page.closed).code, 4403);
    assert.equal(bob.socket.readyState, bob.socket.OPEN);

    await api.until('/bans?sort=id', ({ bans }) => bans.map(({ hits }) => hits).join() === '2,1,1', 'their hits');
    const { closed } = await api.until('/closed', ({ matched }) => matched === 4, '4 ends');
    assert.ok(closed.every(({ code, cause, initiator }) => code === 4403 && cause === 'banned' && initiator === 'server'));
    const { audit } = (await api.get('/audit?filter=action:ban')).json;
    assert.equal(audit.length, 3);
    assert.equal(audit[2].target, 'user ann');
    assert.equal(audit[2].outcome, 'done, closed 2');
    assert.match(audit[2].detail, /until .*, reason "spam"/);
});

test('the door', options, async (t) => {
    const { server, api } = await start(t, { set: { 'policy.origins': '*' } });
    const made = [await ban(api, 'address', '127.0.0.8/31'), await ban(api, 'user', 'a\u0308nn'),
        await ban(api, 'origin', 'HTTPS://Evil.example:443')];
    assert.deepEqual(made.map(({ value }) => value), ['127.0.0.8/31', 'änn', 'https://evil.example']);
    assert.equal(await metric(server, 'signalbox_bans'), 3);

    // The loopback exemption is none from bans.
    const ask = async (request) => (await refusal(server.at(request.path ?? '/'), request));
    for (const request of [banned, { path: '/?user=%C3%A4nn' }, { path: '/?user=a%CC%88nn' }, { origin: 'https://evil.example' }]) {
        const { status, headers, body } = await ask(request);
        assert.equal(status, 403);
        checkProblem({ status, headers, body }, 403);
    }
    await connect(t, server.at('/?user=bob'), { localAddress: '127.0.0.10' });
    await connect(t, server.at('/?user=ann'));

    // Before the head, and before anything else that could be wrong with it.
    const early = await RawClient.connect(t, server.port, banned);
    assert.equal((await early.response()).status, 403);
    // Behind the path, and in front of the subprotocol.
    const raw = await RawClient.connect(t, server.port);
    raw.write(handshake({ port: server.port, path: '/nowhere?user=%C3%A4nn' }));
    assert.equal((await raw.response()).status, 404);

    await api.until('/bans?sort=id', ({ bans }) => bans.map(({ hits }) => hits).join() === '2,2,1', 'their hits');
    await server.program.line(new RegExp(`refused with 403 \\(address_banned\\): from 127\\.0\\.0\\.9 .*; ban ${made[0].id}$`));
    await server.program.line(new RegExp(`refused with 403 \\(user_banned\\): .*; ban ${made[1].id}$`));
    await server.program.line(new RegExp(`refused with 403 \\(origin_banned\\): .*; ban ${made[2].id}$`));
    for (const [i, reason] of ['address_banned', 'user_banned', 'origin_banned'].entries())
        assert.equal(await metric(server, `signalbox_connections_rejected_total{reason="${reason}"}`), [2, 2, 1][i]);

    for (const { id } of made)
        assert.equal((await api.ask('DELETE', `/api/v1/bans/${id}`)).status, 204);
    assert.equal((await api.ask('DELETE', `/api/v1/bans/${made[0].id}`)).status, 404);
    await connect(t, server.at('/?user=%C3%A4nn'), banned);
});

test('behind a proxy the address of the client counts', options, async (t) => {
    const { server, api } = await start(t, { set: { 'policy.trusted_proxies': '127.0.0.0/8', 'policy.proxy_protocol': 'optional' } });
    const from = (address) => ({ headers: { 'X-Forwarded-For': address } });
    const inside = await connect(t, server.url, from('203.0.113.7'));
    const { id, affected } = await ban(api, 'address', '203.0.113.0/24');
    assert.equal(affected, 1);
    assert.equal((await inside.closed).code, 4403);
    assert.equal((await refusal(server.url, from('203.0.113.8'))).status, 403);
    const raw = await RawClient.connect(t, server.port);
    raw.write('PROXY TCP4 203.0.113.9 10.0.0.1 5000 80\r\n');
    assert.equal((await raw.response()).status, 403);
    await connect(t, server.url, from('203.0.114.8'));
    await connect(t, server.url);
    await api.until(`/bans/${id}`, ({ hits }) => hits === 3, '3 hits');
});

test('the API refuses what is no ban, and a second one', options, async (t) => {
    const { api } = await start(t);
    const made = await ban(api, 'address', '10.0.0.0/8');
    for (const [status, body] of [
        [409, { kind: 'address', value: '10.1.2.3/8' }], [422, { kind: 'address', value: '10.0.0.0/33' }],
        [422, { kind: 'address', value: '10.1' }], [422, { kind: 'user', value: 'a\u200b' }],
        [422, { kind: 'origin', value: 'https://evil.example/path' }], [422, { kind: 'room', value: 'a' }],
        [422, { kind: 'user', value: 'a', expires: '2001-01-01T00:00:00Z' }], [422, { kind: 'user' }]])
        assert.equal((await api.post('/bans', body)).status, status, JSON.stringify(body));
    const { affected, ...rest } = made;
    assert.equal(affected, 0);
    assert.deepEqual((await api.get(`/bans/${made.id}`)).json, rest);
    assert.equal((await api.get('/bans/999')).status, 404);
    assert.equal((await listed(api, '?filter=kind:address%20value:10.0')).matched, 1);
    assert.equal((await listed(api, '?filter=-kind:address')).matched, 0);
    assert.equal((await api.get('/bans?filter=room:a')).status, 422);
});

test('a restart keeps them, and a kill', options, async (t) => {
    const { server, state, api } = await start(t);
    const made = await ban(api, 'address', '127.0.0.9');
    const gone = await ban(api, 'user', 'bob');
    assert.equal((await api.ask('DELETE', `/api/v1/bans/${gone.id}`)).status, 204);
    server.signal('SIGKILL');
    await server.ended;

    const second = await start(t, { state });
    assert.equal((await refusal(second.server.url, banned)).status, 403);
    await connect(t, second.server.at('/?user=bob'));
    await second.api.until('/bans', ({ bans }) => bans.length === 1 && bans[0].id === made.id && bans[0].hits === 1, 'the ban');
    await stop(second.server);
    const third = await start(t, { state });
    assert.equal((await listed(third.api)).bans[0].hits, 1); // a clean stop writes the hits
});

test('a ban ends', options, async (t) => {
    const { server, state, api } = await start(t);
    await ban(api, 'user', 'ann', { expires: new Date(Date.now() + 1500).toISOString() });
    assert.equal((await refusal(server.at('/?user=ann'))).status, 403);
    await api.until('/bans', ({ matched }) => matched === 0, 'the end of the ban');
    await connect(t, server.at('/?user=ann'));
    await ban(api, 'user', 'ann');
    await stop(server);
    assert.equal(sql(state, 'SELECT count(*) FROM bans'), '1');
});

test('no connect slips past a ban', options, async (t) => {
    const { server, api } = await start(t, { options: ['--threads', '3'] });
    for (let round = 0; round < 10; ++round) {
        const user = `ann${round}`;
        let isOver = false;
        const results = [];
        const flood = Promise.all(Array.from({ length: 12 }, async () => {
            while (!isOver) {
                const client = await RawClient.connect(t, server.port);
                client.write(handshake({ port: server.port, path: `/?user=${user}` }));
                results.push((await client.response({ upgrade: true })).status);
            }
        }));
        await until(() => results.length > 20, 10000, () => 'connections');
        const made = await ban(api, 'user', user);
        isOver = true;
        await flood;
        await api.until(`/connections?filter=user%3D${user}`, ({ matched }) => matched === 0, 'nobody inside');
        assert.equal((await refusal(server.at(`/?user=${user}`))).status, 403);
        assert.equal((await api.ask('DELETE', `/api/v1/bans/${made.id}`)).status, 204);
    }
});

test('100,000 bans', options, async (t) => {
    const first = await start(t);
    await ban(first.api, 'user', 'ann');
    await stop(first.server);
    sql(first.state, `WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 99998)
        INSERT INTO bans (kind, value, reason, by, created, expires, hits)
        SELECT 1, '10.' || (i / 65536) || '.' || (i / 256 % 256) || '.' || (i % 256), '', 'test', 0, -1, 0 FROM n`);
    const { server, api } = await start(t, { state: first.state });
    assert.equal((await listed(api)).matched, 100000);
    assert.equal((await listed(api, '?filter=value%3D10.1.134.158')).matched, 1);
    assert.equal((await refusal(server.at('/?user=ann'))).status, 403);
    await connect(t, server.at('/?user=bob'));
    const { status, json } = await api.post('/bans', { kind: 'user', value: 'eve' });
    assert.equal(status, 409);
    assert.match(json.detail, /100000/);
    const { bans } = await listed(api, '?limit=1');
    assert.equal((await api.ask('DELETE', `/api/v1/bans/${bans[0].id}`)).status, 204);
    await ban(api, 'address', '127.0.0.9');
    assert.equal((await refusal(server.url, banned)).status, 403);
});

test('signalboxctl ban', options, async (t) => {
    const { server, api } = await start(t);
    const env = ctlEnvironment(t, { token: api.token });
    const run = (args, code = 0) => ctl(['--server', `http://127.0.0.1:${api.port}`, 'ban', ...args], { env, code });
    await run(['list'], 2);
    const two = [await connect(t, server.at('/?user=ann')), await connect(t, server.at('/?user=ann'))];
    await api.until('/connections', ({ matched }) => matched === 2, '2 connections');
    assert.match((await run(['add', 'user', 'ann', '--dry-run'])).stdout, /would close 2 connections/);
    assert.match((await run(['add', 'user', 'ann'], 64)).stderr, /would close 2 connections; --yes confirms it/);
    assert.equal((await listed(api)).matched, 0);
    const { stdout } = await run(['add', 'user', 'ann', '--yes', '--reason', 'spam', '--expires', '7d']);
    assert.match(stdout, /^ban \d+ of user ann: closed 2 connections\n$/);
    for (const client of two)
        assert.equal((await client.closed).code, 4403);
    await run(['add', 'user', 'ann', '--yes'], 1); // there is one
    await run(['add', 'address', '10.0.0.0/8']); // nobody is closed, nobody is asked
    assert.match((await run(['list', '-kind:address', '--sort', '-hits'])).stdout, /user +ann +2 .*spam/);
    const { bans } = JSON.parse((await run(['list', '--json'])).stdout);
    assert.equal(bans.length, 2);
    const [first] = bans;
    assert.ok(Math.abs(Date.parse(first.expires) - Date.now() - 7 * 86400000) < 60000);
    assert.match((await run(['remove', ...bans.map(({ id }) => id)])).stdout, /removed/);
    await run(['remove', first.id], 2);
    for (const args of [[], ['ad'], ['add', 'user'], ['add', 'room', 'a'], ['add', 'user', 'a', 'b'], ['remove'], ['remove', 'x'],
        ['list', '--yes'], ['add', 'user', 'a', '--expires', 'soon']])
        await run(args, 64);
    const { audit } = (await api.get('/audit?filter=action:remove_ban')).json;
    assert.deepEqual(audit.map(({ outcome }) => /^done/.test(outcome)).sort(), [false, true, true]);
});
