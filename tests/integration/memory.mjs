// Memory goes back to the system after a peak: clients that send and do not read, and then leave.

import assert from 'node:assert/strict';
import test from 'node:test';

import { RawClient, frame, opcodes } from './support/rawclient.mjs';
import { startServer } from './support/server.mjs';
import { until } from './support/until.mjs';

const options = { timeout: 120000 };
const KiB = 1024;
const MiB = 1024 * KiB;
const peak = 160 * MiB; // queued for the clients, at least
// A sanitizer's allocator keeps freed memory in quarantine, and its shadow is part of RSS.
const skip = process.env.SIGNALBOX_SANITIZE ? 'measures the C library' : false;

for (const sizes of [[1 * KiB], [20 * KiB], [60 * KiB], [300 * KiB], [900 * KiB], [3 * MiB], [6 * MiB, 12 * MiB, 60 * KiB]]) {
    const name = sizes.map((size) => `${size / KiB} KiB`).join(', ');
    test(`messages of ${name}`, { ...options, skip }, async (t) => {
        const server = await startServer(t, { set: {
            'limits.max_message': '16MiB', 'limits.outbox_hard': 0, 'limits.outbox_soft': 0, 'limits.write_stall': 0,
            'limits.memory': 0, 'heartbeat.interval': 0, 'deflate.enabled': false,
        } });
        const before = await server.residentKiB();
        for (let round = 0; round < 2; ++round) {
            const perClient = peak / 16;
            const clients = await Promise.all(Array.from({ length: 16 }, async () => {
                const client = await RawClient.open(t, server, { path: '/echo' });
                client.socket.pause();
                for (let sent = 0, i = 0; sent < perClient + 4 * MiB; sent += sizes[i++ % sizes.length])
                    client.write(frame(opcodes.binary, Buffer.alloc(sizes[i % sizes.length], i)));
                return client;
            }));
            await until(async () => await server.residentKiB() > before + peak / KiB * 0.75, 60000, () => 'the peak');
            for (const { socket } of clients)
                socket.destroy();
            // By default the C library keeps nearly all of it.
            let left;
            await until(async () => {
                left = await server.residentKiB() - before;
                return left < peak / KiB / 4;
            }, 20000, () => `${Math.round(left / KiB)} MiB to be returned`);
            t.diagnostic(`${name}: ${Math.round(left / KiB)} MiB left of ${peak / MiB}`);
        }
    });
}
