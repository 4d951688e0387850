// Members of a room who read everything:  node members.mjs URL COUNT ROOM NAME
// `ready` is printed when all are in; at the end of stdin a line of JSON: {bytes, closed: [code]}.

import { WebSocket } from 'ws';

const [, , url, count, room, name] = process.argv;
const closed = [];
let bytes = 0;
let isOver = false;

for (let i = 0; i < Number(count); ++i) {
    const address = new URL(`/room/${encodeURIComponent(room)}?user=${encodeURIComponent(name.replace('{n}', i))}`, url);
    const socket = new WebSocket(address, 'signalbox.v1.json', { perMessageDeflate: false, skipUTF8Validation: true });
    socket.on('message', (data) => (bytes += data.length));
    socket.on('close', (code) => isOver || closed.push(code));
    await new Promise((resolve, reject) => {
        socket.on('open', resolve);
        socket.on('error', reject);
    });
    socket.removeAllListeners('error').on('error', () => {});
}
process.stdout.write('ready\n');
process.stdin.resume().on('end', () => {
    isOver = true;
    process.stdout.write(`${JSON.stringify({ bytes, closed })}\n`, () => process.exit(0));
});
