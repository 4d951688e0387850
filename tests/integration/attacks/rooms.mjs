// Hostile members of rooms: floods of joins, of messages, and of rooms.

import assert from 'node:assert/strict';
import test from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';

import { opcodes } from '../support/rawclient.mjs';
import { Attack, KiB, bytesOf, deflated, options, repeated, text } from './attack.mjs';

const bomb = bytesOf(opcodes.text, deflated('\x03'.repeat(60 * KiB)), { reserved: 4 });

for (const deflate of [false, true]) {
    test(`a flood of presence requests for a room of 250${deflate ? ', compressed' : ''}`, options, async (t) => {
        const attack = await Attack.begin(t);
        const members = await attack.members(250, 'hall', { name: `${'🏡'.repeat(14)} {n}` });
        const sockets = await attack.openAll(1, { path: '/room/other', envelope: true, deflate });
        await attack.blast(8, sockets, repeated(text({ type: 'presence', room: 'hall' }), 40));
        await members.stop();
        await attack.finish();
    });
}

// Deliveries to a room are not charged to the sender, so the processor time of the fan-out is not judged. The members are one
// process that has 110 MB a second to read: beside other tests it may fall behind by more than 1 MiB each.
test('five compressed messages a second to a room of 60 with the envelope', options, async (t) => {
    const attack = await Attack.begin(t, { set: { 'limits.outbox_hard': '8MiB' } });
    const members = await attack.members(60, 'hall');
    const [socket] = await attack.openAll(1, { path: '/room/hall', deflate: true });
    await attack.run(6, async (isOver) => {
        for (; !isOver(); await delay(200))
            socket.write(bomb);
    });
    await members.stop();
    await attack.finish({ connections: 0 });
});

test('histories of 150 rooms that nobody is in', options, async (t) => {
    const attack = await Attack.begin(t, { memory: 64 });
    const rooms = Array.from({ length: 150 }, (_, i) => `attic ${i}`);
    await attack.run(8, async () => {
        for (const room of rooms) {
            const client = await attack.client(`/room/${encodeURIComponent(room)}`, { perMessageDeflate: true });
            for (let i = 0; i < 15; ++i)
                client.socket.send('{"type":"message","content":"' + String.raw`\u0003`.repeat(10 * KiB) + '"}', { compress: true });
            await client.ask({ type: 'ping' });
            client.socket.terminate();
        }
    });
    const reader = await attack.client('/room/other');
    let remaining = 0;
    for (const room of rooms) {
        await reader.ask({ type: 'join', room });
        const { messages } = await reader.ask({ type: 'history', room });
        remaining += messages?.length > 0;
        await reader.ask({ type: 'leave', room });
    }
    t.diagnostic(`${remaining} rooms have a history`);
    await attack.finish({ connections: 0 });
});

test('joins and leaves of 50,000 rooms', options, async (t) => {
    const attack = await Attack.begin(t);
    const sockets = await attack.openAll(1, { path: '/room/other', envelope: true });
    let next = 0;
    await attack.blast(8, sockets, () => {
        const requests = [];
        for (const end = next + 50; next < end; ++next)
            requests.push(text({ type: 'join', room: `cell ${next}` }), text({ type: 'leave', room: `cell ${next}` }));
        return Buffer.concat(requests);
    });
    t.diagnostic(`${next} rooms`);
    await attack.finish();
});

test('more rooms with a history than there may be: newcomers find a place', options, async (t) => {
    const attack = await Attack.begin(t, { set: { 'hub.max_rooms': 3000 } });
    const [socket] = await attack.openAll(1, { path: '/room/other', envelope: true });
    let next = 0;
    await attack.blast(8, [socket], () => {
        const requests = [];
        for (const end = next + 30; next < end; ++next)
            requests.push(text({ type: 'join', room: `cell ${next}` }), text({ type: 'message', room: `cell ${next}`, content: next }), text({ type: 'leave', room: `cell ${next}` }));
        return Buffer.concat(requests);
    });
    for (let i = 0; i < 30; ++i) {
        const client = await attack.client(`/room/new ${i}`);
        assert.equal(JSON.parse(await client.nextText()).type, 'welcome');
    }
    await attack.finish();
});

test('joins and leaves of a room of 300, each in a turn of its own', options, async (t) => {
    const attack = await Attack.begin(t);
    const members = await attack.members(300, 'hall');
    const hostile = await Promise.all(Array.from({ length: 8 }, () => attack.client('/room/other')));
    let changes = 0;
    await attack.run(8, (isOver) => Promise.all(hostile.map(async (client) => {
        while (!isOver()) {
            for (const type of ['join', 'leave'])
                assert.equal((await client.ask({ type, room: 'hall' })).type, 'ack');
            changes += 2;
        }
    })));
    const bytes = await members.stop();
    t.diagnostic(`${changes} joins and leaves, ${(bytes / KiB).toFixed(0)} KiB to the members`);
    await attack.finish({ connections: hostile.length });
});

test('one address creates all the rooms it can: newcomers of others find a place', options, async (t) => {
    const attack = await Attack.begin(t, { set: {
        'limits.include_loopback': true, 'limits.max_rooms_per_address': 300, 'hub.max_rooms': 900, 'limits.connects_per_second_per_address': 0,
    } });
    const sockets = await attack.openAll(20, (i) => ({ path: `/room/own%20${i}`, envelope: true, localAddress: '127.0.0.66' }));
    const next = sockets.map(() => 0);
    await attack.blast(8, sockets, (i) => {
        const requests = [];
        for (const end = next[i] + 20; next[i] < end; ++next[i]) {
            const room = `cell ${i} ${next[i]}`;
            requests.push(text({ type: 'join', room }), text({ type: 'message', room, content: 1 }));
            if (next[i] >= 20) // in some it stays
                requests.push(text({ type: 'leave', room }));
        }
        return Buffer.concat(requests);
    });
    for (let i = 0; i < 60; ++i) {
        const client = await attack.client(`/room/new ${i}`);
        assert.equal(JSON.parse(await client.nextText()).type, 'welcome');
    }
    await attack.finish();
});
