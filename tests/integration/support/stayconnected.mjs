// A process to be killed: connects to the address it is given, says so, and stays.

import { WebSocket } from 'ws';

const socket = new WebSocket(process.argv[2]);
socket.on('open', () => console.log('open'));
