// Clients that send far above limits.messages_per_second, under each limits.rate_policy.

import test from 'node:test';

import { Attack, options, text } from './attack.mjs';

const talkers = 8;

for (const policy of ['pause', 'drop', 'close']) {
    test(`${talkers} talkers above their rate: ${policy}`, options, async (t) => {
        const attack = await Attack.begin(t, { set: { 'limits.messages_per_second': 500, 'limits.rate_policy': policy } });
        const sockets = await attack.openAll(talkers, { path: '/room/talk' });
        await attack.blast(5, sockets, text('x'.repeat(100)));
        await attack.finish({ connections: talkers, mayBeClosed: policy === 'close' });
    });
}
