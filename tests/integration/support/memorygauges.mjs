// What the server says about its memory, and what the system says.

import assert from 'node:assert/strict';

import { until } from './until.mjs';

const KiB = 1024;

/** The bytes of each part of signalbox_memory_bytes. */
export async function memoryByPart(server) {
    const response = await fetch(`http://127.0.0.1:${await server.adminPort()}/metrics`);
    assert.equal(response.status, 200);
    const samples = (await response.text()).matchAll(/^signalbox_memory_bytes\{part="(\w+)"\} (\d+)$/gm);
    return Object.fromEntries([...samples].map(([, part, bytes]) => [part, Number(bytes)]));
}

/** The bytes of all parts. */
export async function countedBytes(server) {
    return Object.values(await memoryByPart(server)).reduce((sum, bytes) => sum + bytes, 0);
}

export async function residentBytes(server) {
    return await server.residentKiB() * KiB;
}

/** Waits until neither changes any more; returns {counted, resident}. */
export async function settledMemory(server, timeout = 30000) {
    let last = {};
    let calm = 0;
    await until(async () => {
        const now = { counted: await countedBytes(server), resident: await residentBytes(server) };
        calm = now.counted === last.counted && Math.abs(now.resident - last.resident) < 64 * KiB ? calm + 1 : 0;
        last = now;
        return calm >= 3;
    }, timeout, () => `memory to settle; ${JSON.stringify(last)}`);
    return last;
}
