// permessage-deflate (RFC 7692) with independent clients: that messages arrive unchanged, how much smaller they are, and what
// a decompression bomb costs. conformance/ tests the RFC clause by clause.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { deflated, rsv1 } from './conformance/vocabulary.mjs';
import { startBrowser } from './support/browser.mjs';
import { connect } from './support/client.mjs';
import { RawClient, frame, handshake, opcodes } from './support/rawclient.mjs';
import { startServer } from './support/server.mjs';

const options = { timeout: 60000 };
const offer = { 'Sec-WebSocket-Extensions': 'permessage-deflate; client_max_window_bits' };
const noTakeover = 'permessage-deflate; server_no_context_takeover; client_no_context_takeover; client_max_window_bits=12';

/** Compressible text of \a size characters, different for each seed. */
function text(size, seed = 0) {
    let result = '';
    for (let i = seed; result.length < size; ++i)
        result += `{"symbol":"ACME","price":${(i * 7919) % 10007}} 你好 `;
    return result.slice(0, size);
}

async function negotiatedExtensions(t, server, headers, path = '/') {
    const client = await RawClient.connect(t, server.port);
    client.write(handshake({ port: server.port, path, headers }));
    const response = await client.response({ upgrade: true });
    assert.equal(response.status, 101);
    return response.headers['sec-websocket-extensions'];
}

/** How many bytes \a client receives over TCP during \a action. */
async function bytesReceived(client, action) {
    const before = client.socket._socket.bytesRead;
    await action();
    return client.socket._socket.bytesRead - before;
}

test('switched off and on, for the server and for a route', options, async (t) => {
    const config = ['off', 'on', '6', ''].map((value, i) =>
        `[[route]]\npath = "/${i}"\nkind = "echo"\n${value && `deflate = "${value}"\n`}`).join('\n');
    for (const enabled of [true, false]) {
        const server = await startServer(t, { config, set: { 'deflate.enabled': enabled } });
        assert.equal(await negotiatedExtensions(t, server, offer, '/0'), undefined);
        assert.equal(await negotiatedExtensions(t, server, offer, '/1'), noTakeover);
        assert.equal(await negotiatedExtensions(t, server, offer, '/2'), noTakeover);
        assert.equal(await negotiatedExtensions(t, server, offer, '/3'), enabled ? noTakeover : undefined);
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

test('compressed messages are smaller, and smaller still with context takeover', options, async (t) => {
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

test('one room, clients with different extension parameters', options, async (t) => {
    const server = await startServer(t, { set: { 'deflate.context_takeover': true, 'deflate.min_size': 0 } });
    const offers = [false, true, { serverNoContextTakeover: true }, { serverNoContextTakeover: true }, { serverMaxWindowBits: 9 },
        { clientNoContextTakeover: true, threshold: 0 }];
    const clients = await Promise.all(offers.map((perMessageDeflate) => connect(t, server.url, { perMessageDeflate })));
    for (let round = 0; round < 20; ++round) {
        for (const [i, sender] of clients.entries()) {
            const message = text(50 + 500 * round, i);
            sender.socket.send(message);
            for (const client of clients)
                assert.equal(await client.nextText(), message);
        }
    }
});

test('a decompression bomb is rejected with 1009 and costs no memory', options, async (t) => {
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

test('Chromium negotiates it on its own', options, async (t) => {
    const browser = await startBrowser(t);
    const messages = [text(20000), 'a', text(20000), text(300)];
    for (const takeover of [false, true]) {
        const server = await startServer(t, { set: { 'deflate.context_takeover': takeover, 'deflate.min_size': 0 } });
        await browser.goto(`${server.http}/`);
        await browser.run(`
            const result = window.result = { echoes: [], closeCode: null };
            const socket = new WebSocket(arguments[0]);
            socket.onmessage = ({ data }) => {
                result.echoes.push(data);
                result.extensions = socket.extensions;
            };
            socket.onopen = () => arguments[1].forEach((text) => socket.send(text));
            socket.onclose = ({ code }) => (result.closeCode = code);
        `, server.at('/echo'), messages);
        // A connection that fails ends the wait at once, and the console says why.
        await browser.waitFor('window.result.echoes.length === 4 || window.result.closeCode !== null');
        const { echoes, closeCode, extensions } = await browser.run('return window.result');
        assert.equal(closeCode, null, `closed; the console: ${JSON.stringify(await browser.consoleLines())}`);
        assert.deepEqual(echoes, messages);
        assert.equal(extensions, takeover ? 'permessage-deflate' : noTakeover);
    }
});
