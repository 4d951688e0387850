// The admin API over all nodes of a cluster: lists, kicks, and connections of other nodes.

import assert from 'node:assert/strict';
import test from 'node:test';

import { ApiCaller } from './support/apicaller.mjs';
import { connect } from './support/client.mjs';
import { startProxy } from './support/proxy.mjs';
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

test('a room or a user is one row, whatever nodes have it', options, async (t) => {
    const { nodes } = await startCluster(t);
    const [north, south, west] = nodes;
    const joinRoom = (node, room, user) => connect(t, node.server.at(`/room/${room}?user=${user}`));
    await joinRoom(north, 'red', 'ann');
    await joinRoom(north, 'red', 'bob');
    await joinRoom(south, 'red', 'ann');
    await joinRoom(south, 'green', 'cat');
    await joinRoom(west, 'green', 'ann');
    await joinRoom(west, 'grey', 'dan');
    const shown = ({ json }, list, figure) =>
        json[list].map((row) => `${row.name} ${row[figure]} ${row.nodes.join()}`);
    const rooms = ['green 2 south,west', 'grey 1 west', 'red 3 north,south'];
    await until(async () => shown(await west.api.get('/rooms?cluster=true'), 'rooms', 'members').join() === rooms.join(),
        patience, () => rooms.join());
    for (const { api } of nodes) {
        const all = await api.get('/rooms?cluster=true');
        assert.deepEqual([shown(all, 'rooms', 'members'), all.json.matched, all.json.missing], [rooms, 3, []]);
        assert.deepEqual(shown(await api.get('/rooms?cluster=true&sort=-members'), 'rooms', 'members'),
            [rooms[2], rooms[0], rooms[1]]);
        assert.deepEqual(shown(await api.get('/rooms?cluster=true&filter=members%3E2'), 'rooms', 'members'), [rooms[2]]);
        assert.deepEqual(shown(await api.get('/users?cluster=true&sort=-connections&limit=1'), 'users', 'connections'),
            ['ann 3 north,south,west']);
    }
    const first = (await south.api.get('/users?cluster=true&limit=3')).json;
    assert.deepEqual(first.users.map(({ name }) => name), ['ann', 'bob', 'cat']);
    assert.deepEqual(first.users[0].rooms, ['green', 'red']);
    const second = (await south.api.get(`/users?cluster=true&limit=3&after=${first.next}`)).json;
    assert.deepEqual([second.users.map(({ name }) => name), second.matched, second.next], [['dan'], 4, undefined]);
    assert.deepEqual((await south.api.get('/rooms')).json.rooms.map(({ name, members }) => [name, members]),
        [['green', 1], ['red', 1]]); // of that node
    assert.equal((await south.api.get('/rooms?cluster=true&filter=colour:red')).status, 422);
});

test('a room is known also where nobody is in it', options, async (t) => {
    const { nodes: [north, south] } = await startCluster(t);
    const ann = await connect(t, north.server.at('/room/attic?user=ann'));
    await until(async () => (await south.api.get('/rooms/attic')).json.members === 1, patience, () => 'ann');
    const sent = await south.api.post('/publish', { room: 'attic', content: 'one' });
    assert.deepEqual(sent.json, { delivered: 1, seq: 1 });
    await until(() => ann.messages.some(({ data }) => data.toString() === 'one'), patience, () => 'one');
    const { json } = await south.api.get('/rooms/attic');
    assert.deepEqual([json.name, json.seq, json.members, json.history.messages], ['attic', 1, 1, 1]);
    const history = await south.api.get('/rooms/attic/history');
    assert.deepEqual(history.json.messages.map(({ content }) => content), ['one']);
    // Nobody is in it any more, anywhere: what is kept is in Redis.
    ann.socket.close();
    await ann.ended();
    for (const { api } of [north, south]) {
        await until(async () => (await api.get('/rooms/attic')).json.members === 0, patience, () => 'nobody');
        assert.equal((await api.get('/rooms/attic/history')).json.messages.length, 1);
    }
    assert.equal((await south.api.ask('DELETE', '/api/v1/rooms/attic/history')).status, 204);
    await until(async () => (await north.api.get('/rooms/attic/history')).json.messages.length === 0, patience, () => 'deleted');
    assert.equal((await north.api.get('/rooms/attic')).json.seq, 1);
    for (const path of ['/rooms/nowhere', '/rooms/nowhere/history', '/rooms/nowhere/presence'])
        assert.equal((await north.api.get(path)).status, 404, path);
    assert.equal((await north.api.ask('DELETE', '/api/v1/rooms/nowhere/history')).status, 404);
});

test('a client reads the history of a room that only others are in, as on one machine', options, async (t) => {
    const redis = await Redis.start(t);
    const [north, south] = await Promise.all(['north', 'south'].map((name) => startNode(t, redis, name)));
    const { socket: ann } = await connect(t, north.server.at('/room/only1?user=ann'));
    ann.send('one');
    await until(async () => (await north.api.get('/rooms/only1')).json?.seq === 1, patience, () => 'one');
    const bob = await connect(t, south.server.at('/room/blue?user=bob'), { subprotocols: ['signalbox.v1.json'] });
    let last = 0;
    const heard = () => bob.messages.map(({ data }) => JSON.parse(data.toString()));
    const read = async (room) => {
        const id = ++last;
        bob.socket.send(JSON.stringify({ type: 'history', room, id }));
        await until(() => heard().some((message) => message.id === id), patience, () => `history of ${room}`);
        return heard().find((message) => message.id === id);
    };
    const history = await read('only1');
    assert.deepEqual(history.messages?.map(({ content }) => content), ['one'], JSON.stringify(history));
    assert.equal(history.recovered, true);
    await connect(t, north.server.at('/room/quiet?user=cat'));
    await until(async () => (await south.api.get('/rooms/quiet')).json?.members === 1, patience, () => 'quiet');
    assert.deepEqual((await read('quiet')).messages, []); // it exists, without a message
    assert.equal((await read('never')).code, 'no_such_room');
    assert.equal((await south.api.get('/rooms/never/history')).status, 404);
    assert.doesNotMatch(await redis.command('KEYS', '*never*'), /never/); // and is not made by the question
    assert.match(await redis.command('KEYS', '*only1*'), /only1/);
    await redis.kill();
    await until(async () => (await read('only1')).code === 'unavailable', patience, () => 'unavailable');
    assert.equal((await south.api.ask('DELETE', '/api/v1/rooms/quiet/history')).status, 503); // it is not open there
    assert.equal((await north.api.ask('DELETE', '/api/v1/rooms/quiet/history')).status, 503);
    const refused = await read('never');
    assert.equal(refused.code, 'unavailable');
    assert.ok(refused.retry > 0);
});

test('what is published counts the connections of all nodes', options, async (t) => {
    const { nodes } = await startCluster(t);
    const [north, south] = nodes;
    const peers = await Promise.all(nodes.map((node) => join(t, node, 'ann')));
    await until(async () => (await south.api.get('/rooms/blue')).json.members === 3, patience, () => 'three members');
    const publish = async (target) => (await south.api.post('/publish', { ...target, content: 'hi' })).json;
    assert.equal((await publish({ room: 'blue' })).delivered, 3);
    await until(async () => (await publish({ user: 'ann' })).delivered === 3, patience, () => 'three connections');
    assert.deepEqual(await publish({ all: true }), { delivered: 3, missing: [] });
    const [{ id }] = (await north.api.get('/connections')).json.connections;
    assert.deepEqual(await publish({ client: id }), { delivered: 1 });
    for (const peer of peers)
        await until(() => peer.messages.length >= 3, patience, () => 'messages');
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

test('a node that missed the deletion of a history learns of it', options, async (t) => {
    const redis = await Redis.start(t);
    const way = await startProxy(t, redis.socket);
    const [north, south] = await Promise.all([startNode(t, redis, 'north'), startNode(t, { url: `redis://127.0.0.1:${way.port}/0` }, 'south')]);
    const { socket: ann } = await connect(t, north.server.at('/room/blue?user=ann'));
    const bob = await connect(t, south.server.at('/room/blue?user=bob'));
    await until(async () => (await south.api.get('/rooms/blue')).json?.members === 2, patience, () => 'both members');
    for (const text of ['one', 'two'])
        ann.send(text);
    await until(() => bob.messages.length === 2, patience, () => 'both');
    const kept = async ({ api }) => (await api.get('/rooms/blue/history')).json?.messages?.map(({ content }) => content);
    assert.deepEqual(await kept(south), ['one', 'two']);
    way.cut();
    assert.equal((await north.api.ask('DELETE', '/api/v1/rooms/blue/history')).status, 204);
    await until(async () => (await kept(north))?.length === 0, patience, () => 'deleted');
    way.mend();
    await until(async () => (await kept(south))?.length === 0, patience, () => 'deleted at the other node');
    ann.send('three');
    await until(async () => String(await kept(south)) === 'three', patience, () => 'three');
});
