// Hostile TLS peers: floods of handshakes, records of one byte, renegotiation, and handshakes that stop half-way.

import assert from 'node:assert/strict';
import { createConnection } from 'node:net';
import test from 'node:test';
import { connect as connectTls } from 'node:tls';

import { Certificates } from '../support/certificates.mjs';
import { opcodes } from '../support/rawclient.mjs';
import { Attack, bytesOf, options } from './attack.mjs';

const begin = async (t) => Attack.begin(t, { tls: await Certificates.make(t) });

test('a flood of handshakes', options, async (t) => {
    const attack = await begin(t);
    const { port } = attack.server;
    let count = 0;
    await attack.run(5, (isOver) => Promise.all(Array.from({ length: 16 }, async () => {
        while (!isOver()) {
            await new Promise((resolve) => {
                const socket = connectTls({ port, host: '127.0.0.1', ca: attack.tls.ca }, () => socket.destroy());
                socket.on('error', () => {});
                socket.on('close', resolve);
            });
            count += 1;
        }
    })));
    t.diagnostic(`${count} handshakes`);
    await attack.finish({ connections: 0 });
});

test('500 handshakes that stop half-way', options, async (t) => {
    const attack = await begin(t);
    const { port } = attack.server;
    await attack.run(5, async () => {
        const hello = Buffer.from('16030100a5010000a10303', 'hex'); // the begin of a ClientHello (RFC 8446 section 4.1.2)
        for (let i = 0; i < 500; ++i) {
            const socket = createConnection(port, '127.0.0.1', () => socket.write(hello));
            socket.on('error', () => {});
            attack.hostile.push(socket);
        }
    });
    await attack.finish();
});

test('records of one byte', options, async (t) => {
    const attack = await begin(t);
    const sockets = await attack.openAll(4, { path: '/echo' });
    const bytes = bytesOf(opcodes.text, 'r'.repeat(100));
    const next = sockets.map(() => 0);
    await attack.blast(5, sockets, (i) => bytes.subarray(next[i]++ % bytes.length).subarray(0, 1));
    await attack.finish({ connections: 0 });
});

test('renegotiation', options, async (t) => {
    const attack = await begin(t);
    const { port } = attack.server;
    const results = [];
    await attack.run(4, async (isOver) => {
        while (!isOver()) {
            results.push(await new Promise((resolve) => {
                const socket = connectTls({ port, host: '127.0.0.1', ca: attack.tls.ca, maxVersion: 'TLSv1.2' }, () => {
                    socket.renegotiate({}, (error) => resolve(error ? 'refused' : 'accepted'));
                });
                socket.on('error', () => resolve('refused'));
                socket.on('close', () => resolve('refused'));
            }));
        }
    });
    t.diagnostic(`${results.length} attempts`);
    assert.ok(results.every((result) => result === 'refused'), 'renegotiated');
    await attack.finish({ connections: 0 });
});
