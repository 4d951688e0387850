// The test page in Chromium, with a plain connection: messages byte for byte. chat.mjs tests the chat.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';

import { startBrowser } from './support/browser.mjs';
import { connect } from './support/client.mjs';
import { startServer } from './support/server.mjs';
import { startScriptedServer } from './support/scriptedserver.mjs';
import { until } from './support/until.mjs';

const options = { timeout: 120000 };
const stateIs = (state) => `document.getElementById('state').dataset.state === '${state}'`;
const rows = (filter) => `document.querySelectorAll('#messages li${filter}').length`;

async function openPage(t, url, browserOptions) {
    const browser = await startBrowser(t, browserOptions);
    await browser.goto(`${url}/#plain`);
    return browser;
}

async function connectPage(browser) {
    await browser.click('#connect');
    await browser.waitFor(stateIs('open'));
}

async function keepPicture(browser, name) {
    if (!process.env.SIGNALBOX_PICTURES)
        return;
    await mkdir(process.env.SIGNALBOX_PICTURES, { recursive: true });
    await writeFile(join(process.env.SIGNALBOX_PICTURES, `page-${name}.png`), await browser.screenshot());
}

const preview = (browser, filter) =>
    browser.run(`return document.querySelector('#messages li${filter} .preview').textContent`);

test('the hashes of its content security policy are correct', options, async (t) => {
    const server = await startServer(t);
    const html = await (await fetch(`${server.http}/`)).text();
    for (const kind of ['style', 'script']) {
        const content = html.match(new RegExp(`<${kind}(?: type="module")?>(.*?)</${kind}>`, 's'))[1];
        const hash = createHash('sha256').update(content).digest('base64');
        assert.equal(html.match(new RegExp(`${kind}-src (?:'self' )?'([^']+)'`))[1], `sha256-${hash}`);
    }
});

test('exchanges messages with the server and other clients', options, async (t) => {
    const server = await startServer(t);
    const browser = await openPage(t, server.http);
    assert.equal(await browser.run(`return document.getElementById('url').value`), server.url);
    assert.equal(await browser.text('#state'), 'Not connected');
    await connectPage(browser);
    assert.equal(await browser.text('#state'), 'Connected');
    const other = await connect(t, server.url);

    const markup = '<img src=x onerror="document.title=1"> 你好';
    await browser.type('#text', markup);
    await browser.click('#send');
    await browser.waitFor(`${rows('[data-direction=in]')} === 1`);
    assert.equal(await preview(browser, '[data-direction=in]'), markup);
    assert.equal(await other.nextText(), markup);
    assert.equal(await browser.run(`return document.title`), 'Signalbox test page');
    assert.equal(await browser.run(`return document.querySelectorAll('#messages img').length`), 0);

    await browser.type('#text', 'by keyboard\uE009\uE007'); // Control, Enter
    assert.equal(await other.nextText(), 'by keyboard');

    other.socket.send('from outside');
    await browser.waitFor(`${rows('[data-direction=in][data-bytes="12"]')} === 1`);
    other.socket.send(Buffer.from([0, 1, 2, 0x41]));
    await browser.waitFor(`${rows('[data-direction=in][data-type=binary]')} === 1`);
    assert.equal(await preview(browser, '[data-type=binary]'), '00 01 02 41  ···A');
    await keepPicture(browser, 'talking');

    await browser.click('#disconnect');
    await browser.waitFor(stateIs('idle'));
    assert.equal(await browser.text('#notice-text'), 'You disconnected.');
    assert.deepEqual(await browser.consoleLines(), [], 'nothing to complain about for the browser');
});

test('sends a file as one binary message', options, async (t) => {
    const server = await startServer(t);
    const browser = await openPage(t, server.http);
    const other = await connect(t, server.url);
    await connectPage(browser);
    const folder = await mkdtemp(join(tmpdir(), 'signalbox-file-'));
    t.after(() => rm(folder, { recursive: true }));
    const bytes = Buffer.from(Array.from({ length: 300 }, (_, i) => i % 256));
    await writeFile(join(folder, 'bytes.bin'), bytes);

    await browser.type('#file', join(folder, 'bytes.bin'));
    const chosen = await other.next();
    assert.equal(chosen.isBinary, true);
    assert.ok(chosen.data.equals(bytes));
    await browser.waitFor(`${rows('[data-direction=in][data-type=binary][data-bytes="300"]')} === 1`);

    await browser.run(`
        const transfer = new DataTransfer();
        transfer.items.add(new File([new Uint8Array([9, 8, 7])], 'dropped'));
        window.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, cancelable: true }));`);
    const dropped = await other.next();
    assert.equal(dropped.isBinary, true);
    assert.deepEqual(dropped.data, Buffer.from([9, 8, 7]));
});

test('connects to every built-in path, with a user name', options, async (t) => {
    const server = await startServer(t);
    const browser = await openPage(t, server.http);
    const choose = (path) => browser.run(`
        const select = document.getElementById('path');
        select.value = arguments[0];
        select.dispatchEvent(new Event('input', { bubbles: true }));`, path);
    const address = () => browser.run(`return document.getElementById('url').value`);

    await choose('/room/');
    await browser.run(`document.getElementById('room').value = ''`);
    await browser.type('#room', 'küche/1');
    await browser.type('#user', 'Eve & co');
    assert.equal(await address(), `${server.url}room/k%C3%BCche%2F1?user=Eve+%26+co`);
    const other = await connect(t, server.at('/room/k%C3%BCche%2F1'));
    await connectPage(browser);
    other.socket.send('same room');
    await browser.waitFor(`${rows('[data-direction=in]')} === 1`);
    await browser.click('#disconnect');
    await browser.waitFor(stateIs('idle'));

    for (const path of ['/', '/ws', '/echo']) {
        await choose(path);
        assert.equal(new URL(await address()).pathname, path);
        await connectPage(browser);
        await browser.click('#disconnect');
        await browser.waitFor(stateIs('idle'));
    }
});

test('shows why it was closed, and reconnects to a restarted server', options, async (t) => {
    const first = await startServer(t);
    const browser = await openPage(t, first.http);
    await connectPage(browser);
    first.signal('SIGTERM');
    await browser.waitFor(`document.getElementById('notice').dataset.code === '1012'`);
    await browser.waitFor(stateIs('waiting'));
    assert.equal((await first.ended).code, 0);
    await browser.waitFor(`/^Reconnecting in \\d+ s \\(attempt [2-9]/.test(document.getElementById('countdown').textContent)`);
    await keepPicture(browser, 'waiting');
    const said = await browser.run(`return document.getElementById('messages').textContent`);
    assert.match(said, /Closed with code 1012: the server is restarting\. Reason given: “server is restarting”/);

    const second = await startServer(t, { listen: `127.0.0.1:${first.port}` });
    await browser.waitFor(stateIs('open'), 40000);
    assert.match(await browser.text('#notice-text'), /^Connected again, at attempt \d+\.$/);
    const other = await connect(t, second.url);
    await browser.type('#text', 'back again');
    await browser.click('#send');
    assert.equal(await other.nextText(), 'back again');
});

test('reconnecting can be stopped, or done at once', options, async (t) => {
    const server = await startServer(t);
    const browser = await openPage(t, server.http);
    await browser.run('Math.random = () => 40'); // a first delay of twenty seconds, so that the test can press a button
    await connectPage(browser);
    server.signal('SIGTERM');
    await server.ended;
    await browser.waitFor(`${stateIs('waiting')} && /in (1\\d|20) s \\(attempt 1/.test(document.getElementById('countdown').textContent)`);
    await browser.click('#stop');
    await browser.waitFor(stateIs('idle'));
    assert.equal(await browser.text('#notice-text'), 'Stopped trying to reconnect.');

    await startServer(t, { listen: `127.0.0.1:${server.port}` });
    await connectPage(browser);
});

// The retry rule of each close code (README, "Close codes").
const closes = {
    'kicked: comes back after a while': { code: 4100, reason: 'take a break', words: 'you were kicked and may reconnect', comesBack: true },
    'another of that range': { code: 4199, reason: '', words: 'reconnect later', comesBack: true },
    'connected for long': { code: 4200, reason: 'moved', words: 'connected for as long as is allowed', comesBack: true, atOnce: true },
    'another that comes back now': { code: 4299, reason: '', words: 'reconnect at once', comesBack: true, atOnce: true },
    'lost without a Close': { code: 1006, reason: '', words: 'the connection was lost', comesBack: true },
    'read too slowly': { code: 4408, reason: 'slow consumer', words: 'you read too slowly', comesBack: true },
    'did not answer, as after sleep': { code: 4409, reason: 'no pong', words: 'pings went unanswered', comesBack: true },
    'sent too fast': { code: 4429, reason: '', words: 'you sent too fast', comesBack: true },
    'banned': { code: 4403, reason: 'spam', words: 'you were banned', comesBack: false },
    'another of that range, too': { code: 4499, reason: '', words: 'do not retry', comesBack: false },
    'closed normally': { code: 1000, reason: 'that is all', words: 'closed normally', comesBack: false },
};

test('obeys close codes', options, async (t) => {
    const browser = await startBrowser(t);
    for (const [name, { code, reason, words, comesBack, atOnce }] of Object.entries(closes)) {
        await t.test(name, options, async (t) => {
            const standIn = await startScriptedServer(t, (socket, number) => {
                if (number > 1)
                    return;
                if (code === 1006)
                    socket.terminate();
                else
                    socket.close(code, reason);
            });
            await browser.goto(`${standIn.url}#plain`);
            await browser.run(`
                window.waits = 0;
                new MutationObserver(() => window.waits += document.getElementById('countdown').textContent ? 1 : 0)
                    .observe(document.getElementById('countdown'), { childList: true });`);
            await browser.click('#connect');
            const row = `[...document.querySelectorAll('#messages li[data-direction=event]')].some((row) => row.textContent.includes(arguments[0]))`;
            const said = `Closed with code ${code}: ${words}.${reason ? ` Reason given: “${reason}”.` : ''}`;
            await until(() => browser.run(`return ${row}`, said), 10000, () => said);
            if (comesBack) {
                await browser.waitFor(stateIs('open'));
                assert.match(await browser.text('#notice-text'), /^Connected again, at attempt 1\.$/);
                assert.equal(await browser.run('return window.waits > 0'), !atOnce);
                assert.equal(standIn.connections(), 2);
            } else {
                assert.equal(await browser.run(`return document.getElementById('state').dataset.state`), 'idle');
                assert.equal(await browser.text('#notice-text'), `${said} Not reconnecting automatically.`);
                assert.equal(await browser.run(`return document.getElementById('waiting').hidden`), true);
                assert.equal(standIn.connections(), 1);
            }
        });
    }
});

test('keeps 500 rows and scrolls to the end', options, async (t) => {
    const server = await startServer(t);
    const browser = await openPage(t, server.http);
    await connectPage(browser);
    const other = await connect(t, server.url);
    for (let i = 0; i < 2000; ++i)
        other.socket.send(`message ${i}`);
    await browser.waitFor(`/^2000 received/.test(document.getElementById('totals').textContent)`);
    await browser.waitFor(`${rows('')} === 500`); // a frame makes only some of them
    assert.equal(await browser.run(`return document.querySelector('#messages li:last-child .preview').textContent`), 'message 1999');
    assert.equal(await browser.run(`
        const log = document.getElementById('log');
        return Math.ceil(log.scrollTop + log.clientHeight) >= log.scrollHeight;`), true);
});

for (const look of [{ name: 'light' }, { name: 'dark', dark: true }, { name: 'narrow', width: 500 }]) {
    test(`nothing is cut off: ${look.name}`, options, async (t) => {
        const server = await startServer(t);
        const browser = await openPage(t, server.http, look);
        assert.equal(await browser.run(`return matchMedia('(prefers-color-scheme: dark)').matches`), look.dark === true);
        await connectPage(browser);
        await browser.type('#text', 'x'.repeat(300));
        await browser.click('#send');
        await browser.waitFor(`${rows('[data-direction=in]')} === 1`);
        await keepPicture(browser, look.name);
        assert.equal(await browser.run(`return document.documentElement.scrollWidth <= window.innerWidth`), true);
        const nameless = await browser.run(`
            return [...document.querySelectorAll('input, select, textarea, button')]
                .filter((control) => !(control.labels?.length || control.textContent.trim() || control.ariaLabel))
                .map((control) => control.id);`);
        assert.deepEqual(nameless, []);
    });
}
