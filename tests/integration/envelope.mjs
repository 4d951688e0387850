// The envelope of the real server, with the JavaScript client, with node's `ws` and hand-written envelopes, and with plain
// members in the same rooms.

import assert from 'node:assert/strict';
import test from 'node:test';
import { WebSocket } from 'ws';

import { connect as connectClient, subprotocol, SignalboxError } from '../../resources/client/signalbox.js';
import { connect } from './support/client.mjs';
import { startProxy } from './support/proxy.mjs';
import { startServer } from './support/server.mjs';
import { until } from './support/until.mjs';

const options = { timeout: 60000 };

/** A JavaScript client that has joined its room, with its received messages; it is closed when test \a t ends. */
async function startClient(t, url, clientOptions = {}) {
    const client = connectClient(url, { WebSocket, random: () => 0.1, ...clientOptions });
    client.events = [];
    for (const name of ['message', 'joined', 'left', 'recovered', 'gap', 'direct', 'notice', 'error', 'reconnecting', 'closed'])
        client.on(name, (event) => client.events.push({ name, event }));
    client.all = (name) => client.events.filter((entry) => entry.name === name).map(({ event }) => event);
    client.contents = (room = 'lobby') => client.all('message').filter((event) => event.room === room).map(({ content }) => content);
    t.after(() => client.close());
    const { room } = await client.next('open');
    await client.room(room).presence(); // answered by the shard after the first join; a pong would not wait for that
    return client;
}

/** A `ws` client with hand-written envelopes, after its welcome. */
async function startByHand(t, url) {
    const client = await connect(t, url, { subprotocols: [subprotocol] });
    assert.equal(client.socket.protocol, subprotocol);
    client.nextEnvelope = async (type) => {
        for (;;) {
            const envelope = JSON.parse(await client.nextText());
            if (envelope.type === type)
                return envelope;
        }
    };
    client.ask = (envelope) => client.socket.send(typeof envelope === 'string' ? envelope : JSON.stringify(envelope));
    client.welcome = JSON.parse(await client.nextText());
    return client;
}

const fails = (promise, code, field) => assert.rejects(promise, (error) => {
    assert.ok(error instanceof SignalboxError, String(error));
    assert.equal(error.code, code);
    if (field)
        assert.equal(error.field, field);
    return true;
});

test('the exact welcome', options, async (t) => {
    const server = await startServer(t, { set: { 'heartbeat.interval': '20s', 'heartbeat.timeout': '7s', 'limits.max_message': '32KiB' } });
    const { welcome } = await startByHand(t, server.at('/room/k%C3%BCche?user=Alice'));
    const { client, epoch, ...rest } = welcome;
    assert.deepEqual(rest, {
        type: 'welcome', user: 'Alice', room: 'küche', heartbeat: { interval: 20000, timeout: 7000 },
        limits: { max_message: 32768, messages_per_second: 0 },
    });
    assert.ok(typeof epoch === 'string' && epoch.length > 0);
    const guest = await startByHand(t, server.url);
    assert.equal(guest.welcome.user, `guest-${guest.welcome.client}`);
    assert.notEqual(guest.welcome.client, client);
});

test('the envelope is used only on request, and never on /echo', options, async (t) => {
    const server = await startServer(t);
    const plain = await connect(t, server.url);
    assert.equal(plain.socket.protocol, '');
    await plain.expectNothing(); // no welcome
    plain.socket.send('{"type":"ping"}');
    assert.equal(await plain.nextText(), '{"type":"ping"}');
    await assert.rejects(connect(t, server.at('/echo'), { subprotocols: [subprotocol] }), /no subprotocol/);
});

test('both kinds of members in one room', options, async (t) => {
    const server = await startServer(t);
    const plain = await connect(t, `${server.url}?user=peter`);
    const client = await startClient(t, server.url, { user: 'alice' });
    const hand = await startByHand(t, `${server.url}?user=henry`);

    plain.socket.send('{"looks":"like JSON"} ünïcode');
    assert.equal(await plain.nextText(), '{"looks":"like JSON"} ünïcode');
    plain.socket.send(Buffer.from([0, 255, 1, 2]));
    assert.deepEqual((await plain.next()).data, Buffer.from([0, 255, 1, 2]));
    const asString = await hand.nextEnvelope('message');
    assert.deepEqual([asString.content, asString.encoding, asString.from, asString.room, asString.seq],
        ['{"looks":"like JSON"} ünïcode', undefined, 'peter', 'lobby', 1]);
    assert.match(asString.time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    const asBase64 = await hand.nextEnvelope('message');
    assert.deepEqual([asBase64.content, asBase64.encoding, asBase64.seq], ['AP8BAg==', 'base64', 2]);

    await client.room('lobby').publish('a string');
    await client.room('lobby').publish(Uint8Array.from([9, 8, 7]));
    assert.equal(await plain.nextText(), 'a string');
    assert.deepEqual((await plain.next()), { data: Buffer.from([9, 8, 7]), isBinary: true });
    hand.ask('{"type":"message","content":{"b":1,"a":[1.0,1e2,12345678901234567890,"\\u00e9"], "b":2}}');
    assert.equal(await plain.nextText(), '{"b":1,"a":[1.0,1e2,12345678901234567890,"\\u00e9"], "b":2}', 'as it was sent, to the byte');
    await client.ping();
    assert.deepEqual(client.contents().slice(0, 4),
        ['{"looks":"like JSON"} ünïcode', Uint8Array.from([0, 255, 1, 2]), 'a string', Uint8Array.from([9, 8, 7])]);
    assert.deepEqual(client.all('message').map(({ seq }) => seq), [1, 2, 3, 4, 5]);
    assert.deepEqual((await client.room('lobby').members()).map(({ user }) => user).sort(), ['alice', 'henry', 'peter']);
});

test('content is forwarded unchanged', options, async (t) => {
    const server = await startServer(t);
    const sender = await startByHand(t, `${server.url}?user=eve`);
    const receiver = await startByHand(t, server.url);
    for (const content of ['{"z":1,"a":2}', '[ 1,\t2 ]', '1.50', '-0', '1e400', '123456789012345678901234567890', '"\\u0041\\/"', '"𝄞"', 'null', '{"type":"error","id":1}', '{"a":1,"a":2}']) {
        sender.ask(`{"type":"message","from":"another user","seq":77,"time":"then","content":${content}}`);
        let text;
        do
            text = await receiver.nextText();
        while (!text.includes('"message"'));
        assert.ok(text.includes(`"content":${content}`), `${content} in ${text}`);
        assert.ok(!text.includes('another user') && text.includes('"from":"eve"'), text);
        assert.ok(!text.includes('"then"') && !text.includes('"seq":77'), text);
    }
});

test('answers echo the id with its type, behind the message itself', options, async (t) => {
    const server = await startServer(t);
    const hand = await startByHand(t, server.url);
    for (const id of [7, '7', 'ünï']) {
        hand.ask({ type: 'message', id, content: 'x' });
        const types = [];
        let envelope;
        do {
            envelope = JSON.parse(await hand.nextText());
            types.push(envelope.type);
        } while (envelope.type !== 'ack');
        assert.deepEqual(types.filter((type) => type !== 'joined'), ['message', 'ack']);
        assert.deepEqual([envelope.id, envelope.room], [id, 'lobby']);
    }
    hand.ask({ type: 'message', content: 'without an id' });
    assert.equal((await hand.nextEnvelope('message')).content, 'without an id');
    // Not before: the answer to a ping does not wait for a message on its way to another thread.
    hand.ask({ type: 'ping', id: 1 });
    assert.deepEqual(JSON.parse(await hand.nextText()), { type: 'pong', id: 1 }, 'and no ack');
});

test('rooms: join, leave, presence, history', options, async (t) => {
    const server = await startServer(t);
    const alice = await startClient(t, server.url, { user: 'alice' });
    const bob = await startClient(t, server.url, { user: 'bob' });
    const kitchen = alice.room('kitchen');
    await fails(kitchen.publish('too early'), 'not_in_room');
    await kitchen.join();
    await bob.room('kitchen').join();
    for (const content of ['a', { b: 1 }, 'c'])
        await bob.room('kitchen').publish(content);
    await alice.ping();
    await until(() => alice.contents('kitchen').length === 3, 5000, () => 'three messages');
    assert.deepEqual(alice.contents('kitchen'), ['a', { b: 1 }, 'c']);
    assert.deepEqual(alice.contents('lobby'), []);
    const page = await kitchen.presence({ limit: 1 });
    assert.equal(page.count, 2);
    assert.equal(page.members.length, 1);
    assert.deepEqual((await kitchen.members()).map(({ user }) => user).sort(), ['alice', 'bob']);
    const history = await kitchen.history({ limit: 2 });
    assert.deepEqual(history.messages.map(({ seq, content, from }) => [seq, content, from]), [[2, { b: 1 }, 'bob'], [3, 'c', 'bob']]);
    assert.equal(history.epoch, kitchen.epoch);
    assert.deepEqual((await kitchen.history({ before: 2 })).messages.map(({ seq }) => seq), [1]);
    await bob.room('kitchen').leave();
    await fails(bob.room('kitchen').publish('out'), 'not_in_room');
    await until(() => alice.all('left').length === 1, 5000, () => 'the news that bob left');
    assert.deepEqual(alice.all('left').map(({ room, user, client }) => [room, user, client]), [['kitchen', 'bob', bob.id]]);
    assert.deepEqual(alice.all('joined').filter(({ client }) => client !== alice.id).map(({ room, user }) => [room, user]),
        [['lobby', 'bob'], ['kitchen', 'bob']]);
});

test('direct messages reach all connections of a user', options, async (t) => {
    const server = await startServer(t);
    const alice = await startClient(t, server.url, { user: 'alice' });
    const phone = await startClient(t, server.at('/room/a'), { user: 'bob' });
    const desk = await startClient(t, server.at('/room/b'), { user: 'bob' });
    assert.equal((await alice.direct('bob', { secret: [1] })).connections, 2);
    for (const client of [phone, desk]) {
        await until(() => client.all('direct').length === 1, 5000, () => 'a direct message');
        const [{ from, client: who, content, time }] = client.all('direct');
        assert.deepEqual([from, who, content], ['alice', alice.id, { secret: [1] }]);
        assert.match(time, /Z$/);
    }
    assert.deepEqual(alice.all('direct'), []);
    await fails(alice.direct('unknown', 'x'), 'no_such_user');
});

test('bad requests are answered with an error and change nothing', options, async (t) => {
    const server = await startServer(t);
    const client = await startClient(t, server.url);
    await fails(client.request('dance', {}), 'unknown_type');
    await fails(client.request('direct', { content: 1 }), 'bad_envelope', 'to');
    await fails(client.request('message', { room: 'lobby' }), 'bad_envelope', 'content');
    await fails(client.request('message', { room: 5, content: 1 }), 'bad_envelope', 'room');
    const hand = await startByHand(t, server.url);
    for (const nonsense of ['{', 'nonsense', '[]', '"text"', '{"type":"message","content":1'])
        hand.ask(nonsense);
    for (let i = 0; i < 5; ++i)
        assert.match((await hand.nextEnvelope('error')).code, /^bad_(json|envelope)$/);
    hand.ask({ type: 'ping', id: 'alive' });
    assert.equal((await hand.nextEnvelope('pong')).id, 'alive');
    for (let i = 0; i < 5; ++i)
        hand.ask('{');
    assert.equal((await hand.ended()).code, 4400);
});

test('a binary message is 1003', options, async (t) => {
    const server = await startServer(t);
    const hand = await startByHand(t, server.url);
    hand.socket.send(Buffer.from([1]));
    assert.equal((await hand.ended()).code, 1003);
});

test('a lost connection loses and duplicates no message', options, async (t) => {
    const server = await startServer(t);
    const proxy = await startProxy(t, server.port);
    const bob = await startClient(t, server.url, { user: 'bob' });
    const alice = await startClient(t, proxy.url, { user: 'alice' });
    await alice.room('kitchen').join();
    await bob.room('kitchen').join();
    let number = 0;
    const publish = async (count) => {
        for (let i = 0; i < count; ++i, ++number) {
            await bob.room('lobby').publish(number);
            await bob.room('kitchen').publish(`k${number}`);
        }
    };
    for (let round = 0; round < 5; ++round) {
        await publish(5);
        const lost = alice.next('reconnecting');
        proxy.cut();
        await lost;
        await publish(10);
        proxy.mend();
        await publish(10); // while it reconnects
        await until(() => alice.contents().length >= number && alice.contents('kitchen').length >= number, 20000,
            () => `${number} messages a room; there are ${alice.contents().length} and ${alice.contents('kitchen').length}`);
    }
    const expected = Array.from({ length: number }, (_, i) => i);
    assert.deepEqual(alice.contents(), expected);
    assert.deepEqual(alice.contents('kitchen'), expected.map((i) => `k${i}`));
    assert.deepEqual(alice.all('gap'), []);
    assert.equal(alice.all('recovered').length, 10);
    assert.deepEqual((await bob.room('lobby').members()).filter(({ user }) => user === 'alice').map(({ client }) => client), [alice.id], 'no ghosts');
});

test('a long history comes in pages of at most 256 KiB', options, async (t) => {
    const server = await startServer(t, { set: { 'history.bytes': '8MiB' } });
    const plain = await connect(t, server.at('/room/attic'));
    for (let i = 0; i < 40; ++i) {
        plain.socket.send('\u0001'.repeat(i === 20 ? 60000 : 5000 + i)); // six bytes each in JSON
        await plain.nextText();
    }
    const hand = await startByHand(t, server.at('/room/lobby?user=reader'));
    const seen = [];
    for (let before, pages = 0; ; ++pages) {
        assert.ok(pages < 40);
        hand.ask({ type: 'history', id: 'p', room: 'attic', before });
        const text = await hand.nextText();
        const page = JSON.parse(text);
        assert.equal(Object.keys(page).at(-1), 'recovered');
        assert.equal(page.recovered, true);
        assert.ok(page.messages.length === 1 || text.length <= 256 * 1024, `${text.length} bytes`);
        seen.unshift(...page.messages.map(({ seq, content }) => [seq, content.length]));
        before = page.next;
        if (before === undefined)
            break;
        assert.equal(before, page.messages[0].seq);
        assert.ok(text.length > 128 * 1024 || [21, 22].includes(page.messages[0].seq), 'pages are not smaller than needed');
    }
    const all = Array.from({ length: 40 }, (_, i) => [i + 1, i === 20 ? 60000 : 5000 + i]);
    assert.deepEqual(seen, all);

    const client = await startClient(t, server.at('/room/lobby'));
    const lengths = ({ messages }) => messages.map(({ seq, content }) => [seq, content.length]);
    assert.deepEqual(lengths(await client.room('attic').history()), all);
    const some = await client.room('attic').history({ limit: 15, before: 31 });
    assert.deepEqual(lengths(some), all.slice(15, 30));
    assert.deepEqual([some.next, some.recovered], [16, true]);
});

test('reports a gap when the history is too short', options, async (t) => {
    const server = await startServer(t, { set: { 'history.messages': 10 } });
    const proxy = await startProxy(t, server.port);
    const bob = await startClient(t, server.url, { user: 'bob' });
    const alice = await startClient(t, proxy.url, { user: 'alice' });
    await bob.room('lobby').publish(0);
    await until(() => alice.contents().length === 1, 5000, () => 'the first');
    const lost = alice.next('reconnecting');
    proxy.cut();
    await lost;
    for (let i = 1; i <= 25; ++i)
        await bob.room('lobby').publish(i);
    proxy.mend();
    await until(() => alice.contents().length === 11, 10000, () => 'the ten that are left');
    assert.deepEqual(alice.all('gap').map(({ room, lost: count }) => [room, count]), [['lobby', 15]]);
    assert.deepEqual(alice.contents(), [0, ...Array.from({ length: 10 }, (_, i) => 16 + i)]);
});

test('reconnects to a restarted server and reports an unknown loss', options, async (t) => {
    const first = await startServer(t);
    const alice = await startClient(t, first.url, { user: 'alice' });
    await alice.room('kitchen').join();
    await alice.room('lobby').publish('before');
    const lost = alice.next('reconnecting');
    first.signal('SIGTERM');
    assert.equal((await lost).code, 1012);
    assert.equal((await first.ended).code, 0);
    await startServer(t, { listen: `127.0.0.1:${first.port}` });
    await alice.next('open');
    await until(() => alice.all('gap').length === 2, 10000, () => 'two gaps');
    assert.deepEqual(alice.all('gap').map(({ room, lost: count }) => [room, count]).sort(), [['kitchen', null], ['lobby', null]]);
    await alice.room('kitchen').publish('after');
    assert.deepEqual(alice.contents('kitchen'), ['after']);
});

test('a client that receives no pings sends pings, which are answered', options, async (t) => {
    const server = await startServer(t);
    const client = await startClient(t, server.url, { ping: { interval: 50, timeout: 5000 } });
    const before = client.events.length;
    let asked = 0;
    const ping = client.ping.bind(client);
    client.ping = (...args) => (++asked, ping(...args));
    await until(() => asked >= 3, 5000, () => 'three pings');
    assert.equal(client.state, 'open');
    assert.equal(client.events.length, before);
});
