// Backpressure of a room: publications wait while most readers are behind, and never because of a few.

import assert from 'node:assert/strict';
import test from 'node:test';

import { connect } from './support/client.mjs';
import { RawClient } from './support/rawclient.mjs';
import { startServer } from './support/server.mjs';
import { until } from './support/until.mjs';

const options = { timeout: 120000 };
const KiB = 1024;
const size = 32 * KiB;
const set = { 'heartbeat.interval': 0, 'hub.echo_to_sender': false, 'log.level': 'debug', 'limits.connects_per_second_per_address': 0 };
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Members of the room "r" that read nothing. */
async function enterDeaf(t, server, count) {
    const deaf = [];
    for (let i = 0; i < count; ++i) {
        const client = await RawClient.open(t, server, { path: '/room/r' });
        client.socket.pause();
        deaf.push(client);
    }
    return deaf;
}

async function enterReaders(t, server, count, connectOptions = {}) {
    const readers = [];
    for (let i = 0; i < count; ++i) {
        const reader = await connect(t, server.at('/room/r'), connectOptions);
        reader.socket.on('message', () => (reader.messages.length = 0)); // only the number counts
        readers.push(reader);
    }
    return readers;
}

/** A member with the envelope, after its welcome. */
async function enter(t, server, path = '/room/r') {
    const client = await connect(t, server.at(path), { subprotocols: ['signalbox.v1.json'] });
    assert.equal(JSON.parse(await client.nextText()).type, 'welcome');
    client.send = (request) => client.socket.send(JSON.stringify(request));
    /** The answers to the requests with these ids, in their order, with the time each took. */
    client.answers = async (ids) => {
        const begin = performance.now();
        const answers = [];
        while (answers.length < ids.length) {
            const frame = JSON.parse(await client.nextText());
            if (ids.includes(frame.id))
                answers.push({ ...frame, after: performance.now() - begin });
        }
        return answers;
    };
    return client;
}

const closedLines = (server) => server.program.stderr.filter((line) => /: closed, /.test(line)).length;

/** Publishes until the publications wait: \a reader gets none for a while although more are on their way. */
async function floodUntilSlowed(publisher, reader) {
    let last = 0;
    for (let quietFor = 0; quietFor < 800; quietFor += 50) {
        for (let i = 0; i < 20 && publisher.socket.bufferedAmount < 4 * size; ++i)
            publisher.socket.send(Buffer.alloc(size, 'x'));
        await pause(50);
        if (reader.received !== last)
            quietFor = 0;
        last = reader.received;
    }
    assert.ok(last > 10, `only ${last} came through before`);
}

test('6 of 10 do not read: a publisher is slowed to one large message a second, and they stay', options, async (t) => {
    const server = await startServer(t, { set, options: ['--threads', '2'] });
    await enterDeaf(t, server, 6);
    const readers = await enterReaders(t, server, 3);
    const [publisher] = await enterReaders(t, server, 1);
    await floodUntilSlowed(publisher, readers[0]);
    const before = readers.map(({ received }) => received);
    const began = performance.now();
    while (performance.now() - began < 5000) {
        if (publisher.socket.bufferedAmount < 4 * size)
            publisher.socket.send(Buffer.alloc(size, 'x'));
        await pause(20);
    }
    const seconds = (performance.now() - began) / 1000;
    for (const [i, reader] of readers.entries()) {
        const passed = reader.received - before[i];
        assert.ok(passed >= Math.floor(seconds) - 2 && passed <= seconds + 2, `${passed} in ${seconds} s`);
    }
    assert.equal(closedLines(server), 0);
});

test('4 of 10 do not read: the publisher is not slowed, and they are closed', options, async (t) => {
    const server = await startServer(t, { set, options: ['--threads', '2'] });
    await enterDeaf(t, server, 4);
    const readers = await enterReaders(t, server, 5);
    const [publisher] = await enterReaders(t, server, 1);
    const count = 600;
    const began = performance.now();
    for (let i = 0; i < count; i += 4) {
        for (let k = 0; k < 4; ++k)
            publisher.socket.send(Buffer.alloc(size, 'x'));
        await until(() => readers.every(({ received }) => received === i + 4), 30000, () => `message ${i}`);
    }
    const seconds = (performance.now() - began) / 1000;
    t.diagnostic(`${count} messages in ${seconds.toFixed(1)} s`);
    assert.ok(seconds < 30, `${seconds} s`);
    await until(() => closedLines(server) === 4, 10000, () => `${closedLines(server)} closed`);
    assert.equal(server.program.stderr.filter((line) => /closed, slow_consumer_hard 4408/.test(line)).length, 4);
});

test('many connections of one address have one vote', options, async (t) => {
    const server = await startServer(t, { set: { ...set, 'limits.include_loopback': true }, options: ['--threads', '2'] });
    await enterDeaf(t, server, 8); // all from 127.0.0.1
    const readers = [];
    for (const localAddress of ['127.0.0.91', '127.0.0.92'])
        readers.push(...await enterReaders(t, server, 1, { localAddress }));
    const [publisher] = await enterReaders(t, server, 1, { localAddress: '127.0.0.93' });
    const count = 400;
    const began = performance.now();
    for (let i = 0; i < count; i += 4) {
        for (let k = 0; k < 4; ++k)
            publisher.socket.send(Buffer.alloc(size, 'x'));
        await until(() => readers.every(({ received }) => received === i + 4), 30000, () => `message ${i}`);
    }
    assert.ok(performance.now() - began < 30000);
    await until(() => closedLines(server) === 8, 10000, () => `${closedLines(server)} closed`);
});

test('only publications wait: joins, presence and history pass, a leave waits behind its own', options, async (t) => {
    const server = await startServer(t, { set, options: ['--threads', '2'] });
    await enterDeaf(t, server, 6);
    const [reader] = await enterReaders(t, server, 1);
    const [flooder] = await enterReaders(t, server, 1);
    await floodUntilSlowed(flooder, reader);
    const member = await enter(t, server);
    const seen = reader.received;
    for (const request of [{ type: 'message', content: 'first', id: 1 }, { type: 'message', content: 'second', id: 2 },
        { type: 'presence', id: 3 }, { type: 'history', limit: 1, id: 4 }, { type: 'leave', id: 5 }, { type: 'join', room: 'other', id: 6 }])
        member.send(request);
    const newcomer = await enter(t, server); // is welcomed at once
    newcomer.send({ type: 'presence', id: 1 });
    const [presence] = await newcomer.answers([1]);
    assert.ok(presence.after < 700, `${presence.after} ms`);
    const answers = await member.answers([1, 2, 3, 4, 5, 6]);
    assert.deepEqual(answers.map(({ id }) => id).filter((id) => [1, 2, 5].includes(id)), [1, 2, 5]);
    assert.deepEqual(answers.map(({ type }) => type).sort(), ['ack', 'ack', 'ack', 'ack', 'history', 'presence']);
    for (const { id, after } of answers)
        assert.ok([1, 2, 5].includes(id) ? after < 2500 : after < 700, `${id} after ${after} ms`);
    assert.deepEqual(answers.slice(0, 3).map(({ id }) => id).sort(), [3, 4, 6]);
    assert.ok(reader.received >= seen + 2);
});
