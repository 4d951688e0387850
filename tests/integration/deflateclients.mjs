// permessage-deflate with the clients' own defaults: many messages, each of which resembles those before, so that a client
// that keeps its compression context refers to them. deflate.mjs tests the sizes that compression saves.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { constants, createDeflateRaw } from 'node:zlib';

import { connect } from './support/client.mjs';
import { Program } from './support/program.mjs';
import { RawClient, frame, opcodes } from './support/rawclient.mjs';
import { startServer } from './support/server.mjs';
import { within } from './support/until.mjs';

const options = { timeout: 120000 };
const script = fileURLToPath(new URL('support/deflateclients.py', import.meta.url));
const python = '/usr/bin/python3'; // Debian's python with Debian's modules

for (const [how, set] of Object.entries({
    'the default configuration': {},
    'context_takeover = true': { 'deflate.context_takeover': true },
    'everything compressed': { 'deflate.min_size': 0 },
    'messages up to 1 MiB': { 'limits.max_message': 1048576, 'limits.outbox_hard': '16MiB' },
})) {
    for (const library of ['tornado', 'aiohttp', 'websockets', 'wsproto']) {
        test(`${library} gets back what it sends: ${how}`, options, async (t) => {
            const server = await startServer(t, { set });
            const program = new Program(python, [script, library, server.at('/echo'), String(set['limits.max_message'] ?? 65536)]);
            t.after(() => program.kill());
            const { code } = await within(program.ended, 90000, `the end of ${library}`);
            assert.equal(code, 0, program.output());
            assert.match(program.stdout[0], /^permessage-deflate/);
        });
    }
}

/** JSON that resembles that of other seeds. */
function chat(size, seed) {
    let result = `{"seed":${seed},"prices":[`;
    for (let i = seed; result.length < size; ++i)
        result += `{"symbol":"ACME","price":${(i * 7919) % 10007}},`;
    return result.slice(0, size);
}

test('ws sends a chat with its defaults', options, async (t) => {
    const server = await startServer(t);
    const client = await connect(t, server.at('/echo'), { perMessageDeflate: true });
    assert.match(client.socket.extensions, /^permessage-deflate/);
    for (let i = 0; i < 500; ++i) {
        const message = chat(20 + 10 * i, i);
        client.socket.send(message);
        assert.equal(await client.nextText(), message);
    }
});

/** Compresses messages with one context, as a client does that ignores client_no_context_takeover. */
class KeepingCompressor {
    constructor(t, windowBits) {
        this.stream = createDeflateRaw({ windowBits, level: 9 });
        this.stream.on('data', (piece) => this.pieces.push(piece));
        t.after(() => this.stream.destroy());
    }
    async compress(message) {
        this.pieces = [];
        this.stream.write(message);
        await new Promise((resolve) => this.stream.flush(constants.Z_SYNC_FLUSH, resolve));
        return Buffer.concat(this.pieces).subarray(0, -4);
    }
}

for (const [offered, windowBits] of [
    ['client_max_window_bits', 12],
    ['client_max_window_bits=15', 12],
    ['client_max_window_bits=12', 12],
    ['client_max_window_bits=11', 11],
    ['client_max_window_bits=9', 9],
    ['client_max_window_bits=8', 9], // what zlib makes of 8
    ['server_max_window_bits=10; client_max_window_bits=13', 12],
    ['server_no_context_takeover; client_max_window_bits', 12],
]) {
    test(`a client that keeps its context, and offered ${offered}`, options, async (t) => {
        const server = await startServer(t, { set: { 'deflate.min_size': '1MiB' } }); // the answers are not compressed
        const client = await RawClient.open(t, server,
            { path: '/echo', headers: { 'Sec-WebSocket-Extensions': `permessage-deflate; ${offered}` } });
        const compressor = new KeepingCompressor(t, windowBits);
        const window = 2 ** windowBits;
        for (let i = 0; i < 60; ++i) {
            const size = [30, 700, window - 1, window, 20, 20000, window + 1, 65536, 60, 300][i % 10];
            const message = Buffer.from(chat(size, i));
            const payload = await compressor.compress(message);
            const half = Math.floor(payload.length / 2);
            if (i % 3 === 0) {
                client.write(frame(opcodes.text, payload.subarray(0, half), { fin: false, reserved: 4 }));
                client.write(frame(opcodes.ping, 'between'));
                client.write(frame(opcodes.continuation, payload.subarray(half)));
                assert.equal((await client.frame()).opcode, opcodes.pong);
            } else {
                client.write(frame(opcodes.text, payload, { reserved: 4 }));
            }
            const answer = await client.frame();
            assert.equal(answer.opcode, opcodes.text, `message ${i}: ${answer.payload}`);
            assert.ok(answer.payload.equals(message), `message ${i} of ${size} bytes is the same`);
        }
    });
}

test('a bomb is rejected behind a context as well', options, async (t) => {
    const server = await startServer(t);
    for (const first of [0, 100, 5000]) {
        const client = await RawClient.open(t, server,
            { path: '/echo', headers: { 'Sec-WebSocket-Extensions': 'permessage-deflate; client_max_window_bits' } });
        const compressor = new KeepingCompressor(t, 12);
        if (first > 0) {
            client.write(frame(opcodes.binary, await compressor.compress(Buffer.alloc(first)), { reserved: 4 }));
            assert.equal((await client.frame()).opcode, opcodes.binary);
        }
        client.write(frame(opcodes.binary, await compressor.compress(Buffer.alloc(1 << 24)), { reserved: 4 }));
        assert.equal((await client.closeFrame()).code, 1009);
    }
});

test('one room, every server window: messages arrive, and are compressed for those whose window holds them', options, async (t) => {
    const server = await startServer(t, { set: { 'deflate.min_size': 0 } });
    const offers = ['', 8, 9, 10, 11, 12, 13, 14, 15].map((bits) => ({ bits, window: bits ? 2 ** bits : Infinity }));
    const members = await Promise.all(offers.map(async ({ bits, window }) => ({
        window: bits === 15 ? Infinity : window, // a stream of 15 bits never refers farther
        client: await RawClient.open(t, server, { path: '/room/windows', headers: {
            'Sec-WebSocket-Extensions': `permessage-deflate${bits && `; server_max_window_bits=${bits}`}`,
        } }),
    })));
    for (const size of [200, 256, 257, 512, 513, 3000, 4096, 4097, 16384, 16385, 60000]) {
        const message = Buffer.from(chat(size, size));
        members[0].client.write(frame(opcodes.text, message));
        let shared;
        for (const { window, client } of members) {
            const { reserved, payload } = await client.frame();
            assert.equal(reserved === 4, size <= window, `${size} bytes, a window of ${window}`);
            if (reserved === 0)
                assert.ok(payload.equals(message));
            shared ??= payload;
            if (reserved === 4)
                assert.ok(payload.equals(shared), 'the same compressed form for all');
        }
    }
});
