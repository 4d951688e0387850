// A stand-in for the API, for answers that the real server cannot be made to give.

import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { createServer as createTcpServer } from 'node:net';

function listen(t, server) {
    const sockets = new Set();
    server.on('connection', (socket) => {
        sockets.add(socket);
        socket.on('error', () => {});
        socket.on('close', () => sockets.delete(socket));
    });
    const close = () => {
        for (const socket of sockets)
            socket.destroy();
        server.close();
    };
    t.after(close);
    return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve({ port: server.address().port, close })));
}

/**
 * Answers requests with \a answer(request), which returns {status, body, headers} or a value for a 200 with that JSON.
 * requests: what was asked, {method, path, query, headers, body}. tls: {cert, key}.
 */
export async function startApi(t, answer, { tls } = {}) {
    const requests = [];
    const handle = async (request, response) => {
        const pieces = [];
        for await (const piece of request)
            pieces.push(piece);
        const url = new URL(request.url, 'http://host');
        const asked = {
            method: request.method, path: url.pathname, query: Object.fromEntries(url.searchParams),
            headers: request.headers, body: Buffer.concat(pieces).toString(),
        };
        requests.push(asked);
        let answered = await answer(asked, response);
        if (answered === undefined)
            return; // it wrote the answer itself
        if (answered.status === undefined)
            answered = { status: 200, body: JSON.stringify(answered) };
        response.writeHead(answered.status, { 'Content-Type': 'application/json', ...answered.headers });
        response.end(answered.body);
    };
    const server = tls ? createTlsServer(tls, handle) : createServer(handle);
    const { port, close } = await listen(t, server);
    return { port, close, requests, url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}` };
}

/** Accepts connections and leaves them to \a handle(socket). connections(): how many there were. */
export async function startRaw(t, handle) {
    let connections = 0;
    const { port } = await listen(t, createTcpServer((socket) => {
        ++connections;
        handle(socket);
    }));
    return { port, url: `http://127.0.0.1:${port}`, connections: () => connections };
}

export function problem(status, detail, field) {
    return {
        status,
        body: JSON.stringify({ type: 'about:blank', title: 'Problem', status, detail, field }),
        headers: { 'Content-Type': 'application/problem+json' },
    };
}

export function connection(id, more = {}) {
    return {
        id: String(id), user: `guest-${id}`, address: '127.0.0.1', peer: `127.0.0.1:${40000 + id}`,
        listener: '127.0.0.1:8080', path: '/', room: 'lobby', rooms: ['lobby'], agent: '', origin: '', protocol: '',
        connected: '2026-01-31T12:00:00.000Z', idle_ms: 12, latency_ms: 1.5, jitter_ms: 0.2, in: { messages: id, bytes: 10 * id },
        out: { messages: 0, bytes: 0 }, queued: { bytes: 0, frames: 0 }, dropped: 0, state: 'open', ...more,
    };
}

export const overview = {
    version: '9.8.7', qt: '6.4.2', node: 'here', state: 'running', started: '2026-01-31T12:00:00.000Z', uptime_ms: 3660000,
    listeners: ['127.0.0.1:8080'], connections: 3, rooms: 2, users: 1, queued_bytes: 2048,
    in: { messages: 5, bytes: 1536 }, out: { messages: 6, bytes: 100 }, config_warnings: ['a\u001b[31m warning'],
};
