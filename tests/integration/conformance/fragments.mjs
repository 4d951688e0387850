// RFC 6455 section 5.4: messages in fragments, and frames between fragments.

import {
    binary, fragmented, reply, maxMessage, more, noise, opcodes, part, ping, pong, prose, text, times,
} from './vocabulary.mjs';

const letters = 'abcdefghij';

const whole = [
    ...[2, 3, 10].flatMap((count) => ['text', 'binary'].map((kind) => ({
        name: `${kind} in ${count} fragments`,
        send: fragmented(opcodes[kind], letters, letters.length / count),
        answers: [reply[kind](letters)],
    }))),
    { name: 'two empty fragments', send: [text('', part), more()], answers: [reply.text()] },
    { name: 'empty binary fragments', send: [binary('', part), more('', part), more()], answers: [reply.binary()] },
    { name: 'the first one is empty', send: [text('', part), more('b')], answers: [reply.text('b')] },
    { name: 'the last one is empty', send: [text('a', part), more()], answers: [reply.text('a')] },
    { name: 'the middle one is empty', send: [text('a', part), more('', part), more('c')], answers: [reply.text('ac')] },
    { name: 'a thousand empty ones', send: [text('a', part), ...times(1000, () => more('', part)), more('b')],
        answers: [reply.text('ab')] },
    { name: 'fragments of all three forms of length',
        send: [binary(noise(5), part), more(noise(300), part), more(noise(65000))],
        answers: [reply.binary(Buffer.concat([noise(5), noise(300), noise(65000)]))] },
    { name: 'one fragmented message after another',
        send: [...fragmented(opcodes.text, 'first', 2), ...fragmented(opcodes.binary, 'second', 2), ...fragmented(opcodes.text, 'third', 2)],
        answers: [reply.text('first'), reply.binary('second'), reply.text('third')] },
    { name: 'whole and fragmented in turn',
        send: [text('a'), text('b', part), more('c'), text('d'), binary('e', part), more('f')],
        answers: [reply.text('a'), reply.text('bc'), reply.text('d'), reply.binary('ef')] },
    { name: 'the type is that of the first: bytes in a continuation of binary',
        send: [binary('', part), more(Buffer.from([0xff, 0xfe]))],
        answers: [reply.binary(Buffer.from([0xff, 0xfe]))] },
    { name: 'the type is that of the first: bytes in a continuation of text',
        send: [text('', part), more(Buffer.from([0xff, 0xfe]))],
        fails: 1007 },
];

const between = [
    { name: 'a ping between two fragments', send: [text('a', part), ping('now'), more('b')],
        answers: [reply.pong('now'), reply.text('ab')] },
    { name: 'an empty ping', send: [text('a', part), ping(), more('b')], answers: [reply.pong(), reply.text('ab')] },
    { name: 'a ping of 125 bytes', send: [binary('a', part), ping(noise(125)), more('b')],
        answers: [reply.pong(noise(125)), reply.binary('ab')] },
    { name: 'a ping in each gap',
        send: [text('a', part), ...times(9, (i) => [ping(`${i}`), more('b', part)]).flat(), ping('9'), more('c')],
        answers: [...times(10, (i) => reply.pong(`${i}`)), reply.text(`a${'b'.repeat(9)}c`)] },
    { name: 'ten pings in one gap', send: [text('a', part), ...times(10, (i) => ping(`${i}`)), more('b')],
        answers: [...times(10, (i) => reply.pong(`${i}`)), reply.text('ab')] },
    { name: 'a pong between two fragments', send: [text('a', part), pong('unasked'), more('b')],
        answers: [reply.text('ab')] },
    { name: 'a pong in each gap', send: [binary('a', part), pong(), more('b', part), pong(), more('c')],
        answers: [reply.binary('abc')] },
    { name: 'a ping between empty fragments', send: [text('', part), ping('x'), more('', part), more()],
        answers: [reply.pong('x'), reply.text()] },
    { name: 'a ping inside a character',
        send: [text(Buffer.from([0xe4]), part), ping(Buffer.from([0xff])), more(Buffer.from([0xbd, 0xa0]))],
        answers: [reply.pong(Buffer.from([0xff])), reply.text('你')] },
    { name: 'a ping larger than the fragments', send: [text('a', part), ping('x'.repeat(100)), more('b', part), more('c')],
        answers: [reply.pong('x'.repeat(100)), reply.text('abc')] },
];

const wrong = [
    { name: 'a continuation first', send: [more('a')] },
    { name: 'an empty continuation first', send: [more()] },
    { name: 'a continuation without FIN first', send: [more('a', part)] },
    { name: 'a continuation first, then a good message', send: [more('a'), text('b')] },
    { name: 'a continuation of a whole text', send: [text('a'), more('b')], answers: [reply.text('a')] },
    { name: 'a continuation of a whole binary', send: [binary('a'), more('b', part)], answers: [reply.binary('a')] },
    { name: 'a continuation of a finished message', send: [text('a', part), more('b'), more('c')],
        answers: [reply.text('ab')] },
    { name: 'a continuation of a ping', send: [ping('a'), more('b')], answers: [reply.pong('a')] },
    { name: 'a continuation of a pong', send: [pong('a'), more('b')] },
    { name: 'a text within a text', send: [text('a', part), text('b')] },
    { name: 'a binary within a text', send: [text('a', part), binary('b')] },
    { name: 'a text within a binary', send: [binary('a', part), text('b')] },
    { name: 'a text without FIN within a text', send: [text('a', part), text('b', part), more('c')] },
    { name: 'an empty text within an empty text', send: [text('', part), text()] },
    { name: 'a text behind continuations', send: [text('a', part), more('b', part), more('c', part), text('d')] },
    { name: 'a text behind a ping between fragments', send: [text('a', part), ping('x'), text('b')],
        answers: [reply.pong('x')] },
].map((row) => ({ fails: 1002, ...row }));

const limit = [
    { name: 'two fragments that reach the limit', send: [binary(noise(maxMessage - 1), part), more('x')],
        answers: [reply.binary(Buffer.concat([noise(maxMessage - 1), Buffer.from('x')]))] },
    { name: 'many fragments that reach the limit', send: fragmented(opcodes.text, prose(maxMessage), 1024),
        answers: [reply.text(prose(maxMessage))] },
    { name: 'the limit, then an empty fragment', send: [binary(noise(maxMessage), part), more()],
        answers: [reply.binary(noise(maxMessage))] },
    { name: 'the limit applies to each message separately',
        send: [binary(noise(maxMessage)), ...fragmented(opcodes.binary, noise(maxMessage), 40000)],
        answers: times(2, () => reply.binary(noise(maxMessage))) },
    { name: 'two fragments that pass the limit by one', send: [binary(noise(maxMessage), part), more('x')], fails: 1009 },
    { name: 'the second fragment announces too much', send: [binary('a', part), more('', { length: maxMessage })],
        fails: 1009 },
    { name: 'small fragments that pass the limit', send: fragmented(opcodes.binary, noise(maxMessage + 1), 1000),
        fails: 1009 },
    { name: 'a text that passes the limit', send: fragmented(opcodes.text, prose(maxMessage + 100), 4096), fails: 1009 },
    { name: 'the limit once more behind a full message',
        send: [binary(noise(maxMessage)), binary('a', part), more(noise(maxMessage))],
        answers: [reply.binary(noise(maxMessage))], fails: 1009 },
    { name: 'pings do not count',
        send: [binary(noise(maxMessage - 1), part), ...times(10, () => ping('x'.repeat(100))), more('x')],
        answers: [...times(10, () => reply.pong('x'.repeat(100))), reply.binary(Buffer.concat([noise(maxMessage - 1),
            Buffer.from('x')]))] },
].map((row) => ({ section: '10.4', ...row }));

export default {
    rfc: 6455,
    title: 'RFC 6455 5.4 and 10.4, fragments and their limit',
    rows: [...whole, ...between, ...wrong, ...limit].map((row) => ({ section: '5.4', path: '/plain', ...row })),
};
