// Clients that connect again and again above the caps: by address, by connects a second, and by user under both policies.

import assert from 'node:assert/strict';
import test from 'node:test';

import { RawClient, handshake } from '../support/rawclient.mjs';
import { Attack, options } from './attack.mjs';

const parallel = 32;
const hostileAddress = '127.0.0.9'; // the good clients have another one

const rows = [
    ['connections of an address', { 'limits.max_connections_per_address': 30, 'limits.connects_per_second_per_address': 0 }, 30],
    ['connects a second', { 'limits.connects_per_second_per_address': 20 }, 200],
    ['connections of a user, refused', { 'limits.max_connections_per_user': 10, 'limits.connects_per_second_per_address': 0 }, 10],
    ['connections of a user, replaced', {
        'limits.max_connections_per_user': 10, 'limits.user_policy': 'replace', 'limits.connects_per_second_per_address': 0,
        'limits.max_connections_per_address': 0, // the replaced ones do not answer their Close, and count for limits.closing
    }, Infinity],
];

for (const [name, set, most] of rows) {
    test(`above the cap: ${name}`, options, async (t) => {
        const attack = await Attack.begin(t, { set: { 'limits.include_loopback': true, ...set } });
        const { port } = attack.server;
        const descriptors = await attack.server.descriptors();
        const answers = new Map();
        const inside = new Set();
        await attack.run(5, (isOver) => Promise.all(Array.from({ length: parallel }, async () => {
            while (!isOver()) {
                const client = await RawClient.connect(t, port, { localAddress: hostileAddress });
                const { socket } = client;
                socket.on('error', () => {});
                client.write(handshake({ port, path: '/room/a?user=mallory' }));
                const { status } = await client.response({ upgrade: true });
                answers.set(status, (answers.get(status) ?? 0) + 1);
                if (status === 101) {
                    inside.add(socket);
                    socket.on('close', () => inside.delete(socket));
                } else {
                    assert.ok(status === 429 || status === 503, String(status));
                    socket.destroy();
                }
            }
        })));
        t.diagnostic(JSON.stringify([...answers]));
        assert.ok((answers.get(101) ?? 0) > 0);
        assert.ok(answers.get(101) <= most, `${answers.get(101)} came in`);
        if (most === Infinity)
            assert.equal(answers.size, 1, 'nobody is refused: the oldest gives way');
        else
            assert.ok((answers.get(429) ?? 0) + (answers.get(503) ?? 0) > 100, 'the others were refused');
        for (const socket of inside)
            socket.destroy();
        await attack.server.descriptorsBackTo(descriptors);
        await attack.finish({ connections: 0 });
    });
}
