// resources/client/signalbox.js with a fake server: its behaviour when something fails, with a fake clock and fake random
// numbers. envelope.mjs tests it with the real server.

import assert from 'node:assert/strict';
import test from 'node:test';
import { WebSocket } from 'ws';

import { connect, Link, retryFor, SignalboxError, subprotocol } from '../../resources/client/signalbox.js';
import { replayOf, startEnvelopeServer } from './support/envelopeserver.mjs';
import { FakeClock } from './support/fakeclock.mjs';
import { until } from './support/until.mjs';

const options = { timeout: 30000 };
const states = ['connecting', 'open', 'reconnecting', 'closing', 'closed'];

/** A client that records its events; it is closed when test \a t ends. */
function start(t, url, clientOptions = {}) {
    const client = connect(url, { WebSocket, random: () => 0, ...clientOptions });
    client.events = [];
    for (const name of [...states, 'message', 'joined', 'left', 'recovered', 'gap', 'direct', 'notice', 'error'])
        client.on(name, (event) => client.events.push({ ...event, name, error: event instanceof Error ? event : undefined }));
    client.all = (name) => client.events.filter((event) => event.name === name);
    client.contents = (room = 'lobby') => client.all('message').filter((event) => event.room === room).map(({ content }) => content);
    t.after(() => client.close());
    return client;
}

/** A client that is connected, has its welcome, and has the position of its room. */
async function startSettled(t, server, clientOptions, path = '') {
    const client = start(t, server.url + path, clientOptions);
    await client.next('open');
    await client.ping();
    return client;
}

const fails = (promise, code) => assert.rejects(promise, (error) => {
    assert.ok(error instanceof SignalboxError);
    assert.equal(error.code, code);
    return true;
});

/** Waits until no message of the server is in flight. */
const settled = (client) => client.ping();

test('connects, and has the values of the welcome', options, async (t) => {
    const server = await startEnvelopeServer(t);
    const client = start(t, `${server.url}room/k%C3%BCche`, { user: 'Alice & Bob' });
    assert.equal(client.state, 'connecting');
    const event = await client.next('open');
    assert.deepEqual(event, { attempt: 0, client: '1', user: 'Alice & Bob', room: 'küche' });
    assert.equal(client.state, 'open');
    assert.equal(client.id, '1');
    assert.equal(client.user, 'Alice & Bob');
    assert.equal(client.limits.max_message, 65536);
    await settled(client);
    assert.deepEqual(client.rooms.map(({ name }) => name), ['küche']);
    client.close(1000, 'done');
    assert.equal(client.state, 'closing');
    assert.deepEqual(await client.next('closed'), { code: 1000, reason: 'done', opened: true, asked: true });
    assert.deepEqual(client.events.map(({ name }) => name), ['open', 'closing', 'closed']); // `connecting` was emitted before the handlers were added
    assert.deepEqual(client.rooms, []);
});

test('accepts http addresses, and requires a WebSocket', options, () => {
    assert.equal(new Link('https://example.org/room/a?x=1#part', { WebSocket }).url, 'wss://example.org/room/a?x=1');
    assert.throws(() => new Link('nonsense', { WebSocket }), TypeError);
    assert.throws(() => new Link('ws://here/', { WebSocket: null }), /pass one/);
});

test('publishes any content in order', options, async (t) => {
    const server = await startEnvelopeServer(t);
    const alice = await startSettled(t, server, { user: 'alice' });
    const bob = await startSettled(t, server, { user: 'bob' });
    const contents = ['text', '', '{"type":"message"}', 42, null, false, [1, [2]], { from: 'eve', 'ключ': '\u2028' }, '𝄞'];
    const acks = await Promise.all(contents.map((content) => alice.room('lobby').publish(content)));
    assert.deepEqual(acks.map(({ seq }) => seq), contents.map((_, i) => i + 1));
    await settled(bob);
    assert.deepEqual(alice.contents(), contents);
    assert.deepEqual(bob.contents(), contents);
    const [first] = bob.all('message');
    assert.equal(first.from, 'alice');
    assert.equal(first.client, alice.id);
    assert.match(first.time, /^\d{4}-.*Z$/);
    assert.equal(first.replayed, undefined);
    // The message itself came before its ack.
    let received = 0;
    alice.on('message', () => ++received);
    await alice.room('lobby').publish('again');
    assert.equal(received, 1);
});

test('sends and receives bytes', options, async (t) => {
    const server = await startEnvelopeServer(t);
    const client = await startSettled(t, server);
    const bytes = Uint8Array.from({ length: 40000 }, (_, i) => i % 256);
    for (const content of [bytes, bytes.buffer, new DataView(bytes.buffer, 10, 5), new Uint8Array()])
        await client.room('lobby').publish(content);
    assert.deepEqual(client.contents(), [bytes, bytes, bytes.subarray(10, 15), new Uint8Array()]);
    const { messages } = await client.room('lobby').history();
    assert.deepEqual(messages.map(({ content }) => content), client.contents());
});

test('rooms: join, publish, presence, history, leave', options, async (t) => {
    const server = await startEnvelopeServer(t);
    const alice = await startSettled(t, server, { user: 'alice' });
    const bob = await startSettled(t, server, { user: 'bob' });
    const kitchen = alice.room('kitchen');
    const here = [];
    kitchen.on('message', (message) => here.push(message.content));
    await fails(kitchen.publish('too early'), 'not_in_room');
    assert.equal(await kitchen.join(), kitchen);
    await bob.room('kitchen').join();
    await bob.room('kitchen').publish('soup');
    await bob.room('lobby').publish('elsewhere');
    await settled(alice);
    assert.deepEqual(here, ['soup']);
    assert.deepEqual(alice.contents('lobby'), ['elsewhere']);
    assert.deepEqual(alice.all('joined').map(({ room, user }) => [room, user]), [['lobby', 'bob'], ['kitchen', 'bob']]);

    await start(t, server.url, { user: 'carol' }).room('kitchen').join();
    const page = await kitchen.presence({ limit: 1 });
    assert.deepEqual([page.members, page.count, page.next], [[{ user: 'alice', client: '1' }], 3, '1']);
    assert.deepEqual((await kitchen.members()).map(({ user }) => user), ['alice', 'bob', 'carol']);

    for (const content of ['a', 'b', 'c'])
        await kitchen.publish(content);
    const history = await kitchen.history({ limit: 2, before: 4 });
    assert.deepEqual(history.messages.map(({ content, seq }) => [seq, content]), [[2, 'a'], [3, 'b']]);

    await bob.room('kitchen').leave();
    await settled(alice);
    assert.deepEqual(alice.all('left').map(({ room, user }) => [room, user]), [['kitchen', 'bob']]);
    assert.deepEqual(bob.rooms.map(({ name }) => name), ['lobby']);
    await kitchen.publish('bob is out');
    await settled(bob);
    assert.equal(bob.contents('kitchen').includes('bob is out'), false);
});

test('reads a history page after page', options, async (t) => {
    const server = await startEnvelopeServer(t, { page: 2 });
    const client = await startSettled(t, server);
    for (let i = 1; i <= 7; ++i)
        server.publish('lobby', i);
    const read = async (query) => {
        const { messages, next, recovered } = await client.room('lobby').history(query);
        return [messages.map(({ content }) => content), next, recovered];
    };
    assert.deepEqual(await read(), [[1, 2, 3, 4, 5, 6, 7], undefined, true]);
    assert.equal(server.requests.filter(({ type }) => type === 'history').length, 4);
    assert.deepEqual(await read({ limit: 3 }), [[5, 6, 7], 5, true]);
    assert.deepEqual(await read({ limit: 4, before: 5 }), [[1, 2, 3, 4], undefined, true]);
    server.settings.ring = 5;
    server.publish('lobby', 8);
    assert.deepEqual(await read(), [[4, 5, 6, 7, 8], undefined, false]); // the first ones are lost
});

test('a history whose numbering begins again between two pages is not mixed', options, async (t) => {
    const server = await startEnvelopeServer(t, { page: 2 });
    const client = await startSettled(t, server);
    for (let i = 1; i <= 5; ++i)
        server.publish('lobby', `old ${i}`);
    const { epoch } = server.room('lobby');
    server.intercept = (_connection, { type, before }) => {
        if (type === 'history' && before !== undefined) { // the second page
            server.renew('lobby');
            for (let i = 1; i <= 5; ++i)
                server.publish('lobby', `new ${i}`, { undelivered: true });
        }
        return false;
    };
    const history = await client.room('lobby').history();
    assert.deepEqual(history.messages.map(({ content }) => content), ['old 4', 'old 5']);
    assert.deepEqual([history.epoch, history.next, history.recovered], [epoch, undefined, false]);
});

test('direct messages', options, async (t) => {
    const server = await startEnvelopeServer(t);
    const alice = await startSettled(t, server, { user: 'alice' });
    const phone = await startSettled(t, server, { user: 'bob' });
    const desk = await startSettled(t, server, { user: 'bob' });
    assert.equal((await alice.direct('bob', { secret: 1 })).connections, 2);
    for (const client of [phone, desk]) {
        await settled(client);
        assert.deepEqual(client.all('direct').map(({ from, content }) => [from, content]), [['alice', { secret: 1 }]]);
    }
    await fails(alice.direct('unknown', 'x'), 'no_such_user');
});

test('errors have the request, the field and the time to retry', options, async (t) => {
    const server = await startEnvelopeServer(t);
    const client = await startSettled(t, server);
    server.intercept = (connection, { type, id }) => {
        if (type === 'message')
            connection.send({ type: 'error', id, code: 'rate_limited', message: 'slowly', field: 'content', retry: 250 });
        return type === 'message';
    };
    const error = await client.room('lobby').publish('x').catch((reason) => reason);
    assert.deepEqual([error.name, error.code, error.message, error.field, error.retry],
        ['SignalboxError', 'rate_limited', 'slowly', 'content', 250]);
    await fails(client.request('dance', {}), 'unknown_type');

    const [connection] = server.connections;
    for (const nonsense of ['{', 'null', '7', '{}', '[]', '{"type":"later","room":"lobby"}', '{"type":"message"}', '{"type":"ack","id":"?"}'])
        connection.send(nonsense);
    connection.socket.send(Buffer.from([1, 2]));
    connection.send({ type: 'error', code: 'bad_envelope', message: 'whatever that was', retry: null });
    await settled(client);
    assert.deepEqual(client.all('error').map(({ error }) => error.code), Array(7).fill('bad_envelope'));
    assert.equal(client.state, 'open');
});

test('an exception of a handler has no further effect', options, async (t) => {
    const server = await startEnvelopeServer(t);
    const client = await startSettled(t, server);
    const { queueMicrotask } = globalThis;
    const later = [];
    globalThis.queueMicrotask = (call) => later.push(call);
    t.after(() => (globalThis.queueMicrotask = queueMicrotask));
    const received = [];
    const off = client.on('message', () => { throw new Error('from a handler'); });
    client.on('message', ({ content }) => received.push(content));
    server.publish('lobby', 1);
    await settled(client);
    assert.deepEqual(received, [1]);
    assert.equal(later.length, 1);
    assert.throws(later[0], /from a handler/);
    off();
    server.publish('lobby', 2);
    await settled(client);
    assert.deepEqual(received, [1, 2]);
});

test('a message above the limit fails without closing the connection', options, async (t) => {
    const server = await startEnvelopeServer(t, { limits: { max_message: 200, messages_per_second: 0 } });
    const client = await startSettled(t, server);
    await fails(client.room('lobby').publish('ü'.repeat(90)), 'too_big');
    await client.room('lobby').publish('ü'.repeat(50));
    assert.equal(server.requests.filter(({ type }) => type === 'message').length, 1);
});

// ---- Reconnecting ------------------------------------------------------------------------------------------------

const codes = {
    never: [1000, 1002, 1003, 1007, 1008, 1010, 3000, 3003, 3008, 4400, 4401, 4403, 4404, 4407, 4410, 4428, 4430, 4499],
    now: [4200, 4299],
    backoff: [1001, 1005, 1006, 1009, 1011, 1012, 1013, 1014, 1015, 3001, 4000, 4099, 4100, 4199, 4300, 4399, 4408, 4409, 4429, 4500, 4999],
};

test('the retry rule of each close code', options, () => {
    for (const [wish, list] of Object.entries(codes))
        assert.deepEqual(list.filter((code) => retryFor(code) !== wish), [], wish);
});

for (const [code, wish] of [[4100, 'backoff'], [4199, 'backoff'], [1012, 'backoff'], [4200, 'now'], [4403, 'never'], [4408, 'backoff'], [4409, 'backoff'], [4429, 'backoff'], [4499, 'never'], [1000, 'never'], [1008, 'never']]) {
    test(`obeys ${code}: ${wish}`, options, async (t) => {
        const clock = new FakeClock();
        const server = await startEnvelopeServer(t);
        const client = await startSettled(t, server, { clock, random: () => 0.5 });
        const ended = client.next(wish === 'never' ? 'closed' : 'reconnecting');
        server.connections[0].socket.close(code, 'because');
        const event = await ended;
        assert.equal(event.code, code);
        assert.equal(event.reason, 'because');
        assert.equal(event.opened, true);
        if (wish === 'never') {
            assert.equal(event.asked, false);
            assert.equal(clock.waiting, 0);
            await fails(client.room('lobby').publish('x'), 'closed');
            const again = client.next('open');
            client.open(); // an explicit open() is allowed
            await again;
            return;
        }
        assert.equal(event.delay, wish === 'now' ? 0 : 250);
        assert.equal(event.attempt, 1);
        const again = client.next('open');
        clock.advance(event.delay);
        assert.equal((await again).attempt, 1);
        assert.equal(server.accepted, 2);
    });
}

test('an application can override the rule', options, async (t) => {
    const server = await startEnvelopeServer(t);
    const client = await startSettled(t, server, { retry: (code) => (code === 4403 ? 'backoff' : 'never') });
    server.connections[0].socket.close(4403);
    assert.equal((await client.next('reconnecting')).code, 4403);
    await client.next('open');
});

test('the delay is random and grows with each failure up to a bound; a stable connection resets it', options, async (t) => {
    const clock = new FakeClock();
    const server = await startEnvelopeServer(t);
    const { port } = server;
    let chance = 1;
    const client = await startSettled(t, server, { clock, random: () => chance, stableAfter: 5000 });
    clock.advance(5000);
    const lost = client.next('reconnecting');
    server.stop();
    assert.equal((await lost).delay, 500);
    const delays = [];
    for (chance of [1, 1, 0.25, 0, 1, 1, 1, 1]) {
        const next = client.next('reconnecting');
        clock.advance(30000);
        const event = await next;
        assert.equal(event.code, 1006);
        assert.equal(event.opened, false);
        delays.push(event.delay);
    }
    assert.deepEqual(delays, [1000, 2000, 1000, 0, 16000, 30000, 30000, 30000]);

    const second = await startEnvelopeServer(t, { port });
    const open = client.next('open');
    clock.advance(30000);
    assert.equal((await open).attempt, 9);
    let again = client.next('reconnecting');
    second.connections[0].socket.terminate();
    assert.equal((await again).delay, 30000, 'that was not stable');
    const open2 = client.next('open');
    clock.advance(30000);
    await open2;
    clock.advance(5000);
    again = client.next('reconnecting');
    second.connections[0].socket.terminate();
    assert.deepEqual([(await again).delay, client.events.at(-1).attempt], [500, 1]);
});

test('does not loop on codes that ask for an immediate reconnect', options, async (t) => {
    const clock = new FakeClock();
    const server = await startEnvelopeServer(t);
    const client = await startSettled(t, server, { clock, random: () => 1 });
    const delays = [];
    for (let i = 0; i < 3; ++i) {
        const lost = client.next('reconnecting');
        server.connections[0].socket.close(4200);
        delays.push((await lost).delay);
        const open = client.next('open');
        clock.advance(delays.at(-1));
        await open;
    }
    assert.deepEqual(delays, [0, 1000, 2000]);
});

test('can reconnect at once, or stop reconnecting, on request', options, async (t) => {
    const clock = new FakeClock();
    const server = await startEnvelopeServer(t);
    const client = await startSettled(t, server, { clock, random: () => 1 });
    server.connections[0].socket.terminate();
    await client.next('reconnecting');
    const open = client.next('open');
    client.open();
    await open;
    client.open(); // it is open already
    assert.equal(server.accepted, 2);
    server.connections[0].socket.terminate();
    await client.next('reconnecting');
    const closed = client.next('closed');
    client.close();
    assert.equal((await closed).asked, true);
    assert.equal(clock.waiting, 0);
    assert.equal(client.state, 'closed');
});

/** Gives the client the events of a browser until test \a t ends. */
function fakeBrowser(t) {
    const before = [globalThis.document, globalThis.addEventListener, globalThis.removeEventListener];
    const browser = new EventTarget();
    const page = Object.assign(new EventTarget(), { hidden: false });
    const put = (document, add, remove) => Object.assign(globalThis, { document, addEventListener: add, removeEventListener: remove });
    put(page, browser.addEventListener.bind(browser), browser.removeEventListener.bind(browser));
    t.after(() => put(...before));
    return { page, online: () => browser.dispatchEvent(new Event('online')), turn: (hidden) => {
        page.hidden = hidden;
        page.dispatchEvent(new Event('visibilitychange'));
    } };
}

/** A client whose server is away, and that waits 30 s for its next attempt. */
async function startWaiting(t, clock, chance) {
    const server = await startEnvelopeServer(t);
    const client = await startSettled(t, server, { clock, random: () => chance.value });
    server.stop();
    await client.next('reconnecting');
    for (let i = 0; i < 8; ++i) {
        const next = client.next('reconnecting');
        clock.advance(30000);
        await next;
    }
    assert.equal(client.all('reconnecting').at(-1).delay, 30000);
    clock.advance(5000);
    return { client, port: server.port };
}

for (const [name, wake] of [['the network is back', ({ online }) => online()], ['the page is visible again', ({ turn }) => (turn(true), turn(false))]]) {
    test(`reconnects soon when ${name}`, options, async (t) => {
        const browser = fakeBrowser(t);
        const clock = new FakeClock();
        const { client, port } = await startWaiting(t, clock, { value: 1 });
        await startEnvelopeServer(t, { port });
        browser.turn(true);
        clock.advance(1000);
        assert.equal(client.state, 'reconnecting', 'a hidden page is in no hurry');
        browser.page.hidden = false;
        wake(browser);
        clock.advance(499);
        assert.equal(client.state, 'reconnecting', 'jitter');
        const open = client.next('open');
        clock.advance(1);
        await open;
        assert.equal(clock.waiting, 1, 'only the next ping');
    });
}

test('a network that comes and goes causes no storm of attempts', options, async (t) => {
    const { online } = fakeBrowser(t);
    const clock = new FakeClock();
    const chance = { value: 1 };
    const { client } = await startWaiting(t, clock, chance);
    chance.value = 0;
    const before = client.all('connecting').length;
    for (let i = 0; i < 100; ++i) { // ten seconds
        online();
        const ended = client.next('reconnecting');
        clock.advance(100);
        if (client.state === 'connecting') {
            chance.value = 1; // the regular delay would be long
            await ended;
            chance.value = 0;
        }
    }
    const attempts = client.all('connecting').length - before;
    assert.ok(attempts >= 15 && attempts <= 21, `${attempts} attempts`);
});

test('checks a connection that seems open when the network is back', options, async (t) => {
    const { online } = fakeBrowser(t);
    const clock = new FakeClock();
    const server = await startEnvelopeServer(t, { heartbeat: { interval: 25000, timeout: 10000 } });
    const client = await startSettled(t, server, { clock });
    const pings = () => server.requests.filter(({ type }) => type === 'ping').length;
    const before = pings();
    online(); // something was heard just now
    await settled(client);
    assert.equal(pings(), before + 1);
    clock.advance(5000);
    server.intercept = ({}, { type }) => type === 'ping'; // no answers
    online();
    online();
    await until(() => pings() === before + 2, 5000, () => `${pings()} pings`);
    const lost = client.next('reconnecting');
    clock.advance(10000);
    assert.equal((await lost).reason, 'no answer to a ping');
    assert.equal(pings(), before + 2);
});

test('gives up a connection without a welcome', options, async (t) => {
    const clock = new FakeClock();
    const server = await startEnvelopeServer(t, { welcome: false });
    const client = start(t, server.url, { clock });
    await until(() => server.connections.length === 1, 5000, () => 'a connection');
    await until(() => clock.waiting === 1, 5000, () => 'its defaultTimeout');
    clock.advance(10000);
    assert.deepEqual(client.all('reconnecting').map(({ opened, reason }) => [opened, reason]), [[true, 'no welcome']]);
});

test('sends pings when idle, and gives up a dead connection', options, async (t) => {
    const clock = new FakeClock();
    const server = await startEnvelopeServer(t, { heartbeat: { interval: 25000, timeout: 10000 } });
    const client = await startSettled(t, server, { clock });
    const pings = () => server.requests.filter(({ type }) => type === 'ping').length;
    const before = pings();
    clock.advance(24000);
    server.publish('lobby', 'activity'); // so no ping is due
    await until(() => client.contents().length === 1, 5000, () => 'the message');
    clock.advance(24000);
    assert.equal(pings(), before);
    clock.advance(1000);
    await until(() => pings() === before + 1, 5000, () => 'a ping');
    await until(() => clock.nextIn === 25000, 5000, () => 'the pong, and the next silence begun');

    server.intercept = () => true;
    clock.advance(25000);
    await until(() => pings() === before + 2, 5000, () => 'a ping');
    server.publish('lobby', 'busy'); // not a pong, but activity
    await until(() => client.contents().length === 2, 5000, () => 'the message');
    clock.advance(10000);
    await until(() => clock.waiting === 1, 5000, () => 'the next silence begun');
    assert.equal(client.state, 'open');

    clock.advance(25000);
    await until(() => pings() === before + 3, 5000, () => 'a ping');
    const lost = client.next('reconnecting');
    clock.advance(10000);
    const event = await lost;
    assert.deepEqual([event.code, event.reason], [1006, 'no answer to a ping']);
});

test('sends no pings when the heartbeat is off', options, async (t) => {
    const clock = new FakeClock();
    const server = await startEnvelopeServer(t, { heartbeat: { interval: 25000, timeout: 10000 } });
    await startSettled(t, server, { clock, ping: { interval: 0 } });
    assert.equal(clock.waiting, 0);
});

// ---- Requests without a connection ------------------------------------------------------------------------------

test('requests wait for the connection, in order', options, async (t) => {
    const server = await startEnvelopeServer(t);
    const client = start(t, server.url);
    const seqs = await Promise.all([1, 2, 3].map((content) => client.room('lobby').publish(content)));
    assert.deepEqual(seqs.map(({ seq }) => seq), [1, 2, 3]);
    assert.equal(client.room('lobby').send('now'), true);
    await settled(client);
    server.connections[0].socket.terminate();
    await client.next('reconnecting');
    assert.equal(client.room('lobby').send('never'), false);
    await client.room('lobby').publish(4);
    assert.deepEqual(client.contents(), [1, 2, 3, 'now', 4]);
});

test('queued requests are limited in number and time', options, async (t) => {
    const clock = new FakeClock();
    const server = await startEnvelopeServer(t);
    const client = await startSettled(t, server, { clock, queue: 2, random: () => 1, timeout: 400 });
    server.connections[0].socket.terminate();
    await client.next('reconnecting');
    const room = client.room('lobby');
    const waiting = [fails(room.publish(1), 'timeout'), room.publish(2, { timeout: 5000 })];
    await fails(room.publish(3), 'offline');
    clock.advance(450);
    await waiting[0];
    clock.advance(50);
    await client.next('open');
    await waiting[1];
    assert.deepEqual(client.contents(), [2], 'what timed out is never sent');
});

test('requests in flight fail when the connection is lost, and are not repeated', options, async (t) => {
    const server = await startEnvelopeServer(t);
    const client = await startSettled(t, server);
    server.intercept = (connection, { type, content }) => {
        if (type !== 'message' || content !== 'lost')
            return false;
        connection.socket.terminate();
        return true;
    };
    await fails(client.room('lobby').publish('lost'), 'lost');
    await client.room('lobby').publish('after');
    assert.deepEqual(server.requests.filter(({ type }) => type === 'message').map(({ content }) => content), ['lost', 'after']);
    const last = fails(client.room('lobby').presence(), 'closed');
    client.close();
    await last;
    await fails(client.room('lobby').publish('x'), 'closed');
});

test('a missing answer times out, and a late one is ignored', options, async (t) => {
    const clock = new FakeClock();
    const server = await startEnvelopeServer(t);
    const client = await startSettled(t, server, { clock });
    let late;
    server.intercept = (connection, { type, id }) => {
        if (type === 'presence')
            late = () => connection.send({ type: 'presence', id, room: 'lobby', members: [], count: 0 });
        return type === 'presence';
    };
    const presence = fails(client.room('lobby').presence(), 'timeout');
    await until(() => late, 5000, () => 'the request');
    clock.advance(10000);
    await presence;
    late();
    await settled(client);
    assert.deepEqual(client.all('error'), []);
});

test('sends auth on each connection', options, async (t) => {
    const server = await startEnvelopeServer(t);
    let issued = 0;
    const client = await startSettled(t, server, { token: async () => `token ${++issued}` });
    server.connections[0].socket.terminate();
    await client.next('open');
    await settled(client);
    assert.deepEqual(server.requests.filter(({ type }) => type === 'auth').map(({ token }) => token), ['token 1', 'token 2']);
    assert.equal(client.user, 'user of token 2');
});

test('renews a token before it expires, if a function provides it', options, async (t) => {
    const server = await startEnvelopeServer(t);
    server.tokenLife = 100000;
    const clock = new FakeClock();
    const tokens = () => server.requests.filter(({ type }) => type === 'auth').map(({ token }) => token);
    let issued = 0;
    let works = true;
    const token = async () => {
        if (!works)
            throw new Error('no token today');
        return `token ${++issued}`;
    };
    const client = await startSettled(t, server, { token, clock, ping: { interval: 0 } });
    clock.advance(79000); // four fifths of its time, less what the clock of the machine has gone on
    assert.deepEqual(tokens(), ['token 1']);
    clock.advance(1000);
    await until(() => client.user === 'user of token 2', 5000, () => 'the renewal');
    works = false;
    const failed = client.next('error');
    clock.advance(80000);
    assert.equal((await failed).message, 'no token today');
    works = true;
    clock.advance(5000);
    await until(() => client.user === 'user of token 3', 5000, () => 'the next attempt');
    assert.deepEqual(tokens(), ['token 1', 'token 2', 'token 3']);

    server.connections[0].socket.close(4401, 'the token has expired');
    await client.next('reconnecting');
    const fixed = await startSettled(t, server, { token: 'fixed', clock });
    clock.advance(86400000);
    server.connections.at(-1).socket.close(4401, 'the token has expired');
    await fixed.next('closed');
    assert.equal(tokens().filter((one) => one === 'fixed').length, 1);
});

// ---- Recovery ---------------------------------------------------------------------------------------------------

/** Ends the connection, runs \a meanwhile, and waits until the client is connected again and up to date. */
async function interrupt(client, server, meanwhile = () => {}) {
    const lost = client.next('reconnecting');
    const open = client.next('open');
    server.connections[0].socket.terminate();
    meanwhile();
    await lost;
    await open;
    await settled(client);
}

test('receives missed messages once and in order, then new ones', options, async (t) => {
    const server = await startEnvelopeServer(t);
    const client = await startSettled(t, server);
    await client.room('kitchen').join();
    server.publish('lobby', 1);
    server.publish('kitchen', 'k1');
    await settled(client);
    server.intercept = (_connection, { type, room }) => {
        if (type === 'join' && room === 'lobby') // between the welcome and the replay, and also in the replay
            server.publish('lobby', 4);
        return false;
    };
    await interrupt(client, server, () => {
        server.publish('lobby', 2, { undelivered: true });
        server.publish('lobby', 3, { undelivered: true });
    });
    server.publish('lobby', 5);
    server.publish('kitchen', 'k2');
    await settled(client);
    assert.deepEqual(client.contents(), [1, 2, 3, 4, 5]);
    assert.deepEqual(client.contents('kitchen'), ['k1', 'k2']);
    assert.deepEqual(client.all('message').filter(({ room }) => room === 'lobby').map(({ replayed = false }) => replayed), [false, true, true, true, false]);
    assert.deepEqual(client.all('recovered').map(({ room, messages }) => [room, messages]), [['lobby', 3], ['kitchen', 0]]);
    assert.deepEqual(client.all('gap'), []);
    const joins = server.requests.filter(({ type, since }) => type === 'join' && since);
    assert.deepEqual(joins.map(({ since }) => Object.keys(since)), [['epoch', 'seq'], ['epoch', 'seq']]);
});

test('reports the number of lost messages when the history is too short', options, async (t) => {
    const server = await startEnvelopeServer(t, { ring: 2 });
    const client = await startSettled(t, server);
    server.publish('lobby', 1);
    await settled(client);
    await interrupt(client, server, () => [2, 3, 4, 5, 6].forEach((i) => server.publish('lobby', i)));
    assert.deepEqual(client.all('gap').map(({ room, lost }) => [room, lost]), [['lobby', 3]]);
    assert.deepEqual(client.contents(), [1, 5, 6]);
    assert.deepEqual(client.all('recovered'), []);
});

test('reports the number of lost messages when the history is empty', options, async (t) => {
    const server = await startEnvelopeServer(t);
    const client = await startSettled(t, server);
    server.publish('lobby', 1);
    await settled(client);
    await interrupt(client, server, () => {
        server.publish('lobby', 2);
        server.publish('lobby', 3);
        server.room('lobby').messages = [];
    });
    server.publish('lobby', 4);
    await settled(client);
    assert.deepEqual(client.all('gap').map(({ lost }) => lost), [2]);
    assert.deepEqual(client.contents(), [1, 4]);
});

test('reports what a replay lacks that ended early', options, async (t) => {
    const server = await startEnvelopeServer(t);
    const client = await startSettled(t, server);
    server.publish('lobby', 1);
    await settled(client);
    // The history was dropped under the replay behind its second message: it ends there, and the next message is a later one.
    server.intercept = (again, { type, id, since }) => {
        if (type !== 'join' || !since)
            return false;
        const room = server.room('lobby');
        const { messages, ...replay } = replayOf(room, { id, since });
        again.send({ type: 'ack', id, room: 'lobby', epoch: room.epoch, seq: room.seq });
        again.send({ ...replay, messages: messages.slice(0, 2), recovered: false });
        server.publish('lobby', 7, { undelivered: true }); // before the end of the replay
        return true;
    };
    await interrupt(client, server, () => [2, 3, 4, 5, 6].forEach((i) => server.publish('lobby', i)));
    assert.deepEqual(client.contents(), [1, 2, 3]);
    assert.equal(client.room('lobby').position.seq, 3);
    server.publish('lobby', 8);
    await settled(client);
    assert.deepEqual(client.contents(), [1, 2, 3, 8]);
    assert.deepEqual(client.all('gap').map(({ lost }) => lost), [4]);
});

test('reports an unknown loss when the epoch has changed', options, async (t) => {
    const server = await startEnvelopeServer(t);
    const client = await startSettled(t, server);
    for (const i of [1, 2, 3])
        server.publish('lobby', i);
    await settled(client);
    await interrupt(client, server, () => {
        server.renew('lobby');
        server.publish('lobby', 'a');
    });
    server.publish('lobby', 'b');
    await settled(client);
    assert.deepEqual(client.all('gap').map(({ lost }) => lost), [null]);
    assert.deepEqual(client.contents(), [1, 2, 3, 'a', 'b']);
    assert.equal(client.room('lobby').position.epoch, server.room('lobby').epoch);
    await interrupt(client, server, () => server.publish('lobby', 'c'));
    assert.deepEqual(client.contents().slice(-1), ['c']);
    assert.equal(client.all('recovered').length, 1);
});

test('goes on with the messages of a numbering that begins again while it is in the room', options, async (t) => {
    const server = await startEnvelopeServer(t);
    const client = await startSettled(t, server);
    const [connection] = server.connections;
    const tellBreak = () => connection.send({ type: 'history', room: 'lobby', epoch: server.room('lobby').epoch, messages: [], recovered: false });
    for (const i of [1, 2, 3])
        server.publish('lobby', i);
    server.renew('lobby');
    tellBreak();
    for (const content of ['a', 'b'])
        server.publish('lobby', content);
    await settled(client);
    assert.deepEqual(client.contents(), [1, 2, 3, 'a', 'b']);
    assert.deepEqual(client.all('gap').map(({ lost }) => lost), [null]);
    assert.deepEqual(client.room('lobby').position, { epoch: server.room('lobby').epoch, seq: 2 });
    tellBreak(); // within the numbering: how many are missing shows with the next message
    server.publish('lobby', 'c', { undelivered: true });
    server.publish('lobby', 'd');
    await settled(client);
    assert.deepEqual(client.all('gap').map(({ lost }) => lost), [null, 1]);
    assert.deepEqual(client.contents().slice(-1), ['d']);
    await interrupt(client, server, () => server.publish('lobby', 'e'));
    assert.deepEqual(client.contents().slice(-1), ['e']);
    assert.equal(client.all('recovered').length, 1);
});

test('a numbering that begins again between the welcome and the replay', options, async (t) => {
    const server = await startEnvelopeServer(t);
    const client = await startSettled(t, server);
    for (const i of [1, 2, 3])
        server.publish('lobby', i);
    await settled(client);
    server.intercept = (again, { type, since }) => {
        if (type === 'join' && since) {
            server.publish('lobby', 5); // 4 was missed
            server.renew('lobby');
            again.send({ type: 'history', room: 'lobby', epoch: server.room('lobby').epoch, messages: [], recovered: false });
            server.publish('lobby', 'a');
        }
        return false;
    };
    await interrupt(client, server, () => server.publish('lobby', 4, { undelivered: true }));
    server.publish('lobby', 'b');
    await settled(client);
    assert.deepEqual(client.contents(), [1, 2, 3, 5, 'a', 'b']);
    assert.deepEqual(client.all('gap').map(({ lost }) => lost), [1, null]);
    assert.deepEqual(client.room('lobby').position, { epoch: server.room('lobby').epoch, seq: 2 });
});

test('resumes a room without messages before the loss', options, async (t) => {
    const server = await startEnvelopeServer(t);
    for (const i of [1, 2, 3])
        server.publish('lobby', i);
    const client = await startSettled(t, server);
    await interrupt(client, server, () => server.publish('lobby', 4));
    assert.deepEqual(client.contents(), [4]);
    assert.deepEqual(client.all('recovered').map(({ messages }) => messages), [1]);
});

test('duplicate, late and missing messages of a server are detected', options, async (t) => {
    const server = await startEnvelopeServer(t);
    const client = await startSettled(t, server);
    const [connection] = server.connections;
    const first = server.publish('lobby', 1);
    connection.send(first); // twice
    server.publish('lobby', 2);
    connection.send(first); // and late
    server.publish('lobby', 3, { undelivered: true }); // dropped: the client read too slowly
    server.publish('lobby', 4, { undelivered: true });
    server.publish('lobby', 5);
    await settled(client);
    assert.deepEqual(client.contents(), [1, 2, 5]);
    assert.deepEqual(client.all('gap').map(({ lost }) => lost), [2]);

    server.intercept = (again, { type, id, since }) => {
        if (type !== 'join' || !since)
            return false;
        const room = server.room('lobby');
        const replay = replayOf(room, { id, since });
        again.send({ type: 'ack', id, room: 'lobby', epoch: room.epoch, seq: room.seq });
        again.send({ ...replay, recovered: true, messages: [...replay.messages, ...replay.messages].reverse().filter(({ seq }) => seq !== 7) });
        again.send(replay); // without a request
        return true;
    };
    await interrupt(client, server, () => [6, 7, 8].forEach((i) => server.publish('lobby', i)));
    assert.deepEqual(client.contents(), [1, 2, 5, 6, 8]);
    assert.deepEqual(client.all('gap').map(({ lost }) => lost), [2, 1]);
});

test('without echo to the sender, own messages are no gap', options, async (t) => {
    const server = await startEnvelopeServer(t, { echo: false });
    const client = await startSettled(t, server);
    await client.room('lobby').publish('mine');
    server.publish('lobby', 'yours');
    await client.room('lobby').publish('mine, too');
    server.publish('lobby', 'yours, too');
    await settled(client);
    assert.deepEqual(client.contents(), ['yours', 'yours, too']);
    assert.deepEqual(client.all('gap'), []);
});

test('a connection lost during a replay loses no message', options, async (t) => {
    const server = await startEnvelopeServer(t);
    const client = await startSettled(t, server);
    server.publish('lobby', 1);
    await settled(client);
    let cut = true;
    server.intercept = (connection, { type, id, since }) => {
        if (type !== 'join' || !since || !cut)
            return false;
        cut = false;
        const room = server.room('lobby');
        connection.send({ type: 'ack', id, room: 'lobby', epoch: room.epoch, seq: room.seq });
        server.publish('lobby', 3); // buffered, and lost with the connection
        connection.socket.close(4200);
        return true;
    };
    const lost = client.next('reconnecting');
    server.connections[0].socket.terminate();
    server.publish('lobby', 2);
    await lost;
    await client.next('recovered');
    await settled(client);
    assert.deepEqual(client.contents(), [1, 2, 3]);
});

test('a missing replay makes the client reconnect', options, async (t) => {
    const clock = new FakeClock();
    const server = await startEnvelopeServer(t);
    const client = await startSettled(t, server, { clock });
    let silent = true;
    server.intercept = (connection, { type, id, since }) => {
        if (type !== 'join' || !since || !silent)
            return false;
        const room = server.room('lobby');
        connection.send({ type: 'ack', id, room: 'lobby', epoch: room.epoch, seq: room.seq });
        return true;
    };
    server.connections[0].socket.terminate();
    await client.next('reconnecting');
    clock.advance(500);
    await client.next('open');
    silent = false;
    const lost = client.next('reconnecting');
    clock.advance(10000);
    assert.equal((await lost).reason, 'no answer to a join');
    server.publish('lobby', 'still here');
    clock.advance(30000);
    await client.next('recovered');
    assert.deepEqual(client.contents(), ['still here']);
});

test('a failed join is reported, and a rate-limited one is repeated later', options, async (t) => {
    const clock = new FakeClock();
    const server = await startEnvelopeServer(t);
    const client = await startSettled(t, server, { clock });
    await client.room('secret').join();
    await client.room('busy').join();
    let busy = true;
    server.intercept = (connection, { type, id, room }) => {
        if (type !== 'join' || room === 'lobby' || (room === 'busy' && !busy))
            return false;
        connection.send(room === 'busy' ? { type: 'error', id, code: 'rate_limited', message: 'later', retry: 700 }
            : { type: 'error', id, code: 'forbidden', message: 'not any more', retry: null });
        return true;
    };
    server.connections[0].socket.terminate();
    await client.next('reconnecting');
    clock.advance(500);
    await client.next('open');
    await until(() => client.all('left').length === 1, 5000, () => 'the loss of a room');
    assert.deepEqual(client.all('left').map(({ room, client: who }) => [room, who]), [['secret', client.id]]);
    assert.deepEqual(client.all('error').map(({ error }) => error.code), ['forbidden']);
    await settled(client);
    busy = false;
    clock.advance(700);
    await until(() => server.room('busy').members.size === 1, 5000, () => 'the second try');
    await settled(client);
    assert.deepEqual(client.rooms.map(({ name }) => name).sort(), ['busy', 'lobby']);
});

test('a room that is full for the moment is joined again with back-off', options, async (t) => {
    const clock = new FakeClock();
    const server = await startEnvelopeServer(t, { heartbeat: { interval: 0, timeout: 0 } });
    const client = await startSettled(t, server, { clock, random: () => 1 });
    await client.room('popular').join();
    let attempts = 0;
    let full = true;
    server.intercept = (connection, { type, id, room }) => {
        if (type !== 'join' || room !== 'popular')
            return false;
        attempts += 1;
        if (full)
            connection.send({ type: 'error', id, code: 'room_limit', message: 'full', retry: null });
        return full;
    };
    server.connections[0].socket.terminate();
    await client.next('reconnecting');
    const open = client.next('open');
    clock.advance(500);
    await open;
    for (const [i, delay] of [500, 1000, 2000].entries()) {
        await until(() => attempts === i + 1, 5000, () => `${attempts} attempts`);
        await settled(client);
        clock.advance(delay - 1);
        await settled(client);
        assert.equal(attempts, i + 1);
        clock.advance(1);
    }
    full = false;
    await until(() => attempts === 4, 5000, () => `${attempts} attempts`);
    await settled(client);
    clock.advance(4000);
    await until(() => server.room('popular').members.size === 1, 5000, () => 'the member');
    await settled(client);
    assert.deepEqual(client.all('left'), []);
    assert.deepEqual(client.all('error').map(({ error }) => error.code), ['room_limit']);
    assert.deepEqual(client.rooms.map(({ name }) => name).sort(), ['lobby', 'popular']);
});

test('leaves the room of the address again if it had left it before', options, async (t) => {
    const server = await startEnvelopeServer(t);
    const client = await startSettled(t, server);
    await client.room('kitchen').join();
    await client.room('lobby').leave();
    await interrupt(client, server);
    assert.equal(server.room('lobby').members.size, 0);
    assert.deepEqual(client.rooms.map(({ name }) => name), ['kitchen']);
    server.publish('lobby', 'without us');
    await client.room('lobby').join();
    server.publish('lobby', 'with us');
    await settled(client);
    assert.deepEqual(client.contents(), ['with us']);
    assert.deepEqual(client.all('gap'), []);
});

test('handles being added to and removed from a room by an operator', options, async (t) => {
    const server = await startEnvelopeServer(t);
    const client = await startSettled(t, server);
    const [connection] = server.connections;
    for (const i of [1, 2])
        server.publish('office', i);
    server.room('office').members.add(connection);
    connection.send({ type: 'joined', room: 'office', user: client.user, client: client.id });
    await settled(client);
    server.publish('office', 3);
    await interrupt(client, server, () => server.publish('office', 4));
    assert.deepEqual(client.contents('office'), [3, 4]);
    const [again] = server.connections;
    server.room('office').members.delete(again);
    again.send({ type: 'left', room: 'office', user: client.user, client: client.id });
    await settled(client);
    assert.deepEqual(client.rooms.map(({ name }) => name), ['lobby']);
});

test('resumes from a stored position', options, async (t) => {
    const server = await startEnvelopeServer(t);
    const former = await startSettled(t, server);
    server.publish('lobby', 1);
    await settled(former);
    const { position } = former.room('lobby');
    former.close();
    await former.next('closed');
    server.publish('lobby', 2);
    const client = start(t, `${server.url}room/other`);
    await client.room('lobby').join({ since: position });
    assert.deepEqual(client.contents(), [2]);
    assert.deepEqual(client.all('recovered').map(({ messages }) => messages), [1]);
    assert.deepEqual(client.room('lobby').position, { epoch: position.epoch, seq: 2 });
});

test('plain links reconnect, too', options, async (t) => {
    const server = await startEnvelopeServer(t, { welcome: false });
    const link = new Link(server.url, { WebSocket, protocols: subprotocol, random: () => 0 });
    t.after(() => link.close());
    link.open();
    await link.next('open');
    server.connections[0].socket.send(Buffer.from([1, 2]));
    assert.deepEqual(await link.next('data'), new Uint8Array([1, 2]).buffer);
    server.connections[0].socket.close(4100);
    await link.next('reconnecting');
    await link.next('open');
    assert.equal(link.send('{"type":"ping"}'), true);
    assert.equal(await link.next('data'), '{"type":"pong"}');
    assert.equal(link.waitingBytes, 0);
});
