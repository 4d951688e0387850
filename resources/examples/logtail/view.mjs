// Prints the messages of a room, beginning with the last ones of its history:  node view.mjs ws://127.0.0.1:8080/room/log [lines]

import { connect } from '../../client/signalbox.js';
import { WebSocket } from '../websocket.mjs';

const url = process.argv[2] ?? 'ws://127.0.0.1:8080/room/log';
const client = connect(url, { WebSocket, user: 'viewer' });
const print = ({ content }) => console.log(content);
client.on('reconnecting', ({ code, delay }) => console.error(`lost (${code}), back in ${Math.round(delay)} ms`));
client.on('gap', ({ lost }) => console.error(lost ? `${lost} lines were missed` : 'lines may have been missed'));
client.on('closed', ({ code, reason }) => {
    console.error(`closed: ${code} ${reason}`);
    process.exit(1);
});

const early = []; // new lines, until the history is printed
const off = client.on('message', (message) => early.push(message));
const { room: name } = await client.next('open');
const { messages } = await client.room(name).history({ limit: Number(process.argv[3] ?? 20) });
messages.forEach(print);
early.filter(({ seq }) => seq > (messages.at(-1)?.seq ?? 0)).forEach(print);
off();
client.on('message', print);
console.error(`watching ${name}`);
