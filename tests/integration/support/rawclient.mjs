// A TCP client that does the protocol by hand, also as nobody should.

import assert from 'node:assert/strict';
import { createConnection } from 'node:net';
import { connect as connectTls } from 'node:tls';

import { within } from './until.mjs';

const patience = 10000;
const longestHead = 10; // of a frame without a mask
export const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 };

const usualKey = Buffer.from([0x37, 0xfa, 0x21, 0x3d]);

/** \a bytes masked by the four of \a key (RFC 6455 section 5.3). */
function mask(bytes, key) {
    const masked = Buffer.allocUnsafe(bytes.length);
    for (let i = 0; i < bytes.length; ++i)
        masked[i] = bytes[i] ^ key[i & 3];
    return masked;
}

/** A frame. \a masked false, \a reserved bits and \a length other than the payload's are what a bad client would send. */
export function frame(opcode, payload = '', { fin = true, masked = true, reserved = 0, length, key = usualKey } = {}) {
    const bytes = Buffer.from(payload);
    const size = length ?? bytes.length;
    const first = (fin ? 0x80 : 0) | (reserved << 4) | opcode;
    const maskBit = masked ? 0x80 : 0;
    let head;
    if (size < 126) {
        head = Buffer.from([first, maskBit | size]);
    } else if (size < 65536) {
        head = Buffer.from([first, maskBit | 126, 0, 0]);
        head.writeUInt16BE(size, 2);
    } else {
        head = Buffer.from([first, maskBit | 127, 0, 0, 0, 0, 0, 0, 0, 0]);
        head.writeBigUInt64BE(BigInt(size), 2);
    }
    if (!masked)
        return Buffer.concat([head, bytes]);
    return Buffer.concat([head, key, mask(bytes, key)]);
}

export function closePayload(code, reason = '') {
    const bytes = Buffer.alloc(2 + Buffer.byteLength(reason));
    bytes.writeUInt16BE(code);
    bytes.write(reason, 2);
    return bytes;
}

/** A handshake as every client sends it; \a headers replace, with null remove, and with a list repeat the usual ones. */
export function handshake({ method = 'GET', path = '/', version = 'HTTP/1.1', port, headers = {} }) {
    const all = {
        Host: `127.0.0.1:${port}`,
        Upgrade: 'websocket',
        Connection: 'Upgrade',
        'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
        'Sec-WebSocket-Version': '13',
        ...headers,
    };
    const lines = Object.entries(all).filter(([, value]) => value !== null)
        .flatMap(([name, value]) => [value].flat().map((one) => `${name}: ${one}`));
    return `${method} ${path} ${version}\r\n${lines.join('\r\n')}\r\n\r\n`;
}

export class RawClient {
    /**
     * Connects and nothing more, by TLS where \a ca says whom to trust; gone when test \a t ends. \a settings are node's,
     * for the socket.
     */
    static async connect(t, port, { ca, ...settings } = {}) {
        const where = { host: '127.0.0.1', port, ...settings };
        const socket = ca ? connectTls({ ca, ...where }) : createConnection(where);
        const client = new RawClient(socket);
        t.after(() => socket.destroy());
        socket.setNoDelay();
        await within(new Promise((resolve, reject) => {
            socket.once(ca ? 'secureConnect' : 'connect', resolve);
            socket.once('error', reject);
        }), patience, `${ca ? 'TLS' : 'TCP'} to port ${port}`);
        return client;
    }

    /** Connects and shakes hands. */
    static async open(t, server, options = {}) {
        const client = await RawClient.connect(t, server.port);
        client.write(handshake({ port: server.port, ...options }));
        const { status } = await client.response({ upgrade: true });
        assert.equal(status, 101);
        return client;
    }

    constructor(socket) {
        this.socket = socket;
        /** True after a clean end of the stream, false after a reset. */
        this.ended = new Promise((resolve) => {
            let isClean = true;
            socket.on('error', () => (isClean = false));
            socket.on('close', () => resolve(isClean));
        });
        socket.on('data', (piece) => {
            this.#pieces.push(piece);
            this.#received += piece.length;
            this.#arrived?.();
        });
        /** The server has said its last byte, or the connection is lost. Where allowHalfOpen is set we may still talk. */
        this.heardAll = new Promise((resolve) => {
            socket.on('end', resolve);
            socket.on('close', resolve);
        });
        this.heardAll.then(() => {
            this.#isOver = true;
            this.#arrived?.();
        });
    }

    write(data) { this.socket.write(data); }

    /** What came and was not taken yet. */
    get bytes() { return this.#gather(this.#received); }

    /** The next HTTP response: {status, headers, body}; the body ends with the connection or, on 101, at once. */
    async response({ upgrade = false } = {}) {
        await this.#until(() => this.bytes.includes('\r\n\r\n'), 'an HTTP response');
        const end = this.bytes.indexOf('\r\n\r\n');
        const [statusLine, ...lines] = this.bytes.subarray(0, end).toString().split('\r\n');
        assert.match(statusLine, /^HTTP\/1\.1 \d{3} /);
        const headers = Object.fromEntries(lines.map((line) => {
            const colon = line.indexOf(':');
            return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
        }));
        this.#take(end + 4);
        if (!upgrade)
            await within(this.ended, patience, 'the end of the connection behind an HTTP response');
        return { status: Number(statusLine.slice(9, 12)), statusLine, headers, body: upgrade ? '' : this.bytes.toString() };
    }

    /** The next whole frame: {fin, reserved, opcode, masked, headSize, payload}; null when the stream ends before. */
    async frame(timeout = patience) {
        let parsed = null;
        await this.#until(() => (parsed = this.#parse()) || this.#isOver, 'a frame', timeout);
        return parsed;
    }

    /** The Close frame, past whatever comes before it: {code, reason}; null when the stream ends without one. */
    async closeFrame(timeout = patience) {
        for (;;) {
            const next = await this.frame(timeout);
            if (next === null)
                return null;
            if (next.opcode === opcodes.close)
                return { code: next.payload.length ? next.payload.readUInt16BE() : 1005, reason: next.payload.subarray(2).toString() };
        }
    }

    async expectEnd(timeout = patience) { return within(this.ended, timeout, 'the end of the connection'); }

    #arrived;

    async #until(condition, what, timeout = patience) {
        const deadline = performance.now() + timeout;
        while (!condition()) {
            assert.ok(!this.#isOver, `the connection ended before ${what}`);
            await within(new Promise((resolve) => (this.#arrived = resolve)), deadline - performance.now(), what);
        }
    }

    #parse() {
        if (this.#received < Math.max(2, this.#expected))
            return null;
        const bytes = this.#gather(Math.max(this.#expected, Math.min(this.#received, longestHead)));
        let size = bytes[1] & 0x7f;
        let at = 2;
        if (size === 126 && bytes.length >= 4) {
            size = bytes.readUInt16BE(2);
            at = 4;
        } else if (size === 127 && bytes.length >= 10) {
            size = Number(bytes.readBigUInt64BE(2));
            at = 10;
        } else if (size > 125) {
            return null;
        }
        this.#expected = at + size;
        if (this.#received < this.#expected)
            return null;
        const whole = this.#gather(this.#expected);
        this.#take(this.#expected);
        this.#expected = 0;
        return {
            fin: (bytes[0] & 0x80) !== 0,
            reserved: (bytes[0] >> 4) & 7,
            opcode: bytes[0] & 0x0f,
            masked: (bytes[1] & 0x80) !== 0,
            headSize: at,
            payload: whole.subarray(at, at + size),
        };
    }

    // The first \a size bytes, and perhaps more. What comes in many pieces is put together once, when it is all there.
    #gather(size) {
        let count = 1;
        let length = this.#pieces[0]?.length ?? 0;
        while (length < size)
            length += this.#pieces[count++].length;
        if (count > 1)
            this.#pieces.splice(0, count, Buffer.concat(this.#pieces.slice(0, count)));
        return this.#pieces[0] ?? Buffer.alloc(0);
    }

    #take(size) {
        this.#pieces[0] = this.#gather(size).subarray(size);
        this.#received -= size;
        if (this.#pieces[0].length === 0)
            this.#pieces.shift();
    }

    #isOver = false;
    #pieces = [];
    #received = 0;
    #expected = 0; // bytes of the frame that is coming, once its head is known
}
