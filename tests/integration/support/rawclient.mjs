// A TCP client that builds frames itself, valid and invalid ones.

import assert from 'node:assert/strict';
import { createConnection } from 'node:net';
import { connect as connectTls } from 'node:tls';

import { within } from './until.mjs';

const defaultTimeout = 10000;
const longestHead = 10; // of a frame without a mask
export const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 };

const usualKey = Buffer.from([0x37, 0xfa, 0x21, 0x3d]);

/** Masks \a bytes with the four bytes of \a key (RFC 6455 section 5.3). */
function mask(bytes, key) {
    const masked = Buffer.allocUnsafe(bytes.length);
    for (let i = 0; i < bytes.length; ++i)
        masked[i] = bytes[i] ^ key[i & 3];
    return masked;
}

/** Returns a frame. \a masked false, \a reserved bits or a \a length other than the payload's make it invalid. */
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

/** Returns a handshake request. \a headers replace default headers; null removes one, a list repeats it. */
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
     * Connects without a handshake, with TLS if \a ca is given; the socket is destroyed when test \a t ends. \a settings
     * are passed to node's socket.
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
        }), defaultTimeout, `${ca ? 'TLS' : 'TCP'} to port ${port}`);
        return client;
    }

    /** Connects and does the opening handshake. */
    static async open(t, server, options = {}) {
        const client = await RawClient.connect(t, server.port);
        client.write(handshake({ port: server.port, ...options }));
        const { status } = await client.response({ upgrade: true });
        assert.equal(status, 101);
        return client;
    }

    constructor(socket) {
        this.socket = socket;
        /** Resolves with true after a clean end of the stream, with false after a reset. */
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
        /** Resolves when the server has closed its direction or the connection is lost. With allowHalfOpen, writing still works. */
        this.readEnded = new Promise((resolve) => {
            socket.on('end', resolve);
            socket.on('close', resolve);
        });
        this.readEnded.then(() => {
            this.#isOver = true;
            this.#arrived?.();
        });
    }

    write(data) { this.socket.write(data); }

    /** The received bytes that no call has consumed. */
    get bytes() { return this.#gather(this.#received); }

    /** The next HTTP response: {status, headers, body}. The body lasts until the connection ends; a 101 has none. */
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
            await within(this.ended, defaultTimeout, 'the end of the connection behind an HTTP response');
        return { status: Number(statusLine.slice(9, 12)), statusLine, headers, body: upgrade ? '' : this.bytes.toString() };
    }

    /** The next complete frame: {fin, reserved, opcode, masked, headSize, payload}; null when the stream ends first. */
    async frame(timeout = defaultTimeout) {
        let parsed = null;
        await this.#until(() => (parsed = this.#parse()) || this.#isOver, 'a frame', timeout);
        return parsed;
    }

    /** Skips to the Close frame: {code, reason}; null when the stream ends without one. */
    async closeFrame(timeout = defaultTimeout) {
        for (;;) {
            const next = await this.frame(timeout);
            if (next === null)
                return null;
            if (next.opcode === opcodes.close)
                return { code: next.payload.length ? next.payload.readUInt16BE() : 1005, reason: next.payload.subarray(2).toString() };
        }
    }

    async expectEnd(timeout = defaultTimeout) { return within(this.ended, timeout, 'the end of the connection'); }

    #arrived;

    async #until(condition, what, timeout = defaultTimeout) {
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

    // Returns at least the first \a size bytes. Pieces are joined once, when all of them are there.
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
    #expected = 0; // bytes of the frame being received, once its head is known
}
