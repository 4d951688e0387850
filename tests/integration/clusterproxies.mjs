// Three nodes of a cluster behind the real nginx and HAProxy, with the examples of resources/proxies.

import assert from 'node:assert/strict';
import test from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { WebSocket } from 'ws';

import { connect as connectClient } from '../../resources/client/signalbox.js';
import { startBackend, startHaproxy, startNginx } from './support/balancers.mjs';
import { connect } from './support/client.mjs';
import { Redis } from './support/redis.mjs';
import { until } from './support/until.mjs';

const options = { timeout: 120000 };
const trouble = [/signalbox\.redis/, /signalbox\.cluster/];

async function startNodes(t) {
    const redis = await Redis.start(t);
    return Promise.all([1, 2, 3].map((number) => startBackend(t, {
        set: {
            'cluster.broker': 'redis', 'cluster.redis': redis.url, 'cluster.node': `node${number}`, 'cluster.heartbeat': '300ms',
            'cluster.node_timeout': '2s', 'server.threads': 2, 'server.drain_rate': 3,
        },
        expected: trouble,
    })));
}

async function startBehindNginx(t) {
    const nodes = await startNodes(t);
    const replaced = nodes.map(({ server }, i) => [`server 10.0.0.1${i + 1}:8080 `, `server 127.0.0.1:${server.port} `]);
    return { nodes, ...await startNginx(t, 'nginx-cluster.conf', replaced) };
}

async function startBehindHaproxy(t) {
    const nodes = await startNodes(t);
    const replaced = nodes.map(({ server, adminPort }, i) =>
        [`10.0.0.1${i + 1}:8080 check port 8081`, `127.0.0.1:${server.port} check port ${adminPort}`]);
    return { nodes, ...await startHaproxy(t, 'haproxy-cluster.cfg', replaced) };
}

/** The JavaScript client, which trusts the balancer's certificate. */
async function connectUser(t, { url, ca }, user) {
    class Trusting extends WebSocket {
        constructor(address, protocols) { super(address, protocols, { ca, perMessageDeflate: false }); }
    }
    const client = connectClient(`${url}/room/blue`, { WebSocket: Trusting, user, backoff: { first: 200, longest: 2000 } });
    t.after(() => client.close());
    const room = client.room('blue');
    const contents = [];
    const gaps = [];
    room.on('message', ({ content }) => contents.push(content));
    room.on('gap', (gap) => gaps.push(gap));
    await client.next('open');
    await until(() => room.joined && room.position, 10000, () => `${user} in the room`);
    return { client, room, contents, gaps };
}

const usersOf = async (nodes) => Promise.all(nodes.map(async ({ server, rows }) =>
    (server.program.isRunning ? (await rows()).filter(({ state }) => state === 'open').map(({ user }) => user) : [])));

for (const [name, startBehind] of Object.entries({ nginx: startBehindNginx, HAProxy: startBehindHaproxy })) {
    test(`${name}: clients are spread over three nodes, and a room is one room`, options, async (t) => {
        const { nodes, ca, url } = await startBehind(t);
        const clients = [];
        for (let i = 0; i < 12; ++i)
            clients.push(await connect(t, `${url}/room/blue?user=u${i}`, { ca, localAddress: `127.0.0.${5 + i}` }));
        const rows = await Promise.all(nodes.map(({ rows: of }) => of()));
        for (const own of rows)
            assert.ok(own.length >= 2, `connections: ${rows.map(({ length }) => length)}`);
        for (const { user, address, proxy } of rows.flat()) {
            assert.equal(address, `127.0.0.${5 + Number(user.slice(1))}`);
            assert.match(proxy, /^127\.0\.0\.1:\d+$/);
        }
        clients.forEach(({ socket }, i) => socket.send(`message ${i}`));
        const texts = ({ messages }) => messages.map(({ data }) => data.toString());
        await until(() => clients.every(({ messages }) => messages.length === 12), 10000, () => `12 messages; ${clients.map(({ messages }) => messages.length)}`);
        for (const client of clients)
            assert.deepEqual(texts(client), texts(clients[0]));
    });

    test(`${name}: a node that drains or dies gets no new clients, and its own come back elsewhere`, options, async (t) => {
        const behind = await startBehind(t);
        const { nodes } = behind;
        const users = [];
        for (let i = 0; i < 12; ++i)
            users.push(await connectUser(t, behind, `u${i}`));
        let published = 0;
        const publish = () => users[11].room.publish(`m${published++}`).catch(() => {}); // it may move as well
        const before = await usersOf(nodes);
        assert.ok(before.every(({ length }) => length >= 2), JSON.stringify(before));
        nodes[0].server.signal('SIGTERM');
        while (nodes[0].server.program.isRunning) {
            publish();
            const late = await connect(t, `${behind.url}/echo?user=late`, { ca: behind.ca });
            late.socket.send('x');
            assert.equal(await late.nextText(), 'x');
            await delay(20);
        }
        await nodes[0].server.ended;
        const everybody = (where) => where.flat().filter((user) => /^u\d+$/.test(user)).sort();
        let where;
        const all = Array.from({ length: 12 }, (_, i) => `u${i}`).sort();
        await until(async () => JSON.stringify(everybody(where = await usersOf(nodes))) === JSON.stringify(all), 20000, () => `all users: ${JSON.stringify(where)}`);
        nodes[1].server.signal('SIGKILL');
        await nodes[1].server.ended;
        const first = await connect(t, `${behind.url}/room/blue?user=new`, { ca: behind.ca }); // at once
        first.socket.close();
        publish();
        await until(async () => JSON.stringify(everybody(where = await usersOf(nodes))) === JSON.stringify(all), 30000, () => `all users: ${JSON.stringify(where)}`);
        await until(() => users.every(({ room }) => room.joined && room.position), 10000, () => 'all in the room');
        const last = await users[0].room.publish('last');
        assert.ok(last.seq > 0);
        await until(() => users.every(({ contents }) => contents.at(-1) === 'last'), 10000, () => `the last message; ${users.map(({ contents }) => contents.at(-1))}`);
        for (const { contents, gaps } of users) {
            assert.deepEqual(gaps, []);
            assert.deepEqual(contents.slice(-users[11].contents.length), users[11].contents.slice(-contents.length));
            assert.equal(new Set(contents).size, contents.length);
        }
    });
}
