// Hostile names and ids: rooms with names of 128 characters, ids of 60 KiB, and clients that come back after each refusal.

import assert from 'node:assert/strict';
import test from 'node:test';

import { RawClient, handshake, opcodes } from '../support/rawclient.mjs';
import { Attack, KiB, bytesOf, options, repeated, subprotocol, text } from './attack.mjs';

test('30 connections in 127 rooms each, which they leave and join again', options, async (t) => {
    const attack = await Attack.begin(t);
    const sockets = await attack.openAll(30, { path: '/room/other', envelope: true });
    let next = 0;
    await attack.blast(10, sockets, (i) => {
        const requests = [];
        for (const end = next + 20; next < end; ++next) {
            const room = `${'长'.repeat(118)} ${i} ${next % 127}`;
            requests.push(text({ type: 'join', room }), text({ type: 'message', room, content: next }), text({ type: 'leave', room }));
        }
        return Buffer.concat(requests);
    });
    await attack.finish();
});

test('requests with ids of 60 KiB', options, async (t) => {
    const attack = await Attack.begin(t);
    const sockets = await attack.openAll(3, { path: '/room/archive', envelope: true });
    const id = 'i'.repeat(60 * KiB);
    await attack.blast(10, sockets, Buffer.concat([text({ type: 'history', id }), text({ type: 'presence', id }), text({ type: 'leave', room: 'missing', id })]));
    await attack.finish({ connections: 0 });
});

test('clients that are refused for bad envelopes and come back', options, async (t) => {
    const attack = await Attack.begin(t);
    const bad = repeated(text('{"type":"message"}'), 12);
    const codes = {};
    await attack.run(6, (isOver) => Promise.all(Array.from({ length: 10 }, async () => {
        while (!isOver()) {
            const client = await RawClient.connect(t, attack.server.port);
            client.socket.on('error', () => {});
            client.write(handshake({ port: attack.server.port, headers: { 'Sec-WebSocket-Protocol': subprotocol } }));
            await client.response({ upgrade: true });
            client.write(bad);
            const close = await client.closeFrame();
            codes[close?.code] = (codes[close?.code] ?? 0) + 1;
            client.write(bytesOf(opcodes.close, Buffer.from([0x11, 0x30])));
            client.socket.destroy();
        }
    })));
    t.diagnostic(JSON.stringify(codes));
    assert.deepEqual(Object.keys(codes), ['4400']);
    await attack.finish({ connections: 0 });
});
