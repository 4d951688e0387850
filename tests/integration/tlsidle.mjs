// TLS handshakes run concurrently: idle and incomplete handshakes do not delay others (QT_FACTS Q9).

import assert from 'node:assert/strict';
import test from 'node:test';

import { Certificates } from './support/certificates.mjs';
import { connect } from './support/client.mjs';
import { RawClient } from './support/rawclient.mjs';
import { startServer } from './support/server.mjs';

const idlers = 500;
const rounds = 21;
const allowed = 100; // ms

const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];

/** Median time from the TCP connect to the first echo, in ms, of several sequential clients. */
async function serviceTime(t, server, ca) {
    const times = [];
    for (let i = 0; i < rounds; ++i) {
        const started = performance.now();
        const client = await connect(t, server.at('/echo'), { ca });
        client.socket.send('served');
        assert.equal(await client.nextText(), 'served');
        times.push(performance.now() - started);
        client.socket.close();
        await client.ended();
    }
    return median(times);
}

test(`${idlers} idle connects delay a real client by no more than ${allowed} ms`, { timeout: 120000 }, async (t) => {
    const { ca, set } = await Certificates.make(t);
    const server = await startServer(t, { set: { ...set, 'limits.handshake': '5min' } });
    const before = await server.descriptors();
    const alone = await serviceTime(t, server, ca);
    await server.descriptorsBackTo(before); // the server closes a descriptor after the client has seen the end
    const idle = await Promise.all(Array.from({ length: idlers }, () => RawClient.connect(t, server.port)));
    for (const [index, client] of idle.entries()) {
        if (index % 2 === 0)
            client.write(Buffer.from([0x16, 3, 1])); // half of them have started a handshake
    }
    const among = await serviceTime(t, server, ca);
    t.diagnostic(`${alone.toFixed(1)} ms alone, ${among.toFixed(1)} ms among ${idlers} idle connects`);
    assert.ok(among - alone <= allowed, `${among} ms among them, ${alone} ms alone`);
    await server.descriptorsBackTo(before + idlers); // the idle ones are still connected
    assert.equal(idle.filter(({ socket }) => socket.closed).length, 0);
});
