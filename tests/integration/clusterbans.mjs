// Bans and revocations of a cluster: in effect at all nodes, kept over the loss of Redis, and done without it.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';

import { SignJWT } from 'jose';

import { ApiCaller } from './support/apicaller.mjs';
import { connect, refusal } from './support/client.mjs';
import { Redis } from './support/redis.mjs';
import { startServer } from './support/server.mjs';
import { sql, stateFolder } from './support/storefile.mjs';
import { until } from './support/until.mjs';

const options = { timeout: 180000 };
const trouble = [/signalbox\.redis/, /signalbox\.cluster/];
const patience = 20000;

async function startNode(t, redis, name, { state = stateFolder(t), set = {} } = {}) {
    const server = await startServer(t, {
        admin: '127.0.0.1:0', state,
        set: {
            'cluster.broker': 'redis', 'cluster.redis': redis.url, 'cluster.node': name, 'cluster.heartbeat': '200ms',
            'cluster.node_timeout': '1s', 'server.threads': 2, ...set,
        },
        expected: trouble,
    });
    return { server, name, state, api: await ApiCaller.of(t, server, state) };
}

async function startCluster(t, more) {
    const redis = await Redis.start(t);
    const nodes = await Promise.all(['north', 'south', 'west'].map((name) => startNode(t, redis, name, more)));
    await Promise.all(nodes.map(isSynced));
    return { redis, nodes };
}

async function stop({ server }) {
    server.signal('SIGTERM');
    assert.deepEqual(await server.ended, { code: 0, signal: null });
}

const ready = async ({ server }) => (await fetch(`http://127.0.0.1:${await server.adminPort()}/readyz`)).status;

/** Returns when Redis can be reached by a node, and it has its bans. */
async function isSynced(node) {
    await until(async () => await ready(node) === 200, patience, () => `${node.name} reaches Redis`);
}
async function isAlone(node) {
    await until(async () => await ready(node) === 503, patience, () => `${node.name} has noticed that Redis is away`);
}

async function ban({ api }, kind, value, more = {}) {
    const { status, json, text } = await api.post('/bans', { kind, value, ...more });
    assert.equal(status, 201, text);
    return json;
}

async function remove({ api }, id) {
    assert.equal((await api.ask('DELETE', `/api/v1/bans/${id}`)).status, 204);
}

/** The bans of a node, without what is counted by each node itself. */
async function bansOf({ api }) {
    return (await api.get('/bans?limit=1000')).json.bans.map(({ hits, ...ban }) => ban);
}

const valuesOf = async (node) => (await bansOf(node)).map(({ value }) => value).sort().join();

async function have(nodes, values) {
    for (const node of nodes)
        await until(async () => await valuesOf(node) === values, patience, async () => `${node.name} has ${values}, not ${await valuesOf(node)}`);
}

test('a ban of one node closes and refuses at all', options, async (t) => {
    const { nodes: [north, south, west] } = await startCluster(t);
    const clients = await Promise.all([north, south, south].map(({ server }) => connect(t, server.at('/?user=ann'))));
    const other = await connect(t, south.server.at('/?user=bob'));
    // An envelope member is told why.
    const told = await connect(t, west.server.at('/?user=ann'), { subprotocols: ['signalbox.v1.json'] });
    for (const { api } of [north, south, west])
        await until(async () => (await api.get('/connections?cluster=true')).json.matched === 5, patience, () => 'five connections');
    assert.deepEqual((await north.api.post('/bans', { kind: 'user', value: 'ann', dry_run: true })).json, { affected: 4, missing: [] });
    assert.equal(await valuesOf(north), '');

    const { affected, hits, ...made } = await ban(north, 'user', 'ann', { reason: 'spam' });
    assert.equal(affected, 1); // the others close theirs by themselves
    assert.equal(made.id, '1');
    for (const client of clients)
        assert.equal((await client.closed).code, 4403);
    assert.equal((await told.closed).code, 4403);
    assert.equal(other.socket.readyState, other.socket.OPEN);
    await have([south, west], 'ann');
    for (const node of [north, south, west]) {
        assert.deepEqual(await bansOf(node), [made]);
        assert.equal((await refusal(node.server.at('/?user=ann'))).status, 403);
        assert.equal((await node.api.post('/bans', { kind: 'user', value: 'ann' })).status, 409);
    }
    // Written at the node that was asked.
    const done = async ({ api }) => (await api.get('/audit?filter=action:ban')).json.audit.filter(({ outcome }) => !outcome.startsWith('failed'));
    assert.equal((await done(north)).length, 1);
    assert.equal((await done(south)).length, 0);
    const { closed } = (await south.api.get('/closed?filter=user:ann')).json;
    assert.ok(closed.length === 2 && closed.every(({ code, cause }) => code === 4403 && cause === 'banned'), JSON.stringify(closed));

    // Of any node, by its id.
    await remove(west, made.id);
    await have([north, south, west], '');
    assert.equal((await south.api.ask('DELETE', `/api/v1/bans/${made.id}`)).status, 404);
    await connect(t, south.server.at('/?user=ann'));
});

test('two nodes that add the same ban end with one', options, async (t) => {
    const { nodes } = await startCluster(t);
    for (let round = 0; round < 20; ++round) {
        const answers = await Promise.all(nodes.map(({ api }) => api.post('/bans', { kind: 'user', value: `ann${round}` })));
        assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409, 409]);
    }
    // A node that was refused the last one may hear of it a moment later.
    await until(async () => (await bansOf(nodes[0])).length === 20, patience, () => 'all of them');
    const expected = await bansOf(nodes[0]);
    assert.equal(new Set(expected.map(({ id }) => id)).size, 20);
    for (const node of nodes)
        await until(async () => JSON.stringify(await bansOf(node)) === JSON.stringify(expected), patience, () => `${node.name} has the same`);
});

test('a node that starts later knows them, and not what was removed while it was away', options, async (t) => {
    const { redis, nodes: [north, south, west] } = await startCluster(t);
    const gone = await ban(north, 'user', 'gone');
    await ban(north, 'user', 'stays');
    await have([north, south, west], 'gone,stays');
    await stop(west);
    assert.equal(sql(west.state, 'SELECT count(*) FROM bans'), '2');
    await remove(south, gone.id);
    await ban(south, 'origin', 'https://evil.example');
    const [again, late] = await Promise.all([startNode(t, redis, 'west', { state: west.state }), startNode(t, redis, 'late')]);
    await have([north, south, again, late], 'https://evil.example,stays');
    assert.equal((await refusal(late.server.at('/?user=stays'))).status, 403);
    await connect(t, again.server.at('/?user=gone'));
    await stop(again);
    assert.equal(sql(west.state, 'SELECT group_concat(value) FROM (SELECT value FROM bans ORDER BY value)'), 'https://evil.example,stays');
});

test('a ban that has ended is in Redis no more', options, async (t) => {
    const { redis, nodes } = await startCluster(t);
    await ban(nodes[0], 'user', 'ann', { expires: new Date(Date.now() + 1000).toISOString() });
    await ban(nodes[1], 'user', 'bob');
    await have(nodes, 'bob');
    await until(async () => await redis.command('HLEN', 'signalbox:access:bans') === ':1\r\n', patience, () => 'one ban in Redis');
});

test('Redis is restarted empty', options, async (t) => {
    const { redis, nodes } = await startCluster(t);
    const [north, south, west] = nodes;
    const gone = await ban(north, 'user', 'gone');
    const kept = await ban(north, 'user', 'kept');
    await remove(south, gone.id);
    await have(nodes, 'kept');
    await redis.kill();
    await Promise.all(nodes.map(isAlone));
    await redis.start();
    await Promise.all(nodes.map(isSynced));
    const late = await startNode(t, redis, 'late');
    await have([...nodes, late], 'kept');
    assert.equal((await bansOf(late))[0].id, kept.id);
    const next = await ban(west, 'user', 'next');
    assert.ok(BigInt(next.id) > BigInt(kept.id));
    await have([...nodes, late], 'kept,next');
});

test('without Redis a node bans for itself, and tells the others later', options, async (t) => {
    const { redis, nodes } = await startCluster(t);
    const [north, south, west] = nodes;
    const old = await ban(north, 'user', 'old');
    const edited = await ban(north, 'user', 'mine');
    await have(nodes, 'mine,old');
    // In no room: a join that Redis has not answered yet when it dies would end with 1013.
    const here = await connect(t, north.server.at('/echo?user=ann'));
    const there = await connect(t, south.server.at('/echo?user=ann'));
    await redis.kill();
    await Promise.all(nodes.map(isAlone));

    const made = await ban(north, 'user', 'ann');
    assert.equal(made.affected, 1);
    assert.equal((await here.closed).code, 4403);
    assert.equal((await refusal(north.server.at('/?user=ann'))).status, 403);
    await remove(north, old.id);
    await remove(north, edited.id);
    const again = await ban(north, 'user', 'mine', { reason: 'again' });
    const short = await ban(north, 'user', 'short');
    await remove(north, short.id);
    await ban(south, 'user', 'both');
    await ban(west, 'user', 'both');
    assert.equal(await valuesOf(north), 'ann,mine');
    assert.equal(there.socket.readyState, there.socket.OPEN);
    // A restart does not lose what was not told.
    await stop(north);
    const restarted = await startNode(t, redis, 'north', { state: north.state });
    assert.equal(await valuesOf(restarted), 'ann,mine');
    await redis.start();
    const all = [restarted, south, west];
    await Promise.all(all.map(isSynced));
    await have(all, 'ann,both,mine');
    assert.equal((await there.closed).code, 4403);
    const [expected] = await Promise.all(all.map(bansOf));
    assert.equal(expected.find(({ value }) => value === 'ann').id, made.id);
    assert.equal(expected.find(({ value }) => value === 'mine').id, again.id);
    for (const node of all)
        await until(async () => JSON.stringify(await bansOf(node)) === JSON.stringify(expected), patience, () => `${node.name} has the same`);
    await remove(west, made.id);
    await have(all, 'both,mine');
});

test('Redis that does not answer delays a ban by two seconds', options, async (t) => {
    const { redis, nodes: [north, south] } = await startCluster(t);
    // A writer that does not come back.
    const script = redis.command('EVAL', "local from = redis.call('TIME')[1] while redis.call('TIME')[1] - from < 8 do end", '0');
    const before = Date.now();
    await ban(north, 'user', 'ann');
    assert.ok(Date.now() - before < 6000);
    assert.equal((await refusal(north.server.at('/?user=ann'))).status, 403);
    await script;
    await have([north, south], 'ann');
    const [a, b] = [await bansOf(north), await bansOf(south)];
    assert.deepEqual(a, b);
    await remove(south, a[0].id);
    await have([north, south], '');
});

test('bans that a node had alone become those of the cluster', options, async (t) => {
    const redis = await Redis.start(t);
    const state = stateFolder(t);
    const alone = await startServer(t, { admin: '127.0.0.1:0', state });
    const api = await ApiCaller.of(t, alone, state);
    await ban({ api }, 'user', 'ann');
    await stop({ server: alone });
    const first = await startNode(t, redis, 'first');
    await ban(first, 'user', 'bob');
    const second = await startNode(t, redis, 'second', { state });
    await have([first, second], 'ann,bob');
    const ids = (await bansOf(first)).map(({ id }) => id);
    assert.equal(new Set(ids).size, 2);
});

test('a revocation of one node holds at all', options, async (t) => {
    const key = Buffer.from(randomBytes(32).toString('hex'));
    const file = join(stateFolder(t), 'key');
    writeFileSync(file, key);
    const { redis, nodes } = await startCluster(t, { set: { 'auth.mode': 'jwt', 'auth.jwt.key_file': file, 'auth.jwt.leeway': '0' } });
    const [north, south, west] = nodes;
    const now = Math.floor(Date.now() / 1000);
    const token = (claims) => new SignJWT({ sub: 'ann', iat: now - 10, exp: now + 3600, ...claims }).setProtectedHeader({ alg: 'HS256' }).sign(key);
    const [one, other] = [await token({ jti: 'one' }), await token({ jti: 'other' })];
    const bearer = (value) => ({ headers: { Authorization: `Bearer ${value}` } });
    const inside = await connect(t, south.server.url, bearer(one));
    const stays = await connect(t, south.server.url, bearer(other));
    const revoke = async ({ api }, body) => assert.equal((await api.post('/revocations', body)).status, 204);
    const isRefused = async (node, value) => until(async () => {
        const client = await refusal(node.server.url, bearer(value)).catch(() => null);
        return client?.status === 401;
    }, patience, () => `${node.name} refuses`);

    await revoke(north, { jti: 'one' });
    assert.equal((await inside.closed).code, 3003);
    for (const node of nodes)
        await isRefused(node, one);
    assert.equal(stays.socket.readyState, stays.socket.OPEN);

    await redis.kill();
    await Promise.all(nodes.map(isAlone));
    await revoke(north, { user: 'ann' });
    await isRefused(north, other);
    await redis.start(); // empty
    await Promise.all(nodes.map(isSynced));
    assert.equal((await stays.closed).code, 3003);
    for (const node of nodes) {
        await isRefused(node, one);
        await isRefused(node, other);
    }
    await until(async () => await redis.command('HLEN', 'signalbox:access:revocations') === ':2\r\n', patience, () => 'two in Redis');
    await stop(west);
    assert.equal(sql(west.state, 'SELECT count(*) FROM revocations'), '2');
});
