// RFC 6455 sections 5.1 to 5.3: masks, reserved bits and opcodes, lengths.

import {
    binary, close, closePayload, frame, reply, hex, longForm, maxMessage, more, noise, opcodes, part, ping, pong, rsv1, text, times,
} from './vocabulary.mjs';

const bare = { masked: false };
const rsv = { 1: 'RSV3', 2: 'RSV2', 3: 'RSV2 and RSV3', 4: 'RSV1', 5: 'RSV1 and RSV3', 6: 'RSV1 and RSV2', 7: 'all three' };

const unmasked = [
    ['an unmasked text', [text('hello', bare)]],
    ['an unmasked empty text', [text('', bare)]],
    ['an unmasked binary', [binary('hello', bare)]],
    ['an unmasked ping', [ping('hello', bare)]],
    ['an unmasked pong', [pong('', bare)]],
    ['an unmasked Close', [frame(opcodes.close, closePayload(1000), bare)]],
    ['an unmasked frame with a length of 16 bits', [text('x'.repeat(126), bare)]],
    ['an unmasked frame with a length of 64 bits', [binary(Buffer.alloc(65536), bare)]],
    ['no mask, seen at the second byte', [hex('81 05')]],
    ['no mask of a frame that is never finished', [binary('abc', { ...bare, length: 1000 })]],
].map(([name, send]) => ({ section: '5.1', name, send, fails: 1002 }));

const masked = [
    ...[['a mask of zeros', '00 00 00 00'], ['a mask of ones', 'ff ff ff ff'], ['a mask that looks like a frame', '81 85 88 80']]
        .map(([name, key]) => ({ name, send: [text('Hello', { key: hex(key) })], answers: [reply.text('Hello')] })),
    {
        name: 'a new mask for each frame',
        send: times(8, (i) => binary(`frame ${i}`, { key: Buffer.from([i, 255 - i, i * 31, 7]) })),
        answers: times(8, (i) => reply.binary(`frame ${i}`)),
    },
    {
        name: 'a new mask for each fragment',
        send: [text('abc', { ...part, key: hex('01 02 03 04') }), more('defgh', { ...part, key: hex('f1 f2 f3 f4') }), more('i')],
        answers: [reply.text('abcdefghi')],
    },
    { name: 'a masked ping', send: [ping('p', { key: hex('de ad be ef') })], answers: [reply.pong('p')] },
    // The mask is applied by machine words: lengths with every remainder.
    ...[2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65].map((size) => ({
        name: `a mask over ${size} bytes`, send: [binary(noise(size))], answers: [reply.binary(noise(size))],
    })),
    {
        name: 'an unmasked frame behind masked ones', send: [text('a'), text('b', bare)], answers: [reply.text('a')],
            fails: 1002,
    },
].map((row) => ({ section: '5.3', ...row }));

const kinds = [
    ['text', (options) => [text('hello', options)]],
    ['binary', (options) => [binary('hello', options)]],
    ['an empty text', (options) => [text('', options)]],
    ['a continuation', (options) => [text('a', part), more('b', options)]],
    ['a continuation in the middle', (options) => [text('a', part), more('b', { ...options, ...part })]],
    ['a Close', (options) => [frame(opcodes.close, closePayload(1000), options)]],
    ['a ping', (options) => [ping('hello', options)]],
    ['a pong', (options) => [pong('', options)]],
];
// No extension that uses these bits was negotiated.
const reservedBits = kinds.flatMap(([what, make]) => Object.entries(rsv).map(([reserved, bits]) => ({
    section: '5.2', name: `${bits} on ${what}`, send: make({ reserved: Number(reserved) }), fails: 1002,
})));

const reservedOpcodes = [3, 4, 5, 6, 7, 11, 12, 13, 14, 15].flatMap((opcode) => [
    { name: `opcode ${opcode}`, send: [frame(opcode)] },
    { name: `opcode ${opcode} with a payload`, send: [frame(opcode, 'hello')] },
    { name: `opcode ${opcode} without FIN`, send: [frame(opcode, 'hello', part)] },
    { name: `opcode ${opcode} between fragments`, send: [text('a', part), frame(opcode, 'x'), more('b')] },
    { name: `opcode ${opcode} behind a message`, send: [text('a'), frame(opcode, 'x'), ping()],
        answers: [reply.text('a')] },
].map((row) => ({ section: '5.2', ...row, fails: 1002 })));

const notMinimal = [[2, 0], [2, 1], [2, 125], [8, 0], [8, 1], [8, 125], [8, 126], [8, 65535]].flatMap(([width, size]) => {
    const form = `a length of ${size} in ${width} bytes`;
    return [
        { name: `${form}, text`, send: [longForm(opcodes.text, width, size, 'x'.repeat(size))] },
        { name: `${form}, binary`, send: [longForm(opcodes.binary, width, size, 'x'.repeat(size))] },
        { name: `${form}, continuation`,
            send: [text('a', part), longForm(opcodes.continuation, width, size, 'x'.repeat(size))] },
        { name: `${form}, ping`, send: [longForm(opcodes.ping, width, size, 'x'.repeat(size))] },
    ].map((row) => ({ section: '5.2', ...row, fails: 1002 }));
});

// Rejected as soon as the length is read: neither mask nor payload follows.
const announced = [
    ['2^63: the most significant bit must be 0', 1n << 63n, 1002],
    ['2^63 + 5', (1n << 63n) + 5n, 1002],
    ['2^64 - 1', (1n << 64n) - 1n, 1002],
    ['2^63 - 1', (1n << 63n) - 1n, 1009],
    ['2^62', 1n << 62n, 1009],
    ['2^32', 1n << 32n, 1009],
    ['2^31', 1n << 31n, 1009],
    ['one byte over the limit', BigInt(maxMessage + 1), 1009],
].flatMap(([name, length, code]) => {
    const head = longForm(opcodes.binary, 8, length).subarray(0, 10);
    const next = longForm(opcodes.continuation, 8, length).subarray(0, 10);
    return [
        { name: `announced ${name}`, send: [head] },
        { name: `announced for a continuation ${name}`, send: [binary('a', part), next] },
    ].map((row) => ({ section: code === 1002 ? '5.2' : '10.4', ...row, fails: code }));
});

const lengths = [
    { name: 'the shortest of 16 bits', send: [binary(noise(126))], answers: [reply.binary(noise(126))] },
    { name: 'the longest of 16 bits', send: [binary(noise(65535))], answers: [reply.binary(noise(65535))] },
    { name: 'the shortest of 64 bits', send: [binary(noise(65536))], answers: [reply.binary(noise(65536))] },
    { name: 'lengths of all three forms in turn', send: [text('a'), binary(noise(300)), binary(noise(65536)), text('b')],
        answers: [reply.text('a'), reply.binary(noise(300)), reply.binary(noise(65536)), reply.text('b')] },
    { name: 'a hundred frames in a row', send: times(100, (i) => text(`${i}`)),
        answers: times(100, (i) => reply.text(`${i}`)) },
].map((row) => ({ section: '5.2', ...row }));

const order = [
    { name: 'frames before the fault are answered', send: [text('a'), binary('b'), ping('c'), text('d', rsv1)],
        answers: [reply.text('a'), reply.binary('b'), reply.pong('c')], fails: 1002 },
    { name: 'frames after the fault are ignored', send: [text('a', rsv1), text('b'), ping('c'), close(1000)], fails: 1002 },
    { name: 'only the first fault counts', send: [text(hex('ff')), text('a', rsv1), text('b', bare)], fails: 1007 },
    { name: 'garbage', send: [Buffer.alloc(500, 0xff)], fails: 1002 },
    { name: 'HTTP where frames should be', send: [Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')], fails: 1002 },
].map((row) => ({ section: '7.1.7', ...row }));

export default {
    rfc: 6455,
    title: 'RFC 6455 5.1 to 5.3, frames',
    rows: [...unmasked, ...masked, ...reservedBits, ...reservedOpcodes, ...notMinimal, ...announced, ...lengths, ...order]
        .map((row) => ({ path: '/plain', ...row })),
};
