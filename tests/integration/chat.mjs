// The chat of the test page, and the JavaScript client, in a real Chromium.

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

/** What is said in the conversation shown: 'Bob: hello', without the name where it is as before. */
const said = (browser) => browser.run(`
    return [...document.querySelectorAll('#talk .says')].map((row) => {
        const name = row.classList.contains('more') ? '' : row.querySelector('b').textContent + ': ';
        return name + row.querySelector('.what').textContent + (row.classList.contains('failed') ? ' (failed)' : '');
    });`);
const happened = (browser, kind) => browser.run(`
    return [...document.querySelectorAll('#talk .happened[data-kind=' + arguments[0] + ']')].map((row) => row.textContent);`, kind);
const listed = (browser, list) => browser.run(`
    return [...document.querySelectorAll(arguments[0] + ' li')].map((item) => item.textContent.trim());`, list);

async function sees(look, expected) {
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

test('a room of a page, a node client and a plain one', options, async (t) => {
    const server = await startServer(t);
    const bob = await startClient(t, server, 'Bob');
    for (let i = 0; i < 30; ++i)
        await bob.room('lobby').publish(`before ${i}`);
    const plain = await connect(t, `${server.url}?user=Peter`);
    const browser = await openChat(t, server, 'Alice');
    await sees(async () => (await said(browser)).length, 20);
    await sees(() => listed(browser, '#people'), ['Alice (you)', 'Bob', 'Peter']);
    assert.equal(await browser.text('#talk-about'), '3 connections');

    await browser.click('#earlier');
    await sees(async () => [(await said(browser)).length, (await said(browser))[0]], [30, 'Bob: before 0']);
    assert.equal(await browser.run(`return document.getElementById('earlier').hidden`), true);

    const markup = '<img src=x onerror="document.title=1"> 你好';
    await browser.type('#say', `${markup}\uE007`);
    assert.equal(await plain.nextText(), markup);
    plain.socket.send('hello page');
    assert.equal(await plain.nextText(), 'hello page'); // it is in the room before bob speaks
    await bob.room('lobby').publish({ temperature: 21.5 });
    await bob.room('lobby').publish(Uint8Array.from([1, 2, 65]));
    await sees(async () => (await said(browser)).slice(30),
        [`You: ${markup}`, 'Peter: hello page', 'Bob: {"temperature":21.5}', '01 02 41  ··A']);
    assert.equal(await browser.run('return document.title'), 'Signalbox test page');
    assert.equal(await browser.run(`return document.querySelectorAll('.waiting, .failed').length`), 0);
    await keepPicture(browser, 'talking');

    plain.socket.close();
    await sees(() => listed(browser, '#people'), ['Alice (you)', 'Bob']);
    assert.deepEqual(await browser.consoleLines(), []);
});

test('rooms, direct messages, and what was not read yet, by keyboard', options, async (t) => {
    const server = await startServer(t);
    const bob = await startClient(t, server, 'Bob');
    const browser = await openChat(t, server, 'Alice');
    await browser.type('#join-room', 'küche\uE007');
    await browser.waitFor(`document.getElementById('talk-title').textContent === '# küche'`);
    await bob.room('küche').join();
    await bob.room('küche').publish('Soup?');
    await bob.room('lobby').publish('unread');
    await bob.direct('Alice', 'psst');
    await sees(() => said(browser), ['Bob: Soup?']);
    await sees(() => listed(browser, '#rooms'), ['# lobby1', '# küche']);
    await sees(() => listed(browser, '#talks'), ['Bob1']);
    await keepPicture(browser, 'rooms');

    await browser.type('#talks button', '\uE007');
    await sees(() => said(browser), ['Bob: psst']);
    const answer = bob.next('direct');
    await browser.type('#say', 'yes?\uE007');
    assert.deepEqual([(await answer).content, (await answer).from], ['yes?', 'Alice']);
    await sees(() => said(browser), ['Bob: psst', 'You: yes?']);

    await browser.type('#rooms li:nth-child(2) button', '\uE007');
    await browser.click('#leave');
    await sees(() => listed(browser, '#rooms'), ['# lobby']);
    assert.deepEqual((await bob.room('küche').members()).map(({ user }) => user), ['Bob']);
    await sees(() => said(browser), ['Bob: unread']);
});

test('a page whose line is cut comes back and has missed nothing', options, async (t) => {
    const server = await startServer(t);
    const proxy = await startProxy(t, server.port);
    const bob = await startClient(t, server, 'Bob');
    const browser = await openChat(t, proxy, 'Alice');
    await bob.room('lobby').publish('one');
    await sees(() => said(browser), ['Bob: one']);
    proxy.cut();
    await browser.waitFor(stateIs('waiting'));
    for (const content of ['two', 'three'])
        await bob.room('lobby').publish(content);
    // A writer is not disturbed by the attempts to come back: the line is never taken out of reach, nor the focus away.
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
    await sees(async () => (await said(browser)).map((text) => text.replace(/^\w+: /, '')).sort(), ['from afar', 'one', 'three', 'two']);
    assert.deepEqual(await happened(browser, 'recovered'), ['Back again; 2 missed messages made up for']);
    assert.deepEqual(await happened(browser, 'gap'), []);
    await sees(() => listed(browser, '#people'), ['Alice (you)', 'Bob']);
});

// What runs in a tab: a client that keeps what it has heard, and where it is, where a next life of the tab finds it.
const recorder = `
    const [key, done] = arguments;
    import('/signalbox.js').then(async ({ connect }) => {
        const record = JSON.parse(localStorage.getItem(key) ?? '{"heard":[],"gaps":0,"position":null}');
        const client = connect('/room/record', { user: key });
        const room = client.room('news');
        const keep = () => localStorage.setItem(key, JSON.stringify({ ...record, position: room.position }));
        room.on('message', ({ content }) => (record.heard.push(content), keep()));
        room.on('gap', () => (record.gaps += 1, keep()));
        await room.join({ since: record.position });
        keep();
        window.record = record;
    });`;

test('two tabs, one killed: it comes back and has missed nothing', options, async (t) => {
    const server = await startServer(t, { set: { 'history.messages': 10000, 'history.bytes': '64MiB' } });
    const browser = await startBrowser(t);
    const heard = () => browser.run('return window.record.heard.length'); // by the tab at work
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
            await delay(2); // the tabs write down all they have heard for each: a publisher without a pause outruns them
        }
    })();
    await browser.work(one);
    await until(async () => await heard() > 50, 10000, () => 'messages to the first tab');
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
        await until(async () => await heard() >= published, 10000, () => `all ${published} messages`);
        assert.deepEqual(await browser.run('return window.record.heard'), all);
        assert.equal(await browser.run('return window.record.gaps'), 0);
    }
    assert.deepEqual(await members(), ['bob', 'one', 'two']);
    t.diagnostic(`${published} messages, ${back - atDeath} of them while one of the tabs was dead`);
});

// What no operator can make the real server do.
test('says what was lost, what could not be sent, and why it was closed', options, async (t) => {
    const server = await startEnvelopeServer(t);
    const browser = await openChat(t, server, 'Alice');
    server.intercept = (connection, { type, id, content }) => {
        if (content === 'too fast')
            connection.say({ type: 'error', id, code: 'rate_limited', message: 'too many messages', retry: 500 });
        return type === 'message' && content === 'too fast';
    };
    await browser.type('#say', 'too fast\uE007');
    await sees(() => said(browser), ['You: too fast (failed)']);
    server.intercept = () => false;
    await browser.click('.failed button');
    await sees(() => said(browser), ['You: too fast']);

    server.connections[0].socket.close(4100, 'take a break');
    server.publish('lobby', 'lost');
    server.publish('lobby', 'kept');
    server.room('lobby').messages.splice(0, 2);
    await sees(() => said(browser), ['You: too fast', 'somebody: kept']);
    await sees(() => happened(browser, 'gap'), ['1 message missed, and gone']);
    await sees(async () => (await happened(browser, 'connection')).slice(-2),
        ['Closed with code 4100: you were kicked, and may return. Reason given: “take a break”.', 'Connected again, at attempt 1']);
    await keepPicture(browser, 'back');

    server.connections[0].socket.close(4403, 'spam');
    await browser.waitFor(stateIs('idle'));
    assert.equal(await browser.text('#notice-text'), 'Closed with code 4403: you were banned. Reason given: “spam”. Not reconnecting by itself.');
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
