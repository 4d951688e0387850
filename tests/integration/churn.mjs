// 2,000 connections open and close; no memory and no descriptor of them remains.

import assert from 'node:assert/strict';
import test from 'node:test';

import { connect } from './support/client.mjs';
import { RawClient, handshake } from './support/rawclient.mjs';
import { startServer } from './support/server.mjs';

const atOnce = 20;
const sanitized = process.env.SIGNALBOX_SANITIZE ?? ''; // its shadow memory is part of RSS
const allowance = (before) => before * (sanitized ? 0.5 : 0.1) + 4 * 1024; // KiB

const ways = [
    async (t, server) => {
        const client = await connect(t, server.at('/room/churn'));
        client.socket.send('hello');
        await client.next();
        client.socket.close(1000);
        await client.ended();
    },
    async (t, server) => {
        const client = await connect(t, server.at('/echo'));
        client.socket.terminate();
        await client.ended();
    },
    async (t, server) => {
        const client = await RawClient.connect(t, server.port);
        client.write(handshake({ port: server.port }).slice(0, 40));
        client.socket.end();
        await client.expectEnd();
    },
    async (t, server) => {
        const client = await RawClient.open(t, server);
        client.socket.resetAndDestroy();
        await client.expectEnd();
    },
];

async function churn(t, server, count) {
    for (let done = 0; done < count; done += atOnce) {
        await t.test(`${atOnce} from ${done}`, (t) => // a subtest, so that its cleanup runs when it ends
            Promise.all(Array.from({ length: atOnce }, (_, i) => ways[(done + i) % ways.length](t, server))));
    }
}

test('2,000 connects and disconnects', { timeout: 300000 }, async (t) => {
    const server = await startServer(t);
    const observer = await connect(t, server.at('/room/churn'));
    const descriptors = await server.descriptors();
    await churn(t, server, 1000);
    await server.descriptorsBackTo(descriptors);
    const before = await server.residentKiB();
    await churn(t, server, 1000);
    await server.descriptorsBackTo(descriptors);
    const after = await server.residentKiB();
    assert.ok(after <= before + allowance(before), `${before} KiB after the first 1,000, ${after} KiB after the second`);
    assert.equal(observer.received, 500, 'one message of each client');
    t.diagnostic(`${before} KiB, then ${after} KiB`);
});
