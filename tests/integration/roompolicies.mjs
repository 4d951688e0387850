// [[room]]: who may join and publish, and what else rooms may have of their own.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';

import { ApiCaller } from './support/apicaller.mjs';
import { connect, refusal } from './support/client.mjs';
import { startServer } from './support/server.mjs';
import { until } from './support/until.mjs';

const options = { timeout: 60000 };
const subprotocols = ['signalbox.v1.json'];
const token = 'root-0123456789abcdef';
const config = `
[[admin.token]]
name = "root"
role = "admin"
sha256 = "${createHash('sha256').update(token).digest('hex')}"
[[room]]
name = "news"
publish = "server"
[[room]]
name = "secret-*"
join = "granted"
[[room]]
name = "talks-*"
publish = "granted"
history_messages = 2
echo_to_sender = false
max_members = 2
[[room]]
name = "*"
history_messages = 3
`;

async function enter(t, server, path) {
    const client = await connect(t, server.at(path), { subprotocols });
    assert.equal(JSON.parse(await client.nextText()).type, 'welcome');
    client.ask = async (request) => {
        client.socket.send(JSON.stringify({ ...request, id: 'q' }));
        for (;;) {
            const answer = JSON.parse(await client.nextText());
            if (answer.id === 'q')
                return answer;
        }
    };
    return client;
}

test('only the server publishes to a room of its own', options, async (t) => {
    const server = await startServer(t, { config, admin: '127.0.0.1:0' });
    const reader = await connect(t, server.at('/room/news'));
    const envelope = await enter(t, server, '/room/news');
    const error = await envelope.ask({ type: 'message', content: 'mine' });
    assert.equal(error.code, 'forbidden');
    assert.equal(error.field, 'room');
    const plain = await connect(t, server.at('/room/news'));
    plain.socket.send('mine');
    const { code, reason } = await plain.ended();
    assert.equal(code, 1008);
    assert.match(reason, /publish/);
    await new ApiCaller(t, { port: await server.adminPort(), token }).post('/publish', { room: 'news', content: 'ours' });
    assert.equal(await reader.nextText(), 'ours');
    assert.equal((await envelope.ask({ type: 'history' })).messages.length, 1);
    assert.equal(reader.received, 1);
});

test('a room that has to be granted is closed to clients without a token', options, async (t) => {
    const server = await startServer(t, { config });
    const refused = await refusal(server.at('/room/secret-1'));
    assert.equal(refused.status, 403);
    assert.equal((await refusal(server.at('/room/secret-%2F'))).status, 403);
    const client = await enter(t, server, '/');
    for (const type of ['join', 'presence', 'history'])
        assert.equal((await client.ask({ type, room: 'secret-1' })).code, 'forbidden', type);
    assert.equal((await client.ask({ type: 'join', room: 'secret' })).type, 'ack');
    assert.equal((await client.ask({ type: 'join', room: 'Secret-1' })).type, 'ack', 'another name');
    assert.equal((await client.ask({ type: 'message', room: 'secret-1', content: 1 })).code, 'not_in_room');
});

test('rooms have limits of their own', options, async (t) => {
    const server = await startServer(t, { config: config.replace('publish = "granted"\n', '') });
    const ann = await enter(t, server, '/room/talks-1');
    await enter(t, server, '/room/talks-1');
    const third = await connect(t, server.at('/room/talks-1'), { subprotocols });
    assert.equal((await third.ended()).code, 1013);
    for (const content of [1, 2, 3, 4])
        await ann.ask({ type: 'message', content });
    const history = await ann.ask({ type: 'history' });
    assert.deepEqual(history.messages.map(({ content }) => content), [3, 4]);
    const other = await enter(t, server, '/room/other');
    for (const content of [1, 2, 3, 4])
        await other.ask({ type: 'message', content });
    assert.equal((await other.ask({ type: 'history' })).messages.length, 3, 'of the last table');
});

test('HUP applies new rules to those inside', options, async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'signalbox-rooms-'));
    t.after(() => rm(folder, { recursive: true }));
    const file = join(folder, 'signalbox.toml');
    await writeFile(file, '# none\n');
    const server = await startServer(t, { options: ['--config', file] });
    const ann = await enter(t, server, '/room/news');
    const plain = await connect(t, server.at('/room/news'));
    assert.equal((await ann.ask({ type: 'message', content: 'before' })).type, 'ack');
    assert.equal(await plain.nextText(), 'before');
    await writeFile(`${file}.new`, config.replace('name = "news"\n', 'name = "news"\njoin = "granted"\n'));
    await rename(`${file}.new`, file);
    server.signal('SIGHUP');
    await until(async () => (await ann.ask({ type: 'message', content: 'after' })).code === 'forbidden', 5000, () => 'the new rules');
    assert.equal((await ann.ask({ type: 'presence' })).count, 2, 'they stay');
    plain.socket.send('after');
    assert.equal((await plain.ended()).code, 1008);
    assert.equal((await ann.ask({ type: 'leave' })).type, 'ack');
    assert.equal((await ann.ask({ type: 'join' })).code, 'forbidden');
    assert.equal((await refusal(server.at('/room/news'))).status, 403);
});
