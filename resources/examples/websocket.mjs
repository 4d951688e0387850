// The WebSocket class of node, built in from version 22 on; before that the one of `ws` (Debian: node-ws, or npm install ws).

import { createRequire } from 'node:module';

export const WebSocket = globalThis.WebSocket ?? createRequire(import.meta.url)('ws');
