// A server that says what a test wants it to say: for what no operator can make the real one say yet. Serves the page as
// it stands in the source tree.

import { WebSocketServer } from 'ws';

import { startPageServer } from './pageserver.mjs';

export async function startStandIn(t, onConnection) {
    const http = await startPageServer();
    const sockets = new WebSocketServer({ server: http });
    let connections = 0;
    sockets.on('connection', (socket) => onConnection(socket, ++connections));
    t.after(() => {
        for (const socket of sockets.clients)
            socket.terminate();
        http.closeAllConnections();
        http.close();
    });
    return { url: `http://127.0.0.1:${http.address().port}/`, connections: () => connections };
}
