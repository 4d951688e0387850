import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';

/** Asks \a condition again and again until it is true; fails after \a timeout ms, saying \a what() did not come. */
export async function until(condition, timeout, what) {
    const deadline = performance.now() + timeout;
    for (let pause = 2; !(await condition()); pause = Math.min(50, pause * 2)) {
        if (performance.now() > deadline)
            assert.fail(`waited ${timeout} ms in vain: ${what()}`);
        await delay(pause);
    }
}

/** \a promise, or a failure that says \a what did not come within \a timeout ms. */
export function within(promise, timeout, what) {
    let alarm;
    const late = new Promise((_resolve, reject) => {
        const message = `waited ${timeout} ms in vain: ${what}`;
        alarm = setTimeout(() => reject(new assert.AssertionError({ message })), timeout);
    });
    return Promise.race([promise, late]).finally(() => clearTimeout(alarm));
}
