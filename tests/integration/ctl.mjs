// signalboxctl and the real server: every command, its exit code, and what it does to clients.

import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import test from 'node:test';

import { Certificates } from './support/certificates.mjs';
import { connect } from './support/client.mjs';
import { Terminal, ctl, ctlBinary, ctlEnvironment } from './support/ctl.mjs';
import { Program } from './support/program.mjs';
import { startServer } from './support/server.mjs';
import { until } from './support/until.mjs';

const options = { timeout: 90000 };

/** A server with an admin port, and a function that runs signalboxctl beside it, as on one machine. */
async function start(t, more = {}) {
    const state = await mkdtemp(join(tmpdir(), 'signalbox-state-'));
    t.after(() => rm(state, { recursive: true, force: true }));
    const server = await startServer(t, { admin: '127.0.0.1:0', state, ...more });
    const at = `http://127.0.0.1:${await server.adminPort()}`;
    const env = ctlEnvironment(t, { XDG_STATE_HOME: state }); // where the server has written its token
    const run = (args, runOptions = {}) => ctl(['--server', at, ...args], { env, ...runOptions });
    return { server, at, env, run, json: async (...args) => JSON.parse((await run(['--json', ...args])).stdout) };
}

const lines = ({ stdout }) => stdout.trimEnd().split('\n');

test('an empty server', options, async (t) => {
    const { run, json, server } = await start(t);
    const { stdout } = await run(['status']);
    assert.match(stdout, /^server {8}signalbox \d+\.\d+\.\d+, Qt 6\.\d+\.\d+\n(?:.*\n)*state {9}running for \d/);
    const status = await json('status');
    assert.equal(status.state, 'running');
    assert.deepEqual(status.listeners, [`127.0.0.1:${server.port}`]);
    for (const command of [['connections'], ['closed'], ['rooms'], ['users'], ['presence', 'nowhere'], ['history', 'nowhere'],
        ['kick', '--filter', 'user:nobody', '--yes'], ['close', '--filter', 'user:nobody'], ['ping', '--filter', 'user:nobody'],
        ['publish', '--user', 'nobody', 'x'], ['publish', '--all', 'x'], ['publish', '--client', '77', 'x']])
        assert.equal((await run(command, { code: 2 })).stdout.trim(), command[0] === 'publish' ? 'delivered to 0 connections' : '');
    await run(['kick', '77']); // gone is done
    const { stderr } = await run(['connections', 'room:a', 'latncy>5ms'], { code: 64 });
    assert.match(stderr, /^signalboxctl: filter: .*latncy.*\n {0}signalboxctl: {3}room:a latncy>5ms\nsignalboxctl: {10}\^\n$/);
    assert.match((await run(['connections', '--sort', 'colour'], { code: 64 })).stderr, /sort.*colour/);
});

test('lists', options, async (t) => {
    const { server, run, json } = await start(t);
    for (const user of ['ann', 'bob', '田中'])
        await connect(t, server.at(`/room/a%20b?user=${encodeURIComponent(user)}`));
    await connect(t, server.at('/room/lobby?user=ann'));
    const all = await json('connections');
    assert.equal(all.matched, 4);
    const rows = lines(await run(['connections']));
    assert.equal(rows.length, 5);
    assert.match(rows[0], /^ID {2}USER +ADDRESS +ROOM +LATENCY +IDLE +QUEUED +IN +OUT +SINCE$/);
    for (const { id, user } of all.connections)
        assert.ok(rows.some((row) => new RegExp(`^ *${id} {2}${user} `).test(row)), rows.join('\n'));
    assert.deepEqual((await json('connections', 'user:ann', '--sort', '-id')).connections.map(({ room }) => room), ['lobby', 'a b']);
    assert.equal(lines(await run(['connections', '-user:ann'])).length, 3);
    const some = await run(['connections', '--limit', '3']);
    assert.equal(lines(some).length, 4);
    assert.equal(some.stderr, 'signalboxctl: … and 1 more connections; --limit 0 shows all\n');

    assert.deepEqual(lines(await run(['users'])).map((line) => line.split(/ {2,}/)[0]).slice(1).sort(), ['ann', 'bob', '田中']);
    assert.ok(lines(await run(['users', 'user:ann']))[1].endsWith('a b, lobby'));
    const rooms = lines(await run(['rooms', '--sort', '-members']));
    assert.match(rooms[0], /^ROOM +MEMBERS +SEQ +MESSAGES +HISTORY +EPOCH$/);
    assert.match(rooms[1], /^a b +3 +0 +0 +0B/);
    assert.equal(lines(await run(['presence', 'a b'])).length, 4);
    const page = await run(['presence', 'a b', '--limit', '2']);
    assert.equal(lines(page).length, 3);
    assert.match(page.stderr, /… and 1 more members/);
});

test('kick, close and ping', options, async (t) => {
    const { server, run, json } = await start(t);
    const clients = [];
    for (let i = 0; i < 6; ++i)
        clients.push(await connect(t, server.at(`/?user=u${i}`)));
    const idOf = async (user) => (await json('connections', `user:${user}`)).connections[0].id;

    assert.match((await run(['ping', await idOf('u0')])).stdout, /^\d+: [\d.]+m?s\n$/);
    assert.equal((await run(['kick', await idOf('u0'), '--code', '4123', '--reason', 'be nice'])).stdout, '1 connection: 1 closed\n');
    assert.deepEqual(await clients[0].closed, { code: 4123, reason: 'be nice' });
    assert.match((await run(['close', await idOf('u1')])).stdout, /^\d+: closed\n$/);
    assert.equal((await clients[1].closed).code, 1000);
    assert.match((await run(['kick', await idOf('u2'), '--code', '1005'], { code: 64 })).stderr, /code/);

    assert.match((await run(['kick', '--filter', 'user:u'], { code: 64 })).stderr, /this would kick 4 connections; --yes confirms it/);
    assert.equal((await run(['kick', '--filter', 'user:u', '--dry-run'])).stdout, 'would kick 4 connections\n');
    assert.equal((await json('connections')).matched, 4, 'nobody was kicked');
    assert.equal(lines(await run(['ping', '--filter', 'user:u', '--yes'])).length, 4);
    await run(['kick', '--filter', 'user:u2']); // one needs no yes
    assert.equal((await clients[2].closed).code, 4100);
    assert.equal((await run(['close', '--filter', 'user:u3', '--code', '1001', '--reason', 'later'])).code, 0);
    assert.deepEqual(await clients[3].closed, { code: 1001, reason: 'later' });
    const kicked = await json('kick', '--filter', 'user:u', '--yes');
    assert.deepEqual(kicked, { matched: 2, closed: 2, no_answer: 0, gone: 0 });

    const closed = lines(await run(['closed']));
    assert.equal(closed.length, 7);
    assert.match(closed[0], /^ *AGO +ID +USER +ADDRESS +CODE +CAUSE +BY +REASON +VERDICT$/);
    assert.ok(closed.some((line) => / u0 .* 4123 +kick.* server +be nice /.test(line)), closed.join('\n'));
    const ids = closed.slice(1).map((line) => Number(line.trim().split(/ +/)[1]));
    assert.equal(ids.at(-1), Math.min(...ids), 'the latest first');
});

test('publish, history and tail', options, async (t) => {
    const { server, at, env, run } = await start(t);
    const ann = await connect(t, server.at('/room/a?user=ann'));
    const tail = new Program(ctlBinary, ['--server', at, 'tail', 'room:a'], { env });
    t.after(() => tail.kill());
    await until(async () => {
        await run(['publish', '--room', 'a', 'waiting for the reader']);
        return tail.stdout.length > 0;
    }, 10000, () => tail.output());
    const before = await run(['history', 'a', '--limit', '1']).then((result) => Number(lines(result)[1].trim().split(' ')[0]));

    assert.equal((await run(['publish', '--room', 'a', 'Hello ✓'])).stdout, `delivered to 1 connection, number ${before + 1} of the room\n`);
    await run(['publish', '--user', 'ann', '-'], { input: 'from stdin\n' });
    await run(['publish', '--all', '--', '--all']);
    ann.socket.send('\u001b[2Jevil');
    const texts = () => ann.messages.map(({ data }) => data.toString());
    for (const text of ['Hello ✓', 'from stdin', '--all'])
        await until(() => texts().includes(text), 10000, () => texts().join());
    await tail.line(/Hello ✓$/);
    await tail.line(/<- .* ann #a .*‹U\+001B›\[2Jevil$/);
    assert.ok(!tail.output().includes('\u001b'));

    const history = lines(await run(['history', 'a']));
    assert.match(history[0], /^SEQ +TIME +FROM +CONTENT$/);
    assert.ok(history.some((line) => / admin\.token +Hello ✓$/.test(line)), history.join('\n'));
    assert.ok(history.at(-1).endsWith('‹U+001B›[2Jevil'));
    await run(['publish', '--room', 'empty', 'kept']);
    assert.match(lines(await run(['history', 'empty']))[1], /kept$/);

    server.signal('SIGTERM');
    assert.equal((await tail.ended).code, 69);
    assert.match(tail.output(), /the server has ended the stream|closed the connection/);
});

test('audit', options, async (t) => {
    const { server, run } = await start(t);
    const client = await connect(t, server.at('/?user=ann'));
    await run(['kick', '--filter', 'user:ann']);
    await client.closed;
    const rows = lines(await run(['audit']));
    assert.match(rows[0], /^TIME +WHO +FROM +ACTION +TARGET +OUTCOME/);
    assert.ok(rows.some((row) => /admin\.token +\S*127\.0\.0\.1\S* +kick /.test(row)), rows.join('\n'));
});

test('reload', options, async (t) => {
    const { server, run } = await start(t, { config: '[limits]\nmax_message = "1KiB"\n' });
    assert.equal((await run(['reload'])).stdout, 'nothing has changed\n');
    assert.ok(server);
});

test('drain', options, async (t) => {
    const { server, run } = await start(t);
    const client = await connect(t, server.url);
    assert.equal((await run(['drain'])).stdout, 'the server closes its connections, then ends\n');
    assert.equal((await client.closed).code, 1012);
    assert.equal((await server.ended).code, 0);
    await run(['status'], { code: 69 });
});

test('tokens and their roles', options, async (t) => {
    const env = ctlEnvironment(t);
    const made = {};
    let config = '';
    for (const role of ['viewer', 'operator', 'admin']) {
        const { stdout } = await ctl(['token', 'new', '--name', `a ${role}`, '--role', role], { env });
        const [token, , ...toml] = stdout.split('\n');
        assert.match(token, /^[A-Za-z0-9_-]{43}$/);
        assert.ok(!toml.join('\n').includes(token));
        made[role] = join(env.HOME, role);
        writeFileSync(made[role], `${token}\n`, { mode: 0o600 });
        config += `${toml.join('\n')}\n`;
    }
    const { server, run } = await start(t, { config });
    await connect(t, server.at('/room/a?user=ann'));
    const as = (role, args, code) => run(['--token-file', made[role], ...args], { code });
    for (const role of Object.keys(made))
        await as(role, ['connections'], 0);
    const refused = await as('viewer', ['kick', '--filter', 'user:ann'], 77);
    assert.match(refused.stderr, /operator/);
    for (const args of [['history', 'a'], ['audit'], ['tail'], ['publish', '--room', 'a', 'x'], ['ping', '--filter', 'user:ann']])
        await as('viewer', args, 77);
    await as('operator', ['publish', '--room', 'a', 'x'], 0);
    assert.match(lines(await as('operator', ['history', 'a'], 0))[1], / a operator +x$/);
    for (const args of [['drain'], ['reload']])
        await as('operator', args, 77);
    await as('admin', ['reload'], 0);

    const wrong = join(env.HOME, 'wrong');
    writeFileSync(wrong, 'not a token that anybody has\n'.replaceAll(' ', '-'), { mode: 0o600 });
    assert.ok(!(await run(['--token-file', wrong, 'status'], { code: 77 })).stderr.includes('not-a-token'));
    const nobody = ctlEnvironment(t);
    mkdirSync(join(nobody.HOME, 'x'));
    assert.match((await run(['status'], { code: 77, env: nobody })).stderr, /no token was sent/);
});

test('top', options, async (t) => {
    const { server, at, env, run } = await start(t);
    for (const user of ['ann', 'bob', '田中'])
        await connect(t, server.at(`/?user=${encodeURIComponent(user)}`));
    const terminal = new Terminal(t, 80, 24, [ctlBinary, '--server', at, 'top', '--interval', '100ms', '-user:bob'], env);
    await terminal.shows(/^ +\d+ 田中 /);
    await terminal.shows(/^2 of 2 with -user:bob$/);
    for (const key of 'iualjewno') // each field that a letter sorts by is one that the server sorts by
        terminal.send(key);
    for (let i = 0; i < 9; ++i)
        terminal.send('\x1b[C');
    terminal.resize(200, 24);
    for (const key of 'mjbtdc')
        terminal.send(key);
    await terminal.shows(/SINCE▼/);
    await run(['kick', '--filter', 'user:ann']);
    await terminal.shows(/^1 of 1 /);
    terminal.send('q');
    const end = await terminal.end();
    assert.deepEqual(end, { code: 0, restored: true });
});

test('an admin port with TLS', options, async (t) => {
    const certificates = await Certificates.make(t);
    const state = await mkdtemp(join(tmpdir(), 'signalbox-state-'));
    t.after(() => rm(state, { recursive: true, force: true }));
    const server = await startServer(t, { admin: '0.0.0.0:0', state, set: certificates.set });
    const [, port] = await server.program.line(/admin port on https:\/\/.+:(\d+)\/$/);
    const env = ctlEnvironment(t, { XDG_STATE_HOME: state });
    const at = ['--server', `https://localhost:${port}`];
    assert.match((await ctl([...at, '--ca-file', certificates.path('root.crt'), 'status'], { env })).stdout, /^server /);
    await ctl([...at, 'status'], { code: 69, env });
});
