// RFC 6455 section 5.5: pings and pongs.

import assert from 'node:assert/strict';

import {
    MiB, binary, frame, reply, hex, longForm, more, noise, opcodes, part, ping, pong, text, times,
} from './vocabulary.mjs';

const form = [
    ...['ping', 'pong', 'close'].flatMap((kind) => [
        { name: `a ${kind} of 126 bytes`, send: [frame(opcodes[kind], Buffer.alloc(126, 'x'))] },
        { name: `a ${kind} of 65536 bytes`, send: [frame(opcodes[kind], Buffer.alloc(65536, 'x'))] },
        { name: `a ${kind} of more than 125 bytes, seen at the second byte`,
            send: [Buffer.from([0x80 | opcodes[kind], 0xfe])] },
        { name: `a ${kind} with 64 bits of length, seen at the second byte`,
            send: [Buffer.from([0x80 | opcodes[kind], 0xff])] },
        { name: `a ${kind} without FIN`, send: [frame(opcodes[kind], '', part)] },
        { name: `a ${kind} without FIN, and its continuation`, send: [frame(opcodes[kind], '', part), more('')] },
        { name: `a ${kind} without FIN between fragments`,
            send: [text('a', part), frame(opcodes[kind], '', part), more('b')] },
    ]),
    { name: 'a ping of 125 bytes in the long form', send: [longForm(opcodes.ping, 2, 125, 'x'.repeat(125))] },
].map((row) => ({ section: '5.5', ...row, fails: 1002 }));

const pings = [
    ...[0, 1, 2, 4, 8, 124, 125].map((size) => ({ name: `a ping of ${size} bytes`, send: [ping(noise(size))],
        answers: [reply.pong(noise(size))] })),
    { name: 'a ping that is not UTF-8', send: [ping(hex('00 ff fe c0 80'))], answers: [reply.pong(hex('00 ff fe c0 80'))] },
    { name: 'ten pings, each answered', send: times(10, (i) => ping(`${i}`)),
        answers: times(10, (i) => reply.pong(`${i}`)) },
    { name: 'the same ping again', send: times(5, () => ping('same')), answers: times(5, () => reply.pong('same')) },
    { name: 'five hundred pings', send: times(500, (i) => ping(`${i}`)), answers: times(500, (i) => reply.pong(`${i}`)) },
    { name: 'pings and messages in their order', send: [text('a'), ping('1'), binary('b'), ping('2'), text('c')],
        answers: [reply.text('a'), reply.pong('1'), reply.binary('b'), reply.pong('2'), reply.text('c')] },
    { name: 'a ping behind a large message', send: [binary(noise(65536)), ping('p')],
        answers: [reply.binary(noise(65536)), reply.pong('p')] },
    { name: 'a ping amid a message that is not finished', send: [text('a', part), ping('p')],
        play: async (peer) => {
            await peer.expectFrames([reply.pong('p')]);
            await peer.send([more('b')]);
        },
        answers: [reply.text('ab')] },
    { name: 'a ping in a room with other members', path: '/room/quiet', send: [ping('private')],
        answers: [reply.pong('private')] },
].map((row) => ({ section: '5.5.2', ...row }));

const pongs = [
    ...[0, 1, 125].map((size) => ({ name: `a pong of ${size} bytes without a ping`, send: [pong(noise(size))] })),
    { name: 'a hundred pongs', send: times(100, (i) => pong(`${i}`)) },
    { name: 'a pong, then a message', send: [pong('x'), text('a')], answers: [reply.text('a')] },
    { name: 'a pong, a ping and a pong', send: [pong('x'), ping('p'), pong('y')], answers: [reply.pong('p')] },
    { name: 'a pong that is not UTF-8', send: [pong(hex('ff fe'))] },
].map((row) => ({ section: '5.5.3', ...row }));

// More than the kernel buffers for a client that does not read: from then on only the newest ping is answered.
const floodBytes = 12 * MiB;
const wordOf = (i) => `${i}`.padStart(120, '.');

function flood() {
    const frames = [];
    for (let size = 0; size < floodBytes; size += frames.at(-1).length)
        frames.push(ping(wordOf(frames.length)));
    return frames;
}
const together = 10000; // a segment for each ping alone would be a hundred thousand of them
let pingFlood = [];

async function pingWithoutReading(peer) {
    if (pingFlood.length === 0)
        pingFlood = flood();
    const other = await peer.another('/echo');
    const before = await peer.server.residentKiB();
    let most = before;
    peer.client.socket.pause();
    for (let i = 0; i < pingFlood.length; i += together) {
        await peer.send([Buffer.concat(pingFlood.slice(i, i + together))]);
        most = Math.max(most, await peer.server.residentKiB());
        await other.send([text('no delay')]);
        await other.expectFrames([reply.text('no delay')]);
    }
    const grown = (most - before) / 1024;
    assert.ok(grown < (process.env.SIGNALBOX_SANITIZE ? 32 : 4), `the server grew by ${grown.toFixed(1)} MiB`);
    peer.client.socket.resume();
    let answered = 0;
    for (let last = -1; last < pingFlood.length - 1; ++answered) {
        const { opcode, payload } = await peer.client.frame();
        assert.equal(opcode, opcodes.pong);
        const number = Number(payload.toString().replaceAll('.', ''));
        assert.ok(number > last, `pong ${number} behind pong ${last}`);
        last = number;
    }
    assert.ok(answered < pingFlood.length, 'the kernel took it all');
}

const floods = [
    { section: '5.5.3', name: 'pings of a client that does not read: the newest is answered, nothing grows', alone: true,
        play: pingWithoutReading },
];

export default { rfc: 6455, title: 'RFC 6455 5.5, pings and pongs', rows: [...form, ...pings, ...pongs, ...floods] };
