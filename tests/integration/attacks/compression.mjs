// Hostile use of permessage-deflate: fragments of one byte, answers that are expensive to compress, and messages of nothing.

import { randomBytes } from 'node:crypto';
import test from 'node:test';

import { opcodes } from '../support/rawclient.mjs';
import { Attack, KiB, bytesOf, deflated, options, repeated, text } from './attack.mjs';

test('a flood of compressed messages in fragments of one byte', options, async (t) => {
    const attack = await Attack.begin(t);
    const bytes = deflated('e'.repeat(50 * KiB));
    const fragments = Array.from(bytes, (byte, i) => bytesOf(i === 0 ? opcodes.text : opcodes.continuation, Buffer.from([byte]),
        { fin: i === bytes.length - 1, reserved: i === 0 ? 4 : 0 }));
    const sockets = await attack.openAll(3, { path: '/echo', deflate: true });
    await attack.blast(10, sockets, repeated(Buffer.concat(fragments), 40));
    await attack.finish();
});

test('a flood of pings whose pongs are expensive to compress', options, async (t) => {
    const attack = await Attack.begin(t);
    const sockets = await attack.openAll(3, { path: '/room/other', envelope: true, deflate: true });
    await attack.blast(10, sockets, repeated(text({ type: 'ping', id: randomBytes(40 * KiB).toString('base64').slice(0, 50 * KiB) }), 3));
    await attack.finish();
});

test('a flood of compressed empty messages', options, async (t) => {
    const attack = await Attack.begin(t);
    const sockets = await attack.openAll(3, { path: '/echo', deflate: true });
    await attack.blast(5, sockets, repeated(bytesOf(opcodes.binary, Buffer.from([0]), { reserved: 4 }), 8000));
    await attack.finish({ connections: 0 });
});
