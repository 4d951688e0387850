// node's ws, for comparison. /echo returns messages; every other path is the room. The heartbeat uses one timer, as in its
// documentation.
//   server.mjs [--ping SECONDS] [--max-message BYTES] [--deflate] [--certificate FILE --key FILE]

import { readFileSync } from 'node:fs';
import { createServer as createPlain } from 'node:http';
import { createServer as createSecure } from 'node:https';
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';

const require = createRequire(new URL('../../../integration/package.json', import.meta.url));
const { WebSocketServer, WebSocket } = require('ws');

const { values: options } = parseArgs({
    options: {
        'ping': { type: 'string', default: '25' },
        'max-message': { type: 'string', default: '65536' },
        'deflate': { type: 'boolean', default: false },
        'certificate': { type: 'string' },
        'key': { type: 'string' },
    },
});

const server = options.certificate
    ? createSecure({ cert: readFileSync(options.certificate), key: readFileSync(options.key) })
    : createPlain();
const perMessageDeflate = options.deflate && {
    serverNoContextTakeover: true, clientNoContextTakeover: true, threshold: 1024, zlibDeflateOptions: { level: 1 },
};
const sockets = new WebSocketServer({ server, maxPayload: Number(options['max-message']), perMessageDeflate });

sockets.on('connection', (socket, request) => {
    socket.isAlive = true;
    socket.on('pong', () => { socket.isAlive = true; });
    socket.on('error', () => socket.terminate());
    if (request.url === '/echo')
        socket.on('message', (data, binary) => socket.send(data, { binary }));
    else
        socket.on('message', publish);
});

function publish(data, binary) {
    for (const member of sockets.clients) {
        if (member.readyState === WebSocket.OPEN)
            member.send(data, { binary });
    }
}

setInterval(() => {
    for (const socket of sockets.clients) {
        if (!socket.isAlive) {
            socket.terminate();
            continue;
        }
        socket.isAlive = false;
        socket.ping();
    }
}, Number(options.ping) * 1000);

server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () =>
    console.log(`listening on ${options.certificate ? 'wss' : 'ws'}://127.0.0.1:${server.address().port}/`));
