// The envelope on the wire, row by row: a hand-written request and its exact answer.

import assert from 'node:assert/strict';
import test from 'node:test';

import { connect, refusal } from './support/client.mjs';
import { startServer } from './support/server.mjs';
import { until } from './support/until.mjs';

const options = { timeout: 60000 };
const subprotocol = 'signalbox.v1.json';

/** A `ws` client with the envelope, after its welcome. */
async function enter(t, server, path = '/') {
    const client = await connect(t, server.at(path), { subprotocols: [subprotocol] });
    client.welcome = JSON.parse(await client.nextText());
    assert.equal(client.welcome.type, 'welcome');
    client.send = (request) => client.socket.send(typeof request === 'string' ? request : JSON.stringify(request));
    client.next1 = async () => JSON.parse(await client.nextText());
    /** All envelopes up to the answer to \a request, which is the last one. */
    client.until = async (request) => {
        client.send({ ...request, id: 'q' });
        const all = [];
        do
            all.push(await client.next1());
        while (all.at(-1).id !== 'q');
        return all;
    };
    client.ask = async (request) => (await client.until(request)).at(-1);
    return client;
}

const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const some = /./;

/** Compares with \a expected; a pattern in it stands for a matching text. */
function isLike(actual, expected, about) {
    const filled = (value, pattern) => {
        if (pattern instanceof RegExp)
            return typeof value === 'string' && pattern.test(value) ? value : pattern;
        if (Array.isArray(pattern))
            return pattern.map((item, i) => filled(value?.[i], item));
        if (pattern && typeof pattern === 'object')
            return Object.fromEntries(Object.entries(pattern).map(([key, item]) => [key, filled(value?.[key], item)]));
        return pattern;
    };
    assert.deepEqual(actual, filled(actual, expected), about);
}

const rows = (me) => {
    const message = (seq, content, room = 'lobby') => ({ type: 'message', room, from: 'alice', client: me, content, seq, time });
    const error = (code, field) => ({ type: 'error', code, message: some, ...(field && { field }), retry: null });
    return [
        ['ping', { type: 'ping' }, { type: 'pong' }],
        ['a message', { type: 'message', content: 1 }, message(1, 1), { type: 'ack', room: 'lobby', seq: 1 }],
        ['with its room', { type: 'message', room: 'lobby', content: null }, message(2, null), { type: 'ack', room: 'lobby', seq: 2 }],
        ['bytes', { type: 'message', content: 'AAE=', encoding: 'base64' }, { ...message(3, 'AAE='), encoding: 'base64' }, { type: 'ack', room: 'lobby', seq: 3 }],
        ['what is none', { type: 'message', content: 'AAE', encoding: 'base64' }, error('bad_envelope', 'content')],
        ['another encoding', { type: 'message', content: 'AAE=', encoding: 'hex' }, error('bad_envelope', 'encoding')],
        ['unknown fields', { type: 'message', content: '', from: 'eve', client: '1', seq: 9, time: 0, more: { x: [] } }, message(4, ''), { type: 'ack', room: 'lobby', seq: 4 }],
        ['not in the room', { type: 'message', room: 'attic', content: 1 }, error('not_in_room', 'room')],
        ['no content', { type: 'message' }, error('bad_envelope', 'content')],
        ['join', { type: 'join', room: 'attic' }, { type: 'ack', room: 'attic', epoch: some, seq: 0 }],
        ['speak there', { type: 'message', room: 'attic', content: [] }, message(1, [], 'attic'), { type: 'ack', room: 'attic', seq: 1 }],
        ['join twice', { type: 'join', room: 'attic' }, { type: 'ack', room: 'attic', epoch: some, seq: 1 }],
        ['only once in it', { type: 'presence', room: 'attic' }, { type: 'presence', room: 'attic', members: [{ user: 'alice', client: me }], count: 1 }],
        ['count alone', { type: 'presence', room: 'attic', limit: 0 }, { type: 'presence', room: 'attic', members: [], count: 1 }],
        ['presence of the path', { type: 'presence' }, { type: 'presence', room: 'lobby', members: [{ user: 'alice', client: me }], count: 1 }],
        ['presence of none', { type: 'presence', room: 'nowhere' }, error('no_such_room', 'room')],
        ['history', { type: 'history', room: 'attic' }, { type: 'history', room: 'attic', epoch: some, messages: [message(1, [], 'attic')], recovered: true }],
        ['a page of it', { type: 'history', limit: 1, before: 3 }, { type: 'history', room: 'lobby', epoch: some, messages: [message(2, null)], next: 2, recovered: true }],
        ['history of none', { type: 'history', room: 'nowhere' }, error('no_such_room', 'room')],
        ['since what is unknown', { type: 'join', room: 'attic', since: { epoch: 'another', seq: 1 } }, { type: 'ack', room: 'attic', epoch: some, seq: 1 },
            { type: 'history', room: 'attic', epoch: some, messages: [message(1, [], 'attic')], recovered: false }],
        ['since without an epoch', { type: 'join', room: 'attic', since: { seq: 1 } }, error('bad_envelope', 'since.epoch')],
        ['leave', { type: 'leave', room: 'attic' }, { type: 'ack' }],
        ['leave again', { type: 'leave', room: 'attic' }, error('not_in_room', 'room')],
        ['direct', { type: 'direct', to: 'alice', content: { a: 1 } }, { type: 'direct', from: 'alice', client: me, content: { a: 1 }, time }, { type: 'ack', connections: 1 }],
        ['direct to an unknown user', { type: 'direct', to: 'bob', content: 1 }, error('no_such_user', 'to')],
        ['a token that is not needed', { type: 'auth', token: 'x' }, error('forbidden')],
        ['leave the room of the path', { type: 'leave' }, { type: 'ack' }],
        ['and be out of it', { type: 'message', content: 1 }, error('not_in_room', 'room')],
        ['come back', { type: 'join', room: 'lobby' }, { type: 'ack', room: 'lobby', epoch: some, seq: 4 }],
        ['and speak', { type: 'message', content: 5 }, message(5, 5), { type: 'ack', room: 'lobby', seq: 5 }],
        ['what there is not', { type: 'dance' }, error('unknown_type', 'type')],
    ];
};

test('each request has its answer', options, async (t) => {
    const server = await startServer(t, { options: ['--threads', '4'] });
    const alice = await enter(t, server, '/?user=alice');
    let id = 0;
    for (const [about, request, ...expected] of rows(alice.welcome.client)) {
        id += 1;
        alice.send({ ...request, id });
        for (const frame of expected) {
            const isPush = frame.type === 'message' || (frame.type === 'direct');
            const actual = await alice.next1();
            assert.equal(actual.id, isPush ? undefined : id, `${about}: ${JSON.stringify(actual)}`);
            isLike(actual, isPush ? frame : { ...frame, id }, about);
        }
    }
    await alice.expectNothing();
});

test('joined and left are sent to the other members', options, async (t) => {
    const server = await startServer(t, { options: ['--threads', '4'] });
    const alice = await enter(t, server, '/?user=alice');
    const bob = await enter(t, server, '/?uid=bob');
    const { client } = bob.welcome;
    assert.deepEqual(await alice.next1(), { type: 'joined', room: 'lobby', user: 'bob', client });
    await bob.ask({ type: 'join', room: 'lobby' }); // a second join sends no notice
    await bob.ask({ type: 'leave' });
    assert.deepEqual(await alice.next1(), { type: 'left', room: 'lobby', user: 'bob', client });
    await bob.ask({ type: 'join', room: 'lobby' });
    bob.socket.terminate();
    assert.deepEqual(await alice.next1(), { type: 'joined', room: 'lobby', user: 'bob', client });
    assert.deepEqual(await alice.next1(), { type: 'left', room: 'lobby', user: 'bob', client });
    const plain = await connect(t, server.at('/?user=peter'));
    const { client: peter, ...rest } = await alice.next1();
    assert.deepEqual(rest, { type: 'joined', room: 'lobby', user: 'peter' });
    assert.deepEqual((await alice.ask({ type: 'presence' })).members, [alice.welcome.client, peter].sort((a, b) => a - b)
        .map((id) => ({ user: id === peter ? 'peter' : 'alice', client: id })));
    await alice.ask({ type: 'direct', to: 'peter', content: 'psst' });
    assert.equal(await plain.nextText(), 'psst');
    await plain.expectNothing(); // notices are not for plain members
});

test('announce = false, echo_to_sender = false', options, async (t) => {
    const server = await startServer(t, { set: { 'hub.announce': false, 'hub.echo_to_sender': false } });
    const alice = await enter(t, server);
    const bob = await enter(t, server);
    assert.deepEqual((await bob.until({ type: 'message', content: 'x' })).map(({ type, seq }) => [type, seq]), [['ack', 1]]);
    const received = await alice.next1();
    assert.deepEqual([received.content, received.seq], ['x', 1]);
    await bob.ask({ type: 'leave' });
    await alice.expectNothing();
});

for (const [query, user] of [['?user=a&uid=b', 'a'], ['?uid=b', 'b'], ['?uid=%C3%BC%20x', 'ü x'], [`?user=${'x'.repeat(64)}`, 'x'.repeat(64)], ['', null]])
    test(`user of ${query || 'none'}`, options, async (t) => {
        const { welcome } = await enter(t, await startServer(t), `/${query}`);
        assert.equal(welcome.user, user ?? `guest-${welcome.client}`);
    });

test('invalid users', options, async (t) => {
    const server = await startServer(t);
    for (const query of [`user=${'x'.repeat(65)}`, 'user=', 'uid=%07'])
        assert.equal((await refusal(server.at(`/?${query}`), { subprotocols: [subprotocol] })).status, 400, query);
});

test('limits of rooms', options, async (t) => {
    const server = await startServer(t, { set: { 'hub.max_rooms': 2, 'hub.max_rooms_per_connection': 2 }, options: ['--threads', '4'] });
    const alice = await enter(t, server);
    const bob = await enter(t, server);
    await alice.next1(); // joined: bob
    const limited = { type: 'error', id: 'q', code: 'room_limit', message: some, field: 'room', retry: null };
    assert.equal((await alice.ask({ type: 'join', room: 'a' })).type, 'ack');
    isLike(await alice.ask({ type: 'join', room: 'b' }), limited, 'a third of hers');
    assert.equal((await alice.ask({ type: 'presence', room: 'b' })).code, 'no_such_room');
    assert.equal((await alice.ask({ type: 'join', room: 'a' })).type, 'ack', 'one that she is in');
    assert.equal((await bob.ask({ type: 'join', room: 'b' })).type, 'ack');
    const carol = await enter(t, server);
    isLike(await carol.ask({ type: 'join', room: 'c' }), limited, 'a third of all, without the lobby');
    assert.equal((await carol.ask({ type: 'message', room: 'c', content: 1 })).code, 'not_in_room');
    const outside = await connect(t, server.at('/room/c'), { subprotocols: [subprotocol] });
    assert.equal((await outside.ended()).code, 1013);
    await bob.ask({ type: 'leave', room: 'b' });
    await until(async () => (await carol.ask({ type: 'join', room: 'c' })).type === 'ack', 5000, () => 'the place of b');
});

test('limit of members', options, async (t) => {
    const server = await startServer(t, { set: { 'hub.max_members': 2 }, options: ['--threads', '4'] });
    const [alice, bob] = [await enter(t, server, '/room/full'), await enter(t, server, '/room/full')];
    const carol = await enter(t, server);
    assert.equal((await carol.ask({ type: 'join', room: 'full' })).code, 'room_limit');
    assert.equal((await carol.ask({ type: 'message', room: 'full', content: 1 })).code, 'not_in_room');
    assert.equal((await carol.ask({ type: 'presence', room: 'full' })).count, 2);
    assert.equal((await bob.ask({ type: 'join', room: 'full' })).type, 'ack', 'who is in stays in');
    const plain = await connect(t, server.at('/room/full'));
    assert.equal((await plain.ended()).code, 1013);
    await bob.ask({ type: 'leave' });
    assert.equal((await carol.ask({ type: 'join', room: 'full' })).type, 'ack');
    // The answer of the room's shard follows its notices; a pong would not wait for them.
    assert.deepEqual((await alice.until({ type: 'presence' })).map(({ type }) => type), ['joined', 'left', 'joined', 'presence']);
});

/** Bounds of a history: settings, and how many of ten messages of 1,000 bytes may remain. */
for (const [set, least, most] of [[{ 'history.messages': 4 }, 4, 4], [{ 'history.bytes': '6KiB' }, 1, 5], [{ 'history.messages': 0, 'history.bytes': 0, 'history.age': 0 }, 10, 10]])
    test(`history with ${JSON.stringify(set)}`, options, async (t) => {
        const alice = await enter(t, await startServer(t, { set }));
        for (let i = 1; i <= 10; ++i)
            await alice.ask({ type: 'message', content: `${i}${'x'.repeat(1000)}` });
        const { messages, recovered } = await alice.ask({ type: 'history' });
        assert.ok(messages.length >= least && messages.length <= most, `${messages.length} are left`);
        assert.deepEqual(messages.map(({ seq }) => seq), messages.map((_, i) => 10 - messages.length + i + 1));
        assert.equal(recovered, messages.length === 10);
    });

test('messages expire, and an empty room is forgotten with its last message', options, async (t) => {
    const server = await startServer(t, { set: { 'history.age': '500ms' } });
    const alice = await enter(t, server);
    const { epoch } = await alice.ask({ type: 'join', room: 'a' });
    await alice.ask({ type: 'message', room: 'a', content: 1 });
    await until(async () => (await alice.ask({ type: 'history', room: 'a' })).messages.length === 0, 5000, () => 'an empty history');
    isLike(await alice.ask({ type: 'join', room: 'a', since: { epoch, seq: 0 } }), { type: 'ack', id: 'q', room: 'a', epoch, seq: 1 }, 'who is in keeps it');
    isLike(await alice.next1(), { type: 'history', id: 'q', room: 'a', epoch, messages: [], recovered: false }, 'one is missing');
    await alice.ask({ type: 'message', room: 'a', content: 2 });
    await alice.ask({ type: 'leave', room: 'a' });
    await until(async () => (await alice.ask({ type: 'history', room: 'a' })).code === 'no_such_room', 5000, () => 'the end of the room');
    const again = await alice.ask({ type: 'join', room: 'a', since: { epoch, seq: 2 } });
    assert.notEqual(again.epoch, epoch);
    assert.equal(again.seq, 0);
    isLike(await alice.next1(), { type: 'history', id: 'q', room: 'a', epoch: again.epoch, messages: [], recovered: false }, 'another numbering');
});

test('ten bad envelopes in a minute close with 4400; nine are nine errors', options, async (t) => {
    const server = await startServer(t);
    const alice = await enter(t, server);
    const bad = [['{', 'bad_json'], ['[]', 'bad_envelope'], ['{"type":"ping","type":"ping"}', 'bad_envelope'], ['"\\ud800"', 'bad_json'], ['{"type":1}', 'bad_envelope'],
        ['{}', 'bad_envelope'], ['{"type":"ping","id":[]}', 'bad_envelope'], [`{"type":"message","content":${'['.repeat(65)}${']'.repeat(65)}}`, 'bad_envelope'], ['', 'bad_json']];
    for (const [text, code] of bad) {
        alice.send(text);
        const answer = await alice.next1();
        assert.deepEqual([answer.type, answer.code], ['error', code], text);
    }
    assert.equal((await alice.ask({ type: 'message', content: 1 })).seq, 1, 'nothing has changed, and what is no fault of the envelope is not counted:');
    assert.equal((await alice.ask({ type: 'leave', room: 'nowhere' })).code, 'not_in_room');
    alice.send('nonsense');
    assert.equal((await alice.ended()).code, 4400);
});
