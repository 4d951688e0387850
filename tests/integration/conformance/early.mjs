// Frames that follow the handshake in the same segment are not lost. RFC 6455 section 4.1 requires clients to wait for the
// response, but the bytes belong to the connection once it is open (section 4.2.2).

import {
    binary, close, frame, reply, hex, more, noise, opcodes, part, ping, pong, prose, rsv1, text, times,
} from './vocabulary.mjs';

const rows = [
    { name: 'a text', send: [text('early')], answers: [reply.text('early')] },
    { name: 'an empty text', send: [text()], answers: [reply.text()] },
    { name: 'a binary', send: [binary(noise(300))], answers: [reply.binary(noise(300))] },
    { name: 'a message longer than the maximum head', send: [binary(noise(60000))], answers: [reply.binary(noise(60000))] },
    { name: 'the largest allowed message', send: [text(prose(65536))], answers: [reply.text(prose(65536))] },
    { name: 'a hundred messages', send: times(100, (i) => text(`${i}`)), answers: times(100, (i) => reply.text(`${i}`)) },
    { name: 'two thousand empty messages', send: times(2000, () => text()), answers: times(2000, () => reply.text()) },
    { name: 'fragments', send: [text('a', part), more('b', part), more('c')], answers: [reply.text('abc')] },
    { name: 'a ping', send: [ping('early')], answers: [reply.pong('early')] },
    { name: 'ten pings', send: times(10, (i) => ping(`${i}`)), answers: times(10, (i) => reply.pong(`${i}`)) },
    { name: 'a pong', send: [pong('early')] },
    { name: 'a ping between fragments', send: [text('a', part), ping('p'), more('b')],
        answers: [reply.pong('p'), reply.text('ab')] },
    { name: 'Close', send: [close(1000)], closes: 1000 },
    { name: 'Close with a code and reason', send: [close(4321, 'a reason')], closes: 4321 },
    { name: 'a message and Close', send: [text('hello'), close(1000)], answers: [reply.text('hello')], closes: 1000 },
    { name: 'half a header, and the rest later', send: [hex('81')],
        play: (peer) => peer.send([hex('80 00 00 00 00')]), answers: [reply.text()] },
    { name: 'half a message, and the rest later', send: [text('hello').subarray(0, 8)],
        play: (peer) => peer.send([text('hello').subarray(8)]), answers: [reply.text('hello')] },
    { name: 'one and a half messages, and the rest later', send: [text('one'), text('another').subarray(0, 9)],
        play: (peer) => peer.send([text('another').subarray(9)]), answers: [reply.text('one'), reply.text('another')] },
    { name: 'a fragment, and the rest later', send: [text('a', part)], play: (peer) => peer.send([more('b')]),
        answers: [reply.text('ab')] },
    { name: 'a message, and one later', send: [text('early')], play: (peer) => peer.send([text('late')]),
        answers: [reply.text('early'), reply.text('late')] },
    { name: 'half a header, and no rest', send: [hex('82 fe')], leaves: true },
    { name: 'half a message, and no rest', send: [binary('abc', { length: 10 })], leaves: true },
    { name: 'an unmasked frame', send: [text('early', { masked: false })], fails: 1002 },
    { name: 'a reserved bit', send: [text('early', rsv1)], fails: 1002 },
    { name: 'a reserved opcode', send: [frame(11)], fails: 1002 },
    { name: 'text that is not UTF-8', send: [text(hex('ff'))], fails: 1007 },
    { name: 'text that is not UTF-8, in an unfinished frame', send: [text(hex('61 ff'), { length: 1000 })],
        fails: 1007 },
    { name: 'too much', send: [binary('', { length: 65537 })], fails: 1009 },
    { name: 'a message, then a fault', send: [text('good'), frame(opcodes.ping, '', part)],
        answers: [reply.text('good')], fails: 1002 },
    { name: 'garbage', send: [Buffer.alloc(2000, 0xff)], fails: 1002 },
];

export default {
    rfc: 6455,
    title: 'RFC 6455 4.1 and 4.2.2, what follows the handshake at once',
    rows: rows.map((row) => ({ section: '4.2.2', path: '/plain', early: true, ...row })),
};
