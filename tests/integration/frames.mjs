// What RFC 6455 forbids is refused with the right code, and what it allows is let through.

import assert from 'node:assert/strict';
import test from 'node:test';

import { RawClient, closePayload, frame, opcodes } from './support/rawclient.mjs';
import { startServer } from './support/server.mjs';

const options = { timeout: 60000 };
const { continuation, text, binary, close, ping, pong } = opcodes;
const bytes = (...values) => Buffer.from(values);

const broken = {
    'an unmasked frame': [1002, [frame(text, 'hello', { masked: false })]],
    'an unmasked ping': [1002, [frame(ping, 'hello', { masked: false })]],
    'RSV1 without an extension': [1002, [frame(text, 'hello', { reserved: 4 })]],
    'RSV2': [1002, [frame(text, 'hello', { reserved: 2 })]],
    'RSV3': [1002, [frame(binary, 'hello', { reserved: 1 })]],
    'RSV1 on a ping': [1002, [frame(ping, '', { reserved: 4 })]],
    'a reserved data opcode': [1002, [frame(3, 'hello')]],
    'a reserved control opcode': [1002, [frame(11, '')]],
    'a fragmented ping': [1002, [frame(ping, 'a', { fin: false })]],
    'a fragmented close': [1002, [frame(close, '', { fin: false })]],
    'a ping of 126 bytes': [1002, [frame(ping, 'x'.repeat(126))]],
    'a continuation of nothing': [1002, [frame(continuation, 'a')]],
    'a new message within a fragmented one': [1002, [frame(text, 'a', { fin: false }), frame(text, 'b')]],
    'a length of 126 written in eight bytes': [1002, [bytes(0x82, 0xff, 0, 0, 0, 0, 0, 0, 0, 126, 1, 2, 3, 4)]],
    'a length of 2^63': [1002, [bytes(0x82, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4)]],
    'a length of 2^62: before any of it comes': [1009, [bytes(0x82, 0xff, 0x40, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4)]],
    'a close of one byte': [1002, [frame(close, 'x')]],
    'close code 999': [1002, [frame(close, closePayload(999))]],
    'close code 1004': [1002, [frame(close, closePayload(1004))]],
    'close code 1005': [1002, [frame(close, closePayload(1005))]],
    'close code 1006': [1002, [frame(close, closePayload(1006))]],
    'close code 1015': [1002, [frame(close, closePayload(1015))]],
    'close code 2999': [1002, [frame(close, closePayload(2999))]],
    'close code 5000': [1002, [frame(close, closePayload(5000))]],
    'a close reason that is not UTF-8': [1007, [frame(close, bytes(0x03, 0xe8, 0xff))]],
    'bad UTF-8': [1007, [frame(text, bytes(0xce, 0xba, 0xff))]],
    'an overlong slash': [1007, [frame(text, bytes(0xc0, 0xaf))]],
    'a surrogate': [1007, [frame(text, bytes(0xed, 0xa0, 0x80))]],
    'above U+10FFFF': [1007, [frame(text, bytes(0xf4, 0x90, 0x80, 0x80))]],
    'a text that ends inside a character': [1007, [frame(text, bytes(0xe4, 0xbd))]],
    'bad UTF-8 in a fragment, before the last one': [1007, [frame(text, 'a', { fin: false }), frame(continuation, bytes(0xff), { fin: false })]],
    'bad UTF-8, before the end of the frame': [1007, [frame(text, bytes(0x61, 0xff), { length: 1000 })]],
};

test('refused', options, async (t) => {
    const server = await startServer(t);
    for (const [name, [code, frames]] of Object.entries(broken)) {
        await t.test(name, async (t) => {
            const client = await RawClient.open(t, server, { path: '/echo' });
            client.write(Buffer.concat(frames));
            assert.equal((await client.closeFrame())?.code, code);
            assert.equal(client.bytes.length, 0, 'nothing follows a Close');
            client.write(frame(close, closePayload(code)));
            assert.equal(await client.expectEnd(), true, 'a clean end, no reset');
        });
    }
});

const allowed = {
    'a character split between fragments': [
        [frame(text, bytes(0xe4), { fin: false }), frame(continuation, bytes(0xbd), { fin: false }), frame(continuation, bytes(0xa0))],
        [text, '你'],
    ],
    'empty fragments': [
        [frame(text, '', { fin: false }), frame(continuation, '', { fin: false }), frame(continuation, '')],
        [text, ''],
    ],
    'a ping between fragments': [
        [frame(text, 'a', { fin: false }), frame(ping, 'now'), frame(continuation, 'b')],
        [pong, 'now'], [text, 'ab'],
    ],
    'a ping of 125 bytes': [[frame(ping, 'x'.repeat(125))], [pong, 'x'.repeat(125)]],
    'a pong nobody asked for': [[frame(pong, 'me'), frame(text, 'a')], [text, 'a']],
    'U+10FFFF and a noncharacter': [[frame(text, '\u{10ffff}\ufffe')], [text, '\u{10ffff}\ufffe']],
};

test('let through', options, async (t) => {
    const server = await startServer(t);
    for (const [name, [frames, ...answers]] of Object.entries(allowed)) {
        await t.test(name, async (t) => {
            for (const pieces of [[Buffer.concat(frames)], frames.flatMap((whole) => [...whole].map((byte) => bytes(byte)))]) {
                const client = await RawClient.open(t, server, { path: '/echo' });
                for (const piece of pieces)
                    await new Promise((resolve) => client.socket.write(piece, resolve));
                for (const [opcode, payload] of answers) {
                    const answer = await client.frame();
                    assert.deepEqual([answer.opcode, answer.fin, answer.masked, answer.payload.toString()], [opcode, true, false, payload]);
                }
            }
        });
    }
});

const farewells = {
    'no code': ['', 1000],
    '1000': [closePayload(1000, 'bye'), 1000],
    '1001': [closePayload(1001), 1001],
    '1012': [closePayload(1012), 1012],
    '3000': [closePayload(3000), 3000],
    '4999': [closePayload(4999, 'x'.repeat(123)), 4999],
};

test('a Close is answered, then TCP ends', options, async (t) => {
    const server = await startServer(t);
    for (const [name, [payload, code]] of Object.entries(farewells)) {
        await t.test(name, async (t) => {
            const client = await RawClient.open(t, server);
            client.write(Buffer.concat([frame(close, payload), frame(text, 'too late')]));
            assert.equal((await client.closeFrame())?.code, code);
            assert.equal(await client.expectEnd(), true);
        });
    }
});
