// End to end, as in the first five minutes of README: the program, Chromium on its test page, a `ws` client; once with a
// window and once without. The window is operated by the keyboard. Its contents are read the same way: select, copy, paste
// into the composer, and send to the page.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import test from 'node:test';

import { startBrowser } from './support/browser.mjs';
import { connect } from './support/client.mjs';
import { startDesktop } from './support/desktop.mjs';
import { startServer } from './support/server.mjs';
import { until } from './support/until.mjs';

const options = { timeout: 180000 };
const defaultTimeout = 30000;
const mainWindow = '^Signalbox.* ws://';

/** Chromium on the test page, connected. */
async function openPage(t, server) {
    const browser = await startBrowser(t);
    await browser.goto(`${server.http}/#plain`);
    await browser.click('#connect');
    await browser.waitFor(`document.getElementById('state').dataset.state === 'open'`);
    return browser;
}

async function sayFromPage(browser, text) {
    await browser.type('#text', text);
    await browser.click('#send');
}

/** Waits for the first message on the page that begins with \a text. */
async function heardByPage(browser, beginning) {
    let text = null;
    await until(async () => (text = await browser.run(`
        return [...document.querySelectorAll('#messages li[data-direction=in] .preview')]
            .map((preview) => preview.textContent).find((text) => text.startsWith(arguments[0])) ?? null`,
        beginning)) !== null, defaultTimeout, () => `a message "${beginning}…" to the page`);
    return text;
}

/** Waits until the page shows the close code. */
async function toldPage(browser, code) {
    await browser.waitFor(`document.getElementById('notice').dataset.code === '${code}'`, defaultTimeout);
}

class Operator {
    constructor(desktop, browser) {
        this.desktop = desktop;
        this.browser = browser;
    }

    /** Shows the connections this filter accepts, and selects them all. */
    async selectConnections(filter) {
        await this.desktop.keys('alt+l', 'ctrl+a', 'BackSpace');
        if (filter)
            await this.desktop.type(filter);
        await this.desktop.keys('Return', 'Tab', 'ctrl+a');
    }

    /** The addresses in the table, sorted. */
    async addresses(filter) {
        const copied = await this.#copied(async () => {
            await this.selectConnections(filter);
            await this.desktop.keys('ctrl+c');
        });
        return copied === nothing ? [] : copied.split('\n').sort();
    }

    /** User and preview of the oldest message in the log that has \a text in it. */
    async logged(text) {
        const cell = (...keys) => this.#copied(async () => {
            await this.filterMessages(text);
            await this.desktop.keys('Down', 'Home', ...keys, 'ctrl+c');
        });
        const columns = 9;
        const leftmost = Array(columns).fill('Left');
        return { user: await cell(...leftmost, 'Right', 'Right', 'Right', 'Right'), preview: await cell(...Array(columns).fill('Right')) };
    }

    async filterMessages(text) {
        await this.desktop.keys('ctrl+shift+f', 'BackSpace');
        if (text)
            await this.desktop.type(text);
        await this.desktop.keys('Return'); // applies the filter at once instead of after a delay
    }

    /** The content of the clipboard after \a copy. */
    async #copied(copy) {
        await this.desktop.keys('ctrl+m');
        await this.desktop.type(nothing);
        await this.desktop.keys('ctrl+a', 'ctrl+x'); // clears older text
        await copy();
        const beginning = `Answer ${++this.#answers}: `;
        await this.desktop.keys('ctrl+m');
        await this.desktop.type(beginning);
        await this.desktop.keys('ctrl+v', 'ctrl+Return');
        return (await heardByPage(this.browser, beginning)).slice(beginning.length);
    }

    #answers = 0;
}
const nothing = 'nothing';

async function keepPicture(desktop, name) {
    if (process.env.SIGNALBOX_PICTURES)
        await desktop.picture(join(process.env.SIGNALBOX_PICTURES, `firstlight-${name}.png`));
}

test('in a window', options, async (t) => {
    const desktop = await startDesktop(t);
    const server = await startServer(t, { desktop });
    const browser = await openPage(t, server);
    const alice = await connect(t, `${server.url}?user=alice`);
    const aliceAddress = `127.0.0.1:${alice.socket._socket.localPort}`;
    await sayFromPage(browser, 'hello from the page');
    assert.equal(await alice.nextText(), 'hello from the page');
    alice.socket.send('hello from node');
    await heardByPage(browser, 'hello from node');

    await desktop.focus(mainWindow);
    const operator = new Operator(desktop, browser);
    let seen = null;
    const sees = (what, look, expected) => until(async () => {
        try {
            assert.deepEqual(seen = await look(), expected);
            return true;
        } catch (error) {
            if (error.code !== 'ERR_ASSERTION' || !error.generatedMessage)
                throw error;
            return false;
        }
    }, defaultTimeout, () => `${what}: ${JSON.stringify(expected)}; there is ${JSON.stringify(seen)}`);

    await sees('the message of node', () => operator.logged('hello from node'),
        { user: 'alice', preview: 'hello from node' });
    await sees('the message of the page', async () => (await operator.logged('hello from the page')).preview,
        'hello from the page');
    assert.match((await operator.logged('hello from the page')).user, /^guest-\d+$/);
    await operator.filterMessages('');

    await sees('alice with a latency', () => operator.addresses('user:alice latency>0ms'), [aliceAddress]);
    let page = [];
    await until(async () => (page = await operator.addresses('agent:chrome latency>0ms')).length === 1, defaultTimeout,
        () => `one Chromium with a latency; there are ${page}`);
    assert.match(page[0], /^127\.0\.0\.1:\d+$/);
    assert.deepEqual(await operator.addresses(''), [aliceAddress, ...page].sort());
    await keepPicture(desktop, 'connected');

    await operator.selectConnections('user:alice');
    await desktop.keys('Delete');
    await desktop.focus('^Kick$');
    await desktop.type('Time for bed, alice!');
    await keepPicture(desktop, 'kick');
    await desktop.keys('Return');
    assert.deepEqual(await alice.ended(), { code: 4100, reason: 'Time for bed, alice!' });
    await desktop.gone('^Kick$');
    await desktop.focus(mainWindow);
    await sees('only the page', () => operator.addresses(''), page);
    await keepPicture(desktop, 'kicked');

    await desktop.keys('ctrl+q');
    await desktop.focus('^Close Signalbox');
    await desktop.keys('Tab', 'space'); // Cancel is the default
    await toldPage(browser, 1001);
    assert.deepEqual(await server.ended, { code: 0, signal: null });
});

test('without a window', options, async (t) => {
    const server = await startServer(t);
    const browser = await openPage(t, server);
    const alice = await connect(t, `${server.url}?user=alice`);
    await sayFromPage(browser, 'hello from the page');
    assert.equal(await alice.nextText(), 'hello from the page');
    alice.socket.send('hello from node');
    await heardByPage(browser, 'hello from node');

    server.signal('SIGTERM');
    assert.equal((await alice.ended()).code, 1012);
    await toldPage(browser, 1012);
    assert.deepEqual(await server.ended, { code: 0, signal: null });
});
