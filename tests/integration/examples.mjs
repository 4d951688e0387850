// resources/examples, each started as its documentation says. (embedded.mjs tests the embedded example.)

import assert from 'node:assert/strict';
import { appendFile, cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

import { startBrowser } from './support/browser.mjs';
import { connect } from './support/client.mjs';
import { Program } from './support/program.mjs';
import { startServer } from './support/server.mjs';
import { until } from './support/until.mjs';

const options = { timeout: 120000 };
const example = (path) => fileURLToPath(new URL(`../../resources/examples/${path}`, import.meta.url));
// Where the examples find `ws`: in a system package, else in this folder.
const env = { ...process.env, NODE_PATH: fileURLToPath(new URL('node_modules', import.meta.url)) };

function start(t, file, args, command = process.execPath) {
    const program = new Program(command, [...file ? [example(file)] : [], ...args], { env });
    t.after(() => program.kill());
    return program;
}

/** The web server of the examples, a Signalbox that allows its Origin, and a browser. */
async function startPages(t) {
    const pages = start(t, 'serve.mjs', ['0']);
    const [, origin] = await pages.line(/^(http:\/\/127\.0\.0\.1:\d+)\/chat\/$/);
    const server = await startServer(t, { set: { 'policy.origins': origin } });
    const at = (path, query) => `${origin}${path}?${new URLSearchParams(query)}`;
    return { server, at, browser: await startBrowser(t) };
}

test('a chat in the browser', options, async (t) => {
    const { server, at, browser } = await startPages(t);
    const bob = await connect(t, server.at('/room/kitchen?user=bob'));
    bob.socket.send('before you came');
    assert.equal(await bob.nextText(), 'before you came');
    await browser.goto(at('/chat/', { server: server.url, room: 'kitchen', user: 'alice' }));
    await browser.waitFor(`document.getElementById('people').textContent === 'alice, bob'`);
    await browser.type('#text', 'hello <b>kitchen</b>\uE007');
    assert.equal(await bob.nextText(), 'hello <b>kitchen</b>');
    bob.socket.send('hello alice');
    await browser.waitFor(`document.querySelectorAll('#messages li').length === 3`);
    assert.deepEqual(await browser.run(`return [...document.querySelectorAll('#messages li')].map((line) => line.textContent)`),
        ['bob: before you came', 'alice: hello <b>kitchen</b>', 'bob: hello alice']);
    bob.socket.close();
    await browser.waitFor(`document.getElementById('people').textContent === 'alice'`);
    assert.deepEqual(await browser.consoleLines(), []);
});

const builtIn = globalThis.WebSocket && 'this node has a WebSocket class';
test('without a WebSocket class an example says in one line what to install', { ...options, skip: builtIn }, async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'signalbox-examples-')); // no node_modules above it
    t.after(() => rm(folder, { recursive: true, force: true }));
    await cp(example('../client'), join(folder, 'client'), { recursive: true });
    await cp(example('.'), join(folder, 'examples'), { recursive: true });
    for (const file of ['logtail/view.mjs', 'logtail/publish.mjs', 'quotes/publish.mjs']) {
        const program = new Program(process.execPath, [join(folder, 'examples', file)], { env: { ...env, NODE_PATH: '' } });
        assert.equal((await program.ended).code, 1);
        assert.equal(program.stderr.length, 1, program.output());
        assert.match(program.stderr[0], /^node \d+\.\d+\.\d+ has no WebSocket class: run "npm install --prefix \S+\/examples\/ ws"/);
    }
});

test('a live log: tail, a pipe, and a viewer', options, async (t) => {
    const server = await startServer(t);
    const folder = await mkdtemp(join(tmpdir(), 'signalbox-log-'));
    t.after(() => rm(folder, { recursive: true, force: true }));
    const log = join(folder, 'a.log');
    await writeFile(log, 'first\nsecond\n');
    const room = server.at('/room/log');
    const publisher = start(t, '', ['-c', 'tail -n +1 -F "$1" | "$2" "$3" "$4"', 'sh', log, process.execPath, example('logtail/publish.mjs'), room], 'sh');
    await publisher.line(/^publishing to log$/);
    const watcher = await connect(t, room);
    await appendFile(log, 'third\n');
    while (await watcher.nextText() !== 'third');
    const viewer = start(t, 'logtail/view.mjs', [room, '2']);
    await viewer.line(/^watching log$/);
    const more = Array.from({ length: 300 }, (_, i) => `line ${i}: "quoted" \\ ünïcode`);
    await appendFile(log, `${more.join('\n')}\n`);
    await viewer.line(/^line 299:/);
    assert.deepEqual(viewer.stdout, ['second', 'third', ...more]);
});

test('a publisher ends when its input ends', options, async (t) => {
    const server = await startServer(t);
    const room = server.at('/room/log');
    const publisher = start(t, '', ['-c', 'printf "a\\nb\\n" | "$1" "$2" "$3"', 'sh', process.execPath, example('logtail/publish.mjs'), room], 'sh');
    assert.deepEqual(await publisher.ended, { code: 0, signal: null });
});

test('market quotes: 1,000 updates a second, on pages that keep up', { timeout: 180000 }, async (t) => {
    const seconds = 10;
    const { server, at, browser } = await startPages(t);
    const room = server.at('/room/quotes');
    await browser.goto(at('/quotes/', { server: room }));
    const watcher = await connect(t, room); // so that nothing is published before there is a subscriber
    const publisher = start(t, 'quotes/publish.mjs', [room, '1000', String(seconds)]);
    const behind = [];
    const state = () => browser.run(`return { ...document.getElementById('state').dataset }`);
    await until(async () => {
        const { received = 0, behind: now } = await state();
        if (received > 1000)
            behind.push(Number(now));
        return !publisher.isRunning;
    }, (seconds + 60) * 1000, () => 'the end of the publisher');
    const [, sent, skipped] = await publisher.line(/^(\d+) sent, (\d+) skipped in /);
    assert.deepEqual([Number(sent), Number(skipped)], [1000 * seconds, 0]);
    await browser.waitFor(`document.getElementById('state').dataset.received === '${sent}'`, 5000);
    assert.equal((await state()).missed, '0');
    assert.equal(watcher.received, Number(sent));
    // A page that cannot keep up falls further and further behind; this one has the same delay at the end as at the start.
    behind.sort((a, b) => a - b);
    const median = behind[Math.floor(behind.length / 2)];
    t.diagnostic(`${behind.length} looks at the screen: ${median} ms behind in the middle, ${behind.at(-1)} ms at most`);
    assert.ok(median < 250, `${median} ms behind`);
    assert.equal(await browser.run(`return document.querySelectorAll('#rows tr').length`), 16);
    const total = await browser.run(`return [...document.querySelectorAll('#rows tr')].reduce((sum, { cells }) => sum + Number(cells[3].textContent), 0)`);
    assert.equal(total, Number(sent), 'all of them are on the screen');
});
