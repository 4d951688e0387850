// Serves the page and the JavaScript client of the source tree over HTTP, for fake servers of tests.

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';

const files = {
    '/': { url: new URL('../../../resources/page/index.html', import.meta.url), type: 'text/html; charset=utf-8' },
    '/signalbox.js': { url: new URL('../../../resources/client/signalbox.js', import.meta.url), type: 'text/javascript; charset=utf-8' },
};

/** Returns an HTTP server that listens on \a port of 127.0.0.1; 0: any free port. */
export async function startPageServer(port = 0) {
    const http = createServer(async (request, response) => {
        const file = files[new URL(request.url, 'http://localhost').pathname];
        response.writeHead(file ? 200 : 404, { 'Content-Type': file?.type ?? 'text/plain' });
        response.end(file && await readFile(file.url));
    });
    await new Promise((resolve) => http.listen(port, '127.0.0.1', resolve));
    return http;
}
