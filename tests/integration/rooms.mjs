// Limits of rooms: what one address creates never takes the place of others.

import assert from 'node:assert/strict';
import test from 'node:test';

import { connect } from './support/client.mjs';
import { startServer } from './support/server.mjs';
import { until } from './support/until.mjs';

const options = { timeout: 120000 };
const subprotocol = 'signalbox.v1.json';
const set = { 'limits.include_loopback': true, 'limits.max_rooms_per_address': 12, 'limits.connects_per_second_per_address': 0 };
const greedy = '127.0.0.71'; // addresses of loopback count as those of different peers
const innocent = '127.0.0.72';

/** A client with the envelope, after its welcome. */
async function enter(t, server, localAddress, path = '/') {
    const client = await connect(t, server.at(path), { subprotocols: [subprotocol], localAddress });
    assert.equal(JSON.parse(await client.nextText()).type, 'welcome');
    client.send = (request) => client.socket.send(JSON.stringify(request));
    client.ask = async (request) => {
        client.send({ ...request, id: 'q' });
        for (;;) {
            const answer = JSON.parse(await client.nextText());
            if (answer.id === 'q')
                return answer;
        }
    };
    return client;
}

test('one address creates no more than its rooms, by whichever connection and io thread', options, async (t) => {
    const server = await startServer(t, { set: { ...set, 'hub.max_rooms': 40 }, options: ['--threads', '4'], admin: '127.0.0.1:0' });
    const members = [];
    for (let i = 0; i < 3; ++i)
        members.push(await enter(t, server, greedy));
    const answers = [];
    for (let i = 0; i < 30; ++i)
        answers.push(await members[i % 3].ask({ type: 'join', room: `greedy ${i}` }));
    assert.deepEqual(answers.map(({ type }) => type), answers.map((_, i) => (i < 12 ? 'ack' : 'error')));
    for (const { code, message, field } of answers.slice(12)) {
        assert.equal(code, 'room_limit');
        assert.equal(field, 'room');
        assert.match(message, /address/);
    }
    const outside = await connect(t, server.at('/room/by-path'), { localAddress: greedy });
    assert.equal((await outside.ended()).code, 1013);
    assert.equal((await members[0].ask({ type: 'join', room: 'greedy 1' })).type, 'ack', 'one that exists');

    const newcomer = await enter(t, server, innocent, '/room/home');
    assert.equal((await newcomer.ask({ type: 'join', room: 'another' })).type, 'ack');
    assert.equal((await newcomer.ask({ type: 'join', room: 'greedy 2' })).type, 'ack');
    // Their creator has left, but its rooms count for it as long as others are in them.
    await members[2].ask({ type: 'leave', room: 'greedy 2' });
    assert.equal((await members[2].ask({ type: 'join', room: 'one more' })).code, 'room_limit');
    await newcomer.ask({ type: 'leave', room: 'greedy 2' });
    await until(async () => (await members[2].ask({ type: 'join', room: 'one more' })).type === 'ack', 5000, () => 'the place of the erased room');

    await server.program.line(/address_rooms_full.*127\.0\.0\.71.*limits\.max_rooms_per_address/);
    const metrics = await (await fetch(`http://127.0.0.1:${await server.adminPort()}/metrics`)).text();
    assert.match(metrics, /^signalbox_connections_rejected_total\{reason="address_rooms_full"\} (2\d|19)$/m);
});

test('idle rooms give way: those of the creator first, on every io thread', options, async (t) => {
    const server = await startServer(t, { set: { ...set, 'hub.max_rooms': 16 }, options: ['--threads', '4'] });
    const keeper = await enter(t, server, innocent, '/room/kept');
    await keeper.ask({ type: 'message', content: 'kept' });
    const before = await keeper.ask({ type: 'history' });
    const observer = await enter(t, server, innocent);
    keeper.socket.close();
    await keeper.closed;

    const member = await enter(t, server, greedy);
    for (let i = 0; i < 100; ++i) {
        const room = `left ${i}`;
        assert.equal((await member.ask({ type: 'join', room })).type, 'ack', room);
        assert.equal((await member.ask({ type: 'message', room, content: i })).type, 'ack');
        assert.equal((await member.ask({ type: 'leave', room })).type, 'ack');
    }
    let remaining = 0;
    for (let i = 0; i < 100; ++i)
        remaining += (await observer.ask({ type: 'presence', room: `left ${i}` })).type === 'presence' ? 1 : 0;
    assert.equal(remaining, 12);
    const { epoch, messages } = await observer.ask({ type: 'history', room: 'kept' });
    assert.deepEqual([epoch, messages], [before.epoch, before.messages]);

    // At the limit of all rooms those of others give way as well.
    for (let i = 0; i < 12; ++i)
        assert.equal((await observer.ask({ type: 'join', room: `mine ${i}` })).type, 'ack', `${i}`);
    assert.equal((await observer.ask({ type: 'join', room: 'mine 12' })).code, 'room_limit');
    assert.equal((await observer.ask({ type: 'presence', room: 'left 99' })).type, 'presence', 'the one that was idle for the shortest time');
});

test('rooms that a route names are made at any limit', options, async (t) => {
    const config = `
        [[route]]
        path = "/"
        room = "hall"
        [[route]]
        path = "/any/{room}"
    `;
    const server = await startServer(t, { config, set: { ...set, 'limits.max_rooms_per_address': 1, 'hub.max_rooms': 2 }, options: ['--threads', '2'] });
    const first = await enter(t, server, greedy, '/any/a');
    const second = await enter(t, server, innocent, '/any/b');
    for (const path of ['/any/c', '/any/lobby']) {
        const refused = await connect(t, server.at(path), { localAddress: '127.0.0.73' });
        assert.equal((await refused.ended()).code, 1013, path);
    }
    assert.equal((await first.ask({ type: 'join', room: 'hall' })).type, 'ack');
    assert.equal((await second.ask({ type: 'join', room: 'hall' })).type, 'ack');
    await enter(t, server, greedy);
    await server.program.line(/rooms_full.*127\.0\.0\.73.*hub\.max_rooms/);
});

test('loopback addresses are exempt by default', options, async (t) => {
    const server = await startServer(t, { set: { 'limits.max_rooms_per_address': 2 } });
    const member = await enter(t, server, greedy);
    for (let i = 0; i < 20; ++i)
        assert.equal((await member.ask({ type: 'join', room: `room ${i}` })).type, 'ack');
});
