// The admin API over all nodes of a cluster: lists, kicks, and connections of other nodes.

import assert from 'node:assert/strict';
import test from 'node:test';

import { ApiCaller } from './support/apicaller.mjs';
import { connect } from './support/client.mjs';
import { Redis } from './support/redis.mjs';
import { startServer } from './support/server.mjs';
import { stateFolder } from './support/storefile.mjs';
import { until } from './support/until.mjs';

const options = { timeout: 120000 };
const trouble = [/signalbox\.redis/, /signalbox\.cluster/];
const patience = 20000;

async function startNode(t, redis, name) {
    const state = stateFolder(t);
    const server = await startServer(t, {
        admin: '127.0.0.1:0', state,
        set: {
            'cluster.broker': 'redis', 'cluster.redis': redis.url, 'cluster.node': name, 'cluster.heartbeat': '200ms',
            'cluster.node_timeout': '1s', 'server.threads': 2,
        },
        expected: trouble,
    });
    return { server, name, api: await ApiCaller.of(t, server, state) };
}

/** Three nodes that know each other. */
async function startCluster(t) {
    const redis = await Redis.start(t);
    const nodes = await Promise.all(['north', 'south', 'west'].map((name) => startNode(t, redis, name)));
    const probes = await Promise.all(nodes.map((node) => join(t, node, 'probe')));
    for (const { api } of nodes) {
        await until(async () => {
            const { json } = await api.get('/connections?cluster=true&filter=user:probe');
            return json.matched === 3;
        }, patience, () => 'three nodes');
    }
    for (const probe of probes) {
        probe.socket.close();
        await probe.ended();
    }
    return { nodes };
}

const join = (t, node, user) => connect(t, node.server.at(`/room/blue?user=${user}`));

test('a list over all nodes is sorted, counted and continued as one', options, async (t) => {
    const { nodes } = await startCluster(t);
    const [north, south, west] = nodes;
    for (const [i, user] of ['f', 'b', 'd', 'a', 'e', 'c', 'g'].entries())
        await join(t, nodes[i % 3], user);
    const own = (await north.api.get('/connections')).json;
    assert.equal(own.matched, 3);
    assert.equal(own.missing, undefined);
    await until(async () => (await west.api.get('/connections?cluster=true')).json.matched === 7, patience, () => 'seven');
    const users = [];
    const names = new Set();
    let after = '';
    do {
        const { json } = await south.api.get(`/connections?cluster=true&sort=-user&limit=3${after && `&after=${after}`}`);
        assert.equal(json.matched, 7);
        assert.deepEqual(json.missing, []);
        users.push(...json.connections.map(({ user }) => user));
        json.connections.forEach(({ node }) => names.add(node));
        after = json.next;
    } while (after);
    assert.deepEqual(users, ['g', 'f', 'e', 'd', 'c', 'b', 'a']);
    assert.deepEqual([...names].sort(), ['north', 'south', 'west']);
    const filtered = (await west.api.get('/connections?cluster=true&filter=user:c')).json;
    assert.deepEqual(filtered.connections.map(({ user, node }) => [user, node]), [['c', 'west']]);
    const bad = await west.api.get('/connections?cluster=true&filter=colour:red');
    assert.equal(bad.status, 422);
});

test('acts on a connection go to its node', options, async (t) => {
    const { nodes: [north, south] } = await startCluster(t);
    const ann = await join(t, north, 'ann');
    const bob = await join(t, north, 'bob');
    const { json } = await north.api.get('/connections?sort=user');
    const [annId, bobId] = json.connections.map(({ id }) => id);
    assert.equal((await south.api.get(`/connections/${annId}`)).json.user, 'ann');
    const ping = await south.api.post(`/connections/${annId}/ping`, {});
    assert.equal(ping.json.outcome, 'done');
    assert.equal((await south.api.ask('PUT', `/api/v1/connections/${annId}/rooms/red`)).status, 204);
    const kick = await south.api.post(`/connections/${annId}/kick`, { code: 4123, reason: 'from elsewhere' });
    assert.equal(kick.json.outcome, 'closed');
    assert.deepEqual(await ann.ended(), { code: 4123, reason: 'from elsewhere' });
    const kicks = await south.api.post('/connections/kick', { ids: [annId, bobId, '7'] });
    assert.deepEqual(kicks.json, { matched: 3, closed: 1, no_answer: 0, gone: 2, missing: [] });
    assert.equal((await bob.ended()).code, 4100);
    assert.equal((await south.api.get(`/connections/${annId}`)).status, 404);
});

test('a user is kicked everywhere, a filter only where that is asked for', options, async (t) => {
    const { nodes } = await startCluster(t);
    const [north, south] = nodes;
    const anns = await Promise.all(nodes.map((node) => join(t, node, 'ann')));
    const bobs = await Promise.all(nodes.map((node) => join(t, node, 'bob')));
    const everywhere = await south.api.post('/users/ann/kick', {});
    assert.deepEqual(everywhere.json, { matched: 3, closed: 3, no_answer: 0, gone: 0, missing: [] });
    for (const ann of anns)
        assert.equal((await ann.ended()).code, 4100);
    const dry = await north.api.post('/connections/kick?cluster=true', { filter: 'user:bob', dry_run: true });
    assert.deepEqual(dry.json, { matched: 3, closed: 0, no_answer: 0, gone: 0, missing: [] });
    const here = await north.api.post('/connections/kick', { filter: 'user:bob' });
    assert.equal(here.json.closed, 1);
    assert.equal((await bobs[0].ended()).code, 4100);
    const rest = await north.api.post('/connections/kick?cluster=true', { filter: 'user:bob' });
    assert.deepEqual(rest.json, { matched: 2, closed: 2, no_answer: 0, gone: 0, missing: [] });
});

test('a node that does not answer is named', options, async (t) => {
    const { nodes: [north, south, west] } = await startCluster(t);
    await join(t, north, 'ann');
    west.server.signal('SIGSTOP');
    const { json } = await south.api.get('/connections?cluster=true');
    // It is named while it counts as alive, and not any more when it has been silent for cluster.node_timeout.
    assert.ok(json.missing.length === 0 || json.missing[0] === 'west', JSON.stringify(json.missing));
    assert.equal(json.matched, 1);
    west.server.signal('SIGCONT');
});

test('without a cluster the parameter changes nothing', options, async (t) => {
    const state = stateFolder(t);
    const server = await startServer(t, { admin: '127.0.0.1:0', state });
    const api = await ApiCaller.of(t, server, state);
    await connect(t, server.at('/room/blue?user=ann'));
    const { json } = await api.get('/connections?cluster=true');
    assert.equal(json.matched, 1);
    assert.deepEqual(json.missing, []);
    assert.equal((await api.post('/connections/kick?cluster=true', { filter: '' })).json.closed, 1);
});
