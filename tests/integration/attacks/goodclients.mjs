// Clients that nobody should disturb:  node goodclients.mjs URL PORT
// Four of them send 64 bytes to /echo every 20 ms, and a fifth does so to an echo server on PORT, for comparison. `ready` is printed
// when all are open; at the end of stdin a line of JSON: {count, p50, p99, max, lost, usual}: ms; usual: the longest of the fifth.

import { createConnection } from 'node:net';
import { WebSocket } from 'ws';

const [, , url, echoPort] = process.argv;
const payload = Buffer.alloc(64, 'x');
const interval = 20;
const times = [];
const usualTimes = [];
let lost = 0;
let isOver = false;

class Client {
    #sentAt = null;

    constructor(send, record) {
        Object.assign(this, { send, record });
        this.timer = setInterval(() => this.next(), interval);
    }

    next() {
        if (this.#sentAt !== null)
            return; // the answer before is late
        this.#sentAt = performance.now();
        this.send();
    }

    received() {
        this.record.push(performance.now() - this.#sentAt);
        this.#sentAt = null;
    }

    stop() {
        clearInterval(this.timer);
        if (this.#sentAt !== null)
            this.received();
    }
}

const sockets = await Promise.all(Array.from({ length: 4 }, () => new Promise((resolve, reject) => {
    const socket = new WebSocket(new URL('/echo', url), { perMessageDeflate: false });
    socket.on('open', () => resolve(socket));
    socket.on('error', reject);
})));
const clients = sockets.map((socket) => {
    const client = new Client(() => socket.send(payload), times);
    socket.on('message', () => client.received());
    socket.on('close', () => {
        lost += isOver ? 0 : 1;
        client.stop();
    });
    return client;
});
const usual = createConnection(Number(echoPort), '127.0.0.1');
usual.setNoDelay();
let missing = payload.length;
const usualClient = new Client(() => usual.write(payload), usualTimes);
usual.on('data', (data) => {
    missing -= data.length;
    if (missing > 0)
        return;
    missing = payload.length;
    usualClient.received();
});
process.stdout.write('ready\n');

process.stdin.resume().on('end', () => {
    isOver = true;
    for (const client of [...clients, usualClient])
        client.stop();
    times.sort((a, b) => a - b);
    const at = (part) => Math.round(times[Math.min(times.length - 1, Math.floor(times.length * part))] * 10) / 10;
    process.stdout.write(`${JSON.stringify({ count: times.length, p50: at(0.5), p99: at(0.99), max: at(1), lost, usual: Math.round(Math.max(...usualTimes) * 10) / 10 })}\n`,
        () => process.exit(0));
});
