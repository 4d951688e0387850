// Slow clients are closed or lose messages, as configured, without an effect on others.

import assert from 'node:assert/strict';
import test from 'node:test';

import { connect, refusal } from './support/client.mjs';
import { RawClient, opcodes } from './support/rawclient.mjs';
import { startServer } from './support/server.mjs';
import { until } from './support/until.mjs';

const options = { timeout: 120000 };
const KiB = 1024;
const quiet = { 'heartbeat.interval': '0', 'hub.echo_to_sender': 'false' };

/** Returns a message with a number. */
function numbered(number, size) {
    return String(number).padStart(size, '.');
}

function numberOf(text) {
    return Number(text.slice(text.lastIndexOf('.') + 1));
}

test('one in ten clients does not read: those are closed with 4408 and the others lose no message', options, async (t) => {
    const hard = 256 * KiB;
    const server = await startServer(t, {
        set: { ...quiet, 'limits.outbox_hard': hard, 'limits.closing': '1s', 'log.level': 'debug' },
    });
    const sender = await connect(t, server.url);
    const readers = [];
    for (let i = 0; i < 18; ++i)
        readers.push(await connect(t, server.url));
    const before = await server.descriptors();
    const memory = await server.residentKiB();
    const deaf = [];
    for (let i = 0; i < 2; ++i) {
        const client = await RawClient.open(t, server);
        client.socket.pause();
        deaf.push(client);
    }
    const size = 32 * KiB;
    const count = 1000;
    const burst = 4; // fits into the queue of a client that reads
    let most = 0;
    for (let i = 0; i < count; ++i) {
        sender.socket.send(numbered(i, size));
        if (i % burst !== burst - 1)
            continue;
        await until(() => readers.every((reader) => reader.received === i + 1), 30000, () => `message ${i}`);
        most = Math.max(most, await server.residentKiB());
        for (const reader of readers) {
            const numbers = reader.messages.splice(0).map(({ data }) => numberOf(data.toString()));
            assert.deepEqual(numbers, Array.from({ length: burst }, (_, step) => i + 1 - burst + step));
        }
    }
    await server.descriptorsBackTo(before);
    const ends = () => server.program.stderr.filter((line) => /closed, slow_consumer_hard 4408/.test(line));
    await until(() => ends().length >= deaf.length, 10000, () => `connections recorded as slow consumers: ${ends().length}`);
    assert.equal(ends().length, deaf.length);
    // Each client that does not read has its outbox and one message more; the rest is read buffers and allocator overhead.
    const allowed = (deaf.length * (hard + 2 * size)) / KiB + 12 * KiB;
    assert.ok(most - memory < allowed, `${most - memory} KiB more than with readers only, ${allowed} allowed`);
    assert.equal(readers.filter(({ socket }) => socket.readyState !== socket.OPEN).length, 0);
});

test('drop-oldest: a slow client stays and receives whole messages in order', options, async (t) => {
    const config = `
        [limits]
        outbox_hard = "256KiB"
        [[route]]
        path = "/"
        room = "ticker"
        outbox_policy = "drop-oldest"
        [[route]]
        path = "/all"
        room = "ticker"
    `;
    const server = await startServer(t, { config, set: quiet });
    const sender = await connect(t, server.at('/all'));
    const reader = await connect(t, server.at('/all'));
    const slow = await RawClient.open(t, server);
    slow.socket.pause();
    const size = 16 * KiB;
    const count = 500;
    for (let i = 0; i < count; ++i) {
        sender.socket.send(numbered(i, size));
        assert.equal(numberOf(await reader.nextText()), i);
    }
    slow.socket.resume();
    const got = [];
    while (got.at(-1) !== count - 1) {
        const { opcode, payload } = await slow.frame();
        assert.equal(opcode, opcodes.text);
        assert.equal(payload.length, size);
        got.push(numberOf(payload.toString()));
    }
    assert.deepEqual(got, [...got].sort((a, b) => a - b));
    assert.equal(new Set(got).size, got.length);
    assert.ok(got.length < count, 'it has lost some');
    assert.equal(got[0], 0, 'what was on its way already came');
    // There may be several gaps, as the kernel accepts messages in between; the newest messages are always complete.
    const newest = 256 * KiB / size - 1;
    assert.deepEqual(got.slice(-newest), Array.from({ length: newest }, (_, i) => count - newest + i), 'only the oldest that waited were dropped');
    sender.socket.send(numbered(count, size)); // it receives new messages again
    assert.equal(numberOf((await slow.frame()).payload.toString()), count);
});

test('outbox_soft: a client that reads too slowly for too long is closed', options, async (t) => {
    const server = await startServer(t, {
        set: { ...quiet, 'limits.outbox_hard': '64MiB', 'limits.outbox_soft': '64KiB', 'limits.outbox_soft_for': '1s',
            'limits.closing': '20s' },
    });
    const sender = await connect(t, server.url);
    for (let i = 0; i < 2; ++i)
        await connect(t, server.url); // most members read: publications do not wait for it
    const slow = await RawClient.open(t, server);
    slow.socket.pause();
    for (let i = 0; i < 200; ++i)
        sender.socket.send(numbered(i, 32 * KiB));
    // It reads a little from time to time, so that write_stall does not apply.
    const sip = setInterval(() => {
        slow.socket.resume();
        setImmediate(() => slow.socket.pause());
    }, 300);
    t.after(() => clearInterval(sip));
    const close = await slow.closeFrame(60000);
    assert.equal(close?.code, 4408);
    assert.match(close.reason, /too long/);
});

test('limits.memory: the largest connection is closed and new ones are rejected', options, async (t) => {
    const server = await startServer(t, {
        options: ['--threads', '1'], // between threads, a message is charged to its sender for a moment
        set: { ...quiet, 'limits.memory': '1MiB', 'limits.outbox_hard': 0, 'limits.closing': '2s',
            'limits.max_message': '8MiB', 'limits.work': 0, 'log.level': 'debug' },
    });
    const sender = await connect(t, server.at('/room/a'), { perMessageDeflate: true, subprotocols: ['signalbox.v1.json'] });
    const bystander = await connect(t, server.at('/echo'));
    const before = await server.descriptors();
    const deaf = await RawClient.open(t, server,
        { path: '/room/b?user=deaf', headers: { 'Sec-WebSocket-Protocol': 'signalbox.v1.json' } });
    deaf.socket.pause();
    // Compressed, it arrives as one frame; the message being written must be finished until the deadline. A room would send it to
    // the sender as well, which would hold as much until it has read it.
    sender.socket.send(JSON.stringify({ type: 'direct', to: 'deaf', content: 'x'.repeat(6 * KiB * KiB) }));
    await until(() => refusal(server.url).then(({ status, headers }) =>
        status === 503 && /^\d+$/.test(headers['retry-after']), () => false), 10000, () => 'a refusal');
    await server.descriptorsBackTo(before);
    await until(() => connect(t, server.url).then(() => true, () => false), 10000, () => 'a place');
    const ends = () => server.program.stderr.filter((line) => /closed, overloaded 1013/.test(line));
    await until(() => ends().length > 0, 10000, () => `the end of a connection: ${server.program.stderr.slice(-5).join(' | ')}`);
    assert.equal(ends().length, 1);
    assert.match(ends()[0], /: the server needed memory \(limits\.memory\), and [\d.]+ MiB was held for this client$/);
    bystander.socket.send('still here');
    assert.equal(await bystander.nextText(), 'still here');
    assert.equal(sender.socket.readyState, sender.socket.OPEN);
});

test('a direct recipient that does not read is judged by its own outbox, and its sender goes on', options, async (t) => {
    const server = await startServer(t, {
        set: { ...quiet, 'limits.outbox_hard': 512 * KiB, 'limits.closing': '500ms', 'limits.work': 0, 'log.level': 'debug' },
    });
    const protocol = { subprotocols: ['signalbox.v1.json'] };
    const deaf = await RawClient.open(t, server,
        { path: '/room/deaf?user=deaf', headers: { 'Sec-WebSocket-Protocol': 'signalbox.v1.json' } });
    deaf.socket.pause();
    const friend = await connect(t, server.at('/room/friend?user=friend'), protocol);
    const sender = await connect(t, server.at('/room/sender?user=sender'), protocol);
    const count = 400;
    for (let i = 0; i < count; ++i)
        sender.socket.send(JSON.stringify({ type: 'direct', to: 'deaf', content: 'x'.repeat(20 * KiB), id: i }));
    sender.socket.send(JSON.stringify({ type: 'direct', to: 'friend', content: 'after the flood', id: 'friend' }));
    const answers = new Map();
    while (answers.size < count + 1) { // those for users of different threads have no order
        const answer = JSON.parse(await sender.nextText());
        if (answer.id !== undefined) // the others are the welcome and notices
            answers.set(answer.id, answer);
    }
    assert.equal(answers.get('friend').connections, 1);
    for (let i = 0; i < count; ++i)
        assert.match(answers.get(i).code ?? answers.get(i).type, /^(ack|no_such_user)$/);
    let received;
    do
        received = JSON.parse(await friend.nextText());
    while (received.type !== 'direct');
    assert.equal(received.content, 'after the flood');
    const ends = () => server.program.stderr.filter((line) => / closed, /.test(line));
    await until(() => ends().length > 0, 10000, () => 'the end of the recipient');
    assert.match(ends()[0], /closed, slow_consumer_hard 4408/);
    assert.equal(ends().length, 1);
    sender.socket.send(JSON.stringify({ type: 'direct', to: 'deaf', content: 'gone', id: 'gone' }));
    assert.equal(JSON.parse(await sender.nextText()).code, 'no_such_user');
});
