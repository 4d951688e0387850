// A TCP proxy in front of a server, to interrupt connections.

import net from 'node:net';

/**
 * Forwards to \a port of this machine until test \a t ends. After \a idleTimeout ms without a byte both sides of a
 * connection are closed, as proxies do; 0: never.
 */
export async function startProxy(t, port, { idleTimeout = 0 } = {}) {
    const lines = new Set(); // pairs of sockets
    let open = true;
    const server = net.createServer((near) => {
        const far = net.connect(port, '127.0.0.1');
        const line = [near, far];
        lines.add(line);
        near.setTimeout(idleTimeout, () => line.forEach((socket) => socket.destroy()));
        for (const [from, to] of [[near, far], [far, near]]) {
            from.pipe(to);
            from.on('error', () => {}); // one side was reset
            from.on('close', () => {
                lines.delete(line);
                to.destroy();
            });
        }
        if (!open)
            near.resetAndDestroy();
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    const cut = () => {
        for (const [near, far] of lines) {
            near.resetAndDestroy(); // without a clean close, to both sides
            far.resetAndDestroy();
        }
    };
    t.after(() => {
        cut();
        server.close();
    });
    return {
        port: server.address().port,
        url: `ws://127.0.0.1:${server.address().port}/`,
        http: `http://127.0.0.1:${server.address().port}`,
        /** Resets all connections, and new ones immediately, until mend(). */
        cut() {
            open = false;
            cut();
        },
        mend() { open = true; },
    };
}
