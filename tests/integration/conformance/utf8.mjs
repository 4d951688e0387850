// RFC 6455 sections 5.6 and 8.1: the usual stress cases for UTF-8 decoders (RFC 3629), each in one frame, in
// fragments of one byte, and rejected before the frame is complete.

import { close, reply, hex, more, opcodes, part, fragmented, frame, text } from './vocabulary.mjs';

const valid = [
    ['Greek', 'κόσμε'],
    ['four scripts', 'Grüße, привет, 你好, 😀'],
    ['the first of one byte: NUL', '\0'],
    ['the last of one byte', '\x7f'],
    ['the first of two bytes', '\u0080'],
    ['the last of two bytes', '\u07ff'],
    ['the first of three bytes', '\u0800'],
    ['the last of three bytes', '\uffff'],
    ['the first of four bytes', '\u{10000}'],
    ['the last of all', '\u{10ffff}'],
    ['before the surrogates', '\ud7ff'],
    ['behind the surrogates', '\ue000'],
    ['the replacement character', '\ufffd'],
    ['noncharacters', '\ufffe\uffff\ufdd0\ufdef\u{1fffe}\u{1ffff}\u{10fffe}'],
    ['combining characters', 'e\u0301a\u0308\u0323'],
    ['right to left', '\u202eשלום\u202c'],
    ['a BOM alone', '\ufeff'],
    ['a BOM first', '\ufeffhello'],
    ['a BOM in the middle', 'a\ufeffb'],
    ['two BOMs', '\ufeff\ufeff'],
    ['NUL first', '\0abc'],
    ['NUL in the middle', 'a\0b'],
    ['NUL last', 'abc\0'],
    ['controls', '\x01\x02\x1b\r\n\t\x1f\x85'],
    ['a flag of several characters', '👩‍👩‍👧‍👦🏳️‍🌈'],
    // ASCII is validated in words of eight bytes.
    ...[6, 7, 8, 9, 14, 15, 16, 17, 31, 32].map((size) =>
        [`${size} letters, then a character of four bytes`, `${'x'.repeat(size)}😀${'y'.repeat(9)}`]),
];

const invalid = [
    ['a lone continuation, the first', '80'],
    ['a lone continuation, the last', 'bf'],
    ['two continuations', '80 bf'],
    ['seven continuations', '80 bf 80 bf 80 bf 80'],
    ['all continuations', '80 81 82 83 84 85 86 87 88 89 8a 8b 8c 8d 8e 8f 90 9f a0 af b0 bf'],
    ['a continuation behind a whole character', 'ce ba ba'],
    ['a first byte of two, then a space', 'c2 20'],
    ['the last first byte of two, then a space', 'df 20'],
    ['a first byte of three, then a space', 'e0 20'],
    ['the last first byte of three, then a space', 'ef 20'],
    ['a first byte of four, then a space', 'f0 20'],
    ['the last first byte of four, then a space', 'f4 20'],
    ['two of three bytes, then a letter', 'e4 bd 61'],
    ['two of four bytes, then a letter', 'f0 9f 61'],
    ['three of four bytes, then a letter', 'f0 9f 98 61'],
    ['two of three bytes, then a first byte', 'e4 bd e4'],
    ['the byte fe', 'fe'],
    ['the byte ff', 'ff'],
    ['fe fe ff ff', 'fe fe ff ff'],
    ['a slash in two bytes', 'c0 af'],
    ['a slash in three bytes', 'e0 80 af'],
    ['a slash in four bytes', 'f0 80 80 af'],
    ['a slash in five bytes', 'f8 80 80 80 af'],
    ['a slash in six bytes', 'fc 80 80 80 80 af'],
    ['the largest overlong of two bytes', 'c1 bf'],
    ['the largest overlong of three bytes', 'e0 9f bf'],
    ['the largest overlong of four bytes', 'f0 8f bf bf'],
    ['the largest overlong of five bytes', 'f8 87 bf bf bf'],
    ['the largest overlong of six bytes', 'fc 83 bf bf bf bf'],
    ['NUL in two bytes', 'c0 80'],
    ['NUL in three bytes', 'e0 80 80'],
    ['NUL in four bytes', 'f0 80 80 80'],
    ['the first high surrogate', 'ed a0 80'],
    ['the last private high surrogate', 'ed ae 80'],
    ['the last high surrogate', 'ed af bf'],
    ['the first low surrogate', 'ed b0 80'],
    ['the last low surrogate', 'ed bf bf'],
    ['a pair of surrogates', 'ed a0 bd ed b8 80'],
    ['the first beyond U+10FFFF', 'f4 90 80 80'],
    ['the last of four bytes', 'f7 bf bf bf'],
    ['f5, which begins nothing', 'f5 80 80 80'],
    ['the first of five bytes', 'f8 88 80 80 80'],
    ['the last of five bytes', 'fb bf bf bf bf'],
    ['the first of six bytes', 'fc 84 80 80 80 80'],
    ['the last of six bytes', 'fd bf bf bf bf bf'],
    ['UTF-16', 'ff fe 61 00'],
    ['Latin-1', '67 72 fc df 65'],
];

const truncated = [
    ['one of two bytes', 'ce'], ['the last first byte of two', 'df'],
    ['one of three bytes', 'e4'], ['two of three bytes', 'e4 bd'], ['two of three bytes, below the surrogates', 'ed 9f'],
    ['one of four bytes', 'f0'], ['two of four bytes', 'f0 9f'], ['three of four bytes', 'f0 9f 98'],
    ['three of the last of all', 'f4 8f bf'],
    ['a whole character, then half of one', 'e4 bd a0 e5 a5'],
];

const good = Buffer.from('κόσμε ');

/** Returns how many of \a bytes are needed to detect invalid UTF-8, according to node's decoder. */
function lengthUntilInvalid(bytes) {
    const decoder = new TextDecoder('utf-8', { fatal: true });
    for (let i = 0; i < bytes.length; ++i) {
        try {
            decoder.decode(bytes.subarray(i, i + 1), { stream: true });
        } catch {
            return i + 1;
        }
    }
    throw new Error(`${bytes.toString('hex')} is valid so far`);
}

const accepted = valid.flatMap(([name, string]) => [
    { section: '5.6', name, send: [text(string)], answers: [reply.text(string)] },
    { section: '5.6', name: `${name}, in fragments of a byte`, send: fragmented(opcodes.text, string, 1),
        answers: [reply.text(string)] },
]);

const refused = invalid.flatMap(([name, digits]) => {
    const bytes = hex(digits);
    const untilBad = bytes.subarray(0, lengthUntilInvalid(bytes));
    return [
        { name, send: [text(Buffer.concat([good, bytes, good]))] },
        { name: `${name}, in fragments of a byte`, send: fragmented(opcodes.text, Buffer.concat([good, bytes, good]), 1) },
        // The rest of the frame is never sent; the server does not wait for it.
        { name: `${name}, before the end of the frame`, send: [text(Buffer.concat([good, untilBad]), { length: 1000 })] },
        { name: `${name}, before the end of a continuation`, send: [text(good, part), more(untilBad, { length: 1000 })] },
    ];
}).map((row) => ({ section: '8.1', ...row, fails: 1007 }));

const cutOff = truncated.flatMap(([name, digits]) => {
    const bytes = Buffer.concat([good, hex(digits)]);
    return [
        { name: `ends with ${name}`, send: [text(bytes)] },
        { name: `ends with ${name}, in fragments of a byte`, send: fragmented(opcodes.text, bytes, 1) },
        { name: `ends with ${name}, then an empty fragment`, send: [text(bytes, part), more()] },
    ];
}).map((row) => ({ section: '8.1', ...row, fails: 1007 }));

const besides = [
    { section: '8.1', name: 'half a character is not continued by the next message',
        send: [text(hex('e4 bd')), text(hex('a0'))], fails: 1007 },
    { section: '8.1', name: 'bad behind 60000 good bytes, before the end of the frame',
        send: [text(Buffer.concat([Buffer.alloc(60000, 'x'), hex('ff')]), { length: 65536 })], fails: 1007 },
    { section: '5.6', name: 'binary is not validated',
        send: invalid.map(([, digits]) => frame(opcodes.binary, hex(digits))),
        answers: invalid.map(([, digits]) => reply.binary(hex(digits))) },
    { section: '5.4', name: 'half a character, then Close', send: [text(hex('e4 bd'), part), close(1000)], closes: 1000 },
];

export default {
    rfc: 6455,
    title: 'RFC 6455 5.6 and 8.1, UTF-8',
    rows: [...accepted, ...refused, ...cutOff, ...besides].map((row) => ({ path: '/plain', ...row })),
};
