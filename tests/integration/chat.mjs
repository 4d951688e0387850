// The chat of the test page, and the JavaScript client, in Chromium.

import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { WebSocket } from 'ws';

import { connect as connectClient } from '../../resources/client/signalbox.js';
import { startBrowser } from './support/browser.mjs';
import { connect } from './support/client.mjs';
import { startEnvelopeServer } from './support/envelopeserver.mjs';
import { startProxy } from './support/proxy.mjs';
import { startServer } from './support/server.mjs';
import { until } from './support/until.mjs';

const options = { timeout: 120000 };
const stateIs = (state) => `document.getElementById('state').dataset.state === '${state}'`;

async function openChat(t, server, user, look) {
    const browser = await startBrowser(t, look);
    await browser.goto(server.http);
    if (user)
        await browser.type('#user', user);
    await browser.click('#connect');
    await browser.waitFor(stateIs('open'));
    await browser.waitFor(`document.getElementById('talk-title').textContent === '# lobby'`);
    return browser;
}

async function startClient(t, server, user) {
    const client = connectClient(server.url, { WebSocket, user });
    t.after(() => client.close());
    await client.next('open');
    return client;
}

/** The messages of the visible conversation: 'Bob: hello', without the name if it is the same as before. */
const shownMessages = (browser) => browser.run(`
    return [...document.querySelectorAll('#talk .says')].map((row) => {
        const name = row.classList.contains('more') ? '' : row.querySelector('b').textContent + ': ';
        return name + row.querySelector('.what').textContent + (row.classList.contains('failed') ? ' (failed)' : '');
    });`);
const happened = (browser, kind) => browser.run(`
    return [...document.querySelectorAll('#talk .happened[data-kind=' + arguments[0] + ']')].map((row) => row.textContent);`, kind);
const listed = (browser, list) => browser.run(`
    return [...document.querySelectorAll(arguments[0] + ' li')].map((item) => item.textContent.trim());`, list);

async function expectEventually(look, expected) {
    let seen;
    await until(async () => JSON.stringify(seen = await look()) === JSON.stringify(expected), 10000,
        () => `${JSON.stringify(expected)}; there is ${JSON.stringify(seen)}`);
}

async function keepPicture(browser, name) {
    if (!process.env.SIGNALBOX_PICTURES)
        return;
    await mkdir(process.env.SIGNALBOX_PICTURES, { recursive: true });
    await writeFile(join(process.env.SIGNALBOX_PICTURES, `chat-${name}.png`), await browser.screenshot());
}

test('a room with the page, a node client and a plain client', options, async (t) => {
    const server = await startServer(t);
    const bob = await startClient(t, server, 'Bob');
    for (let i = 0; i < 30; ++i)
        await bob.room('lobby').publish(`before ${i}`);
    const plain = await connect(t, `${server.url}?user=Peter`);
    const browser = await openChat(t, server, 'Alice');
    await expectEventually(async () => (await shownMessages(browser)).length, 20);
    await expectEventually(() => listed(browser, '#people'), ['Alice (you)', 'Bob', 'Peter']);
    assert.equal(await browser.text('#talk-about'), '3 connections');

    await browser.click('#earlier');
    await expectEventually(async () => [(await shownMessages(browser)).length, (await shownMessages(browser))[0]], [30, 'Bob: before 0']);
    assert.equal(await browser.run(`return document.getElementById('earlier').hidden`), true);

    const markup = '<img src=x onerror="document.title=1"> 你好';
    await browser.type('#say', `${markup}\uE007`);
    assert.equal(await plain.nextText(), markup);
    plain.socket.send('hello page');
    assert.equal(await plain.nextText(), 'hello page'); // it is in the room before bob publishes
    await bob.room('lobby').publish({ temperature: 21.5 });
    await bob.room('lobby').publish(Uint8Array.from([1, 2, 65]));
    await expectEventually(async () => (await shownMessages(browser)).slice(30),
        [`You: ${markup}`, 'Peter: hello page', 'Bob: {"temperature":21.5}', '01 02 41  ··A']);
    assert.equal(await browser.run('return document.title'), 'Signalbox test page');
    assert.equal(await browser.run(`return document.querySelectorAll('.waiting, .failed').length`), 0);
    await keepPicture(browser, 'talking');

    plain.socket.close();
    await expectEventually(() => listed(browser, '#people'), ['Alice (you)', 'Bob']);
    assert.deepEqual(await browser.consoleLines(), []);
});

test('rooms, direct messages and unread counts, by keyboard', options, async (t) => {
    const server = await startServer(t);
    const bob = await startClient(t, server, 'Bob');
    const browser = await openChat(t, server, 'Alice');
    await browser.type('#join-room', 'küche\uE007');
    await browser.waitFor(`document.getElementById('talk-title').textContent === '# küche'`);
    await bob.room('küche').join();
    await bob.room('küche').publish('Soup?');
    await bob.room('lobby').publish('unread');
    await bob.direct('Alice', 'psst');
    await expectEventually(() => shownMessages(browser), ['Bob: Soup?']);
    await expectEventually(() => listed(browser, '#rooms'), ['# lobby1', '# küche']);
    await expectEventually(() => listed(browser, '#talks'), ['Bob1']);
    await keepPicture(browser, 'rooms');

    await browser.type('#talks button', '\uE007');
    await expectEventually(() => shownMessages(browser), ['Bob: psst']);
    const answer = bob.next('direct');
    await browser.type('#say', 'yes?\uE007');
    assert.deepEqual([(await answer).content, (await answer).from], ['yes?', 'Alice']);
    await expectEventually(() => shownMessages(browser), ['Bob: psst', 'You: yes?']);

    await browser.type('#rooms li:nth-child(2) button', '\uE007');
    await browser.click('#leave');
    await expectEventually(() => listed(browser, '#rooms'), ['# lobby']);
    assert.deepEqual((await bob.room('küche').members()).map(({ user }) => user), ['Bob']);
    await expectEventually(() => shownMessages(browser), ['Bob: unread']);
});

test('a page that loses its connection reconnects without missing messages', options, async (t) => {
    const server = await startServer(t);
    const proxy = await startProxy(t, server.port);
    const bob = await startClient(t, server, 'Bob');
    const browser = await openChat(t, proxy, 'Alice');
    await bob.room('lobby').publish('one');
    await expectEventually(() => shownMessages(browser), ['Bob: one']);
    proxy.cut();
    await browser.waitFor(stateIs('waiting'));
    for (const content of ['two', 'three'])
        await bob.room('lobby').publish(content);
    // Reconnecting does not disturb typing: the input is never disabled and keeps the focus.
    await browser.run(`
        document.getElementById('say').focus();
        window.states = [];
        window.disturbed = 0;
        document.getElementById('say').addEventListener('blur', () => window.disturbed += 1);
        const look = () => {
            states.push(document.getElementById('state').dataset.state);
            window.disturbed += document.getElementById('say').disabled;
        };
        new MutationObserver(look).observe(document.getElementById('state'), { attributes: true });`);
    await browser.waitFor(`['connecting', 'waiting'].every((state) => states.includes(state))`);
    assert.equal(await browser.run('return window.disturbed'), 0);
    await browser.type('#say', 'from afar\uE007'); // waits for the connection
    proxy.mend();
    await browser.waitFor(stateIs('open'), 40000);
    await expectEventually(async () => (await shownMessages(browser)).map((text) => text.replace(/^\w+: /, '')).sort(), ['from afar', 'one', 'three', 'two']);
    assert.deepEqual(await happened(browser, 'recovered'), ['Reconnected; 2 missed messages recovered']);
    assert.deepEqual(await happened(browser, 'gap'), []);
    await expectEventually(() => listed(browser, '#people'), ['Alice (you)', 'Bob']);
});

// Runs in a tab: a client that stores its received messages and its position, for the time after a reload.
const recorder = `
    const [key, done] = arguments;
    import('/signalbox.js').then(async ({ connect }) => {
        const record = JSON.parse(localStorage.getItem(key) ?? '{"received":[],"gaps":0,"position":null}');
        const client = connect('/room/record', { user: key });
        const room = client.room('news');
        const keep = () => localStorage.setItem(key, JSON.stringify({ ...record, position: room.position }));
        room.on('message', ({ content }) => (record.received.push(content), keep()));
        room.on('gap', () => (record.gaps += 1, keep()));
        await room.join({ since: record.position });
        keep();
        window.record = record;
    });`;

test('two tabs, one killed: it resumes without missing messages', options, async (t) => {
    const server = await startServer(t, { set: { 'history.messages': 10000, 'history.bytes': '64MiB' } });
    const browser = await startBrowser(t);
    const received = () => browser.run('return window.record.received.length'); // in the current tab
    const members = async () => (await bob.room('news').members()).map(({ user }) => user).sort();
    const bob = await startClient(t, server, 'bob');
    await bob.room('news').join();

    await browser.goto(server.http);
    await browser.run(recorder, 'one');
    const one = await browser.tab();
    await browser.waitFor('window.record');
    const two = await browser.openTab(server.http);
    await browser.run(recorder, 'two');
    await browser.waitFor('window.record');

    let published = 0;
    let stopped = false;
    const publishing = (async () => {
        for (; !stopped; ++published) {
            await bob.room('news').publish(published);
            await delay(2); // the tabs store all received messages after each message: they need a pause to keep up
        }
    })();
    await browser.work(one);
    await until(async () => await received() > 50, 10000, () => 'messages to the first tab');
    await browser.crash();
    await browser.work(two);
    await until(async () => (await members()).join() === 'bob,two', 10000, () => 'the end of the first tab');
    const atDeath = published;
    await until(() => published > atDeath + 200, 10000, () => 'messages that it misses');
    const again = await browser.openTab(server.http);
    await browser.run(recorder, 'one');
    await browser.waitFor('window.record');
    const back = published;
    await until(() => published > back + 50, 10000, () => 'new messages');
    stopped = true;
    await publishing;
    const all = Array.from({ length: published }, (_, i) => i);
    for (const tab of [again, two]) {
        await browser.work(tab);
        await until(async () => await received() >= published, 10000, () => `all ${published} messages`);
        assert.deepEqual(await browser.run('return window.record.received'), all);
        assert.equal(await browser.run('return window.record.gaps'), 0);
    }
    assert.deepEqual(await members(), ['bob', 'one', 'two']);
    t.diagnostic(`${published} messages, ${back - atDeath} of them while one of the tabs was dead`);
});

// Behaviour that the real server cannot be made to show.
test('shows lost messages, failed messages and the reason of a close', options, async (t) => {
    const server = await startEnvelopeServer(t);
    const browser = await openChat(t, server, 'Alice');
    server.intercept = (connection, { type, id, content }) => {
        if (content === 'too fast')
            connection.send({ type: 'error', id, code: 'rate_limited', message: 'too many messages', retry: 500 });
        return type === 'message' && content === 'too fast';
    };
    await browser.type('#say', 'too fast\uE007');
    await expectEventually(() => shownMessages(browser), ['You: too fast (failed)']);
    server.intercept = () => false;
    await browser.click('.failed button');
    await expectEventually(() => shownMessages(browser), ['You: too fast']);

    server.connections[0].socket.close(4100, 'take a break');
    server.publish('lobby', 'lost');
    server.publish('lobby', 'kept');
    server.room('lobby').messages.splice(0, 2);
    await expectEventually(() => shownMessages(browser), ['You: too fast', 'another: kept']);
    await expectEventually(() => happened(browser, 'gap'), ['1 message lost']);
    await expectEventually(async () => (await happened(browser, 'connection')).slice(-2),
        ['Closed with code 4100: you were kicked and may reconnect. Reason given: “take a break”.', 'Connected again, at attempt 1']);
    await keepPicture(browser, 'back');

    server.connections[0].socket.close(4403, 'spam');
    await browser.waitFor(stateIs('idle'));
    assert.equal(await browser.text('#notice-text'), 'Closed with code 4403: you were banned. Reason given: “spam”. Not reconnecting automatically.');
    assert.equal(await browser.run(`return document.getElementById('say').disabled`), true);
});

for (const look of [{ name: 'light' }, { name: 'dark', dark: true }, { name: 'narrow', width: 500 }]) {
    test(`nothing is cut off: ${look.name}`, options, async (t) => {
        const server = await startServer(t);
        const bob = await startClient(t, server, 'B'.repeat(64));
        const browser = await openChat(t, server, 'Alice', look);
        await bob.room('lobby').publish('x'.repeat(300));
        await bob.room('lobby').publish(new Uint8Array(100));
        await browser.type('#join-room', `${'r'.repeat(128)}\uE007`);
        await browser.waitFor(`document.querySelectorAll('#rooms li').length === 2`);
        const wide = `return ['html', '.side', '#talk', '.conversation .bar'].filter((part) => [...document.querySelectorAll(part)].some((element) => element.scrollWidth > element.clientWidth))`;
        assert.deepEqual(await browser.run(wide), []);
        await browser.click('#rooms button');
        await keepPicture(browser, look.name);
        assert.deepEqual(await browser.run(wide), []);
        const nameless = await browser.run(`
            return [...document.querySelectorAll('input, select, textarea, button')]
                .filter((control) => !(control.labels?.length || control.textContent.trim() || control.ariaLabel))
                .map((control) => control.id);`);
        assert.deepEqual(nameless, []);
    });
}
