// `join` with `since`: the `history` comes in fragments that are produced while the client reads, and the live messages follow.

import assert from 'node:assert/strict';
import test from 'node:test';
import { setImmediate as nextTurn, setTimeout as passed } from 'node:timers/promises';

import { connect } from './support/client.mjs';
import { RawClient, frame, opcodes } from './support/rawclient.mjs';
import { startServer } from './support/server.mjs';
import { until } from './support/until.mjs';

const options = { timeout: 120000 };
const subprotocol = 'signalbox.v1.json';
const KiB = 1024;
const MiB = 1024 * KiB;
const maxFragment = 32 * KiB;

const openEnvelope = (t, server, path) => RawClient.open(t, server, { path, headers: { 'Sec-WebSocket-Protocol': subprotocol } });
const ask = (client, request) => client.write(frame(opcodes.text, JSON.stringify(request)));

/** The content of message \a i: control characters take six times as much in JSON; the others have two to four bytes. */
const contentOf = (i, size) => (i % 3 < 2 ? String.fromCharCode(1 + i % 7).repeat(size) : 'ä€😀'.repeat(size / 9));

/** Publishes messages of \a size bytes. Returns the room's epoch. */
async function fill(t, server, room, count, size) {
    const reader = await connect(t, server.at(`/room/${room}`), { subprotocols: [subprotocol] });
    const { epoch } = JSON.parse((await reader.next()).data);
    const publisher = await connect(t, server.at(`/room/${room}`));
    for (let i = 0; i < count; ++i) {
        publisher.socket.send(contentOf(i, size));
        await publisher.next();
    }
    publisher.socket.close();
    reader.socket.close();
    await Promise.all([publisher.closed, reader.closed]);
    return epoch;
}

/** Reads the next message that is not about other members: {text, fragments, between}. */
async function nextMessage(client) {
    for (;;) {
        const message = await anyMessage(client);
        if (!/^{"type":"(joined|left)"/.test(message.text))
            return message;
    }
}

/** Reads one message; \a between: the control frames between its fragments. */
async function anyMessage(client) {
    const pieces = [];
    const between = [];
    for (;;) {
        const next = await client.frame();
        if (next.opcode >= opcodes.close) {
            if (pieces.length > 0)
                between.push(next);
            continue;
        }
        assert.equal(next.opcode, pieces.length === 0 ? opcodes.text : opcodes.continuation);
        assert.equal(next.reserved, 0);
        assert.ok(next.payload.length <= maxFragment, `a fragment of ${next.payload.length} bytes`);
        // Some clients decode each fragment by itself.
        new TextDecoder('utf-8', { fatal: true }).decode(next.payload);
        pieces.push(next.payload);
        if (next.fin)
            return { text: Buffer.concat(pieces).toString(), fragments: pieces.length, between };
    }
}

const seqs = (messages) => messages.map(({ seq }) => seq);
const range = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

for (const deflate of [false, true]) {
    test(`a replay has fragments of 32 KiB with pongs between them${deflate ? ', also with permessage-deflate' : ''}`, options, async (t) => {
        const server = await startServer(t, { set: { 'history.bytes': '4MiB' } });
        const epoch = await fill(t, server, 'h', 30, 60000);
        const client = await RawClient.open(t, server, { path: '/room/elsewhere', headers: {
            'Sec-WebSocket-Protocol': subprotocol, ...(deflate && { 'Sec-WebSocket-Extensions': 'permessage-deflate' }),
        } });
        await nextMessage(client); // the welcome
        client.socket.pause();
        ask(client, { type: 'join', id: 'j', room: 'h', since: { epoch, seq: 4 } });
        for (let i = 0; i < 3; ++i) {
            client.write(frame(opcodes.ping, `ping ${i}`));
            await passed(50); // the server may have sent the next fragment by then
        }
        ask(client, { type: 'ping', id: 'behind' });
        client.socket.resume();
        assert.deepEqual(JSON.parse((await nextMessage(client)).text), { type: 'ack', id: 'j', room: 'h', epoch, seq: 30 });
        const { text, fragments, between } = await nextMessage(client);
        const history = JSON.parse(text);
        assert.deepEqual(seqs(history.messages), range(5, 30));
        assert.ok(history.messages.every(({ content, seq }) => content === contentOf(seq - 1, 60000)));
        assert.deepEqual(Object.keys(history), ['type', 'id', 'room', 'epoch', 'messages', 'recovered']);
        assert.equal(history.recovered, true);
        const size = Buffer.byteLength(text);
        assert.ok(fragments >= size / maxFragment && fragments < size / maxFragment * 1.3, `${fragments} fragments of ${size} bytes`);
        assert.equal(between.at(-1)?.payload.toString(), 'ping 2');
        assert.deepEqual(JSON.parse((await nextMessage(client)).text), { type: 'pong', id: 'behind' });
    });
}

test('live messages follow a replay without gap or duplicate', options, async (t) => {
    const server = await startServer(t, { set: { 'history.messages': 0, 'history.bytes': '64MiB' }, options: ['--threads', '4'] });
    const epoch = await fill(t, server, 'h', 20, 20000);
    const publishers = await Promise.all(range(1, 3).map(() => connect(t, server.at('/room/h'))));
    let published = 20;
    let isOver = false;
    const publishing = Promise.all(publishers.map(async (publisher, i) => {
        while (!isOver) {
            publisher.socket.send(`${i} `.repeat(100 + published % 500));
            published += 1;
            await nextTurn();
        }
    }));
    const readers = await Promise.all(range(0, 11).map(async (i) => {
        const client = await openEnvelope(t, server, `/room/r${i}`);
        await nextMessage(client);
        const since = i * 2;
        client.socket.pause();
        ask(client, { type: 'join', id: 1, room: 'h', since: { epoch, seq: since } });
        setTimeout(() => client.socket.resume(), 20 * i);
        const ack = JSON.parse((await nextMessage(client)).text);
        const history = JSON.parse((await nextMessage(client)).text);
        const head = history.messages.at(-1).seq;
        assert.equal(history.recovered, true);
        assert.deepEqual(seqs(history.messages), range(since + 1, head));
        assert.ok(head >= ack.seq);
        for (let seq = head + 1; seq <= head + 300; ++seq)
            assert.equal(JSON.parse((await nextMessage(client)).text).seq, seq);
        return head - ack.seq;
    }));
    isOver = true;
    await publishing;
    t.diagnostic(`${published} messages; the replays have ${readers.join(', ')} that were published behind their acks`);
});

test('a history that is dropped under a replay ends it', options, async (t) => {
    const server = await startServer(t, { set: { 'history.messages': 20, 'history.bytes': 0 } });
    const epoch = await fill(t, server, 'h', 20, 60000);
    const client = await openEnvelope(t, server, '/room/elsewhere');
    await nextMessage(client);
    client.socket.pause();
    ask(client, { type: 'join', id: 1, room: 'h', since: { epoch, seq: 0 } });
    await passed(300); // what the kernel takes is on its way
    const publisher = await connect(t, server.at('/room/h'));
    for (let i = 0; i < 60; ++i) {
        publisher.socket.send('small');
        await publisher.next();
    }
    client.socket.resume();
    assert.equal(JSON.parse((await nextMessage(client)).text).seq, 20);
    const { text } = await nextMessage(client);
    assert.ok(text.endsWith('],"recovered":false}'), text.slice(-40));
    const { messages } = JSON.parse(text);
    assert.ok(messages.length > 0 && messages.length < 20, `${messages.length} messages`);
    assert.deepEqual(seqs(messages), range(1, messages.length));
    publisher.socket.send('live');
    assert.equal(JSON.parse((await nextMessage(client)).text).seq, 81);
    ask(client, { type: 'join', id: 2, room: 'h', since: { epoch, seq: 70 } });
    assert.equal(JSON.parse((await nextMessage(client)).text).id, 2);
    const again = JSON.parse((await nextMessage(client)).text);
    assert.deepEqual([seqs(again.messages), again.recovered], [range(71, 81), true]);
});

test('1,000 clients that ask for everything and read nothing', { ...options, skip: process.env.SIGNALBOX_SANITIZE ? 'measures memory' : false }, async (t) => {
    const server = await startServer(t, { set: { 'heartbeat.interval': 0, 'history.bytes': '2MiB' } });
    const epoch = await fill(t, server, 'h', 16, 64 * KiB); // 6 MiB of JSON
    const good = await connect(t, server.at('/echo'));
    const before = await server.residentKiB();
    const cpuBefore = process.cpuUsage();
    let worst = 0;
    const greedy = [];
    for (let i = 0; i < 1000; ++i) {
        const client = await openEnvelope(t, server, `/room/x${i}`);
        await nextMessage(client); // the welcome
        client.socket.pause();
        greedy.push(client);
        for (let request = 0; request < 40; ++request)
            ask(client, { type: 'join', id: request, room: 'h', since: { epoch: request % 2 ? epoch : 'other', seq: 0 } });
        if (i % 10 === 0) {
            const sent = performance.now();
            good.socket.send('ping');
            await good.next();
            worst = Math.max(worst, performance.now() - sent);
        }
    }
    await passed(1000); // what could grow, has grown
    const growth = (await server.residentKiB() - before) / KiB;
    const { user, system } = process.cpuUsage(cpuBefore);
    t.diagnostic(`${growth.toFixed(1)} MiB more, echo ${worst.toFixed(1)} ms at most, test ${Math.round((user + system) / 1000)} ms of CPU`);
    assert.ok(growth * MiB <= 96 * MiB, `${growth.toFixed(1)} MiB`);
    // And each of them still gets it all.
    const client = greedy[500];
    client.socket.resume();
    for (let request = 0; request < 40; ++request) {
        assert.equal(JSON.parse((await nextMessage(client)).text).id, request);
        const { id, messages } = JSON.parse((await nextMessage(client)).text);
        assert.deepEqual([id, seqs(messages)], [request, range(1, 16)]);
    }
    for (const { socket } of greedy)
        socket.destroy();
    await until(async () => (await server.residentKiB() - before) / KiB < 24, 20000, () => 'memory to be returned');
});
