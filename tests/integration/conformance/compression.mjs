// RFC 7692 sections 6 and 7.2: compressed messages.

import {
    KiB, binary, close, closePayload, deflated, fragmented, frame, reply, hex, maxMessage, more, noise, opcodes, part, ping, pong,
    prose, repetitive, rsv1, text, times,
} from './vocabulary.mjs';

const kept = { offer: 'permessage-deflate', agrees: 'permessage-deflate', server: 'keeps' };
const forgotten = {
    offer: 'permessage-deflate',
        agrees: 'permessage-deflate; server_no_context_takeover; client_no_context_takeover', server: 'forgets',
};
const first = { ...part, ...rsv1 };
const news = repetitive(600);
const other = repetitive(600, 80);
const mark = Buffer.from(noise(100).subarray(75).toString('hex')); // nowhere in news
const inTurn = (i) => (i % 2 ? other : news);
const packed = (data, settings) => text(deflated(data, settings), rsv1);
const hello = hex('f2 48 cd c9 c9 07 00');
const tail = hex('00 00 ff ff'); // removed by the sender, section 7.2.1
const character = Buffer.from('你');

// The bytes are examples of the RFC. Hello does not get smaller by compression, so its echo is not compressed.
const examples = [
    { section: '7.2.3.1', name: 'one block', send: [text(hello, rsv1)], answers: [reply.text('Hello')] },
    { section: '7.2.3.1', name: 'one block in two frames',
        send: [text(hello.subarray(0, 3), first), more(hello.subarray(3))], answers: [reply.text('Hello')] },
    { section: '7.2.3.2', name: 'sharing the window', send: [text(hello, rsv1), text(hex('f2 00 11 00 00'), rsv1)],
        answers: [reply.text('Hello'), reply.text('Hello')] },
    { section: '7.2.3.3', name: 'a block without compression',
        send: [text(hex('00 05 00 fa ff 48 65 6c 6c 6f 00'), rsv1)], answers: [reply.text('Hello')] },
    { section: '7.2.3.4', name: 'a block with BFINAL', send: [text(hex('f3 48 cd c9 c9 07 00 00'), rsv1)],
        answers: [reply.text('Hello')] },
    { section: '7.2.3.4', name: 'BFINAL does not empty the window',
        send: [text(hex('f3 48 cd c9 c9 07 00 00'), rsv1), text(hex('f2 00 11 00 00'), rsv1)],
        answers: [reply.text('Hello'), reply.text('Hello')] },
    { section: '7.2.3.5', name: 'two blocks', send: [text(hex('f2 48 05 00 00 00 ff ff ca c9 c9 07 00'), rsv1)],
        answers: [reply.text('Hello')] },
    { section: '7.2.3.6', name: 'an empty message', send: [text(hex('00'), rsv1)], answers: [reply.text()] },
    { section: '7.2.3.6', name: 'an empty message of BFINAL', send: [binary(hex('03 00 00'), rsv1)],
        answers: [reply.binary()] },
    { section: '7.2.3.6', name: 'an empty message between others',
        send: [text(hello, rsv1), text(hex('00'), rsv1), text(hello, rsv1)],
        answers: [reply.text('Hello'), reply.text(), reply.text('Hello')] },
    { section: '7.2.1', name: 'a message of many empty blocks',
        send: [text(Buffer.concat([...times(50, () => hex('00 00 00 ff ff')), hello]), rsv1)],
        answers: [reply.text('Hello')] },
    { section: '7.2.1', name: 'levels 0 to 9', send: times(10, (level) => packed(news, { level })),
        answers: times(10, (i) => reply.text(news, i === 0 ? {} : { dictionary: news })) },
];

const bits = [
    { name: 'RSV1 on a continuation', send: [text(hello.subarray(0, 3), first), more(hello.subarray(3), rsv1)] },
    { name: 'RSV1 on a continuation of a plain message', send: [text('a', part), more('b', rsv1)] },
    { name: 'RSV1 on the last, empty continuation', send: [text(hello, first), more('', rsv1)] },
    { name: 'RSV1 on a ping', send: [ping('', rsv1)] },
    { name: 'RSV1 on a pong', send: [pong('', rsv1)] },
    { name: 'RSV1 on a Close', send: [frame(opcodes.close, closePayload(1000), rsv1)] },
    { name: 'RSV1 on a ping between fragments', send: [text(hello.subarray(0, 3), first), ping('', rsv1)] },
    { name: 'RSV2', send: [text(hello, { reserved: 2 })] },
    { name: 'RSV3', send: [text(hello, { reserved: 1 })] },
    { name: 'RSV1 and RSV2', send: [text(hello, { reserved: 6 })] },
    { name: 'RSV1 and RSV3', send: [binary(hello, { reserved: 5 })] },
    { name: 'RSV1 on a reserved opcode', send: [frame(3, hello, rsv1)] },
    { name: 'RSV1 without a mask', send: [text(hello, { ...rsv1, masked: false })] },
].map((row) => ({ section: '6', ...row, fails: 1002 }));

const bytes = deflated(news);
const pieces = [
    ...[1, 2, 3, 7, 50].map((size) => ({ name: `in frames of ${size} bytes`,
        send: fragmented(opcodes.text, bytes, size, rsv1), answers: [reply.text(news, {})] })),
    { name: 'binary in frames of 5 bytes', send: fragmented(opcodes.binary, bytes, 5, rsv1),
        answers: [reply.binary(news, {})] },
    { name: 'the first fragment is empty', send: [text('', first), more(bytes)], answers: [reply.text(news, {})] },
    { name: 'the last fragment is empty', send: [text(bytes, first), more()], answers: [reply.text(news, {})] },
    { name: 'empty fragments all over',
        send: [text('', first), more(bytes.subarray(0, 9), part), more('', part), more(bytes.subarray(9), part), more()],
        answers: [reply.text(news, {})] },
    { name: 'a ping between fragments', send: [text(bytes.subarray(0, 9), first), ping('p'), more(bytes.subarray(9))],
        answers: [reply.pong('p'), reply.text(news, {})] },
    { name: 'Close between fragments', send: [text(bytes.subarray(0, 9), first), close(1000)], closes: 1000 },
    { name: 'a text within a compressed one', send: [text(bytes.subarray(0, 9), first), packed(news)], fails: 1002 },
].map((row) => ({ section: '6.1', ...row }));

const plain = [
    { name: 'a plain message', send: [text('plain'), binary(noise(300))],
        answers: [reply.text('plain'), reply.binary(noise(300))] },
    { name: 'a plain message may get a compressed answer', send: [text(news)], answers: [reply.text(news, {})] },
    { name: 'plain and compressed in turn', send: [text('a'), packed(news), text('b'), packed(news, { dictionary: news })],
        answers: [reply.text('a'), reply.text(news, {}), reply.text('b'), reply.text(news, {})] },
    { name: 'a plain message does not enter the window',
        send: [packed(news), text('x'), packed(news, { dictionary: news })],
        answers: [reply.text(news, {}), reply.text('x'), reply.text(news, {})] },
    { name: 'a plain fragmented message', send: [text('a', part), more('b')], answers: [reply.text('ab')] },
    { name: 'a plain empty message', send: [text()], answers: [reply.text()] },
    { name: 'a message that does not get smaller is sent plain', send: [binary(noise(5000))], answers: [reply.binary(noise(5000))] },
].map((row) => ({ section: '6', ...row }));

const context = [
    { ...kept, section: '7.1.1.2', name: 'the client keeps its context',
        send: [packed(news), packed(news, { dictionary: news })],
        answers: [reply.text(news, {}), reply.text(news, { dictionary: news, atMost: 20 })] },
    { ...kept, section: '7.1.1.1', name: 'the server keeps its context over ten messages',
        send: times(10, (i) => text(inTurn(i))),
        answers: times(10, (i) => reply.text(inTurn(i),
            i === 0 ? {} : { dictionary: Buffer.concat(times(i, inTurn)), ...(i > 1 && { atMost: 20 }) })) },
    { ...kept, section: '7.1.1.2', name: 'the client may discard its context', send: [packed(news), packed(news)],
        answers: [reply.text(news, {}), reply.text(news, { dictionary: news })] },
    { ...kept, section: '7.1.1', name: 'a context longer than the window',
        send: [packed(prose(40000)), packed(prose(40000), { dictionary: prose(40000).subarray(-32768) })],
        answers: [reply.text(prose(40000), {}), reply.text(prose(40000), { dictionary: prose(40000) })] },
    { ...forgotten, section: '7.1.1.2', name: 'a reference to a context that the client should have discarded',
        send: [packed(news), packed(news, { dictionary: news })], answers: [reply.text(news), reply.text(news)] },
    ...[4096, 4097].map((distance) => {
        const between = repetitive(distance - mark.length);
        return {
            ...forgotten, section: '7.1.1.2', name: `a reference ${distance} bytes back, where the server keeps 4096`,
            // zlib never refers to the very first byte of a stream.
            send: [packed(`>${mark}`), packed(between), packed(mark, { dictionary: Buffer.concat([Buffer.from('>'), mark, between]) })],
            answers: [reply.text(`>${mark}`), reply.text(between, {}), ...(distance <= 4096 ? [reply.text(mark)] : [])],
            ...(distance > 4096 && { fails: 1002 }),
        };
    }),
    { ...forgotten, section: '7.1.1.2', name: 'a reference to a context that the client offered to discard',
        offer: 'permessage-deflate; client_no_context_takeover',
        send: [packed(news), packed(news, { dictionary: news })], answers: [reply.text(news)], fails: 1002 },
    { ...forgotten, section: '7.1.1.1', name: 'the server discards its context',
        send: times(3, () => text(repetitive(2000))),
        answers: times(3, () => reply.text(repetitive(2000), {})) },
    { ...kept, section: '7.1.1.1', name: 'the server discards its context on request of the client',
        offer: 'permessage-deflate; server_no_context_takeover',
        agrees: 'permessage-deflate; server_no_context_takeover', send: times(3, () => text(news)),
        answers: times(3, () => reply.text(news, {})) },
    { ...kept, section: '7.1.1.2', name: 'the client discards its context as agreed',
        offer: 'permessage-deflate; client_no_context_takeover',
        agrees: 'permessage-deflate; client_no_context_takeover', send: times(3, () => packed(news)),
        answers: times(3, (i) => reply.text(news, i ? { dictionary: news } : {})) },
    { ...kept, section: '7.1.1.2', name: 'a reference to a context the client agreed to discard',
        offer: 'permessage-deflate; client_no_context_takeover',
        agrees: 'permessage-deflate; client_no_context_takeover', send: [packed(news), packed(news, { dictionary: news })],
        answers: [reply.text(news, {})], fails: 1002 },
];

const windows = [9, 10, 11, 12, 13, 14, 15].map((windowBits) => {
    const agrees = `permessage-deflate; server_max_window_bits=${windowBits}; client_max_window_bits=${windowBits}`;
    const window = 2 ** windowBits;
    const far = repetitive(60000, window + 600); // its repetitions are too far back
    const second = { windowBits, dictionary: far.subarray(-window) };
    return {
        ...kept, section: '7.1.2', name: `windows of ${windowBits} bits, each way`, offer: agrees, agrees,
        send: [binary(deflated(far, { windowBits }), rsv1), binary(deflated(news, second), rsv1)],
        answers: [reply.binary(far, { windowBits }), reply.binary(news, second)],
    };
});

const damaged = [
    ...times(hello.length - 1, (i) => [`cut off behind ${i + 1} bytes`, text(hello.subarray(0, i + 1), rsv1)]),
    ['no bytes at all', text('', rsv1)],
    ['block type 3', text(hex('07 00'), rsv1)],
    ['a length that its complement denies', text(hex('00 05 00 fb ff 48 65 6c 6c 6f 00'), rsv1)],
    ['a stored block that is too short', binary(hex('00 09 00 f6 ff 48 65 6c 6c 6f 00'), rsv1)],
    ['a distance beyond the beginning', text(hex('f2 00 11 00 00'), rsv1)],
    ['lengths of codes that cannot be', text(hex('fc ff ff ff 00'), rsv1)],
    ['garbage', binary(Buffer.alloc(100, 0xff), rsv1)],
    ['garbage behind a good beginning', text(Buffer.concat([hello.subarray(0, 6), Buffer.alloc(40, 0xff)]), rsv1)],
    ['damage before the end of the frame', text(hex('07 00 00 00'), { ...rsv1, length: 1000 })],
    ['zlib with its head', binary(hex('78 9c f3 48 cd c9 c9 07 00 05 8c 01 f5'), rsv1)],
].map(([name, damage]) => ({ section: '7.2.2', name: `damaged: ${name}`, send: [damage], fails: 1002 }));

const utf8 = [
    { name: 'not UTF-8', send: [packed(hex('61 ff'))], fails: 1007 },
    { name: 'a surrogate', send: [packed(hex('61 62 63 ed a0 80'))], fails: 1007 },
    { name: 'ends inside a character', send: [packed(character.subarray(0, 2))], fails: 1007 },
    { name: 'bad before the end of the frame',
        send: [text(Buffer.concat([deflated(hex('61 62 ff')), tail]), { ...rsv1, length: 1000 })],
        fails: 1007 },
    { name: 'bad in a continuation',
        send: [...fragmented(opcodes.text, deflated(Buffer.concat([news, hex('c0 af')])), 20, rsv1)], fails: 1007 },
    { name: 'a character in two blocks',
        send: [text(Buffer.concat([deflated(character.subarray(0, 1)), tail, deflated(character.subarray(1))]), rsv1)],
        answers: [reply.text(character)] },
    { name: 'binary is not validated', send: [binary(deflated(hex('ff fe 80')), rsv1)],
        answers: [reply.binary(hex('ff fe 80'))] },
    { name: 'a BOM and NUL', send: [packed('\ufeffa\0b')], answers: [reply.text('\ufeffa\0b')] },
    { name: 'every kind of character', send: [packed(prose(4000))], answers: [reply.text(prose(4000), {})] },
].map((row) => ({ section: '6.2', ...row }));

const nothing = (size) => Buffer.concat([...times(Math.ceil(size / 5), () => hex('00 00 00 ff ff')), hex('00')]);
const limit = [
    { name: 'maximum size', send: [packed(repetitive(maxMessage))],
        answers: [reply.text(repetitive(maxMessage), {})] },
    { name: 'one byte more', send: [packed(repetitive(maxMessage + 1))], fails: 1009 },
    { name: 'a bomb of 16 MiB', send: [binary(deflated(Buffer.alloc(16 * KiB * KiB)), rsv1)], fails: 1009 },
    { name: 'a bomb in fragments', send: fragmented(opcodes.binary, deflated(Buffer.alloc(16 * KiB * KiB)), 10, rsv1),
        fails: 1009 },
    { name: 'a bomb, before the end of its frame',
        send: [binary(deflated(Buffer.alloc(256 * KiB)), { ...rsv1, length: 60000 })], fails: 1009 },
    { name: 'a frame length above the largest possible one',
        send: [binary('', { ...rsv1, length: 2 * maxMessage + 1025 })], fails: 1009 },
    { name: 'a frame that announces 2^32', send: [binary('', { ...rsv1, length: 2 ** 32 })], fails: 1009 },
    { name: 'many empty blocks', send: [binary(nothing(maxMessage), rsv1)], answers: [reply.binary()] },
    { name: 'too many empty blocks', send: fragmented(opcodes.binary, nothing(3 * maxMessage), 4096, rsv1), fails: 1009 },
    { name: 'noise that is larger when compressed', send: [binary(deflated(noise(maxMessage)), rsv1)],
        answers: [reply.binary(noise(maxMessage))] },
].map((row) => ({ section: '8', ...row }));

const small = [
    { section: '6', name: 'one byte less than min_size is sent plain', send: [text(repetitive(1023))],
        answers: [reply.text(repetitive(1023))] },
    { section: '6', name: 'min_size is compressed', send: [text(repetitive(1024))],
        answers: [reply.text(repetitive(1024), { atMost: 512 })] },
    { section: '6', name: 'a compressed message below min_size is answered plain', send: [packed(news)],
        answers: [reply.text(news)] },
    { section: '6', name: 'an empty message is sent plain', send: [text(hex('00'), rsv1)], answers: [reply.text()] },
].map((row) => ({ ...forgotten, ...row }));

export default {
    rfc: 7692,
    title: 'RFC 7692 6 to 8, compressed messages',
    rows: [
        ...[...examples, ...bits, ...pieces, ...plain, ...damaged, ...utf8, ...limit].map((row) => ({ ...kept, ...row })),
        ...context, ...windows, ...small,
    ],
};
