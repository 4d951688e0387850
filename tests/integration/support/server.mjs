// Runs signalbox for a test: on a free port, with its own configuration and state folder. The test fails on unexpected
// output on stderr.

import assert from 'node:assert/strict';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Program } from './program.mjs';
import { until } from './until.mjs';

/**
 * Starts the server; it is killed when test \a t ends, and the test fails if stderr has a line above level info that matches no
 * pattern of \a expected.
 * set: configuration keys, as --set takes them. config: text of a configuration file. options: further ones. state: a
 * state folder that outlives the server. desktop: the display for its window; without one it runs with --no-gui.
 * openFiles: the soft and the hard limit of open files, as prlimit(1) takes them. admin: the address
 * of the admin port; default: none. variables: of the environment, further ones.
 */
export async function startServer(t,
    { listen = '127.0.0.1:0', set = {}, config = '', options = [], state, expected = [], desktop, openFiles, admin, variables = {} } = {}) {
    const folder = await mkdtemp(join(tmpdir(), 'signalbox-server-'));
    const args = [...(desktop ? [] : ['--no-gui']), '--listen', listen, ...options];
    if (admin)
        args.push('--admin-listen', admin);
    if (config) {
        await writeFile(join(folder, 'signalbox.toml'), config);
        args.push('--config', join(folder, 'signalbox.toml'));
    }
    for (const [key, value] of Object.entries(set))
        args.push('--set', `${key}=${value}`);
    const env = { ...environment(folder, { desktop, state }), ...variables };
    const binary = process.env.SIGNALBOX_BINARY;
    const command = openFiles ? ['prlimit', `--nofile=${openFiles}`, binary, ...args] : [binary, ...args];
    const server = new Server(new Program(command[0], command.slice(1), { env }));
    desktop?.adopt(server.program);
    t.after(async () => {
        await server.program.kill();
        await rm(folder, { recursive: true, force: true });
        server.checkLog(expected);
    });
    await server.ready();
    return server;
}

// Independent of the display, configuration and language of the user who runs the tests. The quarantine of AddressSanitizer
// is small, as it would distort RSS.
export function environment(folder, { desktop, state = folder } = {}) {
    const kept = Object.entries(process.env).filter(([name]) =>
        !name.startsWith('SIGNALBOX_') && !['DISPLAY', 'WAYLAND_DISPLAY', 'STATE_DIRECTORY'].includes(name));
    return {
        ...Object.fromEntries(kept),
        XDG_CONFIG_HOME: folder,
        XDG_STATE_HOME: state,
        XDG_RUNTIME_DIR: folder,
        LC_ALL: 'C.UTF-8',
        SIGNALBOX_SERVER_ADMIN_LISTEN: 'off', // tests run in parallel, and the default is one fixed port
        ...(desktop ? { DISPLAY: desktop.display, QT_QPA_PLATFORM: 'xcb' } : {}),
        ASAN_OPTIONS: `quarantine_size_mb=1:${process.env.ASAN_OPTIONS ?? ''}`,
    };
}

export class Server {
    constructor(program) {
        this.program = program;
    }

    async ready() {
        const [, url, port] = await this.program.line(/^signalbox: listening on (wss?:\/\/.+:(\d+)\/)$/);
        this.url = url;
        this.port = Number(port);
        this.http = `${url.startsWith('wss') ? 'https' : 'http'}://127.0.0.1:${port}`;
    }

    /** The port chosen for --admin-listen 127.0.0.1:0. */
    async adminPort() {
        const [, port] = await this.program.line(/admin port on http:\/\/.+:(\d+)\/$/);
        return Number(port);
    }

    /** The URL of the server with another path. */
    at(path) { return this.url.slice(0, -1) + path; }

    get ended() { return this.program.ended; }
    signal(name) { this.program.signal(name); }

    async descriptors() { return (await readdir(`/proc/${this.program.pid}/fd`)).length; }

    /** Waits until the server has \a count open descriptors again, that is, as many connections as then. */
    async descriptorsBackTo(count, timeout = 10000) {
        let now = 0;
        await until(async () => (now = await this.descriptors()) === count, timeout,
            () => `${count} open descriptors; there are ${now}`);
    }

    async residentKiB() {
        const status = await readFile(`/proc/${this.program.pid}/status`, 'utf8');
        return Number(status.match(/^VmRSS:\s+(\d+) kB$/m)[1]);
    }

    checkLog(expected) {
        const harmless = /^\S+ (debug|info ) /;
        const faults = this.program.stderr.filter((line) =>
            !harmless.test(line) && !expected.some((pattern) => pattern.test(line)));
        assert.deepEqual(faults, [], 'unexpected lines on stderr');
    }
}
