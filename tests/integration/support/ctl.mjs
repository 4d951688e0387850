// Runs signalboxctl for a test: in a pipe, or in a pseudo-terminal.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { until, within } from './until.mjs';

export const ctlBinary = process.env.SIGNALBOX_CTL;
const patience = 20000;

/** A folder of its own; without a token, unless one is given. Removed when test \a t ends. */
export function ctlEnvironment(t, { token, ...more } = {}) {
    const folder = mkdtempSync(join(tmpdir(), 'signalbox-ctl-'));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    const kept = Object.entries(process.env).filter(([name]) =>
        !/^(SIGNALBOX|STATE_DIRECTORY$|https?_proxy$|no_proxy$|all_proxy$)/i.test(name));
    const env = { ...Object.fromEntries(kept), XDG_STATE_HOME: folder, HOME: folder, LC_ALL: 'C.UTF-8', TZ: 'UTC', ...more };
    if (token !== undefined) {
        env.SIGNALBOXCTL_TOKEN_FILE = join(folder, 'token');
        writeFileSync(env.SIGNALBOXCTL_TOKEN_FILE, `${token}\n`, { mode: 0o600 });
    }
    return env;
}

/** Runs a program to its end: {code, signal, stdout, stderr}. */
export async function run(file, args, { env, input } = {}) {
    const child = spawn(file, args, { env, stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'] });
    const output = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'])
        child[name].setEncoding('utf8').on('data', (text) => { output[name] += text; });
    if (input !== undefined) {
        child.stdin.on('error', () => {}); // it need not read all
        child.stdin.end(input);
    }
    const ended = new Promise((resolve, reject) => {
        child.on('error', reject);
        child.on('close', (code, signal) => resolve({ code, signal, ...output }));
    });
    try {
        return await within(ended, patience, `the end of ${file} ${args.join(' ')}: ${output.stderr}`);
    } finally {
        child.kill('SIGKILL');
    }
}

/** Runs signalboxctl with the exit code that is expected. */
export async function ctl(args, { code = 0, ...options }) {
    const result = await run(ctlBinary, args, options);
    assert.equal(result.signal ?? result.code, code, `${args.join(' ')}: ${result.stderr}${result.stdout}`);
    return result;
}

export class Terminal {
    /** Starts a program in a terminal of this size; killed when test \a t ends. */
    constructor(t, columns, lines, command, env) {
        this.output = '';
        this.columns = columns;
        const script = fileURLToPath(new URL('./terminal.py', import.meta.url));
        this.#child = spawn('/usr/bin/python3', [script, columns, lines, ...command].map(String),
            { env, stdio: ['pipe', 'pipe', 'inherit'] });
        this.ended = new Promise((resolve) => {
            createInterface({ input: this.#child.stdout }).on('line', (line) => {
                const { output, ...end } = JSON.parse(line);
                if (output === undefined)
                    resolve(end);
                else
                    this.output += output;
            });
        });
        t.after(() => this.#child.kill('SIGKILL'));
    }

    send(text) { this.#command({ send: text }); }
    signal(number) { this.#command({ signal: number }); }
    resize(columns, lines) {
        this.columns = columns;
        this.#command({ resize: [columns, lines] });
    }

    /** The lines of the latest whole picture, without attributes. */
    picture() {
        const drawn = this.output.split('\x1b[J').slice(0, -1).at(-1) ?? '';
        return drawn.split('\x1b[H').at(-1).replace(/\x1b\[[0-9;?]*[a-zA-Z]/g, '').split(/\r+\n/);
    }

    async shows(pattern) {
        await until(() => this.picture().some((line) => pattern.test(line)), patience,
            () => `${pattern} in:\n${this.picture().join('\n')}`);
    }

    async end() { return within(this.ended, patience, `the end of the program:\n${this.output.slice(-2000)}`); }

    #child;
    #command(command) { this.#child.stdin.write(`${JSON.stringify(command)}\n`); }
}
