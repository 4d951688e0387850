// A backend of auth.mode = "http" that never answers.

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';

import { AuthBackend } from '../support/authbackend.mjs';
import { RawClient, handshake } from '../support/rawclient.mjs';
import { Attack, KiB, options } from './attack.mjs';

const count = 500;
const concurrency = 64;
const perPlace = 3; // descriptors: a connection to the backend, one that is ending, and its share of a thread's

test('500 clients try while the backend does not answer', options, async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'signalbox-backend-'));
    t.after(() => rm(folder, { recursive: true, force: true }));
    const backend = await AuthBackend.start(t, () => {});
    // The echo route is for the good clients; the attack is on another route of the same server.
    const config = ['[auth.http]', `url = "${backend.url}"`, 'timeout = "1s"', '[[route]]', 'path = "/echo"', 'kind = "echo"', '[[route]]',
        'path = "/room/{room}"', '[[route]]', 'path = "/backend"', 'room = "backend"', 'auth = "http"'].join('\n');
    await writeFile(join(folder, 'signalbox.toml'), config);
    const attack = await Attack.begin(t, { options: ['--config', join(folder, 'signalbox.toml')], expected: [/auth\.http\.url: .*; clients get 503/],
        set: { 'limits.connects_per_second_per_address': 0, 'limits.max_connections_per_address': 0 } });
    const descriptors = await attack.server.descriptors();
    const statuses = {};
    let most = 0;
    let attempts = 0;
    let slowest = 0;
    const cookie = `session=${'x'.repeat(8 * KiB)}`;
    const ask = async (number, isOver) => {
        while (!isOver()) {
            const begun = performance.now();
            const client = await RawClient.connect(t, attack.server.port);
            client.socket.on('error', () => {});
            client.write(handshake({ port: attack.server.port, path: '/backend', headers: { Cookie: `${cookie}${++attempts}` } }));
            if (number % 5 === 0) { // a fifth leaves soon
                await new Promise((resolve) => setTimeout(resolve, 300));
                client.socket.destroy();
                continue;
            }
            const response = await client.response().catch(() => null);
            const status = response?.status ?? 'none';
            statuses[status] = (statuses[status] ?? 0) + 1;
            slowest = Math.max(slowest, performance.now() - begun);
            client.socket.destroy();
        }
    };
    await attack.run(8, async (isOver) => {
        const look = setInterval(async () => { most = Math.max(most, await attack.server.descriptors() - descriptors); }, 100);
        await Promise.all(Array.from({ length: count }, (_, i) => ask(i, isOver)));
        clearInterval(look);
    });
    t.diagnostic(`${attempts} attempts: ${JSON.stringify(statuses)}, the slowest ${slowest.toFixed(0)} ms, ${most} descriptors more, ${backend.asked.length} requests`);
    assert.deepEqual(Object.keys(statuses), ['503']);
    assert.ok(statuses[503] >= count / 2);
    assert.ok(most <= count + perPlace * concurrency, `${most} descriptors more`);
    await attack.finish({ connections: 0 });

    // Afterwards the backend answers, and whoever is known comes in.
    backend.decide = () => ({ user: 'ann' });
    const client = await RawClient.connect(t, attack.server.port);
    client.write(handshake({ port: attack.server.port, path: '/backend' }));
    assert.equal((await client.response({ upgrade: true })).status, 101);
});
