// The chat of the test page under load, in Chromium: many members, messages and talkers at once, and hostile texts. A fake
// server decides what the page receives. Work is counted (changes of the document per frame, number of elements), not timed.

import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';

import { startBrowser } from './support/browser.mjs';
import { startEnvelopeServer } from './support/envelopeserver.mjs';

const options = { timeout: 120000 };

async function openChat(t, server, look) {
    const browser = await startBrowser(t, look);
    await browser.goto(server.http);
    await browser.type('#user', 'Alice');
    await browser.click('#connect');
    await browser.waitFor(`document.getElementById('talk-title').textContent === '# lobby'`);
    await browser.waitFor(`document.querySelectorAll('#people li').length === 1`);
    return browser;
}

async function keepPicture(browser, name) {
    if (!process.env.SIGNALBOX_PICTURES)
        return;
    await mkdir(process.env.SIGNALBOX_PICTURES, { recursive: true });
    await writeFile(join(process.env.SIGNALBOX_PICTURES, `flood-${name}.png`), await browser.screenshot());
}

/** Counts the frames, and the tasks that changed each list: a MutationObserver is called once after each of them. */
const count = (browser) => browser.run(`
    window.work = { frames: 0 };
    const frame = () => { window.work.frames += 1; requestAnimationFrame(frame); };
    requestAnimationFrame(frame);
    for (const id of ['people', 'talk', 'rooms', 'talks', 'messages']) {
        window.work[id] = 0;
        new MutationObserver(() => window.work[id] += 1).observe(document.getElementById(id), { childList: true, subtree: true, characterData: true });
    }`);

/** Asserts that no list changed more than once a frame, and that the document stayed small. */
async function assertBounded(t, browser) {
    const { frames, ...changes } = await browser.run('return window.work');
    const elements = await browser.run(`return document.querySelectorAll('*').length`);
    t.diagnostic(`${frames} frames, changes ${JSON.stringify(changes)}, ${elements} elements`);
    for (const [id, tasks] of Object.entries(changes))
        assert.ok(tasks <= frames + 3, `${id} changed ${tasks} times in ${frames} frames`);
    assert.ok(elements < 6000, `${elements} elements`);
}

const happened = (browser) => browser.run(`return [...document.querySelectorAll('#talk .happened[data-kind=member]')].map((row) => row.textContent);`);
const items = (browser, list) => browser.run(`return [...document.querySelectorAll(arguments[0] + ' li')].map((item) => item.textContent.trim());`, list);
const member = (type, i) => ({ type, room: 'lobby', user: `user ${i}`, client: String(1000 + i) });

test('1,500 people who come and go', options, async (t) => {
    const server = await startEnvelopeServer(t);
    const browser = await openChat(t, server);
    const [page] = server.connections;
    const there = new Map([[page.id, 'Alice']]);
    server.intercept = (connection, { type, id, limit }) => {
        if (type === 'presence')
            connection.send({ type, id, room: 'lobby', members: [...there].slice(0, limit).map(([client, user]) => ({ client, user })), count: there.size });
        return type === 'presence';
    };
    const send = (type, i) => {
        const event = member(type, i);
        type === 'joined' ? there.set(event.client, event.user) : there.delete(event.client);
        page.send(event);
    };
    await count(browser);
    for (let i = 0; i < 1500; ++i)
        send('joined', i);
    await browser.waitFor(`document.getElementById('talk-about').textContent === '1501 connections'`);
    const people = await items(browser, '#people');
    assert.equal(people.length, 201, 'two hundred and a line about the others');
    assert.equal(people.at(-1), 'and 1301 connections more');
    assert.deepEqual(await happened(browser), ['user 0, user 1, user 2 and 1,497 more joined']);
    await keepPicture(browser, 'people');

    for (let i = 1; i <= 700; ++i)
        send('left', i);
    await browser.waitFor(`document.getElementById('talk-about').textContent === '801 connections'`);
    await browser.waitFor(`document.querySelectorAll('#people li').length > 100`); // others are listed in their place
    for (let i = 701; i < 1500; ++i)
        send('left', i);
    await browser.waitFor(`document.getElementById('talk-about').textContent === '2 connections'`);
    assert.deepEqual(await items(browser, '#people'), ['Alice (you)', 'user 0']);
    assert.deepEqual(await happened(browser), ['user 0, user 1, user 2 and 1,497 more joined · user 1, user 2, user 3 and 1,496 more left']);
    server.publish('lobby', 'a message ends the line', { from: 'user 0' });
    send('left', 0);
    await browser.waitFor(`document.querySelectorAll('#talk .happened[data-kind=member]').length === 2`);
    assert.equal((await happened(browser))[1], 'user 0 left');
    await assertBounded(t, browser);
});

test('3,000 messages at once', options, async (t) => {
    const server = await startEnvelopeServer(t);
    const browser = await openChat(t, server);
    await count(browser);
    for (let i = 0; i < 3000; ++i)
        server.publish('lobby', `message ${i} ${'x'.repeat(40)}`, { from: `user ${i % 7}`, client: String(1000 + i % 7) });
    await browser.waitFor(`document.querySelector('#talk ol').lastElementChild?.textContent.includes('message 2999 ')`);
    await browser.waitFor(`document.querySelectorAll('#talk .says').length === 500`); // a frame makes only some of them
    assert.equal(await browser.run(`return document.querySelector('#talk .rest').textContent`), '2501 older lines no longer shown');
    assert.equal(await browser.run(`
        const talk = document.getElementById('talk');
        return Math.ceil(talk.scrollTop + talk.clientHeight) >= talk.scrollHeight;`), true);
    await assertBounded(t, browser);
    // A reader who has scrolled up is left where he is, until he asks for the newest messages.
    await browser.run(`
        document.getElementById('talk').scrollTop = 1000;
        return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))).then(() => true);`); // it is an event of the next frame
    const topmost = `[...document.querySelectorAll('#talk .says')].find((row) => row.getBoundingClientRect().bottom > document.getElementById('talk').getBoundingClientRect().top).textContent`;
    const read = await browser.run(`return ${topmost}`);
    for (let i = 0; i < 250; ++i)
        server.publish('lobby', `${i} more`);
    await browser.waitFor(`document.getElementById('newest').textContent === '250 new lines below'`);
    assert.equal(await browser.run(`return ${topmost}`), read);
    await browser.click('#newest');
    await browser.waitFor(`document.querySelector('#talk ol').lastElementChild.textContent.includes('249 more')`);
    await browser.waitFor(`document.querySelectorAll('#talk ol li').length === 500`);
    assert.deepEqual(await browser.run(`return [...document.querySelectorAll('#talk .happened[data-kind=gap]')].map((row) => row.textContent)`), ['150 lines left out']);
    assert.equal(await browser.run(`return document.getElementById('newest').hidden`), true);
});

test('large messages, in lines, in one line, and of marks', options, async (t) => {
    const server = await startEnvelopeServer(t);
    const browser = await openChat(t, server);
    await count(browser);
    const contents = ['line\n'.repeat(12000), 'x'.repeat(60000), `a${'\u0301'.repeat(30000)}`, '[1,'.repeat(20000), { deep: Array(5000).fill({ a: 1 }) }];
    for (let i = 0; i < 60; ++i)
        server.publish('lobby', contents[i % contents.length], { from: 'Bob', client: '1001' });
    server.publish('lobby', 'the end');
    await browser.waitFor(`document.querySelector('#talk ol').lastElementChild?.textContent.includes('the end')`, 30000);
    assert.ok(await browser.run(`return document.getElementById('talk').textContent.length`) < 60 * 22000);
    assert.equal(await browser.run(`return document.documentElement.scrollWidth <= window.innerWidth`), true);
    await assertBounded(t, browser);
    await keepPicture(browser, 'large');
});

test('1,000 strangers who write to this user alone', options, async (t) => {
    const server = await startEnvelopeServer(t);
    const browser = await openChat(t, server);
    const [page] = server.connections;
    await count(browser);
    const write = (from) => page.send({ type: 'direct', from, client: '1001', content: 'psst', time: new Date().toISOString() });
    write('friend');
    await browser.waitFor(`document.querySelectorAll('#talks li').length === 1`);
    await browser.click('#talks button');
    for (let i = 0; i < 1000; ++i)
        write(`stranger ${i}`);
    await browser.waitFor(`[...document.querySelectorAll('#talks li')].some((item) => item.textContent.startsWith('stranger 999'))`);
    const talks = await items(browser, '#talks');
    assert.equal(talks.length, 51);
    assert.equal(talks[0], 'friend', 'the visible one stays');
    assert.equal(talks.at(-1), 'and 951 older ones');
    await assertBounded(t, browser);
});

test('3,000 messages of a plain connection', options, async (t) => {
    const server = await startEnvelopeServer(t, { welcome: false });
    const browser = await startBrowser(t);
    await browser.goto(`${server.http}/#plain`);
    await browser.click('#connect');
    await browser.waitFor(`document.getElementById('state').dataset.state === 'open'`);
    await count(browser);
    for (let i = 0; i < 3000; ++i)
        server.connections[0].socket.send(`${i} ${'long line '.repeat(300)}`);
    await browser.waitFor(`/^3000 received/.test(document.getElementById('totals').textContent)`, 30000);
    await browser.waitFor(`document.querySelectorAll('#messages li').length === 500`);
    assert.equal(await browser.text('#messages-rest'), '2501 older lines no longer shown');
    await browser.waitFor(`document.getElementById('log').scrollTop + document.getElementById('log').clientHeight >= document.getElementById('log').scrollHeight - 1`);
    const bottom = `(document.querySelector('#messages li:last-child').getBoundingClientRect().bottom - document.getElementById('log').getBoundingClientRect().bottom)`;
    assert.ok(Math.abs(await browser.run(`return ${bottom}`)) < 2, 'the last row is in sight');
    assert.equal(await browser.run(`return document.getElementById('follow').checked`), true);
    await assertBounded(t, browser);
});

// Names and texts that read as others: what is invisible is shown, and nothing leaves its place.
const hostile = [
    ['\u202eecila', '‹U+202E›ecila'],
    ['al\u200bice', 'al‹U+200B›ice'],
    ['al\u200dice', 'al‹U+200D›ice'],
    ['alice\ufe0f', 'alice‹U+FE0F›'],
    ['\u3164', '‹U+3164›'],
    ['\u2067mod\u2069', '‹U+2067›mod‹U+2069›'],
    ['alice ', 'alice‹U+0020›'],
    ['\ue000', '‹U+E000›'],
    [`z${'\u0336'.repeat(8)}`, `z${'\u0336'.repeat(6)}‹U+0336›‹U+0336›`],
    ['a‹U+200B›b', 'a‹U+2039›U+200B›b'],
];
const harmless = ['Ann Lee', '👩🏿‍🚀', '🏳️‍🌈', '🏴󠁧󠁢󠁳󠁣󠁴󠁿', '1️⃣', 'می‌خواهم', 'क्‍ष', 'מנהל', '田中　太郎', 'Nguyễn'];

test('hostile names and messages', options, async (t) => {
    const server = await startEnvelopeServer(t);
    const browser = await openChat(t, server);
    const [page] = server.connections;
    const names = [...hostile, ...harmless.map((name) => [name, name])];
    for (const [i, [name]] of names.entries())
        page.send({ type: 'joined', room: 'lobby', user: name, client: String(1000 + i) });
    await browser.waitFor(`document.querySelectorAll('#people li').length === ${names.length + 1}`);
    assert.deepEqual((await items(browser, '#people')).sort(), ['Alice (you)', ...names.map(([, shown]) => shown)].sort());
    for (const [i, [name, shown]] of names.entries()) {
        server.publish('lobby', `${name}|${name}`, { from: name, client: String(1000 + i) });
        await browser.waitFor(`document.querySelector('#talk ol').lastElementChild?.querySelector('.who b')?.textContent === ${JSON.stringify(shown)}`);
        assert.equal(await browser.run(`return document.querySelector('#talk ol').lastElementChild.querySelector('.what').textContent`),
            `${name}|${name}`.replace(name, shown).replace(`|${name}`, `|${shown}`).replaceAll('‹U+0020›', ' '));
    }
    for (const selector of ['#people li span', '.who b', '.what', '#talk-title', '.happened bdi'])
        assert.equal(await browser.run(`return getComputedStyle(document.querySelector('${selector}')).unicodeBidi`), 'isolate', selector);
    const unseen = await browser.run(String.raw`
        const invisible = /[\u202a-\u202e\u2066-\u2069\u200b\ue000\u3164]/u;
        return [...document.querySelectorAll('*')].filter((element) => invisible.test(element.title) || invisible.test(element.ariaLabel ?? '')
            || [...element.childNodes].some((node) => node.nodeType === 3 && invisible.test(node.data))).map((element) => element.outerHTML.slice(0, 80));`);
    assert.deepEqual(unseen.filter((html) => !html.startsWith('<script')), []);
    await keepPicture(browser, 'names');
    // What is shown is not what is sent.
    await browser.run(`[...document.querySelectorAll('#people button')].find((button) => button.textContent.startsWith('al‹U+200B›')).click()`);
    await browser.type('#say', 'hello\uE007');
    await browser.waitFor(`document.querySelectorAll('#talk .failed').length === 1`); // there is no such connection
    assert.equal(server.requests.at(-1).to, 'al\u200bice');
});

for (const look of [{ name: 'dark', dark: true, width: 1100 }, { name: 'phone', width: 500 }]) {
    test(`looks right under load: ${look.name}`, options, async (t) => {
        const server = await startEnvelopeServer(t);
        const browser = await openChat(t, server, look);
        const [page] = server.connections;
        for (let i = 0; i < 300; ++i)
            page.send({ ...member('joined', i), user: `${'n'.repeat(i % 60)} ${i}` });
        for (let i = 0; i < 40; ++i) {
            server.publish('lobby', `${'word '.repeat(i)}${'x'.repeat(i * 10)}`, { from: `${'n'.repeat(60)} ${i % 5}`, client: String(1000 + i % 5) });
            page.send({ type: 'direct', from: `stranger ${i}`, client: '1', content: 'psst', time: new Date().toISOString() });
        }
        await browser.waitFor(`document.querySelectorAll('#talks li').length === 40`);
        await browser.waitFor(`document.querySelectorAll('#talk .says').length === 40`);
        await keepPicture(browser, look.name);
        assert.equal(await browser.run(`return document.documentElement.scrollWidth <= window.innerWidth`), true);
        const size = await browser.run(`const { width, height } = document.getElementById('talk').getBoundingClientRect(); return { width, height };`);
        assert.ok(size.width > 250 && size.height > 150, JSON.stringify(size));
    });
}
