// Drives Chromium over the WebDriver protocol (W3C), using fetch only.

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Program } from './program.mjs';
import { until } from './until.mjs';

const elementKey = 'element-6066-11e4-a52e-4f735466cecf'; // WebDriver section 6.1: how JSON names an element

/** Starts a browser with its own profile; it ends with test \a t. */
export async function startBrowser(t, { dark = false, width = 1100, height = 900, flags = [] } = {}) {
    const profile = await mkdtemp(join(tmpdir(), 'signalbox-browser-'));
    const driver = new Program('chromedriver', ['--port=0']);
    const browser = new Browser();
    t.after(async () => {
        await browser.quit();
        await driver.kill();
        await rm(profile, { recursive: true, force: true, maxRetries: 10 });
    });
    const [, port] = await driver.line(/started successfully on port (\d+)/);
    const args = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
        '--disable-background-networking', '--disable-component-update', '--disable-sync',
        '--disable-dev-shm-usage', `--user-data-dir=${profile}`, `--window-size=${width},${height}`, ...flags];
    if (dark)
        args.push('--force-dark-mode', '--blink-settings=preferredColorScheme=0');
    await browser.open(`http://127.0.0.1:${port}`, {
        alwaysMatch: {
            browserName: 'chrome',
            'goog:chromeOptions': { args, binary: process.env.SIGNALBOX_CHROMIUM ?? '/usr/bin/chromium' },
            'goog:loggingPrefs': { browser: 'ALL' },
        },
    });
    return browser;
}

class Browser {
    #driver = '';
    #session = '';

    async open(driver, capabilities) {
        this.#driver = driver;
        this.#session = (await this.#call('POST', '/session', { capabilities })).sessionId;
    }

    async quit() {
        if (this.#session)
            await this.#call('DELETE', `/session/${this.#session}`);
        this.#session = '';
    }

    goto(url) { return this.#do('POST', '/url', { url }); }

    /** Runs the body of a function in the page; resolves with its return value. */
    run(script, ...args) { return this.#do('POST', '/execute/sync', { script, args }); }

    async click(selector) { await this.#do('POST', `/element/${await this.#find(selector)}/click`, {}); }

    /** Types \a text; for a file input, the path of the file to choose. */
    async type(selector, text) { await this.#do('POST', `/element/${await this.#find(selector)}/value`, { text }); }

    async text(selector) { return this.#do('GET', `/element/${await this.#find(selector)}/text`); }

    /** A PNG of what is visible. */
    async screenshot() { return Buffer.from(await this.#do('GET', '/screenshot'), 'base64'); }

    /** The console output since the previous call, including loading errors. */
    consoleLines() { return this.#do('POST', '/se/log', { type: 'browser' }); }

    /** Opens a tab and makes it the current one. Returns its handle, for work(). */
    async openTab(url) {
        const { handle } = await this.#do('POST', '/window/new', { type: 'tab' });
        await this.work(handle);
        await this.goto(url);
        return handle;
    }

    /** The handle of the current tab. */
    tab() { return this.#do('GET', '/window'); }
    async work(handle) { await this.#do('POST', '/window', { handle }); }

    /** Runs a command of the Chrome DevTools Protocol for the current tab; resolves with its result. */
    command(cmd, params = {}) { return this.#do('POST', '/goog/cdp/execute', { cmd, params }); }

    /** Kills the process of the current tab without closing its page. Make another tab current afterwards. */
    async crash() {
        await assert.rejects(this.command('Page.crash'), /tab crashed|target frame detached|disconnected/);
    }

    resize(width, height) { return this.#do('POST', '/window/rect', { width, height }); }

    /** Waits until the expression is true in the page. */
    async waitFor(expression, timeout = 10000) {
        await until(() => this.run(`return Boolean(${expression})`), timeout, () => expression);
    }

    async #find(selector) {
        return (await this.#do('POST', '/element', { using: 'css selector', value: selector }))[elementKey];
    }

    #do(method, path, body) { return this.#call(method, `/session/${this.#session}${path}`, body); }

    async #call(method, path, body) {
        const response = await fetch(this.#driver + path, {
            method,
            body: body && JSON.stringify(body),
            headers: { 'Content-Type': 'application/json' },
        });
        const { value } = await response.json();
        assert.ok(response.ok, `${method} ${path}: ${value?.error}: ${value?.message}`);
        return value;
    }
}
