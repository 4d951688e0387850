// Clients that are to authenticate by their first message, and do not.

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';

import { opcodes } from '../support/rawclient.mjs';
import { until } from '../support/until.mjs';
import { Attack, KiB, bytesOf, options } from './attack.mjs';

const route = (path, room, more = '') => `[[route]]\npath = "${path}"\n${room}\n${more}`;
const config = route('/', 'room = "lobby"') + route('/room/{room}', 'kind = "room"') + route('/echo', 'kind = "echo"')
    + route('/gate', 'room = "gate"', 'auth = "token"\n') + `[limits]\nauth = "9s"\n[auth]\nquery = "token"\n`;
const count = 2000;
const mostHeld = 4 * KiB;

test('2,000 clients whose first message does not end', options, async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'signalbox-attack-'));
    t.after(() => rm(folder, { recursive: true }));
    await writeFile(join(folder, 'signalbox.toml'), config);
    const attack = await Attack.begin(t, {
        options: ['--config', join(folder, 'signalbox.toml')],
        set: { 'limits.max_connections_per_address': 0, 'limits.connects_per_second_per_address': 0 },
    });
    const before = await attack.server.residentKiB();
    const descriptors = await attack.server.descriptors();
    const message = bytesOf(opcodes.text, Buffer.alloc(mostHeld, 'x')).subarray(0, -1); // but for its last byte
    const closed = [];
    let held;
    await attack.run(12, async (isOver) => {
        for (let i = 0; i < count; i += 100) {
            for (const socket of await attack.openAll(100, { path: '/gate', envelope: true })) {
                socket.on('close', () => closed.push(socket));
                socket.on('data', () => {});
                socket.on('end', () => socket.end());
                socket.write(message);
            }
        }
        held = (await attack.server.residentKiB() - before) / count;
        assert.equal(closed.length, 0);
        assert.ok(await attack.server.descriptors() - descriptors >= count);
        await until(isOver, 60000, () => 'the end');
    });
    t.diagnostic(`${held.toFixed(1)} KiB a client`);
    if (!process.env.SIGNALBOX_SANITIZE)
        assert.ok(held < 24, `${held.toFixed(1)} KiB a client`);
    await until(() => closed.length === count, 20000, () => `${count} ends; there are ${closed.length}`);
    await attack.server.descriptorsBackTo(descriptors);
    await attack.finish({ connections: 0 });
});
