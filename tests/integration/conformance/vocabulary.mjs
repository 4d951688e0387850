// The functions that rows are written with: frames that a client sends, and the expected replies.

import { deflateRawSync, constants } from 'node:zlib';

import { closePayload, frame, opcodes } from '../support/rawclient.mjs';

export { closePayload, frame, opcodes };

export const KiB = 1024;
export const MiB = 1024 * KiB;
/** limits.max_message, for all paths without their own limit. */
export const maxMessage = 64 * KiB;

/** Options of a frame: not the final one of its message; compressed. */
export const part = { fin: false };
export const rsv1 = { reserved: 4 };

export const text = (payload, options) => frame(opcodes.text, payload, options);
export const binary = (payload, options) => frame(opcodes.binary, payload, options);
export const more = (payload, options) => frame(opcodes.continuation, payload, options);
export const ping = (payload, options) => frame(opcodes.ping, payload, options);
export const pong = (payload, options) => frame(opcodes.pong, payload, options);
export const close = (code, reason) => frame(opcodes.close, code === undefined ? '' : closePayload(code, reason));

/** A reply of the server. \a deflated: options for inflating it, {dictionary, windowBits}. */
const answer = (opcode) => (payload = '', deflated) => ({ opcode, payload: Buffer.from(payload), deflated });
export const reply = {
    text: answer(opcodes.text),
    binary: answer(opcodes.binary),
    pong: answer(opcodes.pong),
};

export const hex = (digits) => Buffer.from(digits.replaceAll(' ', ''), 'hex');
export const times = (count, make) => Array.from({ length: count }, (_, i) => make(i));

/** Returns \a payload as one message in frames of \a size bytes; the last one may be shorter. */
export function fragmented(opcode, payload, size, options = {}) {
    const bytes = Buffer.from(payload);
    const count = Math.max(1, Math.ceil(bytes.length / size));
    return times(count, (i) => frame(i === 0 ? opcode : opcodes.continuation, bytes.subarray(i * size, (i + 1) * size),
        { fin: i === count - 1, ...(i === 0 ? options : {}) }));
}

/** Returns a frame with its length in \a width bytes, 2 or 8, even if a shorter form exists. */
export function longForm(opcode, width, length, payload = '', { fin = true } = {}) {
    const head = Buffer.from([(fin ? 0x80 : 0) | opcode, 0x80 | (width === 2 ? 126 : 127), ...Array(width).fill(0)]);
    if (width === 2)
        head.writeUInt16BE(length, 2);
    else
        head.writeBigUInt64BE(BigInt(length), 2);
    return Buffer.concat([head, Buffer.alloc(4), Buffer.from(payload)]); // a mask of zeros
}

let noisy = Buffer.alloc(0);
/** Returns \a size incompressible bytes that are not valid text, always the same. */
export function noise(size) {
    if (size > noisy.length) {
        noisy = Buffer.allocUnsafe(size);
        for (let i = 0, state = 2463534242; i < size; ++i) {
            state ^= state << 13; // Marsaglia's xorshift
            state ^= state >>> 17;
            state ^= state << 5;
            noisy[i] = state;
        }
    }
    return noisy.subarray(0, size);
}

/** Returns \a size bytes of UTF-8 with characters of all lengths, padded with dots. */
export function prose(size) {
    const bytes = Buffer.alloc(size, 'Grüße, 你好, 😀 and plain letters. ');
    const last = bytes.lastIndexOf(' ') + 1;
    return bytes.fill('.', last);
}

/** Returns compressible text with repetitions about \a distance bytes apart. */
export function repetitive(size, distance = 60) {
    const pattern = Buffer.from(noise(distance / 2).toString('hex'));
    return Buffer.alloc(size, pattern);
}

/** Returns the payload of a compressed frame (RFC 7692 section 7.2.1). */
export function deflated(data, settings = {}) {
    return deflateRawSync(data, { finishFlush: constants.Z_SYNC_FLUSH, level: 9, ...settings }).subarray(0, -4);
}
