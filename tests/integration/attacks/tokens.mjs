// Clients that guess tokens.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';

import { RawClient, handshake } from '../support/rawclient.mjs';
import { Attack, options } from './attack.mjs';

const guesses = 10_000;
const parallel = 16;

// The routes of the good clients, and one for those that have a token.
const config = `
[auth]
cookie = "session"
[[auth.token]]
name = "Ann's"
user = "Ann"
sha256 = "${'0'.repeat(64)}"
[[route]]
path = "/closed/{room}"
auth = "token"
[[route]]
path = "/room/{room}"
[[route]]
path = "/"
room = "lobby"
[[route]]
path = "/echo"
kind = "echo"
`;

for (const [includes, expected] of [[false, '401'], [true, '429']]) {
    test(`${guesses} wrong tokens, answered with ${expected}`, options, async (t) => {
        const folder = mkdtempSync(join(tmpdir(), 'signalbox-tokens-'));
        t.after(() => rmSync(folder, { recursive: true, force: true }));
        writeFileSync(join(folder, 'tokens.toml'), config);
        const attack = await Attack.begin(t, {
            options: ['--config', join(folder, 'tokens.toml')],
            set: {
                'limits.include_loopback': includes,
                'limits.connects_per_second_per_address': 0,
                'limits.max_connections_per_address': 0,
            },
        });
        const { port } = attack.server;
        const descriptors = await attack.server.descriptors();
        const answers = new Map();
        let left = guesses;
        const guess = async () => {
            for (let i = left; i > 0; i = left) {
                left -= 1;
                const token = `wrong-${i}`.padEnd(i % 3 === 0 ? 4000 : 40, 'x');
                const carriers = [{ Authorization: `Bearer ${token}` }, { Cookie: `session=${token}` },
                    { 'Sec-WebSocket-Protocol': `signalbox.v1.json, signalbox.bearer.${token}` }];
                const client = await RawClient.connect(t, port);
                client.write(handshake({ port, path: '/closed/a', headers: carriers[i % carriers.length] }));
                const { status } = await client.response();
                answers.set(String(status), (answers.get(String(status)) ?? 0) + 1);
            }
        };
        await attack.run(5, () => Promise.all(Array.from({ length: parallel }, guess)));
        assert.equal([...answers.values()].reduce((sum, count) => sum + count, 0), guesses);
        assert.ok(answers.get(expected) >= guesses - 10, JSON.stringify([...answers]));
        await attack.server.descriptorsBackTo(descriptors);
        await attack.finish({ connections: 0 });
    });
}
