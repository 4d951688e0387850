// Hostile requests for histories: many in one write, also compressed.

import test from 'node:test';

import { Attack, KiB, options, repeated, text } from './attack.mjs';

// In the envelope it is six times as long: as much amplification as there is.
const inflating = '\x02'.repeat(40 * KiB);
const big = (i) => inflating + i;
const bigCount = 25;

/** A room whose history is answered with 6 MiB. */
async function beginBesideBigRoom(t, settings = {}) {
    const attack = await Attack.begin(t, settings);
    await attack.fill('big', big, bigCount);
    return attack;
}

const history = text({ type: 'history', room: 'big' });
for (const deflate of [false, true]) {
    test(`300 requests for a history in one write${deflate ? ', compressed' : ''}`, options, async (t) => {
        const attack = await beginBesideBigRoom(t);
        const sockets = await attack.openAll(2, { path: '/room/other', envelope: true, deflate });
        await attack.run(10, async () => sockets.forEach((socket) => socket.write(repeated(history, 300))));
        await attack.finish();
    });
}
