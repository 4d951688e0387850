// GET /messages of the admin API: live, with a filter, for several readers, fast and slow ones.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';

import { AdminClient } from './support/adminclient.mjs';
import { connect } from './support/client.mjs';
import { RawClient } from './support/rawclient.mjs';
import { startServer } from './support/server.mjs';
import { until } from './support/until.mjs';

const options = { timeout: 120000 };

async function start(t) {
    const state = await mkdtemp(join(tmpdir(), 'signalbox-state-'));
    t.after(() => rm(state, { recursive: true, force: true }));
    const server = await startServer(t, { admin: '127.0.0.1:0', state, set: { 'server.threads': 2 } });
    return { server, api: await AdminClient.of(server, state) };
}

test('messages of both ways', options, async (t) => {
    const { server, api } = await start(t);
    const ann = await connect(t, server.at('/room/tea?user=Ann'));
    const bob = await connect(t, server.at('/room/tea?user=Bob'), { subprotocols: ['signalbox.v1.json'] });
    await bob.nextText(); // welcome
    const all = await api.messages(t);
    assert.equal(all.status, 200);
    assert.equal(all.response.headers['content-type'], 'application/x-ndjson');
    // The readers are known to the io threads when they show a message.
    await until(() => {
        ann.socket.send('hello "\u2028"');
        return all.lines.length > 0;
    }, 10000, () => 'a message');
    const hello = await all.line((line) => line.dir === 'in');
    const [own] = (await api.get('/connections', { filter: 'user:Ann' })).connections;
    const { time, ...rest } = hello;
    assert.match(time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    assert.deepEqual(rest, { dir: 'in', type: 'text', room: 'tea', user: 'Ann', client: own.id, size: 11, text: 'hello "\u2028"' });
    const out = await all.line((line) => line.dir === 'out' && line.type === 'message');
    assert.equal(out.user, 'Ann');
    assert.equal(JSON.parse(out.text).content, 'hello "\u2028"');

    ann.socket.send(Buffer.from([0, 255, 1]));
    const binary = await all.line((line) => line.dir === 'in' && line.type === 'binary');
    assert.equal(binary.base64, 'AP8B');
    assert.ok(!('text' in binary));
});

test('filters', options, async (t) => {
    const { server, api } = await start(t);
    const bob = await connect(t, server.at('/room/tea?user=Bob'), { subprotocols: ['signalbox.v1.json'] });
    await bob.nextText(); // welcome
    const all = await api.messages(t);
    const dear = await api.messages(t, { filter: 'dir:in json:content.price>100' });
    const errors = await api.messages(t, { filter: 'code:not_in_room' });
    const quiet = await api.messages(t, { filter: 're:nothing.like.this' });
    const send = (message) => bob.socket.send(JSON.stringify(message));
    await until(() => {
        send({ type: 'ping' });
        return all.lines.length > 0;
    }, 10000, () => 'a message');
    send({ type: 'message', content: { price: 99 } });
    send({ type: 'message', content: { price: 101 } });
    send({ type: 'message', room: 'cake', content: 1, id: 7 });
    send({ type: 'auth', token: 'very secret' });
    const found = await dear.line(() => true);
    assert.equal(JSON.parse(found.text).content.price, 101);
    assert.equal((await errors.line(() => true)).dir, 'out');
    const auth = await all.line((line) => line.type === 'auth');
    assert.ok(!auth.text.includes('secret'), 'tokens are masked');
    assert.equal(dear.lines.length, 1);
    assert.equal(errors.lines.length, 1);
    assert.equal(quiet.lines.length, 0);
    const refused = await api.ask('GET', '/messages', { query: { filter: 'queued>5' } });
    assert.equal(refused.status, 422);
    assert.equal(refused.body.field, 'filter');
});

test('the ninth reader is refused, and those that leave make room', options, async (t) => {
    const { api } = await start(t);
    const readers = [];
    for (let i = 0; i < 8; ++i)
        readers.push(await api.messages(t));
    const refused = await api.ask('GET', '/messages');
    assert.equal(refused.status, 429);
    assert.match(refused.headers['retry-after'], /^\d+$/);
    readers[3].request.destroy();
    await until(async () => {
        const next = await api.messages(t);
        return next.status === 200;
    }, 10000, () => 'a place');
});

test('a slow reader loses messages, is told, and costs bounded memory', options, async (t) => {
    const { server, api } = await start(t);
    const slow = await RawClient.connect(t, api.port);
    slow.socket.pause();
    slow.write(`GET /api/v1/messages?filter=dir:in HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${api.token}\r\n\r\n`);
    const fast = await api.messages(t, { filter: 'dir:in' });
    const writer = await connect(t, server.at('/echo'));
    const begin = await server.residentKiB();
    let sent = 0;
    const text = 'x'.repeat(30000);
    for (let i = 0; i < 100; ++i) {
        for (let k = 0; k < 10; ++k, ++sent)
            writer.socket.send(`${sent} ${text}`);
        await until(() => fast.lines.some((line) => line.dropped || line.text?.startsWith(`${sent - 1} `)), 10000, () => 'messages');
        fast.lines.splice(0, fast.lines.length - 1);
    }
    const grown = (await server.residentKiB()) - begin;
    assert.ok(grown < 40 * 1024, `30 MB of messages took ${grown} KiB`);
});

test('the response ends with the server', options, async (t) => {
    const { server, api } = await start(t);
    const reader = await api.messages(t);
    server.signal('SIGTERM');
    assert.equal(await reader.ended, 'end');
    await server.ended;
});

test('curl -N shows messages as they come', options, async (t) => {
    const { server, api } = await start(t);
    const curl = spawn('curl', ['-sN', '-H', `Authorization: Bearer ${api.token}`,
        `http://127.0.0.1:${api.port}/api/v1/messages?filter=user:Ann`]);
    t.after(() => curl.kill());
    let shown = '';
    curl.stdout.setEncoding('utf8').on('data', (piece) => { shown += piece; });
    const ann = await connect(t, server.at('/?user=Ann'));
    await until(() => {
        ann.socket.send('hello');
        return shown.includes('"text":"hello"}\n');
    }, 10000, () => `a line; curl shows ${shown}`);
});
