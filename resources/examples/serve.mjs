// A web server for the example pages:  node serve.mjs [port]
// Any other web server works as well. Signalbox accepts pages of another server if their origin is configured:
//     ./app/run --no-gui --set policy.origins=http://127.0.0.1:8000

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';

const html = 'text/html; charset=utf-8';
const files = {
    '/chat/': ['chat/index.html', html],
    '/quotes/': ['quotes/index.html', html],
    '/signalbox.js': ['../client/signalbox.js', 'text/javascript; charset=utf-8'],
};

const server = createServer(async (request, response) => {
    const [file, type] = files[new URL(request.url, 'http://localhost').pathname] ?? [];
    response.writeHead(file ? 200 : 404, { 'Content-Type': type ?? 'text/plain', 'Cache-Control': 'no-cache' });
    response.end(file ? await readFile(new URL(file, import.meta.url)) : 'Available: /chat/ and /quotes/\n');
});
server.listen(Number(process.argv[2] ?? 8000), '127.0.0.1', () => {
    console.log(`http://127.0.0.1:${server.address().port}/chat/`);
    console.log(`http://127.0.0.1:${server.address().port}/quotes/`);
});
