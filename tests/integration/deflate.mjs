// permessage-deflate (RFC 7692) with clients nobody here wrote, and with frames nobody should send.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { constants, deflateRawSync } from 'node:zlib';

import { startBrowser } from './support/browser.mjs';
import { connect } from './support/client.mjs';
import { RawClient, frame, handshake, opcodes } from './support/rawclient.mjs';
import { startServer } from './support/server.mjs';

const options = { timeout: 60000 };
const offer = { 'Sec-WebSocket-Extensions': 'permessage-deflate; client_max_window_bits' };
const noTakeover = 'permessage-deflate; server_no_context_takeover; client_no_context_takeover';
const rsv1 = { reserved: 4 };

/** Compressible text of \a size characters, not the same for two seeds. */
function text(size, seed = 0) {
    let result = '';
    for (let i = seed; result.length < size; ++i)
        result += `{"symbol":"ACME","price":${(i * 7919) % 10007}} 你好 `;
    return result.slice(0, size);
}

/** The payload of a compressed frame. */
function deflated(data) {
    return deflateRawSync(data, { finishFlush: constants.Z_SYNC_FLUSH, level: 9 }).subarray(0, -4);
}

async function agreed(t, server, headers, path = '/') {
    const client = await RawClient.connect(t, server.port);
    client.write(handshake({ port: server.port, path, headers }));
    const response = await client.response({ upgrade: true });
    assert.equal(response.status, 101);
    return response.headers['sec-websocket-extensions'];
}

/** How many bytes of TCP \a action brings to \a client. */
async function bytesReceived(client, action) {
    const before = client.socket._socket.bytesRead;
    await action();
    return client.socket._socket.bytesRead - before;
}

test('offers are answered as RFC 7692 section 7 says', options, async (t) => {
    const server = await startServer(t, { set: { 'deflate.context_takeover': true } });
    const rows = [
        ['permessage-deflate', 'permessage-deflate'],
        ['permessage-deflate; server_max_window_bits="10"', 'permessage-deflate; server_max_window_bits=10'],
        ['permessage-deflate; server_max_window_bits=8', undefined],
        ['permessage-deflate; server_max_window_bits=8, permessage-deflate; client_max_window_bits=9',
            'permessage-deflate; client_max_window_bits=9'],
        ['permessage-deflate; unknown', undefined],
        ['permessage-deflate; client_max_window_bits; client_max_window_bits', undefined],
        ['x-other', undefined],
    ];
    for (const [sent, answer] of rows)
        assert.equal(await agreed(t, server, { 'Sec-WebSocket-Extensions': sent }), answer, sent);
});

test('a header that is no list of extensions is refused', options, async (t) => {
    const server = await startServer(t);
    const client = await RawClient.connect(t, server.port);
    client.write(handshake({ port: server.port, headers: { 'Sec-WebSocket-Extensions': 'permessage-deflate; =1' } }));
    assert.equal((await client.response()).status, 400);
});

test('off and on, for all and by route', options, async (t) => {
    const config = ['off', 'on', '6', ''].map((value, i) =>
        `[[route]]\npath = "/${i}"\nkind = "echo"\n${value && `deflate = "${value}"\n`}`).join('\n');
    for (const enabled of [true, false]) {
        const server = await startServer(t, { config, set: { 'deflate.enabled': enabled } });
        assert.equal(await agreed(t, server, offer, '/0'), undefined);
        assert.equal(await agreed(t, server, offer, '/1'), noTakeover);
        assert.equal(await agreed(t, server, offer, '/2'), noTakeover);
        assert.equal(await agreed(t, server, offer, '/3'), enabled ? noTakeover : undefined);
    }
});

for (const takeover of [false, true]) {
    for (const client of [
        {},
        { serverNoContextTakeover: true },
        { clientNoContextTakeover: true },
        { serverNoContextTakeover: true, clientNoContextTakeover: true },
        { serverMaxWindowBits: 9, clientMaxWindowBits: 9 },
    ]) {
        const name = `ws with ${JSON.stringify(client)}, context_takeover = ${takeover}`;
        test(`messages arrive byte for byte: ${name}`, options, async (t) => {
            const server = await startServer(t, {
                set: { 'deflate.context_takeover': takeover, 'deflate.min_size': 0, 'limits.max_message': '2MiB', 'limits.outbox_hard': '16MiB' },
            });
            const echo = await connect(t, server.at('/echo'), { perMessageDeflate: { threshold: 0, ...client } });
            assert.match(echo.socket.extensions, /^permessage-deflate/);
            const noise = Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * i * 2654435761 >>> 13) & 255));
            const messages = [
                ...['', 'a', '\ufeffBOM', 'a\0b', ...[125, 126, 5000, 65535, 65536, 300000].map((size) => text(size))]
                    .map((message) => [Buffer.from(message), false]),
                ...[Buffer.alloc(0), noise, Buffer.alloc(1048576)].map((bytes) => [bytes, true]),
            ];
            for (let round = 0; round < 2; ++round) {
                for (const [bytes, binary] of messages)
                    echo.socket.send(bytes, { binary });
                for (const [bytes, binary] of messages) {
                    const { data, isBinary } = await echo.next();
                    assert.equal(isBinary, binary);
                    assert.ok(data.equals(bytes), `${bytes.length} bytes came back as ${data.length}`);
                }
            }
        });
    }
}

test('what is sent is smaller, with takeover more so', options, async (t) => {
    const sizes = {};
    for (const takeover of [false, true]) {
        const server = await startServer(t, { set: { 'deflate.context_takeover': takeover } });
        const client = await connect(t, server.at('/echo'), { perMessageDeflate: true });
        sizes[takeover] = await bytesReceived(client, async () => {
            for (let i = 0; i < 10; ++i) {
                client.socket.send(text(2000));
                assert.equal(await client.nextText(), text(2000));
            }
        });
    }
    assert.ok(sizes.false < 10 * 1000, `${sizes.false}`);
    assert.ok(sizes.true < sizes.false / 2, `${sizes.true} with takeover, ${sizes.false} without`);
});

test('below min_size messages are plain', options, async (t) => {
    const server = await startServer(t);
    const client = await RawClient.open(t, server, { path: '/echo', headers: offer });
    for (const [size, reserved] of [[1023, 0], [1024, 4]]) {
        client.write(frame(opcodes.text, 'x'.repeat(size)));
        assert.equal((await client.frame()).reserved, reserved);
    }
});

test('a room of all kinds', options, async (t) => {
    const server = await startServer(t, { set: { 'deflate.context_takeover': true, 'deflate.min_size': 0 } });
    const kinds = [false, true, { serverNoContextTakeover: true }, { serverNoContextTakeover: true }, { serverMaxWindowBits: 9 },
        { clientNoContextTakeover: true, threshold: 0 }];
    const clients = await Promise.all(kinds.map((perMessageDeflate) => connect(t, server.url, { perMessageDeflate })));
    for (let round = 0; round < 20; ++round) {
        for (const [i, sender] of clients.entries()) {
            const message = text(50 + 500 * round, i);
            sender.socket.send(message);
            for (const client of clients)
                assert.equal(await client.nextText(), message);
        }
    }
});

test('a bomb is refused with 1009, and costs no memory', options, async (t) => {
    const server = await startServer(t);
    const before = await server.residentKiB();
    const bomb = deflated(Buffer.alloc(64 * 1024 * 1024));
    for (let i = 0; i < 5; ++i) {
        const client = await RawClient.open(t, server, { headers: offer });
        client.write(frame(opcodes.binary, bomb, rsv1));
        assert.equal((await client.closeFrame()).code, 1009);
    }
    // Far from the 64 MiB each would be; a sanitizer's shadow and quarantine are part of RSS.
    const allowedMiB = process.env.SIGNALBOX_SANITIZE ? 48 : 8;
    assert.ok(await server.residentKiB() < before + allowedMiB * 1024);
});

test('what is wrong is told by its code', options, async (t) => {
    const server = await startServer(t);
    const hello = deflated('Hello');
    const rows = [
        ['not DEFLATE', [frame(opcodes.text, '\x07', rsv1)], 1002],
        ['truncated', [frame(opcodes.text, hello.subarray(0, 3), rsv1)], 1002],
        ['RSV1 on a continuation', [frame(opcodes.text, hello, { ...rsv1, fin: false }), frame(opcodes.continuation, '', rsv1)], 1002],
        ['RSV1 on a ping', [frame(opcodes.ping, '', rsv1)], 1002],
        ['RSV2', [frame(opcodes.text, hello, { reserved: 6 })], 1002],
        ['not UTF-8', [frame(opcodes.text, deflated(Buffer.from([0x61, 0xff])), rsv1)], 1007],
        ['over the limit', [frame(opcodes.text, deflated('x'.repeat(65537)), rsv1)], 1009],
    ];
    for (const [what, frames, code] of rows) {
        const client = await RawClient.open(t, server, { headers: offer });
        client.write(Buffer.concat(frames));
        assert.equal((await client.closeFrame()).code, code, what);
    }
    const plain = await RawClient.open(t, server);
    plain.write(frame(opcodes.text, hello, rsv1));
    assert.equal((await plain.closeFrame()).code, 1002, 'RSV1 without having agreed');
});

test('fragments, byte by byte and with pings between them', options, async (t) => {
    const server = await startServer(t);
    const client = await RawClient.open(t, server, { path: '/echo', headers: offer });
    const message = text(300);
    const payload = deflated(message);
    const frames = Array.from(payload, (byte, i) => [
        frame(i === 0 ? opcodes.text : opcodes.continuation, Buffer.from([byte]), { fin: i === payload.length - 1, reserved: i === 0 ? 4 : 0 }),
        ...(i === 3 ? [frame(opcodes.ping, 'between')] : []),
    ]).flat();
    for (const byte of Buffer.concat(frames))
        client.write(Buffer.from([byte]));
    assert.equal((await client.frame()).opcode, opcodes.pong);
    assert.equal((await client.frame()).payload.toString(), message);
});

test('Chromium agrees to it by itself', options, async (t) => {
    const browser = await startBrowser(t);
    for (const takeover of [false, true]) {
        const server = await startServer(t, { set: { 'deflate.context_takeover': takeover, 'deflate.min_size': 0 } });
        await browser.goto(`${server.http}/`);
        await browser.run(`
            window.back = [];
            const socket = new WebSocket(arguments[0]);
            socket.onmessage = ({ data }) => {
                window.back.push(data);
                window.agreed = socket.extensions;
            };
            socket.onopen = () => arguments[1].forEach((text) => socket.send(text));
        `, server.at('/echo'), [text(20000), 'a', text(20000), text(300)]);
        await browser.waitFor('window.back.length === 4');
        assert.deepEqual(await browser.run('return window.back'), [text(20000), 'a', text(20000), text(300)]);
        assert.equal(await browser.run('return window.agreed'), takeover ? 'permessage-deflate' : noTakeover);
    }
});
