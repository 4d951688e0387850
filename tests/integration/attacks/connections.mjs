// Hostile connections: slow and long heads, floods of connects and upgrades, pages that nobody reads, more than an address may have.

import assert from 'node:assert/strict';
import { createConnection } from 'node:net';
import test from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';

import { ApiCaller } from '../support/apicaller.mjs';
import { RawClient, handshake } from '../support/rawclient.mjs';
import { stateFolder } from '../support/storefile.mjs';
import { Attack, options } from './attack.mjs';

async function connectAll(attack, count, settings = {}) {
    const sockets = [];
    for (let i = 0; i < count; i += 50)
        sockets.push(...(await Promise.all(Array.from({ length: Math.min(50, count - i) }, () => RawClient.connect(attack.t, attack.server.port, settings)))).map(({ socket }) => socket));
    sockets.forEach((socket) => socket.on('error', () => {}));
    attack.hostile.push(...sockets);
    return sockets;
}

test('1,500 heads that come byte by byte', options, async (t) => {
    const attack = await Attack.begin(t);
    const sockets = await connectAll(attack, 1500);
    const head = handshake({ port: attack.server.port });
    await attack.run(8, async (isOver) => {
        for (let at = 0; !isOver(); ++at, await delay(500))
            sockets.forEach((socket) => socket.destroyed || socket.write(head[at]));
    });
    await attack.finish();
});

test('700 long heads without an end', options, async (t) => {
    const attack = await Attack.begin(t);
    const head = `GET / HTTP/1.1\r\nHost: here\r\n${Array.from({ length: 1000 }, (_, i) => `X-${i}: value\r\n`).join('')}`.slice(0, 14000);
    await attack.run(4, async () => (await connectAll(attack, 700)).forEach((socket) => socket.write(head)));
    await attack.finish();
});

for (const [what, head] of [['connects', () => ''], ['upgrades', (port) => handshake({ port })]]) {
    test(`a flood of ${what} that end with a reset`, options, async (t) => {
        const attack = await Attack.begin(t);
        const { port } = attack.server;
        let count = 0;
        await attack.run(5, (isOver) => Promise.all(Array.from({ length: 24 }, async () => {
            while (!isOver()) {
                await new Promise((resolve) => {
                    const socket = createConnection(port, '127.0.0.1', () => {
                        const bytes = head(port);
                        const end = () => socket.resetAndDestroy();
                        bytes ? socket.write(bytes) && socket.once('data', end) : end();
                    });
                    socket.on('error', () => {});
                    socket.on('close', resolve);
                });
                count += 1;
            }
        })));
        t.diagnostic(`${count} connections`);
        await attack.finish({ connections: 0 });
    });
}

test('1,200 requests for the page that nobody reads', options, async (t) => {
    const attack = await Attack.begin(t);
    await attack.run(5, async () => {
        const sockets = await connectAll(attack, 1200);
        for (const socket of sockets) {
            socket.pause();
            socket.write('GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
        }
    });
    await attack.finish();
});

test('more connections than an address may have', options, async (t) => {
    const attack = await Attack.begin(t, { set: { 'limits.include_loopback': true, 'limits.max_connections_per_address': 60, 'limits.connects_per_second_per_address': 0 } });
    const answers = {};
    await attack.run(4, async () => {
        for (let i = 0; i < 200; ++i) {
            const client = await RawClient.connect(t, attack.server.port, { localAddress: '127.0.0.41' });
            client.socket.on('error', () => {});
            attack.hostile.push(client.socket);
            client.write(handshake({ port: attack.server.port }));
            const { status } = await client.response({ upgrade: true });
            answers[status] = (answers[status] ?? 0) + 1;
        }
    });
    assert.deepEqual(answers, { 101: 60, 429: 140 });
    await attack.finish();
});

test('a flood of connects from a banned address', options, async (t) => {
    const state = stateFolder(t);
    const attack = await Attack.begin(t, { admin: '127.0.0.1:0', state });
    const api = await ApiCaller.of(t, attack.server, state);
    assert.equal((await api.post('/bans', { kind: 'address', value: '127.0.0.41' })).status, 201);
    let count = 0;
    await attack.run(5, (isOver) => Promise.all(Array.from({ length: 24 }, async () => {
        while (!isOver()) {
            await new Promise((resolve) => {
                const socket = createConnection({ port: attack.server.port, host: '127.0.0.1', localAddress: '127.0.0.41' });
                socket.on('error', () => {});
                socket.on('data', () => socket.destroy());
                socket.on('close', resolve);
            });
            count += 1;
        }
    })));
    t.diagnostic(`${count} connections`);
    const [ban] = (await api.get('/bans')).json.bans;
    assert.ok(ban.hits > 0 && ban.hits <= count + 24, `${ban.hits} hits`);
    await attack.finish({ connections: 0 });
});
