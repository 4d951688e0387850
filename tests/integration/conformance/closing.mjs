// RFC 6455 sections 5.5.1 and 7: the closing handshake, and connections that end without it.

import {
    binary, close, closePayload, frame, reply, hex, longForm, more, noise, opcodes, part, ping, pong, rsv1, text, times,
} from './vocabulary.mjs';

const bare = { masked: false };

const before = [
    { name: 'a message, then Close', send: [text('last message'), close(1000)], answers: [reply.text('last message')] },
    { name: 'ten messages, then Close', send: [...times(10, (i) => text(`${i}`)), close(1000)],
        answers: times(10, (i) => reply.text(`${i}`)) },
    { name: 'a large message, then Close', send: [binary(noise(65536)), close(1000)],
        answers: [reply.binary(noise(65536))] },
    { name: 'a ping, then Close', send: [ping('p'), close(1000)], answers: [reply.pong('p')] },
    { name: 'a pong, then Close', send: [pong('p'), close(1000)] },
    { name: 'a fragmented message, then Close', send: [text('a', part), more('b'), close(1000)],
        answers: [reply.text('ab')] },
].map((row) => ({ section: '5.5.1', ...row, closes: 1000 }));

const between = [
    { name: 'Close between two fragments', send: [text('a', part), close(1000), more('b')] },
    { name: 'Close behind a fragment', send: [text('a', part), close(1000)] },
    { name: 'Close behind an empty fragment', send: [binary('', part), close(1000)] },
    { name: 'Close behind many fragments', send: [text('a', part), ...times(20, () => more('b', part)), close(1000)] },
    { name: 'Close inside a character', send: [text(hex('e4 bd'), part), close(1000)] },
    { name: 'a ping and Close between fragments', send: [text('a', part), ping('p'), close(1000), more('b')],
        answers: [reply.pong('p')] },
].map((row) => ({ section: '5.4', ...row, closes: 1000 }));

// Bytes after a Close are ignored, even invalid ones: the server sends one Close, with the code of the client.
const behind = [
    ['a text', [text('too late')]],
    ['a binary', [binary('too late')]],
    ['a ping', [ping('too late')]],
    ['a pong', [pong('too late')]],
    ['a fragment', [text('too', part)]],
    ['another Close', [close(1000)]],
    ['a Close with another code', [close(4000)]],
    ['a Close with a bad code', [close(1005)]],
    ['text that is not UTF-8', [text(hex('ff'))]],
    ['a reserved bit', [text('x', rsv1)]],
    ['a reserved opcode', [frame(3, 'x')]],
    ['an unmasked frame', [text('x', bare)]],
    ['too much', [binary(noise(70000))]],
    ['garbage', [Buffer.alloc(5000, 0xff)]],
    ['half a frame', [text('x', { length: 1000 })]],
    ['half a header', [hex('81')]],
    ['a thousand messages', times(1000, () => text('too late'))],
].map(([name, frames]) => ({ section: '5.5.1', name: `${name} behind a Close`, send: [close(1001), ...frames],
    closes: 1001 }));

const failing = [
    ['text', text('too late')], ['a ping', ping('too late')], ['Close', close(1000)], ['a fault of another kind', text(hex('ff'))],
    ['half a frame', text('x', { length: 1000 })], ['much', binary(noise(70000))],
].map(([name, last]) => ({ section: '7.1.7', name: `${name} behind a fault`, send: [frame(3, 'x'), last], fails: 1002 }));

// Section 7.1.5: the client ends the connection without a Close; the server sends nothing.
const lost = [
    ['without sending anything', []],
    ['behind a pong', [pong()]],
    ['behind the first byte of a header', [hex('81')]],
    ['behind half a length', [hex('82 fe 01')]],
    ['behind half a length of 64 bits', [hex('82 ff 00 00 00')]],
    ['amid a mask', [hex('82 85 01 02')]],
    ['behind a header', [binary('', { length: 10 })]],
    ['amid a payload', [binary('abc', { length: 10 })]],
    ['amid a Close', [frame(opcodes.close, closePayload(1000), { length: 10 })]],
    ['amid a ping', [ping('abc', { length: 10 })]],
    ['between fragments', [text('a', part), more('b', part)]],
    ['inside a character', [text(hex('e4 bd'), part)]],
    ['amid a large message', [binary(noise(10000), { length: 60000 })]],
].map(([name, send]) => ({ section: '7.1.5', name: `disconnect ${name}`, send, leaves: true }));

const talked = [
    { section: '7.1.5', name: 'disconnect behind a message', send: [text('a')], answers: [reply.text('a')], leaves: true },
    { section: '7.1.5', name: 'disconnect behind a ping', send: [ping('a')], answers: [reply.pong('a')], leaves: true },
    { section: '7.1.2', name: 'Close as the first frame', send: [close(1000)], closes: 1000 },
    { section: '7.1.2', name: 'Close in a room', path: '/room/left', send: [close(1001)], closes: 1001 },
    { section: '7.1.4', name: 'Close with a mask of zeros',
        send: [frame(opcodes.close, closePayload(1000), { key: Buffer.alloc(4) })], closes: 1000 },
    { section: '5.2', name: 'Close with a length in the long form',
        send: [longForm(opcodes.close, 2, 2, closePayload(1000))], fails: 1002 },
];

export default {
    rfc: 6455,
    title: 'RFC 6455 5.5.1 and 7, closing',
    rows: [...before, ...between, ...behind, ...failing, ...lost, ...talked].map((row) => ({ path: '/plain', ...row })),
};
