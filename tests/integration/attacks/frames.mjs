// Hostile frames: tiny ones, fragments without an end, compression contexts, bombs. What is received is not charged by the byte, so
// the processor time of floods is bounded by the turns of the others only, and not judged.

import test from 'node:test';

import { opcodes } from '../support/rawclient.mjs';
import { Attack, KiB, MiB, bytesOf, deflated, options, repeated } from './attack.mjs';

const fragments = Buffer.concat([
    bytesOf(opcodes.text, '', { fin: false }), repeated(bytesOf(opcodes.continuation, 'b', { fin: false }), 50000), bytesOf(opcodes.continuation, ''),
]);

for (const [what, bytes] of [
    ['empty messages, echoed and not read', repeated(bytesOf(opcodes.binary, ''), 8000)],
    ['pings, answered and not read', repeated(bytesOf(opcodes.ping, 'p'.repeat(100)), 500)],
    ['empty pings', repeated(bytesOf(opcodes.ping, ''), 8000)],
    ['empty pongs', repeated(bytesOf(opcodes.pong, ''), 8000)],
    ['fragments of one byte', fragments],
]) {
    test(`a flood of ${what}`, options, async (t) => {
        const attack = await Attack.begin(t);
        const sockets = await attack.openAll(3, { path: '/echo', reads: false });
        await attack.blast(4, sockets, bytes);
        await attack.finish({ connections: 0 });
    });
}

test('150 messages of 60,000 fragments without an end', options, async (t) => {
    const attack = await Attack.begin(t);
    const bytes = Buffer.concat([bytesOf(opcodes.binary, '', { fin: false }), repeated(bytesOf(opcodes.continuation, 'c', { fin: false }), 60000)]);
    await attack.run(5, async () => (await attack.openAll(150, { path: '/echo' })).forEach((socket) => socket.write(bytes)));
    await attack.finish();
});

for (const [what, count, size] of [['that inflate to 60 KiB', 900, 60 * KiB], ['of 30 bytes', 1200, 30]]) {
    test(`${count} compressed messages ${what} without an end`, options, async (t) => {
        const attack = await Attack.begin(t, { memory: 48 });
        const bytes = bytesOf(opcodes.binary, deflated('d'.repeat(size)), { fin: false, reserved: 4 });
        await attack.run(6, async () => {
            for (let i = 0; i < count; i += 50)
                (await attack.openAll(50, { path: '/echo', deflate: true })).forEach((socket) => socket.write(bytes));
        });
        await attack.finish({ exceedsMemory: true });
    });
}

test('700 compression contexts', options, async (t) => {
    const attack = await Attack.begin(t, { memory: 48, set: { 'deflate.context_takeover': true } });
    const bytes = bytesOf(opcodes.text, deflated(Array.from({ length: 400 }, (_, i) => (i * i * 7919).toString(36)).join(' ')), { reserved: 4 });
    await attack.run(6, async () => {
        for (let i = 0; i < 700; i += 50)
            (await attack.openAll(50, { path: '/echo', deflate: true })).forEach((socket) => socket.write(bytes));
    });
    await attack.finish({ exceedsMemory: true });
});

test('bombs, echoed and not read', options, async (t) => {
    const attack = await Attack.begin(t);
    const sockets = await attack.openAll(2, { path: '/echo', deflate: true, reads: false });
    await attack.blast(6, sockets, repeated(bytesOf(opcodes.binary, deflated(Buffer.alloc(60 * KiB)), { reserved: 4 }), 300));
    await attack.finish();
});

test('bombs that would inflate to 64 MiB', options, async (t) => {
    const attack = await Attack.begin(t);
    const bytes = bytesOf(opcodes.binary, deflated(Buffer.alloc(64 * MiB)), { reserved: 4 }).subarray(0, 60000);
    await attack.run(5, async (isOver) => {
        while (!isOver()) {
            const [socket] = await attack.openAll(1, { path: '/echo', deflate: true });
            socket.write(bytes);
            await new Promise((resolve) => socket.on('close', resolve));
        }
    });
    await attack.finish({ connections: 0 });
});
