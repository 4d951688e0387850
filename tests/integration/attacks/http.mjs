// Hostile HTTP clients: requests for the page on kept connections, and scrapes in pipelines that nobody reads.

import test from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';

import { RawClient } from '../support/rawclient.mjs';
import { Attack, options, pump, repeated } from './attack.mjs';

/** Connects to \a port and sends the same request again and again; on a new connection if that one was closed. */
async function ask(attack, port, request, isOver, reads) {
    while (!isOver()) {
        const { socket } = await RawClient.connect(attack.t, port);
        socket.on('error', () => {});
        socket.removeAllListeners('data');
        reads ? socket.resume() : socket.pause();
        pump(socket, () => request, isOver);
        while (!isOver() && !socket.destroyed)
            await delay(20);
        socket.destroy();
    }
}

for (const [what, reads] of [['', true], [' that are not read', false]]) {
    test(`a flood of requests for the page${what}`, options, async (t) => {
        const attack = await Attack.begin(t);
        const request = repeated(Buffer.from('GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: keep-alive\r\n\r\n'), 20);
        await attack.run(5, (isOver) => Promise.all(Array.from({ length: 8 }, () => ask(attack, attack.server.port, request, isOver, reads))));
        await attack.finish({ connections: 0 });
    });

    test(`a flood of scrapes in pipelines${what}`, options, async (t) => {
        const attack = await Attack.begin(t, { admin: '127.0.0.1:0' });
        const admin = await attack.server.adminPort();
        const request = repeated(Buffer.from('GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n'), 20);
        await attack.run(5, (isOver) => Promise.all(Array.from({ length: 8 }, () => ask(attack, admin, request, isOver, reads))));
        await attack.finish({ connections: 0 });
    });
}
