// TLS hands are shaken with everybody at the same time: who connects and says nothing, or half a word, delays nobody (QT_FACTS Q9).

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

/** How long a client takes from TCP to its first echo, in ms: the median of several, one after the other. */
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
    const alone = await serviceTime(t, server, ca);
    const before = await server.descriptors();
    const idle = await Promise.all(Array.from({ length: idlers }, () => RawClient.connect(t, server.port)));
    for (const [index, client] of idle.entries()) {
        if (index % 2 === 0)
            client.write(Buffer.from([0x16, 3, 1])); // half of them have begun
    }
    const among = await serviceTime(t, server, ca);
    t.diagnostic(`${alone.toFixed(1)} ms alone, ${among.toFixed(1)} ms among ${idlers} idle connects`);
    assert.ok(among - alone <= allowed, `${among} ms among them, ${alone} ms alone`);
    await server.descriptorsBackTo(before + idlers); // they were served beside them all, not behind their end
    assert.equal(idle.filter(({ socket }) => socket.closed).length, 0);
});
