// Tokens that are expensive to check, and tokens that are wrong.

import assert from 'node:assert/strict';
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';

import { RawClient, handshake } from '../support/rawclient.mjs';
import { Attack, options } from './attack.mjs';

const base64url = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
const pair = generateKeyPairSync('ec', { namedCurve: 'P-384' });

/** Another token each time; each costs a millisecond to check. Only the first of them is signed. */
function es384(number, signature) {
    return `${base64url({ alg: 'ES384' })}.${base64url({ sub: 'eve', jti: `${number}` })}.${signature}`;
}

test('a flood of ES384 tokens', options, async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'signalbox-jwt-'));
    t.after(() => rm(folder, { recursive: true, force: true }));
    await writeFile(join(folder, 'key'), pair.publicKey.export({ type: 'spki', format: 'pem' }));
    // The echo route is for the good clients, who have no token; the attack is on another route of the same server.
    const config = ['[auth]', 'mode = "none"', '[auth.jwt]', `key_file = "${join(folder, 'key')}"`, 'algorithms = ["ES384"]',
        '[[route]]', 'path = "/echo"', 'kind = "echo"', '[[route]]', 'path = "/room/{room}"', '[[route]]', 'path = "/tokens"', 'room = "tokens"',
        'auth = "jwt"'].join('\n');
    await writeFile(join(folder, 'signalbox.toml'), config);
    const attack = await Attack.begin(t, { options: ['--config', join(folder, 'signalbox.toml')] });
    const signature = randomBytes(96).toString('base64url');
    const statuses = {};
    let number = 0;
    const ask = async (isOver) => {
        while (!isOver()) {
            const client = await RawClient.connect(t, attack.server.port);
            client.socket.on('error', () => {});
            client.write(handshake({ port: attack.server.port, path: '/tokens',
                headers: { Authorization: `Bearer ${es384(++number, signature)}` } }));
            const response = await client.response().catch(() => null);
            if (response)
                statuses[response.status] = (statuses[response.status] ?? 0) + 1;
            client.socket.destroy();
        }
    };
    await attack.run(5, (isOver) => Promise.all(Array.from({ length: 100 }, () => ask(isOver))));
    t.diagnostic(`${number} tokens: ${JSON.stringify(statuses)}`);
    assert.ok(statuses[401] > 0);
    assert.deepEqual(Object.keys(statuses).filter((status) => !['401', '429', '503'].includes(status)), []);
    await attack.finish({ connections: 0 });

    // Whoever has a genuine token comes in.
    const input = `${base64url({ alg: 'ES384' })}.${base64url({ sub: 'ann' })}`;
    const token = `${input}.${sign('sha384', input, { key: pair.privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
    const client = await RawClient.connect(t, attack.server.port);
    client.write(handshake({ port: attack.server.port, path: '/tokens', headers: { Authorization: `Bearer ${token}` } }));
    assert.equal((await client.response({ upgrade: true })).status, 101);
});
