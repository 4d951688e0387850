// Several nodes with one Redis: limits.max_connections_per_user and max_members over all of them, and at each alone without it.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import test from 'node:test';

import { connect, refusal } from './support/client.mjs';
import { startProxy } from './support/proxy.mjs';
import { Redis } from './support/redis.mjs';
import { startServer } from './support/server.mjs';
import { until } from './support/until.mjs';

const options = { timeout: 120000 };
const envelope = { subprotocols: ['signalbox.v1.json'] };
const trouble = [/signalbox\.redis/, /signalbox\.cluster/, /\(user_cap\)/, /\(room_full\)/]; // Redis is away, clients are refused
const patience = 30000;

/** \a redis: that of all nodes, or an array, of each. \a members: hub.max_members of the room `limited`. */
async function startNodes(t, redis, count, { set = {}, config = '', members = 0 } = {}) {
    return Promise.all(Array.from({ length: count }, async (_, i) => {
        const node = await startServer(t, {
            config: `${config}[[room]]\nname = "limited"\nmax_members = ${members}\n`,
            set: {
                'cluster.broker': 'redis', 'cluster.redis': (redis[i] ?? redis).url, 'cluster.heartbeat': '200ms', 'cluster.node_timeout': '1500ms',
                'server.threads': 2, 'hub.announce': false, 'limits.handshake': '20s', ...set,
            },
            admin: '127.0.0.1:0',
            expected: trouble,
        });
        node.metric = async (sample) => {
            const text = await (await fetch(`http://127.0.0.1:${await node.adminPort()}/metrics`)).text();
            const line = text.split('\n').find((each) => each.startsWith(sample));
            return line ? Number(line.slice(line.lastIndexOf(' ') + 1)) : undefined;
        };
        await caps(node, 0);
        return node;
    }));
}

const perUser = (limit, policy = 'refuse') => ({ set: { 'limits.max_connections_per_user': limit, 'limits.user_policy': policy } });

/** Waits until the caps of \a node are local (1) or those of the cluster (0). */
async function caps(node, local) {
    await until(async () => await node.metric('signalbox_caps_local') === local, patience, () => `signalbox_caps_local ${local}`);
}

/** A client, or null: it was answered with 429. */
async function tryEnter(t, node, user = 'ann') {
    try {
        return await connect(t, node.at(`/echo?user=${user}`));
    } catch (error) {
        assert.match(error.message, /429/);
        return null;
    }
}

async function lives(client) {
    const before = client.received;
    client.socket.send('still here');
    await until(() => client.received > before, patience, () => 'an echo');
}

async function enters(t, node, user = 'ann') {
    let client;
    await until(async () => (client = await tryEnter(t, node, user)) !== null, patience, () => 'a free place');
    return client;
}

test('refuse: of 60 that come at once to 3 nodes, exactly 3 enter', options, async (t) => {
    const redis = await Redis.start(t);
    const nodes = await startNodes(t, redis, 3, perUser(3));
    const tried = await Promise.all(Array.from({ length: 60 }, (_, i) => tryEnter(t, nodes[i % 3])));
    const inside = tried.filter((client) => client);
    assert.equal(inside.length, 3);
    assert.equal((await Promise.all(nodes.map((node) => node.metric('signalbox_connections_rejected_total{reason="user_cap"}'))))
        .reduce((sum, count) => sum + (count ?? 0), 0), 57);
    const refused = await refusal(nodes[0].at('/echo?user=ann'));
    assert.equal(refused.status, 429);
    assert.match(refused.headers['retry-after'], /^\d+$/);
    assert.ok(await tryEnter(t, nodes[0], 'bob'));
    // Each end makes room for one, at any node.
    for (const [i, client] of inside.entries()) {
        client.socket.close();
        await client.ended();
        await enters(t, nodes[i]);
        assert.equal(await tryEnter(t, nodes[(i + 1) % 3]), null);
    }
});

test('refuse: a first message is refused as well', options, async (t) => {
    const redis = await Redis.start(t);
    const token = 'token of ann';
    const sha256 = createHash('sha256').update(token).digest('hex');
    const config = `[auth]\nmode = "token"\n[[auth.token]]\nname = "ann"\nuser = "ann"\nsha256 = "${sha256}"\njoin = ["*"]\n`;
    const nodes = await startNodes(t, redis, 2, { ...perUser(1), config });
    const say = async (node) => {
        const client = await connect(t, node.at('/'), envelope);
        client.socket.send(JSON.stringify({ type: 'auth', id: 1, token }));
        return { client, answer: JSON.parse(await client.nextText()) };
    };
    const first = await say(nodes[0]);
    assert.equal(first.answer.type, 'ack');
    const second = await say(nodes[1]);
    assert.deepEqual([second.answer.type, second.answer.code], ['error', 'rate_limited']);
    assert.equal((await second.client.ended()).code, 1013);
    first.client.socket.close();
    await first.client.ended();
    await until(async () => (await say(nodes[1])).answer.type === 'ack', patience, () => 'a free place');
});

test('replace: of 60 that come at once to 3 nodes, 3 stay', options, async (t) => {
    const redis = await Redis.start(t);
    const nodes = await startNodes(t, redis, 3, perUser(3, 'replace'));
    const bob = await connect(t, nodes[0].at('/echo?user=bob'));
    const clients = await Promise.all(Array.from({ length: 60 }, (_, i) => tryEnter(t, nodes[i % 3])));
    assert.ok(clients.every((client) => client));
    const left = new Set(clients);
    const codes = [];
    for (const client of clients)
        client.closed.then(({ code }) => left.delete(client) && codes.push(code));
    await until(() => codes.length === 57, patience, () => `57 that are replaced; there are ${codes.length}`);
    assert.ok(codes.every((code) => code === 4410), `${codes}`);
    for (const client of [...left, bob])
        await lives(client);
    assert.equal(codes.length, 57);
    // One after the other, it is always the oldest of all nodes that goes.
    const later = [];
    for (let i = 0; i < 6; ++i) {
        later.push(await connect(t, nodes[i % 3].at('/echo?user=ann')));
        if (i < 3) // or the next one could come to Redis first, from another node
            await until(() => left.size === 2 - i, patience, () => `${2 - i} of the first ones; there are ${left.size}`);
        else
            assert.equal((await later[i - 3].ended()).code, 4410);
    }
    for (const client of later.slice(3))
        await lives(client);
});

/** Joins `limited` at \a node. Returns the client, with the answer. */
async function join(t, node) {
    const client = await connect(t, node.at('/room/lobby'), envelope);
    client.request = async (request) => {
        client.socket.send(JSON.stringify(request));
        for (;;) {
            const answer = JSON.parse(await client.nextText());
            if (answer.id === request.id)
                return answer;
        }
    };
    client.answer = await client.request({ type: 'join', room: 'limited', id: 1 });
    return client;
}

test('100 join a room of 10 at 3 nodes at once: exactly 10 are members', options, async (t) => {
    const redis = await Redis.start(t);
    const nodes = await startNodes(t, redis, 3, { members: 10 });
    const clients = await Promise.all(Array.from({ length: 100 }, (_, i) => join(t, nodes[i % 3])));
    const members = clients.filter(({ answer }) => answer.type === 'ack');
    assert.equal(members.length, 10);
    for (const { answer } of clients.filter((client) => !members.includes(client))) {
        assert.deepEqual([answer.type, answer.code, answer.field], ['error', 'room_limit', 'room']);
        assert.match(answer.message, /as many members as it may have/);
    }
    const presence = await members[0].request({ type: 'presence', room: 'limited', id: 2 });
    assert.equal(presence.count, 10);
    // Who leaves makes room for one at any node; so does who is gone.
    assert.equal((await members[0].request({ type: 'leave', room: 'limited', id: 3 })).type, 'ack');
    await until(async () => (await join(t, nodes[1])).answer.type === 'ack', patience, () => 'a free place');
    assert.equal((await join(t, nodes[2])).answer.code, 'room_limit');
    members[1].socket.terminate();
    await until(async () => (await join(t, nodes[2])).answer.type === 'ack', patience, () => 'a free place');
    assert.equal((await join(t, nodes[0])).answer.code, 'room_limit');
    // One that is a member already is one still.
    assert.equal((await members[2].request({ type: 'join', room: 'limited', id: 4 })).type, 'ack');
});

test('the places of a node that dies come back', options, async (t) => {
    const redis = await Redis.start(t);
    const [staying, dying] = await startNodes(t, redis, 2, { ...perUser(2), members: 3 });
    const first = await connect(t, dying.at('/echo?user=ann'));
    await connect(t, dying.at('/echo?user=ann'));
    const members = await Promise.all([0, 1, 2].map(() => join(t, dying)));
    assert.ok(members.every(({ answer }) => answer.type === 'ack'));
    assert.equal(await tryEnter(t, staying), null);
    assert.equal((await join(t, staying)).answer.code, 'room_limit');
    dying.signal('SIGKILL');
    await first.ended();
    await enters(t, staying);
    await enters(t, staying);
    assert.equal(await tryEnter(t, staying), null);
    await until(async () => (await join(t, staying)).answer.type === 'ack', patience, () => 'a free place');
});

test('without Redis the caps are those of each node, and a metric says so', options, async (t) => {
    const redis = await Redis.start(t);
    const nodes = await startNodes(t, redis, 2, perUser(2));
    const before = [await connect(t, nodes[0].at('/echo?user=ann')), await connect(t, nodes[1].at('/echo?user=ann'))];
    assert.equal(await tryEnter(t, nodes[0]), null);
    await redis.kill();
    await Promise.all(nodes.map((node) => caps(node, 1)));
    const more = await Promise.all(nodes.map((node) => enters(t, node)));
    for (const node of nodes)
        assert.equal(await tryEnter(t, node), null);
    await redis.start(); // empty
    await Promise.all(nodes.map((node) => caps(node, 0)));
    // Four are in. Nobody is put out, and nobody comes in before there are fewer than two.
    const inside = [...before, ...more];
    for (const client of inside)
        await lives(client);
    for (const client of inside.slice(0, 3)) {
        for (const node of nodes)
            assert.equal(await tryEnter(t, node), null);
        client.socket.close();
        await client.ended();
    }
    await enters(t, nodes[1]);
    assert.equal(await tryEnter(t, nodes[0]), null);
});

test('replace: who came in without Redis stays until the user comes again', options, async (t) => {
    const redis = await Redis.start(t);
    const nodes = await startNodes(t, redis, 2, perUser(1, 'replace'));
    await redis.kill();
    await Promise.all(nodes.map((node) => caps(node, 1)));
    const apart = await Promise.all(nodes.map((node) => connect(t, node.at('/echo?user=ann'))));
    await redis.start();
    await Promise.all(nodes.map((node) => caps(node, 0)));
    for (const client of apart)
        await lives(client);
    await until(async () => /^:2\r\n/.test(await redis.command('ZCARD', 'signalbox:places:ann')), patience, () => 'both places');
    const newest = await connect(t, nodes[0].at('/echo?user=ann'));
    for (const client of apart)
        assert.equal((await client.ended()).code, 4410);
    await lives(newest);
});

/** A way to \a redis that can be slowed and stalled. */
async function startWay(t, redis) {
    const way = await startProxy(t, redis.socket);
    return Object.assign(way, { url: `redis://127.0.0.1:${way.port}/0` });
}

test('with a slow Redis the limits hold', options, async (t) => {
    const redis = await Redis.start(t);
    const ways = await Promise.all([0, 1].map(() => startWay(t, redis)));
    const nodes = await startNodes(t, ways, 2, { ...perUser(3), members: 5 });
    const earlier = await Promise.all(nodes.map((node) => join(t, node)));
    ways.forEach((way) => way.slow({ delay: 250 }));
    const clients = await Promise.all(Array.from({ length: 30 }, (_, i) => join(t, nodes[i % 2])));
    assert.equal(clients.filter(({ answer }) => answer.type === 'ack').length, 3);
    const tried = await Promise.all(Array.from({ length: 20 }, (_, i) => tryEnter(t, nodes[i % 2])));
    assert.equal(tried.filter((client) => client).length, 3);
    for (const node of nodes)
        assert.equal(await node.metric('signalbox_caps_local'), 0);
    assert.equal((await earlier[0].request({ type: 'presence', room: 'limited', id: 2 })).count, 5);
});

test('when Redis stops in the middle of a request, the node decides', options, async (t) => {
    const redis = await Redis.start(t);
    const ways = await Promise.all([0, 1].map(() => startWay(t, redis)));
    const nodes = await startNodes(t, ways, 2, { ...perUser(1), members: 3 });
    const members = await Promise.all(nodes.map((node) => join(t, node)));
    ways.forEach((way) => way.stall());
    const late = await Promise.all(nodes.flatMap((node) => [join(t, node), tryEnter(t, node)]));
    const [joined, entered, joinedThere, enteredThere] = late;
    assert.ok(entered && enteredThere); // one at each node
    assert.deepEqual([joined.answer.type, joinedThere.answer.type], ['ack', 'ack']);
    await Promise.all(nodes.map((node) => caps(node, 1)));
    ways.forEach((way) => way.mend());
    await Promise.all(nodes.map((node) => caps(node, 0)));
    members.push(joined, joinedThere);
    const count = async () => (await members[0].request({ type: 'presence', room: 'limited', id: 2 })).count;
    await until(async () => await count() === 4, patience, () => '4 members');
    // What Redis did with the requests that nobody waited for is of no effect.
    entered.socket.close();
    await entered.ended();
    await until(async () => /^:1\r\n/.test(await redis.command('ZCARD', 'signalbox:places:ann')), patience, () => 'one place');
    assert.equal(await tryEnter(t, nodes[0]), null);
    assert.equal((await join(t, nodes[0])).answer.code, 'room_limit');
    for (const member of members.slice(1))
        assert.equal((await member.request({ type: 'leave', room: 'limited', id: 3 })).type, 'ack');
    await until(async () => await count() === 1, patience, () => '1 member');
    assert.equal((await join(t, nodes[1])).answer.type, 'ack');
});
