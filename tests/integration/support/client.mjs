// The `ws` client, with what it gets in a queue.

import assert from 'node:assert/strict';
import { WebSocket } from 'ws';

import { within } from './until.mjs';

const patience = 10000;

/** Connects; the client is gone when test \a t ends. Fails when the server refuses. */
export async function connect(t, url, { subprotocols = [], ...options } = {}) {
    const client = new Client(new WebSocket(url, subprotocols, { perMessageDeflate: false, ...options }));
    t.after(() => client.socket.terminate());
    await within(client.opened, patience, `a connection to ${url}`);
    return client;
}

/** How the server refuses: {status, headers, body}. Fails when it does not. */
export function refusal(url, { subprotocols = [], ...options } = {}) {
    const socket = new WebSocket(url, subprotocols, { perMessageDeflate: false, ...options });
    const refused = new Promise((resolve, reject) => {
        socket.on('error', reject);
        socket.on('open', () => {
            socket.terminate();
            reject(new Error(`${url} was accepted`));
        });
        socket.on('unexpected-response', (_request, response) => {
            const pieces = [];
            response.on('data', (piece) => pieces.push(piece));
            response.on('error', reject);
            response.on('end', () => resolve({
                status: response.statusCode,
                headers: response.headers,
                body: Buffer.concat(pieces).toString(),
            }));
        });
    });
    return within(refused, patience, `a refusal by ${url}`);
}

export class Client {
    constructor(socket) {
        this.socket = socket;
        this.messages = [];
        this.received = 0; // messages taken from the queue, too
        this.opened = new Promise((resolve, reject) => {
            socket.on('open', resolve);
            socket.on('error', reject);
        });
        this.opened.catch(() => {});
        /** How it ended: {code, reason}. */
        this.closed = new Promise((resolve) => {
            socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() }));
        });
        socket.on('message', (data, isBinary) => {
            this.messages.push({ data, isBinary });
            this.received += 1;
            this.#arrived?.();
        });
    }

    /** The oldest message not yet taken: {data: Buffer, isBinary}. */
    async next() {
        while (this.messages.length === 0) {
            await within(Promise.race([
                new Promise((resolve) => (this.#arrived = resolve)),
                this.closed.then(({ code }) => assert.fail(`closed with ${code} instead of a message`)),
            ]), patience, 'a message');
        }
        return this.messages.shift();
    }

    async nextText() {
        const { data, isBinary } = await this.next();
        assert.equal(isBinary, false);
        return data.toString();
    }

    /** Nothing has come, and nothing was on its way: the server answers a ping behind what it sent before. */
    async expectNothing() {
        const answered = new Promise((resolve) => this.socket.once('pong', resolve));
        this.socket.ping();
        await within(answered, patience, 'a pong');
        assert.deepEqual(this.messages.map(({ data }) => data.toString()), []);
    }

    ended() { return within(this.closed, patience, 'the end of the connection'); }

    #arrived;
}
