// A `ws` client for tests in another language:  node nodeclient.mjs URL
// stdin, a JSON object a line:  {"send":"text"}  {"flood":"text"}, the latter again and again as fast as it goes
// stdout, a JSON object a line: {"event":"open"}  {"event":"message","text":…}  {"event":"close","code":…,"reason":…,"sent":…}
// While it floods it does not report received messages.

import { createInterface } from 'node:readline';
import { WebSocket } from 'ws';

const maxBufferedBytes = 256 * 1024; // in user space, before the socket accepts them; more would only use memory
const burst = 200;                  // messages before the event loop handles received data

const socket = new WebSocket(process.argv[2], { perMessageDeflate: false });
const report = (event) => process.stdout.write(`${JSON.stringify(event)}\n`);
let sent = 0;
let flooding = false;

function flood(text) {
    if (socket.readyState !== WebSocket.OPEN)
        return;
    for (let i = 0; i < burst && socket.bufferedAmount < maxBufferedBytes; ++i, ++sent)
        socket.send(text);
    setImmediate(flood, text);
}

const opened = new Promise((resolve) => socket.on('open', resolve));
opened.then(() => report({ event: 'open' }));
socket.on('message', (data, isBinary) => {
    if (!flooding)
        report({ event: 'message', text: isBinary ? data.toString('base64') : data.toString() });
});
socket.on('error', (error) => report({ event: 'error', text: error.message }));
socket.on('close', (code, reason) => {
    report({ event: 'close', code, reason: reason.toString(), sent });
    commands.close();
    process.stdin.destroy();
});

function run(command) {
    if (command.flood !== undefined) {
        flooding = true;
        flood(command.flood);
    } else {
        sent += 1;
        socket.send(command.send);
    }
}

// The server may list this client before the client has read the handshake response.
const commands = createInterface({ input: process.stdin }).on('line', (line) => opened.then(() => run(JSON.parse(line))));
