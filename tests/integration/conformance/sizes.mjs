// RFC 6455 sections 5.2 and 5.4: echoes of every size, in one frame and in many. The messages are created
// on demand, and the largest ones are sent one after the other.

import { KiB, MiB, fragmented, reply, noise, opcodes, prose } from './vocabulary.mjs';

const make = { text: prose, binary: noise };
const kinds = Object.keys(make);
const name = (size) => (size >= MiB ? `${size / MiB} MiB` : `${size} bytes`);

const inOne = [0, 1, 125, 126, 127, 128, 65535, 65536, 65537, MiB, 16 * MiB].flatMap((size) => kinds.map((kind) => ({
    section: '5.2',
    name: `${kind} of ${name(size)}`,
    send: () => fragmented(opcodes[kind], make[kind](size), Infinity),
    answers: () => [reply[kind](make[kind](size))],
    alone: size > MiB,
})));

const inMany = [
    ...[64, 125, 126, 256, KiB, 4 * KiB, 16 * KiB, 65535, 65536].map((frame) => [MiB, frame]),
    ...[64, 65536].map((frame) => [65537, frame]),
    [4 * MiB, 64], // 65,536 fragments
    [16 * MiB, 65536],
].flatMap(([size, frame]) => kinds.map((kind) => ({
    section: '5.4',
    name: `${kind} of ${name(size)} in ${Math.ceil(size / frame)} frames of ${frame} bytes`,
    send: () => fragmented(opcodes[kind], make[kind](size), frame),
    answers: () => [reply[kind](make[kind](size))],
    alone: size > MiB,
})));

const beyond = [
    { name: 'one byte more than 16 MiB',
        send: () => [...fragmented(opcodes.binary, noise(MiB), MiB, { fin: false, length: 16 * MiB + 1 })] },
    { name: 'one byte more than 16 MiB, in frames of 65536 bytes',
        send: () => fragmented(opcodes.binary, noise(16 * MiB + 1), 65536), alone: true },
].map((row) => ({ section: '10.4', ...row, fails: 1009 }));

export default {
    rfc: 6455,
    title: 'RFC 6455 5.2, 5.4 and 10.4, sizes',
    rows: [...inOne, ...inMany, ...beyond].map((row) => ({ path: '/large', ...row })),
};
