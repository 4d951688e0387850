// A WebSocket server that a test controls completely, for behaviour that the real server cannot be made to show. Serves the
// page of the source tree.

import { WebSocketServer } from 'ws';

import { startPageServer } from './pageserver.mjs';

export async function startScriptedServer(t, onConnection) {
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
