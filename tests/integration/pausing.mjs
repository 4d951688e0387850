// Connections that the server does not read for some time, because their account of work is overdrawn: their end is seen, what
// they sent before it is handled, and they are pinged.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { Certificates } from './support/certificates.mjs';
import { connect } from './support/client.mjs';
import { RawClient, closePayload, frame, handshake, opcodes } from './support/rawclient.mjs';
import { startServer } from './support/server.mjs';
import { until } from './support/until.mjs';

const options = { timeout: 120000 };
const KiB = 1024;
const quiet = { 'heartbeat.interval': '0' };

/** Starts a server and fills the history of the room "dear". */
async function startFilled(t, set, certificates) {
    const server = await startServer(t, {
        set: { ...quiet, 'history.bytes': '2MiB', 'log.level': 'debug', ...certificates?.set, ...set },
        admin: '127.0.0.1:0',
    });
    const writer = await connect(t, server.at('/room/dear'), { ca: certificates?.ca });
    const count = 20;
    for (let i = 0; i < count; ++i)
        writer.socket.send(String(i).padEnd(50 * KiB, '.'));
    await until(() => writer.received === count, 20000, () => 'a full history');
    return server;
}

/** A client with the envelope, after its welcome; it may end its own direction and go on reading. */
async function openHalf(t, server, path, { ca } = {}) {
    const client = await RawClient.connect(t, server.port, { ca, allowHalfOpen: true });
    client.write(handshake({ path, port: server.port, headers: { 'Sec-WebSocket-Protocol': 'signalbox.v1.json' } }));
    assert.equal((await client.response({ upgrade: true })).status, 101);
    assert.equal(JSON.parse((await client.frame()).payload).type, 'welcome');
    return client;
}

const request = (fields) => frame(opcodes.text, JSON.stringify(fields));
const history = (id) => request({ type: 'history', id, room: 'dear' });

/** All frames up to the end of the stream, or up to a Close. */
async function framesOf(client) {
    const frames = [];
    for (;;) {
        const next = await client.frame(30000);
        if (next)
            frames.push(next);
        if (!next || next.opcode === opcodes.close)
            return frames;
    }
}

async function metric(server, name) {
    const text = await (await fetch(`http://127.0.0.1:${await server.adminPort()}/metrics`)).text();
    const lines = text.split('\n').filter((line) => line.startsWith(name));
    return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}

/** Seconds of CPU that the server has used. */
async function cpu(server) {
    const fields = (await readFile(`/proc/${server.program.pid}/stat`, 'utf8')).split(') ')[1].split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
}

for (const secure of [false, true]) {
    const over = secure ? 'TLS' : 'TCP';

    test(`dear requests, a Close and a FIN in one write: all is answered, over ${over}`, options, async (t) => {
        const certificates = secure ? await Certificates.make(t) : undefined;
        const server = await startFilled(t, { 'limits.work': '1MiB', 'limits.outbox_hard': 0 }, certificates);
        const client = await openHalf(t, server, '/room/other', { ca: certificates?.ca });
        const ids = Array.from({ length: 26 }, (_, i) => i); // 250 KiB each, and 4 MiB are saved up
        client.write(Buffer.concat([...ids.map(history), request({ type: 'presence', id: 'last' }),
            frame(opcodes.close, closePayload(4321, 'done'))]));
        client.socket.end();
        const frames = await framesOf(client);
        const answers = frames.slice(0, -1).map(({ payload }) => JSON.parse(payload));
        assert.deepEqual(answers.filter(({ type }) => type !== 'joined').map(({ type, id }) => [type, id]),
            [...ids.map((id) => ['history', id]), ['presence', 'last']]);
        assert.equal(frames.at(-1).opcode, opcodes.close);
        assert.equal(frames.at(-1).payload.readUInt16BE(), 4321);
        assert.equal(await client.expectEnd(), true);
        await server.program.line(/closed, closed_by_peer 4321/);
        const paused = await metric(server, 'signalbox_work_paused_seconds_total');
        assert.ok(paused > 1 && paused < 20, `paused for ${paused} s`);
        assert.equal(await metric(server, 'signalbox_disconnects_total{code="4xxx",initiator="client"'), 1);
    });
}

test('what was sent before a FIN is delivered, in order, and then the end is reported', options, async (t) => {
    const server = await startFilled(t, { 'limits.work': '1MiB', 'limits.outbox_hard': 0 });
    const member = await connect(t, server.at('/room/other'));
    const client = await openHalf(t, server, '/room/other');
    const count = 24;
    const all = [];
    for (let i = 0; i < count; ++i)
        all.push(history(i), request({ type: 'message', content: `number ${i}` }));
    client.write(Buffer.concat(all));
    client.socket.end();
    for (let i = 0; i < count; ++i)
        assert.equal(await member.nextText(), `number ${i}`);
    await server.program.line(/closed, connection_lost 1006/);
    assert.equal(await metric(server, 'signalbox_disconnects_total'), 1);
});

test('a paused client is pinged, and its Close gets through', options, async (t) => {
    const server = await startFilled(t, { 'limits.work': '24KiB', 'heartbeat.interval': '400ms', 'heartbeat.timeout': '400ms' });
    const client = await openHalf(t, server, '/room/other');
    client.write(Buffer.concat([history('only'), frame(opcodes.ping, 'unread')])); // 7 s to repay
    client.write(frame(opcodes.close, closePayload(1000)));
    const begun = performance.now();
    let pings = 0;
    for (;;) {
        const { opcode, payload } = await client.frame(15000);
        if (opcode === opcodes.ping)
            ++pings;
        if (opcode !== opcodes.close)
            continue;
        assert.equal(payload.readUInt16BE(), 1000);
        break;
    }
    const waited = performance.now() - begun;
    assert.ok(waited > 4000 && waited < 12000, `closed after ${waited} ms`);
    assert.ok(pings >= 5, `${pings} pings`); // none was answered, but something of the client is unread
});

for (const how of ['FIN', 'reset']) {
    test(`a paused client that has ended with a ${how} costs no CPU`, options, async (t) => {
        const server = await startFilled(t, { 'limits.work': '24KiB' });
        const clients = [];
        for (let i = 0; i < 20; ++i) {
            const client = await openHalf(t, server, '/room/other');
            client.write(Buffer.concat([history(1), ...Array.from({ length: 300 }, (_, id) => history(id))]));
            while (JSON.parse((await client.frame()).payload).type !== 'history') {
                // until its account is overdrawn
            }
            clients.push(client);
        }
        for (const { socket } of clients)
            how === 'FIN' ? socket.end() : socket.resetAndDestroy();
        await sleep(200);
        const before = await cpu(server);
        await sleep(1500); // what is measured is the time in which nothing happens
        const used = await cpu(server) - before;
        assert.ok(used < 0.3, `${used} s of CPU`);
    });
}
