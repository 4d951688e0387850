// Hostile requests for histories and replays: many in one write, compressed, and never read.

import assert from 'node:assert/strict';
import test from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';

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
const join = text({ type: 'join', room: 'big', since: { epoch: 'none', seq: 3 } });

for (const [what, request, deflate] of [
    ['history', history, false], ['compressed history', history, true], ['joins with since', join, false], ['compressed joins with since', join, true],
]) {
    test(`300 requests in one write: ${what}`, options, async (t) => {
        const attack = await beginBesideBigRoom(t);
        const sockets = await attack.openAll(2, { path: '/room/other', envelope: true, deflate });
        await attack.run(10, async () => sockets.forEach((socket) => socket.write(repeated(request, 300))));
        await attack.finish();
    });
}

test('replays that are never read', options, async (t) => {
    const attack = await beginBesideBigRoom(t);
    const sockets = await attack.openAll(60, { path: '/room/other', envelope: true, reads: false });
    await attack.run(5, async () => sockets.forEach((socket) => socket.write(repeated(join, 4))));
    await attack.finish();
});

test('memory of replays is returned, round by round', options, async (t) => {
    const attack = await beginBesideBigRoom(t);
    const left = [];
    for (let round = 0; round < 3; ++round) {
        const sockets = await attack.openAll(20, { path: '/room/other', envelope: true, reads: false });
        sockets.forEach((socket) => socket.write(repeated(join, 2)));
        await delay(800);
        sockets.forEach((socket) => socket.destroy());
        await delay(500);
        left.push(await attack.residentMiB());
    }
    await attack.run(1);
    t.diagnostic(`${left.map(Math.round)} MiB after each round`);
    if (!process.env.SIGNALBOX_SANITIZE)
        assert.ok(left.at(-1) - left[0] < 16, `${left.map(Math.round)} MiB`);
    await attack.finish({ connections: 0 });
});
