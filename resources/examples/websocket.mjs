// The WebSocket class of node, built in from version 22 on; before that the one of the package ws.

import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

export const WebSocket = globalThis.WebSocket ?? fromPackage();

function fromPackage() {
    try {
        return createRequire(import.meta.url)('ws');
    } catch (error) {
        if (error.code !== 'MODULE_NOT_FOUND')
            throw error;
        const folder = fileURLToPath(new URL('.', import.meta.url));
        console.error(`node ${process.versions.node} has no WebSocket class: run "npm install --prefix ${folder} ws", ` +
            'or "apt install node-ws" on Debian, or use node 22 or later');
        process.exit(1);
    }
}
