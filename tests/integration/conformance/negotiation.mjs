// RFC 7692 sections 5 and 7.1: the response to an offer, and that both sides follow it.

import { deflated, reply, repetitive, rsv1, text } from './vocabulary.mjs';

const forgotten = 'permessage-deflate; server_no_context_takeover; client_no_context_takeover';
// Its repetitions are farther apart than a window of 512 bytes.
const message = repetitive(3000, 700);

/** Sends the same message twice, each way; the second one may refer to the first. */
function accepted(section, name, offer, agrees, { server = 'keeps' } = {}) {
    const bits = (side) => Number(agrees.match(new RegExp(`${side}_max_window_bits=(\\d+)`))?.[1] ?? 15);
    const keeps = (side) => !agrees.includes(`${side}_no_context_takeover`);
    const windowOf = (parameter) => ({ windowBits: Math.max(9, bits(parameter)) }); // zlib does not support 8: see stored()
    const before = (side) => (keeps(side) ? { dictionary: message } : {});
    const ours = (more) => (bits('client') === 8 ? stored(message) : deflated(message, { ...windowOf('client'), ...more }));
    return {
        section, name, offer, agrees, server,
        send: [text(ours({}), rsv1), text(ours(before('client')), rsv1)],
        // Without context, a message that does not fit into the client's window is sent plain.
        answers: !keeps('server') && 2 ** bits('server') < message.length
            ? [reply.text(message), reply.text(message)]
            : [reply.text(message, windowOf('server')), reply.text(message, { ...windowOf('server'), ...before('server') })],
    };
}

/** \a data in a block that is not compressed, without references, and an empty block (RFC 7692 section 7.2.3.3). */
function stored(data) {
    const head = Buffer.from([0, 0, 0, 0, 0]);
    head.writeUInt16LE(data.length, 1);
    head.writeUInt16LE(0xffff - data.length, 3);
    return Buffer.concat([head, data, Buffer.from([0])]);
}

const declined = (section, name, offer, { path, server = 'keeps' } = {}) => ({
    section, name, offer, path, server, send: [text('plain')], answers: [reply.text('plain')],
});

const parameters = [
    accepted('7.1', 'no parameters', 'permessage-deflate', 'permessage-deflate'),
    accepted('7.1', 'no parameters, where nothing is kept', 'permessage-deflate', forgotten, { server: 'forgets' }),
    accepted('7.1.1.1', 'server_no_context_takeover', 'permessage-deflate; server_no_context_takeover',
        'permessage-deflate; server_no_context_takeover'),
    accepted('7.1.1.2', 'client_no_context_takeover', 'permessage-deflate; client_no_context_takeover',
        'permessage-deflate; client_no_context_takeover'),
    accepted('7.1.1', 'both', forgotten, forgotten),
    accepted('7.1.1', 'both, where nothing is kept', forgotten, forgotten, { server: 'forgets' }),
    accepted('7.1.1', 'both, the other way round',
        'permessage-deflate; client_no_context_takeover; server_no_context_takeover', forgotten),
    accepted('7.1.2.2', 'client_max_window_bits as a hint', 'permessage-deflate; client_max_window_bits',
        'permessage-deflate'),
    accepted('7.1.2.2', 'client_max_window_bits as a hint, where nothing is kept', 'permessage-deflate; client_max_window_bits',
        `${forgotten}; client_max_window_bits=12`, { server: 'forgets' }),
    ...[9, 10, 11, 12, 13, 14, 15].flatMap((bits) => [
        accepted('7.1.2.1', `server_max_window_bits=${bits}`, `permessage-deflate; server_max_window_bits=${bits}`,
            `permessage-deflate; server_max_window_bits=${bits}`),
        accepted('7.1.2.1', `server_max_window_bits=${bits}, where nothing is kept`,
            `permessage-deflate; server_max_window_bits=${bits}`,
            `${forgotten}; server_max_window_bits=${bits}`, { server: 'forgets' }),
    ]),
    // A single message needs no window of its own: the server sends it plain where it does not fit.
    accepted('7.1.2.1', 'server_max_window_bits=8', 'permessage-deflate; server_max_window_bits=8',
        'permessage-deflate; server_no_context_takeover; server_max_window_bits=8'),
    accepted('7.1.2.1', 'server_max_window_bits=8, where nothing is kept', 'permessage-deflate; server_max_window_bits=8',
        `${forgotten}; server_max_window_bits=8`, { server: 'forgets' }),
    ...[8, 9, 10, 11, 12, 13, 14, 15].flatMap((bits) => [
        accepted('7.1.2.2', `client_max_window_bits=${bits}`, `permessage-deflate; client_max_window_bits=${bits}`,
            `permessage-deflate; client_max_window_bits=${bits}`),
        accepted('7.1.2.2', `client_max_window_bits=${bits}, where nothing is kept`,
            `permessage-deflate; client_max_window_bits=${bits}`,
            `${forgotten}; client_max_window_bits=${Math.min(bits, 12)}`, { server: 'forgets' }),
    ]),
    accepted('7.1', 'all four',
        'permessage-deflate; client_max_window_bits=11; server_max_window_bits=10; client_no_context_takeover; server_no_context_takeover',
        `${forgotten}; server_max_window_bits=10; client_max_window_bits=11`),
];

const spelling = [
    ['a quoted value', 'permessage-deflate; server_max_window_bits="10"'],
    ['a quoted value with a backslash', 'permessage-deflate; server_max_window_bits="1\\0"'],
    ['no spaces', 'permessage-deflate;server_max_window_bits=10'],
    ['spaces everywhere', ' permessage-deflate ;  server_max_window_bits = 10 '],
    ['tabs', 'permessage-deflate\t;\tserver_max_window_bits=10'],
    ['empty elements of the list', ', ,permessage-deflate; server_max_window_bits=10, ,'],
].map(([name, offer]) => accepted('5', name, offer, 'permessage-deflate; server_max_window_bits=10'));

const several = [
    accepted('5.1', 'the first of two', 'permessage-deflate; server_max_window_bits=10, permessage-deflate',
        'permessage-deflate; server_max_window_bits=10'),
    accepted('5.1', 'the second, where the first cannot be kept',
        'permessage-deflate; server_max_window_bits=7, permessage-deflate', 'permessage-deflate'),
    accepted('5.1', 'the second, where the first is unknown',
        'permessage-deflate; shiny, permessage-deflate; client_no_context_takeover',
        'permessage-deflate; client_no_context_takeover'),
    accepted('5.1', 'the third',
        'permessage-deflate; a, permessage-deflate; server_max_window_bits=99, permessage-deflate; server_max_window_bits=12',
        'permessage-deflate; server_max_window_bits=12'),
    accepted('5.1', 'another extension before', 'x-shout; loud=1, permessage-deflate', 'permessage-deflate'),
    accepted('5.1', 'another extension behind', 'permessage-deflate, x-shout', 'permessage-deflate'),
    accepted('5.1', 'in two headers', ['permessage-deflate; server_max_window_bits=7',
        'permessage-deflate; server_max_window_bits=9'],
        'permessage-deflate; server_max_window_bits=9'),
    accepted('5.1', 'another extension in a header of its own', ['x-shout', 'permessage-deflate'], 'permessage-deflate'),
    declined('5.1', 'several, and none can be kept',
        'permessage-deflate; server_max_window_bits=7, permessage-deflate; a, permessage-deflate; b'),
    declined('5.1', 'another extension alone', 'x-shout'),
    declined('5.1', 'the old name of this one', 'x-webkit-deflate-frame'),
    declined('5.1', 'a longer name', 'permessage-deflate2'),
    declined('5.1', 'where the route says off', 'permessage-deflate', { path: '/plain' }),
    { section: '5.1', name: 'no offer', server: 'keeps', send: [text('plain')], answers: [reply.text('plain')] },
    { section: '6', name: 'RSV1 after a refusal', offer: 'permessage-deflate; shiny', server: 'keeps',
        send: [text(deflated('a'), rsv1)], fails: 1002 },
    { section: '6', name: 'RSV1 without an offer', server: 'keeps', send: [text(deflated('a'), rsv1)], fails: 1002 },
];

const flags = ['server_no_context_takeover', 'client_no_context_takeover'];
const bits = ['server_max_window_bits', 'client_max_window_bits'];
const values = ['0', '1', '7', '16', '99', '256', '4294967305', '08', '010', '0x9', '-9', '+9', '9.0', 'ten', '"16"', '"010"'];

const bad = [
    declined('7.1.2.1', 'server_max_window_bits without a value', 'permessage-deflate; server_max_window_bits'),
    ...bits.flatMap((name) => values.map((value) => declined('7.1', `${name}=${value}`,
        `permessage-deflate; ${name}=${value}`))),
    ...flags.flatMap((name) => ['1', 'true', '"x"'].map((value) => declined('7.1', `${name}=${value}`,
        `permessage-deflate; ${name}=${value}`))),
    ...flags.map((name) => declined('7.1', `${name} twice`, `permessage-deflate; ${name}; ${name}`)),
    ...bits.flatMap((name) => [
        declined('7.1', `${name} twice`, `permessage-deflate; ${name}=10; ${name}=10`),
        declined('7.1', `${name} twice, differently`, `permessage-deflate; ${name}=10; ${name}=11`),
    ]),
    declined('7.1', 'client_max_window_bits with and without a value',
        'permessage-deflate; client_max_window_bits; client_max_window_bits=10'),
    declined('7.1', 'an unknown parameter', 'permessage-deflate; shiny'),
    declined('7.1', 'an unknown parameter with a value', 'permessage-deflate; level=9'),
    declined('7.1', 'an unknown parameter behind known ones',
        'permessage-deflate; client_max_window_bits; server_no_context_takeover; shiny'),
    declined('7.1', 'a parameter misspelt', 'permessage-deflate; server_max_windows_bits=10'),
];

// RFC 6455 section 9.1: a malformed offer fails the handshake. Offers of other extensions are not looked at.
const malformed = [
    ['a parameter without a name', 'permessage-deflate; =1'],
    ['a semicolon at the end', 'permessage-deflate;'],
    ['a semicolon too many', 'permessage-deflate;; client_max_window_bits'],
    ['a value of nothing', 'permessage-deflate; server_max_window_bits='],
    ['a quoted value of nothing', 'permessage-deflate; server_max_window_bits=""'],
    ['a quote without its end', 'permessage-deflate; server_max_window_bits="10'],
    ['a quoted value that is no token', 'permessage-deflate; server_max_window_bits="1 0"'],
    ['a name behind it', 'permessage-deflate x'],
    ['a slash behind it', 'permessage-deflate/1'],
    ['a good one and a bad one', 'permessage-deflate, permessage-deflate; =1'],
].map(([name, offer]) => ({ section: '5.1', name: `no list: ${name}`, offer, refused: 400 }));

const odd = [
    declined('5.1', 'two names', 'permessage deflate'),
    declined('5.1', 'a quoted name', '"permessage-deflate"'),
    declined('5.1', 'a slash', 'permessage/deflate'),
    declined('5.1', 'a list of nothing', ','),
    accepted('5.1', 'a bad one of another extension behind it', 'permessage-deflate, x-shout; =1', 'permessage-deflate'),
    accepted('5.1', 'a bad one of another extension before it', 'x-shout; a=[1,2], permessage-deflate', 'permessage-deflate'),
];

export default {
    rfc: 7692,
    title: 'RFC 7692 5 and 7.1, negotiation',
    rows: [...parameters, ...spelling, ...several, ...bad, ...malformed, ...odd],
};
