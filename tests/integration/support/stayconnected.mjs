// A client process for tests that kill it: connects to the address given, prints "open", and stays connected.

import { WebSocket } from 'ws';

const socket = new WebSocket(process.argv[2]);
socket.on('open', () => console.log('open'));
