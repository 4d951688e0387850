// A client that sends the frames of a row, cut into segments, and checks the answers.

import assert from 'node:assert/strict';
import { constants, inflateRawSync } from 'node:zlib';

import { RawClient, closePayload, frame, handshake, opcodes } from '../support/rawclient.mjs';
import { within } from '../support/until.mjs';

const defaultTimeout = 20000;
const longest = 4096;  // longest stream that is sent byte by byte
const fewestPieces = 1500;

// One system call per byte would take minutes for megabytes: large streams are cut into pieces of an odd size instead, so
// that the cuts fall on all positions in headers, masks, words and characters.
function pieceSize(total) {
    return total <= longest ? 1 : Math.max(3, Math.floor(total / fewestPieces) | 1);
}

/** How the parts of a stream (heads, frames, pieces of frames) become TCP segments. */
export const segmentations = {
    'whole': (parts) => [Buffer.concat(parts)],
    'one byte at a time': (parts) => {
        const all = Buffer.concat(parts);
        const size = pieceSize(all.length);
        return Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.subarray(i * size, (i + 1) * size));
    },
    'split at every frame': (parts) => parts,
};

/** The reasons that belong to the codes with which the server fails a connection. */
const reasons = { 1002: 'protocol error', 1007: 'text is not UTF-8', 1009: 'message too big' };

const names = Object.fromEntries(Object.entries(opcodes).map(([name, value]) => [value, name]));
const describe = ({ opcode, payload }) => `${names[opcode]} of ${payload.length} bytes${
    payload.length <= 130 ? ` (${payload.toString('latin1')})` : ''}`;

export class Peer {
    /** Connects to \a server; \a segment: one of the segmentations. */
    static async connect(scope, server, segment) {
        const peer = new Peer();
        peer.server = server;
        peer.#scope = scope;
        peer.#segment = segment;
        // The server closes TCP first (RFC 6455 section 7.1.1); bytes that the client still sends must do no harm.
        peer.client = await RawClient.connect(scope, server.port, { ...server.tls, allowHalfOpen: true });
        if (server.tls) // thousands of full handshakes would only cost time
            peer.client.socket.on('session', (session) => (server.tls.session = session));
        return peer;
    }

    /** Opens another connection to the same server. */
    async another(path) {
        const peer = await Peer.connect(this.#scope, this.server, this.#segment);
        assert.equal((await peer.shakeHands({ path })).status, 101);
        return peer;
    }

    /** Sends a handshake followed by \a early; resolves with the response: {status, headers}. */
    async shakeHands({ path, headers = {}, early = [], inPieces = false }) {
        const head = handshake({ port: this.server.port, path, headers });
        if (inPieces || early.length > 0)
            await this.send([...head.split(/(?<=\r\n)/).map((line) => Buffer.from(line)), ...early]);
        else
            this.client.write(head);
        return this.client.response({ upgrade: true });
    }

    async send(parts) {
        for (const piece of this.#segment(parts))
            await this.write(piece);
    }

    /** Resolves when the kernel has accepted the bytes, so that the next write is a separate segment. */
    write(piece) { return new Promise((resolve) => this.client.socket.write(piece, resolve)); }

    /** Expects the frames \a expected, each complete and unmasked (RFC 6455 section 5.1). */
    async expectFrames(expected) {
        for (const wanted of expected) {
            const next = await this.#next(`a ${describe(wanted)}`);
            assert.equal(names[next.opcode], names[wanted.opcode], `reply ${describe(next)} instead of ${describe(wanted)}`);
            const payload = this.#inflated(next, wanted);
            assert.ok(payload.equals(wanted.payload), `reply ${describe({ ...next, payload })} instead of ${describe(wanted)}`);
        }
    }

    /** Expects that the server failed the connection (7.1.7): a Close with \a code, then the end. */
    async expectFailed(code) {
        await this.#expectClose(code, reasons[code]);
        await this.#expectEnd();
        // The client need not answer, but its answer must not be met by a reset.
        await this.send([frame(opcodes.close, closePayload(code))]);
        await this.#leaves();
    }

    /** Expects that the server answered our Close, with \a code and no reason, then the end. */
    async expectClosed(code) {
        await this.#expectClose(code, '');
        await this.#expectEnd();
        await this.#leaves();
    }

    /** Expects that nothing more has arrived and that the connection works. */
    async expectOpen() {
        await this.send([frame(opcodes.ping, 'still there?')]);
        await this.expectFrames([{ opcode: opcodes.pong, payload: Buffer.from('still there?') }]);
        await this.send([frame(opcodes.close, closePayload(1000))]);
        await this.expectClosed(1000);
    }

    /** Expects that the handshake was rejected: an HTTP body, and the end. */
    async expectRejected() {
        await within(this.client.readEnded, defaultTimeout, 'the end');
        await this.#leaves();
    }

    /** Ends TCP without a Close; expects that the server sends nothing more. */
    async expectNoClose() {
        this.client.socket.end();
        await this.#expectEnd();
        assert.equal(await this.client.expectEnd(), true, 'a clean end, no reset');
    }

    #scope;
    #segment;

    async #next(what) {
        const next = await this.client.frame(defaultTimeout);
        assert.ok(next, `the connection ended instead of ${what}`);
        assert.equal(next.masked, false, 'masked by a server (5.1)');
        assert.equal(next.fin, true, 'a fragment');
        const { length } = next.payload;
        assert.equal(next.headSize, length < 126 ? 2 : length < 65536 ? 4 : 10, 'a length not in its shortest form (5.2)');
        return next;
    }

    #inflated({ reserved, payload }, { deflated, payload: wanted }) {
        assert.equal(reserved, deflated ? 4 : 0, `reserved bits of ${wanted.length} bytes`);
        if (!deflated)
            return payload;
        const { atMost = wanted.length, ...settings } = deflated;
        assert.ok(payload.length <= atMost, `${wanted.length} bytes were compressed to ${payload.length}`);
        const tail = Buffer.from([0, 0, 0xff, 0xff]);
        return inflateRawSync(Buffer.concat([payload, tail]), { finishFlush: constants.Z_SYNC_FLUSH, ...settings });
    }

    async #expectClose(code, reason) {
        const { opcode, payload, reserved } = await this.#next(`a close with ${code}`);
        assert.equal(names[opcode], 'close', `reply ${describe({ opcode, payload })} instead of a close with ${code}`);
        assert.equal(reserved, 0);
        assert.ok(payload.length >= 2, 'a close without a code');
        assert.equal(payload.readUInt16BE(), code);
        if (reason !== undefined)
            assert.equal(payload.subarray(2).toString(), reason);
    }

    async #expectEnd() {
        await within(this.client.readEnded, defaultTimeout, 'the end');
        assert.equal(this.client.bytes.length, 0, 'bytes behind the last frame');
    }

    async #leaves() {
        this.client.socket.end();
        assert.equal(await this.client.expectEnd(), true, 'a clean end, no reset');
    }
}
