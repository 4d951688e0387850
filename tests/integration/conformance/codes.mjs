// RFC 6455 sections 5.5.1 and 7.4: payloads of Close frames.

import { close, closePayload, frame, hex, opcodes } from './vocabulary.mjs';

const raw = (payload) => frame(opcodes.close, payload);
const withReason = (code, reason) => Buffer.concat([closePayload(code), reason]);

// 1012 to 1014 were added later, in the IANA registry.
const valid = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3001, 3999, 4000, 4001, 4500, 4999]
    .flatMap((code) => [
        { section: '7.4', name: `code ${code}`, send: [close(code)], closes: code },
        { section: '7.1.6', name: `code ${code} with a reason`, send: [close(code, 'because')], closes: code },
    ]);

const reserved = [
    [0, '7.4.2'], [1, '7.4.2'], [999, '7.4.2'],
    [1004, '7.4.1'], [1005, '7.4.1'], [1006, '7.4.1'], [1015, '7.4.1'],
    [1016, '7.4.2'], [1100, '7.4.2'], [1999, '7.4.2'], [2000, '7.4.2'], [2999, '7.4.2'],
    [5000, '7.4.2'], [5001, '7.4.2'], [9999, '7.4.2'], [32768, '7.4.2'], [65535, '7.4.2'],
].flatMap(([code, section]) => [
    { section, name: `code ${code}`, send: [close(code)], fails: 1002 },
    { section, name: `code ${code} with a reason`, send: [close(code, 'because')], fails: 1002 },
]);

const forms = [
    { name: 'nothing', send: [close()], closes: 1000 },
    ...['00', '03', 'ff'].map((byte) => ({ name: `one byte, ${byte}`, send: [raw(hex(byte))], fails: 1002 })),
    { name: 'a reason of one byte', send: [close(1000, 'x')], closes: 1000 },
    { name: 'a reason of 122 bytes', send: [close(1000, 'x'.repeat(122))], closes: 1000 },
    { name: 'a reason of 123 bytes', send: [close(1000, 'x'.repeat(123))], closes: 1000 },
    { name: 'a reason of 123 bytes in long characters', send: [close(4000, '你'.repeat(41))], closes: 4000 },
    { name: 'a reason of 124 bytes', send: [close(1000, 'x'.repeat(124))], fails: 1002 },
    { name: 'a reason with a NUL', send: [close(1000, 'a\0b')], closes: 1000 },
    { name: 'a reason with a BOM', send: [close(1000, '\ufeffx')], closes: 1000 },
    { name: 'a reason with a noncharacter', send: [close(1000, '\uffff\u{10ffff}')], closes: 1000 },
];

const reasons = [
    ['a byte that never occurs', 'ff'], ['a lone continuation', '80'], ['overlong', 'c0 af'], ['a surrogate', 'ed a0 80'],
    ['beyond U+10FFFF', 'f4 90 80 80'], ['cut off', 'e4 bd'], ['bad behind good', '61 62 63 fe'],
].map(([name, bytes]) => ({ name: `a reason that is not UTF-8: ${name}`, send: [raw(withReason(1000, hex(bytes)))],
    fails: 1007 }));

const both = [
    { name: 'a bad code counts before a bad reason', send: [raw(withReason(1005, hex('ff')))], fails: 1002 },
    { name: '123 bytes that end inside a character', send: [raw(withReason(1000,
        Buffer.from('你'.repeat(42)).subarray(0, 123).fill(0xe4, 122)))],
        fails: 1007 },
];

export default {
    rfc: 6455,
    title: 'RFC 6455 5.5.1 and 7.4, close codes and reasons',
    rows: [...valid, ...reserved, ...[...forms, ...reasons, ...both].map((row) => ({ section: '5.5.1', ...row }))],
};
