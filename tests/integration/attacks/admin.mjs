// A hostile local peer at the admin port: foreign hosts, long and slow heads, floods of scrapes.

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';

import { ApiCaller } from '../support/apicaller.mjs';
import { RawClient } from '../support/rawclient.mjs';
import { Attack, options } from './attack.mjs';

/** Resolves with the status of an answer, null if there is none in time. */
const statusOf = (port, path, { host = 'localhost', headers = {}, timeout = 2000 } = {}) => new Promise((resolve) => {
    const asked = request({ port, path, host: '127.0.0.1', timeout, agent: false, headers: { Host: host, ...headers } }, (response) => {
        response.resume();
        response.on('end', () => resolve(response.statusCode));
    });
    asked.on('timeout', () => asked.destroy());
    asked.on('error', () => resolve(null));
    asked.end();
});

async function begin(t) {
    const attack = await Attack.begin(t, { admin: '127.0.0.1:0' });
    attack.admin = await attack.server.adminPort();
    return attack;
}

test('foreign hosts and long heads are refused', options, async (t) => {
    const attack = await begin(t);
    const known = ['localhost', 'LocalHost:1', '127.0.0.1', '127.8.7.6', '[::1]'];
    const foreign = ['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example', '127.1', '2130706433', '0x7f.1', '0.0.0.0', '127.0.0.1@evil.example'];
    await attack.run(1, async () => {
        for (const host of known)
            assert.equal(await statusOf(attack.admin, '/metrics', { host }), 200, host);
        for (const host of foreign)
            assert.ok([400, 403].includes(await statusOf(attack.admin, '/metrics', { host })), host);
        for (const [path, headers] of [[`/${'a'.repeat(90000)}`, {}], ['/metrics', { 'X-Long': 'b'.repeat(30000) }]])
            assert.ok([null, 400, 414, 431].includes(await statusOf(attack.admin, path, { headers })));
        assert.equal(await statusOf(attack.admin, '/livez'), 200);
    });
    await attack.finish({ connections: 0 });
});

test('a probe is answered beside slow requests, however often they come again', options, async (t) => {
    const attack = await begin(t);
    const answers = [];
    await attack.run(6, async (isOver) => {
        let slow = [];
        while (!isOver()) {
            slow = slow.filter(({ socket }) => !socket.destroyed);
            while (slow.length < 80) {
                const client = await RawClient.connect(t, attack.admin);
                client.socket.on('error', () => {});
                client.write('GET /read');
                slow.push(client);
            }
            const begin = performance.now();
            answers.push({ status: await statusOf(attack.admin, '/livez', { timeout: 1000 }), time: performance.now() - begin });
            await delay(100);
        }
        slow.forEach(({ socket }) => socket.destroy());
    });
    t.diagnostic(`${answers.length} probes, slowest ${Math.max(...answers.map(({ time }) => time)).toFixed(0)} ms`);
    assert.deepEqual(answers.filter(({ status }) => status !== 200), []);
    await attack.finish({ connections: 0 });
});

test('a flood of scrapes', options, async (t) => {
    const attack = await begin(t);
    let count = 0;
    await attack.run(5, (isOver) => Promise.all(Array.from({ length: 4 }, async () => {
        while (!isOver()) {
            assert.equal(await statusOf(attack.admin, '/metrics'), 200);
            count += 1;
        }
    })));
    t.diagnostic(`${count} scrapes`);
    await attack.finish({ connections: 0 });
});

/** How late the timers of the io threads were since \a before. */
async function lag(client, before) {
    const { text } = await client.ask('GET', '/metrics');
    const counts = new Map();
    const add = (key, value) => counts.set(key, (counts.get(key) ?? 0) + Number(value));
    for (const [, le, count] of text.matchAll(/^signalbox_event_loop_lag_seconds_bucket\{.*le="([^"]+)"\} (\d+)$/gm))
        add(le, count);
    for (const [, part, value] of text.matchAll(/^signalbox_event_loop_lag_seconds_(sum|count)\{.*\} (\S+)$/gm))
        add(part, value);
    const since = (key) => counts.get(key) - (before?.counts.get(key) ?? 0);
    const longest = [...counts.keys()].filter((key) => key !== 'sum' && key !== 'count').find((le) => since(le) >= since('count'));
    return { counts, text: `mean ${(since('sum') / since('count') * 1000).toFixed(2)} ms, all within ${longest} s` };
}

// With a right token: what it costs the clients of the server, and the io threads, that somebody asks for everything.
test('an administrator who asks for everything as fast as possible', options, async (t) => {
    const state = await mkdtemp(join(tmpdir(), 'signalbox-attack-'));
    t.after(() => rm(state, { recursive: true, force: true }));
    const attack = await Attack.begin(t, { admin: '127.0.0.1:0', state });
    const client = await ApiCaller.of(t, attack.server, state);
    for (let i = 0; i < 300; ++i)
        await attack.open({ path: `/room/r${i % 20}`, reads: true });
    const { json } = await client.get('/openapi.json');
    const isStream = ({ responses }) => responses['200']?.content?.['application/x-ndjson'];
    const paths = Object.entries(json.paths).filter(([, { get }]) => get && !isStream(get)).map(([path]) => path.replace(/\{\w+\}/, 'r1'));
    const calm = await lag(client);
    await delay(3000);
    const usual = await lag(client, calm);
    const before = await lag(client);
    let count = 0;
    let bytes = 0;
    await attack.run(6, (isOver) => Promise.all(Array.from({ length: 8 }, async () => {
        while (!isOver()) {
            for (const path of paths) {
                const isList = json.paths[path]?.get.parameters?.some(({ name }) => name === 'limit');
                const answer = await client.ask('GET', isList ? `${path}?limit=1000` : path);
                assert.ok(answer.status < 500, `${path}: ${answer.text}`);
                count += 1;
                bytes += answer.text.length;
            }
        }
    })));
    const during = await lag(client, before);
    t.diagnostic(`${paths.length} paths, ${count} answers, ${(bytes / 1e6).toFixed(0)} MB`);
    t.diagnostic(`lag of io threads before: ${usual.text}; during: ${during.text}`);
    await attack.finish();
});
