// Hostile envelopes: long ids, deep and wide JSON, floods of requests that fail.

import test from 'node:test';

import { Attack, KiB, options, repeated, text } from './attack.mjs';

const nested = (depth) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const wide = `[${Array(15000).fill('{}').join()}]`;
const keys = `{${Array.from({ length: 6000 }, (_, i) => `"k${i}":0`).join()},"type":"message","content":1}`.slice(0, 60 * KiB);

for (const [what, bytes, reads = true] of [
    ['pings with an id of 50 KiB', repeated(text({ type: 'ping', id: 'p'.repeat(50 * KiB) }), 4)],
    ['pings with an id of 50 KiB, not read', repeated(text({ type: 'ping', id: 'p'.repeat(50 * KiB) }), 4), false],
    ['direct messages to nobody', repeated(text({ type: 'direct', to: 'nobody', content: 'd'.repeat(50 * KiB) }), 4)],
    ['short pings', repeated(text({ type: 'ping' }), 1500)],
    ['messages of deep JSON', repeated(text(`{"type":"message","content":${nested(25000)}}`), 3)],
    ['messages with 6,000 keys', repeated(text(keys), 4)],
    ['messages of wide JSON', repeated(text(`{"type":"message","content":${wide}}`), 4)],
    ['no envelopes', repeated(text('[]'), 1500)],
    ['histories of a room that is missing', repeated(text({ type: 'history', room: 'missing' }), 1000)],
]) {
    test(`a flood of ${what}`, options, async (t) => {
        const attack = await Attack.begin(t);
        const sockets = await attack.openAll(2, { path: '/room/other', envelope: true, reads });
        await attack.blast(4, sockets, bytes);
        await attack.finish({ connections: 0 });
    });
}
