// A redis-server of the test.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { until } from './until.mjs';

/** A redis-server on a socket in a folder of its own. Nothing is kept on disk. It ends with the test. */
export class Redis {
    #folder = mkdtempSync(join(tmpdir(), 'signalbox-redis-'));
    #process = null;

    static async start(t) {
        const redis = new Redis();
        t.after(async () => {
            await redis.kill();
            rmSync(redis.#folder, { recursive: true });
        });
        await redis.start();
        return redis;
    }

    get socket() {
        return join(this.#folder, 'redis.sock');
    }

    get url() {
        return `unix://${this.socket}`;
    }

    async start() {
        this.#process = spawn('redis-server', ['--port', '0', '--unixsocket', this.socket, '--save', '', '--dir', this.#folder],
            { stdio: 'ignore' });
        await until(() => this.#answers(), 10000, () => 'redis-server listens');
    }

    async kill() {
        if (this.#process.exitCode !== null || this.#process.signalCode !== null)
            return;
        this.#process.kill('SIGKILL');
        await once(this.#process, 'exit');
        rmSync(this.socket, { force: true });
    }

    /** Executes a command, and returns the bytes of the answer as they are. */
    async command(...words) {
        const socket = connect(this.socket);
        await once(socket, 'connect');
        socket.write(`*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`);
        const [answer] = await once(socket, 'data');
        socket.destroy();
        return answer.toString();
    }

    #answers() {
        return new Promise((resolve) => {
            const socket = connect(this.socket);
            socket.once('connect', () => {
                socket.destroy();
                resolve(true);
            });
            socket.once('error', () => resolve(false));
        });
    }
}
