// A process with many connections, for tests that kill it:  node swarm.mjs COUNT URL   (`{n}` in the URL is the number of the connection)
// stdout: one line when all are open. Each connection publishes repeatedly once it is open.

import { WebSocket } from 'ws';

const [, , count, url] = process.argv;
let open = 0;
for (let n = 0; n < Number(count); ++n) {
    const socket = new WebSocket(url.replace('{n}', n), 'signalbox.v1.json', { perMessageDeflate: false });
    socket.on('message', () => {}); // read, so that nothing waits
    socket.on('open', () => {
        socket.send('{"type":"join","room":"second"}');
        setInterval(() => socket.send('{"type":"message","room":"second","content":"busy"}'), 20);
        if (++open === Number(count))
            process.stdout.write('all open\n');
    });
}
