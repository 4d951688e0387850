// A `ws` client for tests in another language:  node talker.mjs URL
// stdin, a JSON object a line:  {"say":"text"}  {"flood":"text"}, the latter again and again as fast as it goes
// stdout, a JSON object a line: {"event":"open"}  {"event":"message","text":…}  {"event":"close","code":…,"reason":…,"sent":…}
// While it floods it does not repeat what it hears.

import { createInterface } from 'node:readline';
import { WebSocket } from 'ws';

const maxWaitingBytes = 256 * 1024; // of ours, before the socket takes them; more would only be memory
const burst = 200;                  // messages between two looks at what came

const socket = new WebSocket(process.argv[2], { perMessageDeflate: false });
const report = (event) => process.stdout.write(`${JSON.stringify(event)}\n`);
let sent = 0;
let flooding = false;

function flood(text) {
    if (socket.readyState !== WebSocket.OPEN)
        return;
    for (let i = 0; i < burst && socket.bufferedAmount < maxWaitingBytes; ++i, ++sent)
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

function obey(command) {
    if (command.flood !== undefined) {
        flooding = true;
        flood(command.flood);
    } else {
        sent += 1;
        socket.send(command.say);
    }
}

// The server may list us before we have read its answer to the handshake.
const commands = createInterface({ input: process.stdin }).on('line', (line) => opened.then(() => obey(JSON.parse(line))));
