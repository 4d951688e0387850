// Publishes lines of stdin to a room:  tail -F /var/log/dpkg.log | node publish.mjs ws://127.0.0.1:8080/room/log
// A line is read when the previous one was acknowledged: the pipe applies backpressure, and no line is lost. A line in
// flight when the connection is lost is published again, so it may occur twice.

import { hostname } from 'node:os';
import { createInterface } from 'node:readline';

import { connect } from '../../client/signalbox.js';
import { WebSocket } from '../websocket.mjs';

const url = process.argv[2] ?? 'ws://127.0.0.1:8080/room/log';
const client = connect(url, { WebSocket, user: `tail on ${hostname()}` });
client.on('reconnecting', ({ code, delay }) => console.error(`lost (${code}), back in ${Math.round(delay)} ms`));
client.on('closed', ({ code, reason, asked }) => asked || (console.error(`closed: ${code} ${reason}`), process.exit(1)));
const { room: name } = await client.next('open');
console.error(`publishing to ${name}`);

async function publish(line) {
    try {
        await client.room(name).publish(line);
    } catch (error) {
        if (!['lost', 'timeout', 'rate_limited'].includes(error.code))
            throw error;
        if (error.retry)
            await new Promise((resolve) => setTimeout(resolve, error.retry));
        await publish(line);
    }
}

for await (const line of createInterface({ input: process.stdin }))
    await publish(line);
client.close();
