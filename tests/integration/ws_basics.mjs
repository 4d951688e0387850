// Rooms, echo and messages, byte for byte, with the `ws` client.

import assert from 'node:assert/strict';
import test from 'node:test';

import { connect } from './support/client.mjs';
import { RawClient, handshake } from './support/rawclient.mjs';
import { startServer } from './support/server.mjs';

const seconds = 1000;
const options = { timeout: 60 * seconds };

test('all members of a room receive a message, the sender too', options, async (t) => {
    const server = await startServer(t);
    const alice = await connect(t, server.at('/?user=alice'));
    const bob = await connect(t, server.at('/ws?uid=bob')); // another path, the same room
    alice.socket.send('good morning');
    assert.equal(await alice.nextText(), 'good morning');
    assert.equal(await bob.nextText(), 'good morning');
    bob.socket.send(Buffer.from([1, 2, 3]));
    for (const client of [alice, bob]) {
        const { data, isBinary } = await client.next();
        assert.equal(isBinary, true);
        assert.deepEqual(data, Buffer.from([1, 2, 3]));
    }
});

test('echo_to_sender = false leaves the sender out', options, async (t) => {
    const server = await startServer(t, { set: { 'hub.echo_to_sender': false } });
    const alice = await connect(t, server.url);
    const bob = await connect(t, server.url);
    alice.socket.send('good morning');
    assert.equal(await bob.nextText(), 'good morning');
    await alice.expectNothing();
});

test('rooms are isolated from each other', options, async (t) => {
    const server = await startServer(t);
    const kitchen = await connect(t, server.at('/room/kitchen'));
    const cellar = await connect(t, server.at('/room/cellar'));
    const lobby = await connect(t, server.url);
    kitchen.socket.send('soup');
    assert.equal(await kitchen.nextText(), 'soup');
    await cellar.expectNothing();
    await lobby.expectNothing();
});

test('a room name is percent-decoded once', options, async (t) => {
    const server = await startServer(t);
    const pairs = [
        ['/room/k%C3%BCche', '/room/k%c3%bcche'],
        ['/room/a%2Fb', '/room/a%2fb'],
        ['/room/kitchen', '/room/%6bitchen'],
    ];
    for (const [one, other] of pairs) {
        const first = await connect(t, server.at(one));
        const second = await connect(t, server.at(other));
        first.socket.send(one);
        assert.equal(await second.nextText(), one);
    }
    const encoded = await connect(t, server.at('/room/%2541'));
    const plain = await connect(t, server.at('/room/%41'));
    plain.socket.send('A');
    assert.equal(await plain.nextText(), 'A');
    await encoded.expectNothing(); // its name is %41, not A
});

test('the echo path answers the sender only', options, async (t) => {
    const server = await startServer(t);
    const one = await connect(t, server.at('/echo'));
    const other = await connect(t, server.at('/echo'));
    one.socket.send('hello?');
    assert.equal(await one.nextText(), 'hello?');
    await other.expectNothing();
});

test('messages arrive byte for byte', options, async (t) => {
    const server = await startServer(t);
    const sender = await connect(t, server.at('/room/bytes'));
    const reader = await connect(t, server.at('/room/bytes'));
    const echo = await connect(t, server.at('/echo'));
    const texts = ['', 'a', '\ufeffwith a BOM', '\ufeff', 'a\0b', '\0', '你好 😀', '{"b":1,"a":1.10,"n":12345678901234567890}',
        ...[125, 126, 65535, 65536].map((size) => 'x'.repeat(size))];
    const binaries = [0, 1, 125, 126, 127, 65535, 65536].map((size) => Buffer.from(Array.from({ length: size }, (_, i) => i * 7 % 256)));
    const messages = [...texts.map((text) => [Buffer.from(text), false]), ...binaries.map((bytes) => [bytes, true])];
    for (const [bytes, binary] of messages) {
        sender.socket.send(bytes, { binary });
        echo.socket.send(bytes, { binary });
        for (const client of [sender, reader, echo]) {
            const { data, isBinary } = await client.next();
            assert.equal(isBinary, binary);
            assert.ok(data.equals(bytes), `${bytes.length} bytes came back as ${data.length}`);
        }
    }
});

test('a message sent in fragments arrives whole', options, async (t) => {
    const server = await startServer(t);
    const sender = await connect(t, server.url);
    const reader = await connect(t, server.url);
    const bytes = Buffer.from('split inside a character: 你');
    for (let i = 0; i < bytes.length; ++i)
        sender.socket.send(bytes.subarray(i, i + 1), { binary: false, fin: i === bytes.length - 1 });
    assert.equal(await reader.nextText(), bytes.toString());
});

test('all members receive the same order', options, async (t) => {
    const server = await startServer(t);
    const clients = await Promise.all(Array.from({ length: 5 }, () => connect(t, server.url)));
    const each = 40;
    for (let i = 0; i < each; ++i)
        clients.forEach((client, number) => client.socket.send(`${number}:${i}`));
    const orders = [];
    for (const client of clients) {
        const order = [];
        while (order.length < each * clients.length)
            order.push(await client.nextText());
        orders.push(order.join(' '));
    }
    assert.equal(new Set(orders).size, 1);
});

test('a message over the limit is refused with 1009', options, async (t) => {
    const server = await startServer(t, { set: { 'limits.max_message': '1KiB' } });
    for (const binary of [false, true]) {
        const sender = await connect(t, server.url);
        const reader = await connect(t, server.url);
        sender.socket.send('x'.repeat(1024), { binary });
        assert.equal((await reader.next()).data.length, 1024);
        assert.equal((await sender.next()).data.length, 1024);
        sender.socket.send('x'.repeat(1025), { binary });
        assert.equal((await sender.ended()).code, 1009);
        await reader.expectNothing();
    }
});

test('configured routes replace the built-in ones', options, async (t) => {
    const server = await startServer(t, { config: `
[[route]]
path = "/chat"
kind = "room"
room = "lobby"
subprotocols = ["chat.v2", "chat.v1"]

[[route]]
path = "/mirror"
kind = "echo"
max_message = "1KiB"
` });
    const chat = await connect(t, server.at('/chat'), { subprotocols: ['other', 'chat.v1', 'chat.v2'] });
    assert.equal(chat.socket.protocol, 'chat.v1'); // the first of the client's offers that the route knows
    chat.socket.send('hi');
    assert.equal(await chat.nextText(), 'hi');
    const mirror = await connect(t, server.at('/mirror'));
    mirror.socket.send('x'.repeat(1025));
    assert.equal((await mirror.ended()).code, 1009);
});

test('an unknown subprotocol is not selected', options, async (t) => {
    const server = await startServer(t);
    const client = await RawClient.connect(t, server.port);
    client.write(handshake({ port: server.port, headers: { 'Sec-WebSocket-Protocol': 'one, two' } }));
    const { status, headers } = await client.response({ upgrade: true });
    assert.equal(status, 101);
    assert.equal(headers['sec-websocket-protocol'], undefined);
});

test('the 101 has the headers of RFC 6455 and no others', options, async (t) => {
    const server = await startServer(t);
    const client = await RawClient.connect(t, server.port);
    client.write(handshake({ port: server.port, headers: { 'Sec-WebSocket-Extensions': 'x-unknown' } }));
    const { headers } = await client.response({ upgrade: true });
    assert.equal(headers['sec-websocket-accept'], 's3pPLMBiTxaQ9kYGzzhZRbK+xOo='); // section 1.3
    assert.match(headers.upgrade, /^websocket$/i);
    assert.match(headers.connection, /^upgrade$/i);
    assert.equal(headers['sec-websocket-extensions'], undefined);
    assert.deepEqual(Object.keys(headers).filter((name) => name.startsWith('access-control')), []);
});

test('the page is served, without a body for HEAD', options, async (t) => {
    const server = await startServer(t);
    const page = await fetch(`${server.http}/`);
    assert.equal(page.status, 200);
    assert.match(page.headers.get('content-type'), /^text\/html; charset=utf-8$/i);
    assert.equal(page.headers.get('x-content-type-options'), 'nosniff');
    const body = await page.text();
    assert.match(body, /<title>Signalbox test page<\/title>/);
    const client = await RawClient.connect(t, server.port);
    client.write(`HEAD / HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n\r\n`);
    const head = await client.response();
    assert.equal(head.status, 200);
    assert.equal(head.headers['content-length'], String(Buffer.byteLength(body)));
    assert.equal(head.body, '');
});
