// A TCP proxy in front of a server, to cut, stall and slow connections.

import net from 'node:net';

const mostHeld = 256 * 1024; // bytes of one direction; then its sender has to wait
const pieceTime = 20;        // ms: what a slow line carries at once

// Node 20 can spin without end when it has run everything and frees its handles, behind sockets that were reset while they connected
// (seen in Environment::CleanupHandles). All is reported by then: end without that.
process.on('exit', (code) => process.reallyExit(code));

/** One direction of a connection: carries what \a from sends to \a to, as \a line says: {delay, rate, isStalled}. */
class Flow {
    constructor(from, to, line) {
        Object.assign(this, { from, to, line });
        from.on('data', (bytes) => this.#take(bytes));
        from.on('end', () => {
            this.#hasEnded = true;
            this.pump();
        });
        from.on('error', () => {}); // it was reset
        from.on('close', (hadError) => {
            if (hadError || !this.#hasEnded)
                to.destroy();
            this.#isClosed = true;
            this.pump();
        });
        to.on('drain', () => this.pump());
        to.on('close', () => clearTimeout(this.#timer));
    }

    /** Forwards what is due, and comes back for the rest. */
    pump() {
        clearTimeout(this.#timer);
        const { from, to, line } = this;
        if (to.destroyed)
            return;
        const isDue = ({ dueAt }) => (!line.delay && !line.rate) || dueAt <= performance.now();
        while (!line.isStalled && this.#held.length > 0 && isDue(this.#held[0]) && !to.writableNeedDrain) {
            const { bytes } = this.#held.shift();
            this.#heldBytes -= bytes.length;
            to.write(bytes);
        }
        if (line.isStalled || this.#heldBytes > mostHeld || to.writableNeedDrain)
            from.pause();
        else
            from.resume();
        if (line.isStalled || to.writableNeedDrain)
            return;
        if (this.#held.length > 0)
            this.#timer = setTimeout(() => this.pump(), Math.max(1, this.#held[0].dueAt - performance.now()));
        else if (this.#isClosed)
            to.destroySoon();
        else if (this.#hasEnded)
            to.end();
    }

    #held = []; // {bytes, dueAt}
    #heldBytes = 0;
    #freeAt = 0; // when the line has carried what came before
    #timer = null;
    #hasEnded = false;
    #isClosed = false;

    #take(bytes) {
        const { delay, rate } = this.line;
        const most = rate ? Math.max(1, Math.ceil(rate * pieceTime / 1000)) : bytes.length;
        for (let at = 0; at < bytes.length; at += most) {
            const piece = bytes.subarray(at, at + most);
            this.#freeAt = Math.max(this.#freeAt, performance.now()) + (rate ? piece.length / rate * 1000 : 0);
            this.#held.push({ bytes: piece, dueAt: this.#freeAt + delay });
            this.#heldBytes += piece.length;
        }
        this.pump();
    }
}

/**
 * Forwards to \a target until test \a t ends: a port of this machine, the path of a socket, or a function that returns one of them for
 * each connection. After \a idleTimeout ms without a byte both sides of a connection are closed, as proxies do; 0: never.
 */
export async function startProxy(t, target, { idleTimeout = 0 } = {}) {
    const lines = new Set(); // of {near, far, isLocal, flows}
    const line = { delay: 0, rate: 0, isStalled: false };
    let open = true;
    const reset = ({ near, far, isLocal }) => {
        near.resetAndDestroy(); // without a clean close, to both sides
        isLocal ? far.destroy() : far.resetAndDestroy(); // a local socket has no reset
    };
    const server = net.createServer({ allowHalfOpen: true }, (near) => {
        const where = typeof target === 'function' ? target() : target;
        const isLocal = typeof where === 'string';
        const far = net.connect({ ...(isLocal ? { path: where } : { port: where, host: '127.0.0.1' }), allowHalfOpen: true });
        const pair = { near, far, isLocal, flows: [new Flow(near, far, line), new Flow(far, near, line)] };
        lines.add(pair);
        if (!open)
            [near, far].forEach((socket) => socket.unref());
        near.setTimeout(idleTimeout, () => [near, far].forEach((socket) => socket.destroy()));
        for (const socket of [near, far])
            socket.on('close', () => near.closed && far.closed && lines.delete(pair));
        if (!open)
            reset(pair);
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    const change = (how) => {
        Object.assign(line, { delay: 0, rate: 0, isStalled: false }, how);
        for (const { flows } of lines)
            flows.forEach((flow) => flow.pump());
    };
    t.after(() => {
        open = false; // also for those that are being accepted
        lines.forEach(reset);
        server.close();
        // What does not end by itself, such as a connection to a program that was stopped, does not keep the test running.
        for (const { near, far } of lines)
            [near, far].forEach((socket) => socket.unref());
    });
    const { port } = server.address();
    return {
        port,
        url: `ws://127.0.0.1:${port}/`,
        http: `http://127.0.0.1:${port}`,
        /** Resets all connections, and new ones immediately, until mend(). */
        cut() {
            open = false;
            lines.forEach(reset);
        },
        /** Forwards nothing until mend(). Connections can be opened, and stay open. */
        stall() { change({ isStalled: true }); },
        /** Until mend(), each direction of a connection takes \a delay ms and carries \a rate bytes a second (0: any number). */
        slow({ delay = 0, rate = 0 }) { change({ delay, rate }); },
        mend() {
            open = true;
            change({});
        },
    };
}
