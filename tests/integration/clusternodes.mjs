// The nodes of a cluster and the state of its broker: in the API, the metrics and signalboxctl, and their names in Redis.

import assert from 'node:assert/strict';
import test from 'node:test';

import { ApiCaller } from './support/apicaller.mjs';
import { connect } from './support/client.mjs';
import { ctl, ctlEnvironment } from './support/ctl.mjs';
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
            'cluster.node_timeout': '1s', 'server.threads': 1,
        },
        expected: trouble,
    });
    const api = await ApiCaller.of(t, server, state);
    const nodes = async () => (await api.get('/nodes')).json;
    const env = ctlEnvironment(t, { token: api.token });
    return { server, name, api, nodes, ctl: (args, more) => ctl([...args, '--server', `http://127.0.0.1:${api.port}`], { env, ...more }) };
}

const namesOf = ({ nodes }) => nodes.map(({ name }) => name).sort().join();
const sees = (node, names) => until(async () => namesOf(await node.nodes()) === names, patience, () => names);
const metricOf = async (node, name) => {
    const text = await (await fetch(`http://127.0.0.1:${node.api.port}/metrics`)).text();
    return Number(text.match(new RegExp(`^${name} (.*)$`, 'm'))?.[1]);
};

test('every node lists all of them, and their figures', options, async (t) => {
    const redis = await Redis.start(t);
    const [north, south] = await Promise.all([startNode(t, redis, 'north'), startNode(t, redis, 'so uth')]);
    await Promise.all([north, south].map((node) => sees(node, 'north,so uth')));
    await connect(t, south.server.at('/room/blue?user=ann'));
    await until(async () => (await north.nodes()).nodes.some(({ connections }) => connections === 1), patience, () => 'ann');
    const { nodes, broker } = await north.nodes();
    const [own, other] = [true, false].map((isThis) => nodes.find((node) => node.this === isThis));
    assert.equal(own.name, 'north');
    assert.match(own.id, /^[1-9][0-9]*$/);
    assert.notEqual(own.id, other.id);
    const { id, lag_ms: lag, version, ...rest } = other;
    assert.deepEqual(rest, { name: 'so uth', state: 'running', connections: 1, rooms: 1, users: 1, this: false });
    assert.ok(lag >= 0 && lag < 1000, `${lag}`);
    assert.equal(version, own.version);
    assert.equal(broker.up, true);
    assert.equal(broker.reason, undefined);
    assert.ok(broker.rtt_ms > 0, JSON.stringify(broker));
    assert.ok(Math.abs(Date.parse(broker.since) - Date.now()) < 60000);
    assert.equal((await south.api.get('/server')).json.node, 'so uth');
    assert.equal(await metricOf(north, 'signalbox_cluster_nodes'), 2);
    // Both connections of a node have its name.
    const clients = await redis.command('CLIENT', 'LIST');
    for (const name of ['signalbox-north', 'signalbox-so_uth'])
        assert.equal(clients.split(`name=${name} `).length - 1, 2, clients);

    const { stdout } = await north.ctl(['nodes']);
    assert.match(stdout, /^ *ID +NODE +VERSION +STATE +CONNECTIONS +ROOMS +USERS +LAG +THIS\n/);
    assert.match(stdout, /^ *\d+ +north +\S+ +running +0 +0 +0 +\S+ +this$/m);
    assert.match(stdout, /^ *\d+ +so uth +\S+ +running +1 +1 +1 +\S+ +-$/m);
    assert.equal(JSON.parse((await south.ctl(['nodes', '--json'])).stdout).nodes.length, 2);
    const status = (await south.ctl(['status'])).stdout;
    assert.match(status, /^node +so uth$/m);
    assert.match(status, /^broker +up for \S+, round trip \S+$/m);

    south.server.signal('SIGTERM');
    await south.server.ended;
    await sees(north, 'north');
});

test('an outage of Redis is told with its reason, and ages go on', options, async (t) => {
    const redis = await Redis.start(t);
    const [north, south] = await Promise.all([startNode(t, redis, 'north'), startNode(t, redis, 'south')]);
    await sees(north, 'north,south');
    await redis.kill();
    await until(async () => !(await north.nodes()).broker.up, patience, () => 'down');
    await until(async () => (await north.nodes()).nodes.every(({ lag_ms: lag }) => lag > 600), patience, () => 'late');
    const { nodes, broker } = await north.nodes();
    assert.equal(nodes.length, 2);
    assert.notEqual(broker.reason, '');
    assert.equal(broker.rtt_ms, undefined);
    await connect(t, north.server.at('/echo'));
    const own = (await north.nodes()).nodes.find((node) => node.this);
    assert.equal(own.connections, 1); // its own figures are those of the moment
    assert.equal(await metricOf(north, 'signalbox_cluster_nodes'), 1);
    assert.match((await north.ctl(['status'])).stdout, /^broker +down for \S+: .+$/m);
    assert.match((await north.ctl(['nodes'])).stderr, /the broker is down for /);
    await redis.start();
    await until(async () => (await north.nodes()).broker.up, patience, () => 'up');
    await sees(south, 'north,south');
});

test('a node that begins without Redis lists itself', options, async (t) => {
    const redis = await Redis.start(t);
    await redis.kill();
    const north = await startNode(t, redis, 'north');
    const { nodes: [own, ...others], broker } = await north.nodes();
    assert.deepEqual([own.name, own.this, own.state, others.length], ['north', true, 'running', 0]);
    assert.equal(broker.up, false);
});

test('without a cluster there are no nodes', options, async (t) => {
    const state = stateFolder(t);
    const server = await startServer(t, { admin: '127.0.0.1:0', state });
    const api = await ApiCaller.of(t, server, state);
    assert.deepEqual((await api.get('/nodes')).json, { nodes: [] });
    const env = ctlEnvironment(t, { token: api.token });
    const at = ['--server', `http://127.0.0.1:${api.port}`];
    assert.match((await ctl([...at, 'nodes'], { env, code: 2 })).stderr, /in no cluster/);
    assert.equal((await ctl([...at, '--json', 'nodes'], { env, code: 2 })).stdout, '{"nodes":[]}\n');
    assert.doesNotMatch((await ctl([...at, 'status'], { env })).stdout, /broker/);
});
