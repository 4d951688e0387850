// Echoes bytes; prints `port N`. How long an echo takes on this machine without Signalbox.

import { createServer } from 'node:net';

const server = createServer((socket) => {
    socket.setNoDelay();
    socket.on('error', () => socket.destroy());
    socket.on('data', (data) => socket.write(data));
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`port ${server.address().port}\n`));
