// A virtual X display: xdotool sends keys, screenshots show the result. There is no window manager, so the test sets the
// focus.

import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';

import { Program } from './program.mjs';
import { until } from './until.mjs';

/** Starts the display; it ends with test \a t. */
export async function startDesktop(t, { width = 1280, height = 800 } = {}) {
    const server = new Program('Xvfb',
        ['-displayfd', '1', '-screen', '0', `${width}x${height}x24`, '-noreset', '-nolisten', 'tcp']);
    const desktop = new Desktop();
    t.after(async () => {
        await desktop.clear(); // programs log errors when their display disappears
        await server.kill();
    });
    desktop.display = `:${await server.line(/^\d+$/)}`;
    return desktop;
}

class Desktop {
    display = '';

    /** Registers a program that has to end before the display does. */
    adopt(program) { this.#programs.push(program); }

    async clear() {
        for (const program of this.#programs)
            await program.kill();
    }

    /** Waits for a visible window with a matching title, and gives it the keyboard focus. */
    async focus(title) {
        let windows = [];
        await until(async () => (windows = await this.#windows(title)).length === 1, 20000,
            () => `one window ${title}; there are ${windows.length}`);
        await this.#run('xdotool', 'windowfocus', '--sync', windows[0]);
    }

    /** Waits until no visible window has such a title. */
    async gone(title) {
        await until(async () => (await this.#windows(title)).length === 0, 20000, () => `the end of window ${title}`);
    }

    /** Presses keys one after the other, with the names of xdotool: ctrl+a, Return. */
    async keys(...names) { await this.#run('xdotool', 'key', '--clearmodifiers', ...names); }

    async type(text) { await this.#run('xdotool', 'type', '--clearmodifiers', '--delay', '2', '--', text); }

    /** Saves what the whole display shows as a PNG. */
    async picture(path) {
        await mkdir(dirname(path), { recursive: true });
        await this.#run('import', '-window', 'root', path);
    }

    async #windows(title) {
        const search = this.#start('xdotool', 'search', '--onlyvisible', '--name', title);
        await search.ended; // 1: nothing found
        return search.stdout;
    }

    async #run(file, ...args) {
        const program = this.#start(file, ...args);
        const { code } = await program.ended;
        assert.equal(code, 0, `${file} ${args.join(' ')}: ${program.output()}`);
    }

    #programs = [];

    #start(file, ...args) {
        return new Program(file, args, { env: { ...process.env, DISPLAY: this.display } });
    }
}
