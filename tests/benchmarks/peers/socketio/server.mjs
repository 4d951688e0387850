// Socket.IO with its Redis adapter, for comparison. A client is in the room of its URL, and joins others by `join`.
//   server.mjs [--redis URL]   without it the process is alone

import { createServer } from 'node:http';
import { parseArgs } from 'node:util';

import { createAdapter } from '@socket.io/redis-adapter';
import { createClient } from 'redis';
import { Server } from 'socket.io';

const { values: options } = parseArgs({ options: { redis: { type: 'string' } } });

const http = createServer();
const settings = { transports: ['websocket'], serveClient: false };
if (options.redis) {
    const publisher = createClient({ url: options.redis });
    const subscriber = publisher.duplicate();
    await Promise.all([publisher.connect(), subscriber.connect()]);
    settings.adapter = createAdapter(publisher, subscriber);
}
const io = new Server(http, settings);

const ownRoom = 'own';
io.on('connection', (socket) => {
    socket.join(ownRoom);
    socket.on('join', async (room, done) => {
        await socket.join(room);
        done();
    });
    // The acknowledgement says that this process has the message.
    socket.on('message', (room, text, done) => {
        io.to(room || ownRoom).emit('message', text);
        done();
    });
});

http.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () =>
    console.log(`listening on ws://127.0.0.1:${http.address().port}/`));
