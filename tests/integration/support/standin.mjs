// A server that says what a test wants it to say: for what no operator can make the real one say yet. Serves the page as
// it stands in the source tree.

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';

const page = new URL('../../../resources/page/index.html', import.meta.url);

export async function startStandIn(t, onConnection) {
    const http = createServer(async (request, response) => {
        response.writeHead(request.url === '/' ? 200 : 404, { 'Content-Type': 'text/html; charset=utf-8' });
        response.end(request.url === '/' ? await readFile(page) : '');
    });
    const sockets = new WebSocketServer({ server: http });
    let connections = 0;
    sockets.on('connection', (socket) => onConnection(socket, ++connections));
    await new Promise((resolve) => http.listen(0, '127.0.0.1', resolve));
    t.after(() => {
        for (const socket of sockets.clients)
            socket.terminate();
        http.closeAllConnections();
        http.close();
    });
    return { url: `http://127.0.0.1:${http.address().port}/`, connections: () => connections };
}
