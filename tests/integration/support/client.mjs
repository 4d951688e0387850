// The `ws` client, with a queue of received messages.

import assert from 'node:assert/strict';
import { WebSocket } from 'ws';

import { within } from './until.mjs';

const defaultTimeout = 10000;

/** Connects; the client is terminated when test \a t ends. Fails when the server rejects the upgrade. */
export async function connect(t, url, { subprotocols = [], ...options } = {}) {
    const client = new Client(new WebSocket(url, subprotocols, { perMessageDeflate: false, ...options }));
    t.after(() => client.socket.terminate());
    await within(client.opened, defaultTimeout, `a connection to ${url}`);
    return client;
}

/** Returns how the server rejects the upgrade: {status, headers, body}. Fails when it accepts. */
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
    return within(refused, defaultTimeout, `a refusal by ${url}`);
}

export class Client {
    constructor(socket) {
        this.socket = socket;
        this.messages = [];
        this.received = 0; // all messages, also those that were taken from the queue
        this.opened = new Promise((resolve, reject) => {
            socket.on('open', resolve);
            socket.on('error', reject);
        });
        this.opened.catch(() => {});
        /** Resolves with the close: {code, reason}. */
        this.closed = new Promise((resolve) => {
            socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() }));
        });
        socket.on('message', (data, isBinary) => {
            this.messages.push({ data, isBinary });
            this.received += 1;
            this.#arrived?.();
        });
    }

    /** Takes the oldest message from the queue, waiting for one if it is empty: {data: Buffer, isBinary}. */
    async next() {
        while (this.messages.length === 0) {
            await within(Promise.race([
                new Promise((resolve) => (this.#arrived = resolve)),
                this.closed.then(({ code }) => assert.fail(`closed with ${code} instead of a message`)),
            ]), defaultTimeout, 'a message');
        }
        return this.messages.shift();
    }

    async nextText() {
        const { data, isBinary } = await this.next();
        assert.equal(isBinary, false);
        return data.toString();
    }

    /** Asserts that no message has arrived or is in flight: the pong follows everything the server sent before. */
    async expectNothing() {
        const answered = new Promise((resolve) => this.socket.once('pong', resolve));
        this.socket.ping();
        await within(answered, defaultTimeout, 'a pong');
        assert.deepEqual(this.messages.map(({ data }) => data.toString()), []);
    }

    ended() { return within(this.closed, defaultTimeout, 'the end of the connection'); }

    #arrived;
}
