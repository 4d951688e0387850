// The test page in a flood, in Chromium: 1,500 names and 5,000 events a second. The page must accept what the user types, keep up
// with what it receives, keep only what its lists show, and spend little on events and frames. A fake server sends the flood. Other
// programs may take the processor for a while and machines differ, so what the page spends is its processor time in units of a
// reference task, which the same page performs before and after the flood.

import assert from 'node:assert/strict';
import test from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';

import { startBrowser } from './support/browser.mjs';
import { startEnvelopeServer } from './support/envelopeserver.mjs';
import { until } from './support/until.mjs';

const options = { timeout: 180000 };
const names = 1500;
const perSecond = 5000;
const seconds = 3;
const longestFlood = 10; // seconds of a flood: on a machine with more to do typing takes that long, and the page must catch up
// The reference task parses 5,000 messages and lays out 2,000 lines. A processor that needs 100 ms for it draws 20 frames a second
// in 5,000 events a second, and more than half of its time remains.
const tasksPerEvent = 2 / 5000;
const tasksPerFrame = 2 / 20;
const typed = 'typed meanwhile';

async function openPage(t, server, hash = '') {
    const browser = await startBrowser(t);
    await browser.goto(`${server.http}/${hash}`);
    await browser.click('#connect');
    await browser.waitFor(`document.getElementById('state').dataset.state === 'open'`);
    await browser.waitFor(`${Boolean(hash)} || !document.getElementById('say').disabled`);
    return browser;
}

/** Calls \a send(i) \a perSecond times a second, until \a isOver(seconds). */
async function flood(send, isOver) {
    const begin = performance.now();
    let sent = 0;
    for (let elapsed = 0; !isOver(elapsed / 1000); elapsed = performance.now() - begin) {
        for (; sent < elapsed * perSecond / 1000; ++sent)
            send(sent);
        await delay(5);
    }
    return sent;
}

/** Seconds of processor time of the page since it was opened. */
async function processorTime(browser) {
    return (await browser.command('Performance.getMetrics')).metrics.find(({ name }) => name === 'TaskDuration').value;
}

/** Performs the reference task in the page: how many seconds of processor time it takes. */
async function referenceTask(browser) {
    const begin = await processorTime(browser);
    await browser.run(`
        const text = JSON.stringify({ type: 'message', room: 'lobby', from: 'somebody', client: '1', content: 'some text', seq: 1, time: new Date().toISOString() });
        for (let round = 0; round < 20; ++round) {
            const list = document.createElement('ol');
            list.style.position = 'absolute';
            for (let i = 0; i < 250; ++i) {
                const message = JSON.parse(text);
                if (i < 100)
                    list.appendChild(document.createElement('li')).textContent = message.from + i + message.content;
            }
            document.body.appendChild(list);
            list.offsetHeight; // lays it out
            list.remove();
        }`);
    return await processorTime(browser) - begin;
}

/** Counts the frames of the page for some seconds: {count, longest: ms, busy: seconds of processor time}. */
async function frames(browser) {
    const begin = await processorTime(browser);
    const { count, longest } = await browser.run(`
        return new Promise((resolve) => {
            const begin = performance.now();
            let [count, longest, last] = [0, 0, begin];
            const frame = () => {
                const now = performance.now();
                longest = Math.max(longest, now - last);
                last = now;
                count += 1;
                now - begin < ${seconds * 1000} ? requestAnimationFrame(frame) : resolve({ count, longest });
            };
            requestAnimationFrame(frame);
        });`);
    return { count, longest, busy: await processorTime(browser) - begin };
}

/** Judges the page in a flood; \a send(i, text) sends event i, or the last one with \a text, which the element \a where must show. */
async function assertFluid(t, browser, { send, where, field = '#say' }) {
    await browser.command('Performance.enable', { timeDomain: 'threadTicks' });
    await referenceTask(browser); // compiles the script
    const before = await referenceTask(browser);
    let isOver = false;
    let events = 0;
    const flooding = flood((i) => { send(i); events += 1; }, (elapsed) => isOver || elapsed > longestFlood);
    const { count, longest, busy } = await frames(browser);
    const received = events;
    const begin = performance.now();
    await browser.type(field, typed);
    const typing = performance.now() - begin;
    isOver = true;
    const sent = await flooding;
    const end = performance.now();
    send(sent, 'the last one');
    await browser.waitFor(`document.querySelector('${where}').textContent.includes('the last one')`, 60000);
    const behind = performance.now() - end;
    const task = Math.max(before, await referenceTask(browser));
    const budget = (received * tasksPerEvent + count * tasksPerFrame) * task;
    t.diagnostic(`${sent} events, ${(count / seconds).toFixed(1)} frames a second, longest ${longest.toFixed(0)} ms, busy ${busy.toFixed(2)} s of ${budget.toFixed(2)} s, `
        + `reference ${(1000 * before).toFixed(0)} and ${(1000 * task).toFixed(0)} ms, typing ${typing.toFixed(0)} ms, behind ${behind.toFixed(0)} ms`);
    assert.ok(busy <= budget, `${received} events and ${count} frames took ${busy.toFixed(2)} s of processor time, allowed are ${budget.toFixed(2)} s`);
    assert.equal(await browser.run(`return document.querySelector('${field}').value`), typed);
    assert.ok(await browser.run(`return document.querySelectorAll('*').length`) < 6000, 'many elements');
}

const person = (i) => ({ user: `name ${i % names}`, client: String(1000 + i % names) });
const message = (i, text = `message ${i}, with some more text`) => {
    const { user, client } = person(i * 7);
    return { type: 'message', room: 'lobby', from: user, client, content: text, seq: i + 1, time: new Date().toISOString() };
};
const direct = (i, text, name = `name ${i * 7 % names}`) => ({ type: 'direct', from: name, client: '1', content: text ?? `message ${i}`, time: new Date().toISOString() });

/** All join, all leave, all join again ... */
const member = (i) => ({ type: Math.floor(i / names) % 2 ? 'left' : 'joined', room: 'lobby', ...person(i) });

for (const [what, where, event] of [
    ['messages', '#talk ol', message],
    ['people who join and leave', '#talk ol', (i, text) => (text ? message(1, text) : member(i))],
    ['messages between those who join and leave', '#talk ol', (i, text) => (text || i % 2 ? message(Math.floor(i / 2) + 1, text) : member(i / 2))],
    ['messages of people who write to this user alone', '#talks', (i, text) => direct(i, text, text)],
    ['messages in 100 rooms', '#talk ol', (i, text) => (text ? message(i, text) : { ...message(Math.floor(i / 100)), room: i % 100 ? `room ${i % 100}` : 'lobby' })],
]) {
    test(what, options, async (t) => {
        const server = await startEnvelopeServer(t);
        const browser = await openPage(t, server);
        const [page] = server.connections;
        await assertFluid(t, browser, { send: (i, text) => page.send(event(i, text)), where });
    });
}

test('messages of a plain connection', options, async (t) => {
    const server = await startEnvelopeServer(t, { welcome: false });
    const browser = await openPage(t, server, '#plain');
    const [page] = server.connections;
    await assertFluid(t, browser, { send: (i, text = `message ${i} and some more`) => page.socket.send(text), where: '#messages', field: '#text' });
});

/** JavaScript objects and nodes of the document that are in use. */
async function memoryOf(browser) {
    await browser.command('HeapProfiler.collectGarbage');
    const { usedSize } = await browser.command('Runtime.getHeapUsage');
    const { nodes } = await browser.command('Memory.getDOMCounters');
    return { mebibytes: usedSize / 1048576, nodes };
}

for (const isHidden of [false, true]) {
    test(`keeps only what its lists show: ${isHidden ? 'hidden' : 'visible'}`, options, async (t) => {
        const server = await startEnvelopeServer(t);
        const browser = await openPage(t, server);
        const [page] = server.connections;
        const before = await memoryOf(browser);
        if (isHidden) { // a browser draws no frames then
            await browser.run(`
                window.realRequest = window.requestAnimationFrame;
                window.requestAnimationFrame = (frame) => (window.frame = frame);`);
        }
        const large = 'x'.repeat(20000);
        const writers = 40;
        for (let i = 0; i < 1500; ++i) {
            page.send(message(2 * i, `${i}${large}`));
            page.send(member(i)); // each message ends a line about members
            page.send(message(2 * i + 1, [i, Array(1000).fill([])]));
            page.send(direct(i, `${i}${large}`, `writer ${i % writers}`));
        }
        page.send(direct(0, 'the last one', 'last'));
        if (isHidden) {
            await until(() => page.socket.bufferedAmount === 0, 30000, () => 'the page to read');
            await browser.run(`window.requestAnimationFrame = window.realRequest; window.requestAnimationFrame(window.frame);`);
        }
        await browser.waitFor(`document.getElementById('talks').textContent.includes('last')`, 60000);
        assert.equal(await browser.run(`return document.querySelectorAll('#talks li').length`), writers + 1);
        await browser.waitFor(`document.querySelectorAll('#talk ol li').length === 500`, 30000);
        const after = await memoryOf(browser);
        t.diagnostic(JSON.stringify({ before, after }));
        assert.ok(after.mebibytes - before.mebibytes < 10, 'JavaScript objects');
        assert.ok(after.nodes - before.nodes < 8000, 'nodes');
    });
}
