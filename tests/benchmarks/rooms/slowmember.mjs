// What the members of a room get while one of them is slow:  node slowmember.mjs PORT [quick]   for the server with this port.
// A room of 1,000: a publisher at full speed, a member that reads 100 kB/s, and members that read all they can.
// stdout: a JSON object of figures.

import { createConnection } from 'node:net';
import { createRequire } from 'node:module';

const { WebSocket } = createRequire(new URL('../../integration/package.json', import.meta.url))('ws');

const [, , port, quick] = process.argv;
const members = 1000;
const slowRate = 100_000; // bytes a second
const size = 1024;
const seconds = quick ? 10 : 40;
const path = '/room/one-slow';

class Reader {
    constructor() {
        this.messages = 0;
        this.isClosed = false;
        this.socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { perMessageDeflate: false });
        this.opened = new Promise((resolve, reject) => this.socket.on('open', resolve).on('error', reject));
        this.socket.on('message', () => (this.messages += 1));
        this.socket.on('close', () => (this.isClosed = true));
    }
}

/** Reads a tenth of its rate ten times a second. Counts bytes; its kernel buffers are small. */
function startSlow() {
    const slow = { bytes: 0, closedAfter: null };
    const begin = performance.now();
    const socket = createConnection({ host: '127.0.0.1', port, highWaterMark: 4096 });
    socket.on('error', () => {});
    socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n`
        + 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n');
    let allowance = 0;
    socket.on('readable', () => {});
    setInterval(() => {
        allowance = Math.min(allowance + slowRate / 10, slowRate);
        for (let piece; allowance > 0 && (piece = socket.read()) !== null;) {
            allowance -= piece.length;
            slow.bytes += piece.length;
        }
    }, 100);
    socket.on('close', () => (slow.closedAfter = (performance.now() - begin) / 1000));
    return slow;
}

const readers = [];
while (readers.length < members - 2) {
    const some = Array.from({ length: Math.min(200, members - 2 - readers.length) }, () => new Reader());
    await Promise.all(some.map(({ opened }) => opened));
    readers.push(...some);
}
const publisher = new Reader();
await publisher.opened;
const slow = startSlow();
const message = Buffer.alloc(size, 'x');
let published = 0;
const begin = performance.now();
while (performance.now() - begin < seconds * 1000) {
    for (let i = 0; i < 64 && publisher.socket.bufferedAmount < 64 * size; ++i) {
        publisher.socket.send(message);
        published += 1;
    }
    await new Promise((resolve) => setImmediate(resolve));
}
const passed = (performance.now() - begin) / 1000;
const received = readers.map(({ messages }) => messages).sort((a, b) => a - b);
const rate = (messages) => messages * size / passed / 1000;
console.log(JSON.stringify({
    slow_member: {
        seconds: passed,
        publisher_kbps: rate(published),
        reader_min_kbps: rate(received[0]),
        reader_median_kbps: rate(received[Math.floor(received.length / 2)]),
        readers_closed: readers.filter(({ isClosed }) => isClosed).length,
        slow_kbps: slow.bytes / (slow.closedAfter ?? passed) / 1000,
        slow_closed_after: slow.closedAfter,
    },
}));
process.exit(0);
