// Hostile users: direct messages to many connections, names that are used once, pages of presence of a large room, and JavaScript
// clients that lose their connections at the same moment.

import assert from 'node:assert/strict';
import test from 'node:test';
import { WebSocket } from 'ws';

import { connect } from '../../../resources/client/signalbox.js';
import { startProxy } from '../support/proxy.mjs';
import { until } from '../support/until.mjs';
import { Attack, options, repeated, text } from './attack.mjs';

// The recipient is judged by its own outbox, so its connections may be closed.
test('a flood of direct messages to a user with 100 connections', options, async (t) => {
    const attack = await Attack.begin(t);
    await attack.members(100, 'home', { name: 'popular' });
    const [sender] = await attack.openAll(1, { path: '/room/other', envelope: true });
    await attack.blast(6, [sender], repeated(text({ type: 'direct', to: 'popular', content: 'd'.repeat(300) }), 20));
    await attack.finish({ connections: 0 });
});

test('user names that are used once', options, async (t) => {
    const attack = await Attack.begin(t, { admin: '127.0.0.1:0' });
    const admin = await attack.server.adminPort();
    const users = async () => Number((await (await fetch(`http://127.0.0.1:${admin}/metrics`)).text()).match(/^signalbox_users (\d+)$/m)[1]);
    const before = await users();
    let count = 0;
    await attack.run(6, (isOver) => Promise.all(Array.from({ length: 12 }, async () => {
        while (!isOver()) {
            count += 1;
            const socket = await attack.open({ path: `/room/${count}?user=${encodeURIComponent('名'.repeat(50))}${count}`, envelope: true });
            attack.hostile.pop();
            socket.write(text({ type: 'direct', to: `nobody ${count}`, content: 1 }));
            socket.resetAndDestroy();
            await new Promise((resolve) => socket.once('close', resolve));
        }
    })));
    await until(async () => await users() === before, 5000, () => 'users that are gone');
    t.diagnostic(`${count} users`);
    await attack.finish({ connections: 0 });
});

test('12 connections that read the presence of a room of 700, page by page', options, async (t) => {
    const attack = await Attack.begin(t);
    const members = await attack.members(700, 'hall', { name: `${'n'.repeat(50)} {n}` });
    const sockets = await attack.openAll(12, { path: '/room/other', envelope: true });
    const pages = Array.from({ length: 80 }, (_, i) => text({ type: 'presence', room: 'hall', limit: 600, after: String(i * 10) }));
    await attack.blast(6, sockets, Buffer.concat(pages));
    await members.stop();
    await attack.finish();
});

test('200 JavaScript clients that lose their connections again and again', options, async (t) => {
    const attack = await Attack.begin(t);
    const proxy = await startProxy(t, attack.server.port);
    const clients = Array.from({ length: 200 }, () => connect(`${proxy.url}room/storm`, { WebSocket, backoff: { first: 400, longest: 3000 } }));
    t.after(() => clients.forEach((client) => client.close()));
    const opened = [];
    const received = clients.map(() => []);
    clients.forEach((client, i) => {
        client.on('open', () => opened.push(performance.now()));
        client.on('message', ({ content }) => received[i].push(content));
        client.on('error', () => {});
    });
    const areOpen = () => clients.every(({ state }) => state === 'open');
    // What is published before a client knows its position in the room cannot be recovered.
    await until(() => areOpen() && clients.every((client) => client.room('storm').position), 20000, () => 'all clients');
    const publisher = await attack.client('/room/storm');
    const sent = [];
    await attack.run(8, async (isOver) => {
        while (!isOver()) {
            opened.length = 0;
            proxy.cut();
            for (let i = 0; i < 5; ++i) {
                sent.push(sent.length);
                await publisher.ask({ type: 'message', content: sent.at(-1) });
            }
            proxy.mend();
            await until(areOpen, 20000, () => 'all clients again');
            const spread = Math.max(...opened) - Math.min(...opened);
            assert.ok(spread > 100, `all came back within ${spread} ms`);
        }
    });
    await until(() => received.every((messages) => messages.length === sent.length), 20000,
        () => `${sent.length} messages at each client; ${received.flatMap((messages, i) => (messages.length === sent.length ? []
            : `${i}: ${messages.length}, last ${messages.at(-1)}, ${clients[i].state} at ${JSON.stringify(clients[i].room('storm').position)}`)).join('; ')}`);
    for (const messages of received)
        assert.deepEqual(messages, sent);
    t.diagnostic(`${sent.length / 5} losses`);
    await attack.finish({ connections: 0 });
});
