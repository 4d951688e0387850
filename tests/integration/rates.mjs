// Clients that send faster than limits.messages_per_second or limits.bytes_per_second, under each limits.rate_policy, and
// connections that last for limits.max_lifetime.

import assert from 'node:assert/strict';
import test from 'node:test';

import { connect } from './support/client.mjs';
import { startServer } from './support/server.mjs';
import { until } from './support/until.mjs';

const options = { timeout: 120000 };
const envelope = { subprotocols: ['signalbox.v1.json'] };

async function startLimited(t, set) {
    return startServer(t, { set: { 'limits.include_loopback': false, ...set }, admin: '127.0.0.1:0' });
}

async function metric(server, start) {
    const text = await (await fetch(`http://127.0.0.1:${await server.adminPort()}/metrics`)).text();
    const line = text.split('\n').find((each) => each.startsWith(start));
    return line ? Number(line.slice(line.lastIndexOf(' ') + 1)) : 0;
}

test('pause: all messages arrive, in order, and not faster than the rate', options, async (t) => {
    const server = await startLimited(t, { 'limits.messages_per_second': 50 });
    const reader = await connect(t, server.at('/room/a'));
    const talker = await connect(t, server.at('/room/a'));
    const other = await connect(t, server.at('/room/b'));
    const begin = performance.now();
    const count = 200;
    for (let i = 0; i < count; ++i)
        talker.socket.send(String(i));
    // Another client is not delayed meanwhile.
    other.socket.send('quick');
    assert.equal(await other.nextText(), 'quick');
    assert.ok(reader.received < count, `${reader.received} had arrived already`);
    await until(() => reader.received === count, 30000, () => `${count} messages; ${reader.received} arrived`);
    const seconds = (performance.now() - begin) / 1000;
    assert.ok(seconds >= (count - 2 * 50) / 50 - 0.1, `all were there after ${seconds} s`);
    assert.deepEqual(reader.messages.map(({ data }) => Number(data)), Array.from({ length: count }, (_, i) => i));
});

test('pause: bytes count as well', options, async (t) => {
    const server = await startLimited(t, { 'limits.bytes_per_second': '10KiB' });
    const talker = await connect(t, server.at('/echo'));
    const begin = performance.now();
    for (let i = 0; i < 10; ++i)
        talker.socket.send(String(i).padEnd(5 * 1024, '.'));
    await until(() => talker.received === 10, 30000, () => `10 echoes; ${talker.received} arrived`);
    assert.ok(performance.now() - begin >= 2000, '50 KiB, of which 20 pass at once');
});

test('pause: a Close gets through', options, async (t) => {
    const server = await startLimited(t, { 'limits.messages_per_second': 1, 'heartbeat.interval': '1s' });
    const talker = await connect(t, server.at('/echo'));
    for (let i = 0; i < 4; ++i)
        talker.socket.send(String(i));
    talker.socket.close(1000);
    assert.equal((await talker.closed).code, 1000);
});

test('drop: what is beyond the rate has no effect, and the client is told', options, async (t) => {
    const server = await startLimited(t, { 'limits.messages_per_second': 10, 'limits.rate_policy': 'drop' });
    const reader = await connect(t, server.at('/room/a'));
    const talker = await connect(t, server.at('/room/a'), envelope);
    const welcome = JSON.parse(await talker.nextText());
    assert.equal(welcome.limits.messages_per_second, 10);
    for (let i = 0; i < 60; ++i)
        talker.socket.send(JSON.stringify({ type: 'message', id: i, content: i }));
    const answers = new Map();
    const notices = [];
    while (answers.size < 60) {
        const message = JSON.parse(await talker.nextText());
        if (message.type === 'notice')
            notices.push(message);
        else if (message.type === 'ack' || message.type === 'error')
            answers.set(message.id, message);
    }
    const refused = [...answers.values()].filter(({ type }) => type === 'error');
    assert.ok(refused.length >= 30 && refused.length <= 40, `${refused.length} were refused`);
    for (const error of refused) {
        assert.equal(error.code, 'rate_limited');
        assert.ok(error.retry > 0 && error.retry <= 1000, `retry ${error.retry}`);
    }
    assert.equal(notices.length, 1);
    assert.equal(notices[0].kind, 'rate');
    assert.equal(answers.get(0).type, 'ack');
    const passed = 60 - refused.length;
    await until(() => reader.received >= passed, 10000, () => `${passed} messages`);
    const contents = reader.messages.map(({ data }) => Number(data));
    assert.deepEqual(contents, [...answers.values()].filter(({ type }) => type === 'ack').map(({ id }) => id));
    assert.equal(await metric(server, 'signalbox_messages_dropped_total{policy="rate"}'), refused.length);
});

test('close: 4429, and the others stay', options, async (t) => {
    const server = await startLimited(t, { 'limits.messages_per_second': 10, 'limits.rate_policy': 'close' });
    const other = await connect(t, server.at('/echo'));
    const talker = await connect(t, server.at('/echo'));
    for (let i = 0; i < 50; ++i)
        talker.socket.send(String(i));
    assert.equal((await talker.closed).code, 4429);
    assert.equal(talker.received, 20);
    other.socket.send('here');
    assert.equal(await other.nextText(), 'here');
});

test('without rates nothing is limited', options, async (t) => {
    const server = await startLimited(t, {});
    const talker = await connect(t, server.at('/echo'));
    for (let i = 0; i < 5000; ++i)
        talker.socket.send(String(i));
    await until(() => talker.received === 5000, 20000, () => `${talker.received} echoes`);
});

test('max_lifetime: 4200, spread over the last tenth', options, async (t) => {
    const server = await startLimited(t, { 'limits.max_lifetime': '3s' });
    const begin = performance.now();
    const clients = await Promise.all(Array.from({ length: 20 }, () => connect(t, server.at('/echo'))));
    const ends = await Promise.all(clients.map(async (client) => {
        const { code } = await client.closed;
        return { code, after: performance.now() - begin };
    }));
    for (const { code, after } of ends) {
        assert.equal(code, 4200);
        assert.ok(after >= 2650, `closed after ${after} ms`);
    }
    const times = ends.map(({ after }) => after).sort((a, b) => a - b);
    assert.ok(times.at(-1) - times[0] > 100, 'not all at the same moment');
});
