// A redis-server of the test.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { until } from './until.mjs';

/** A redis-server on a socket in a folder of its own. It ends with the test. */
export class Redis {
    #folder = mkdtempSync(join(tmpdir(), 'signalbox-redis-'));
    #process = null;
    #fsync;
    #copies = 0;

    /** fsync: `always` or `everysec`: it keeps an append-only file; without it, nothing. */
    static async start(t, { fsync = null } = {}) {
        const redis = new Redis();
        redis.#fsync = fsync;
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

    /** With what its append-only file has. */
    async start() {
        await this.#run(this.#fsync ? ['--appendonly', 'yes', '--appendfsync', this.#fsync] : []);
    }

    async startEmpty() {
        this.#remove();
        await this.start();
    }

    /** With what it had at the time of a copy(). */
    async startFrom(copy) {
        this.#remove();
        copyFileSync(copy, this.#dump);
        await this.#run([]); // with an append-only file it would not read the dump
        if (!this.#fsync)
            return;
        await this.command('CONFIG', 'SET', 'appendfsync', this.#fsync);
        await this.command('CONFIG', 'SET', 'appendonly', 'yes');
        await until(async () => /aof_enabled:1[^]*aof_rewrite_in_progress:0\r\naof_rewrite_scheduled:0/.test(await this.command('INFO', 'persistence')),
            10000, () => 'an append-only file');
    }

    /** Copies a dump of what it has now, and returns its path. */
    async copy() {
        const answer = await this.command('SAVE');
        if (!answer.startsWith('+OK'))
            throw new Error(answer);
        const copy = join(this.#folder, `copy-${++this.#copies}.rdb`);
        copyFileSync(this.#dump, copy);
        return copy;
    }

    signal(name) { this.#process.kill(name); }

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

    get #dump() { return join(this.#folder, 'dump.rdb'); }

    #remove() {
        rmSync(this.#dump, { force: true });
        rmSync(join(this.#folder, 'appendonlydir'), { recursive: true, force: true });
    }

    async #run(options) {
        this.#process = spawn('redis-server', ['--port', '0', '--unixsocket', this.socket, '--save', '', '--dir', this.#folder, ...options],
            { stdio: 'ignore' });
        await until(() => this.#answers(), 10000, () => 'redis-server listens');
    }

    /** Not while it reads its files. */
    #answers() {
        return new Promise((resolve) => {
            const socket = connect(this.socket);
            socket.once('connect', () => socket.write('*1\r\n$4\r\nPING\r\n'));
            socket.once('data', (answer) => {
                socket.destroy();
                resolve(answer.toString().startsWith('+PONG'));
            });
            socket.once('error', () => resolve(false));
        });
    }
}
