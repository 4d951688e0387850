import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';

/** Polls \a condition until it is true; fails after \a timeout ms with the text of \a what(). */
export async function until(condition, timeout, what) {
    const deadline = performance.now() + timeout;
    for (let pause = 2; !(await condition()); pause = Math.min(50, pause * 2)) {
        if (performance.now() > deadline)
            assert.fail(`timed out after ${timeout} ms: ${what()}`);
        await delay(pause);
    }
}

/** Resolves with \a promise, or fails with the text \a what, or what() then, after \a timeout ms. */
export function within(promise, timeout, what) {
    let alarm;
    const late = new Promise((_resolve, reject) => {
        alarm = setTimeout(() => {
            const message = `timed out after ${timeout} ms: ${typeof what === 'function' ? what() : what}`;
            reject(new assert.AssertionError({ message }));
        }, timeout);
    });
    return Promise.race([promise, late]).finally(() => clearTimeout(alarm));
}
