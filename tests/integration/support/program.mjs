// A child process with its output by lines; it is killed at the latest when this process exits.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

import { within } from './until.mjs';

const running = new Set();
process.on('exit', () => {
    for (const program of running)
        program.killNow();
});

export class Program {
    /** Starts \a file in a process group of its own, so that its children end with it. */
    constructor(file, args, { env = process.env, cwd, input = 'ignore' } = {}) {
        this.stdout = [];
        this.stderr = [];
        this.#waiting = new Set();
        this.child = spawn(file, args, { env, cwd, detached: true, stdio: [input, 'pipe', 'pipe'] });
        running.add(this);
        createInterface({ input: this.child.stdout }).on('line', (line) => this.#take(this.stdout, line));
        createInterface({ input: this.child.stderr }).on('line', (line) => this.#take(this.stderr, line));
        /** Resolves with {code, signal} when the process has ended and all its output was read. */
        this.ended = new Promise((resolve, reject) => {
            this.child.on('error', reject);
            this.child.on('close', (code, signal) => {
                running.delete(this);
                resolve({ code, signal });
            });
        });
        this.ended.catch(() => {}); // a caller that waits for it gets the error
    }

    get pid() { return this.child.pid; }
    get isRunning() { return running.has(this); }

    /** Waits for a line of either stream that matches, earlier lines included. Fails when the program ends first. */
    async line(pattern, timeout = 15000) {
        const seen = [...this.stdout, ...this.stderr].map((line) => line.match(pattern)).find(Boolean);
        if (seen)
            return seen;
        let waiter;
        const found = new Promise((resolve) => {
            waiter = { pattern, resolve };
            this.#waiting.add(waiter);
        });
        const early = this.ended.then(({ code, signal }) =>
            assert.fail(`${this.child.spawnfile} ended (${signal ?? code}) before a line ${pattern}:\n${this.output()}`));
        try {
            return await within(Promise.race([found, early]), timeout, () => `a line ${pattern} in:\n${this.output()}`);
        } finally {
            this.#waiting.delete(waiter);
            early.catch(() => {});
        }
    }

    signal(name) { this.child.kill(name); }

    /** Sends SIGKILL to the process and its children; waits until they have ended. */
    async kill() {
        this.killNow();
        return this.ended;
    }

    killNow() {
        if (!this.isRunning || this.child.pid === undefined)
            return;
        try {
            process.kill(-this.child.pid, 'SIGKILL');
        } catch (error) {
            if (error.code !== 'ESRCH') // the process ended just now
                throw error;
        }
    }

    output() { return [...this.stdout, ...this.stderr].join('\n'); }

    #waiting;

    #take(lines, line) {
        lines.push(line);
        for (const { pattern, resolve } of this.#waiting) {
            const match = line.match(pattern);
            if (match)
                resolve(match);
        }
    }
}
