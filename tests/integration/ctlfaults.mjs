// signalboxctl and a server that is slow, broken or hostile; tokens; and what is in front of a pipe.

import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';

import { connection, overview, problem, startApi, startRaw } from './support/apistandin.mjs';
import { Certificates } from './support/certificates.mjs';
import { ctl, ctlBinary, ctlEnvironment, run } from './support/ctl.mjs';

const options = { timeout: 60000 };
const token = 'TOKEN_-0123456789';

test('a request says who asks, and --json prints the body as it is', options, async (t) => {
    const body = '{ "version":"1", "uptime_ms":12345678901234567890, "version":"2",\n "b":1.10, "a":null}';
    const api = await startApi(t, () => ({ status: 200, body }));
    const env = ctlEnvironment(t, { token });
    const { stdout, stderr } = await ctl(['--server', api.url, 'status', '--json'], { env });
    assert.equal(stdout, `${body}\n`);
    assert.equal(stderr, '');
    const [{ method, path, headers }] = api.requests;
    assert.deepEqual([method, path], ['GET', '/api/v1/server']);
    assert.match(headers['user-agent'], /^signalboxctl\/\d+\.\d+\.\d+$/);
    assert.equal(headers.authorization, `Bearer ${token}`);
    assert.equal(headers.host, `127.0.0.1:${api.port}`);
    assert.equal(headers.origin, undefined);
});

test('status is a table for people', options, async (t) => {
    const api = await startApi(t, () => overview);
    const { stdout } = await ctl(['--server', api.url, 'status'], { env: ctlEnvironment(t, { token }) });
    assert.equal(stdout, [
        'server        signalbox 9.8.7, Qt 6.4.2', 'node          here', 'state         running for 1h1min',
        'listener      127.0.0.1:8080', 'connections   3', 'rooms         2', 'users         1', 'queued        2KiB',
        'in            5 messages, 1.5KiB', 'out           6 messages, 100B', 'warning       a‹U+001B›[31m warning', '',
    ].join('\n'));
});

test('exit codes of what the server answers', options, async (t) => {
    let answer;
    const api = await startApi(t, () => answer);
    const env = ctlEnvironment(t, { token });
    const cases = [
        [401, 77, 'unknown token'], [403, 77, 'the role viewer may not do this'], [404, 1, 'there is nothing here'],
        [422, 64, 'sort: “x” is no field'], [429, 1, 'too many'], [500, 1, 'oops'], [503, 1, 'later'],
    ];
    for (const [status, code, detail] of cases) {
        answer = problem(status, detail);
        const { stdout, stderr } = await ctl(['--server', api.url, 'connections'], { code, env });
        assert.equal(stdout, '');
        assert.ok(stderr.startsWith(`signalboxctl: ${detail}\n`), stderr);
        assert.ok(!stderr.includes(token), stderr);
    }
    for (const body of ['', 'hello', '[1]', '{"connections":', '"x"']) {
        answer = { status: 200, body };
        const { stderr } = await ctl(['--server', api.url, 'connections'], { code: 1, env });
        assert.match(stderr, /this is not the API of Signalbox/);
    }
});

test('a bad filter is pointed at', options, async (t) => {
    const api = await startApi(t, () => problem(422, '“latncy” is no field (at character 10)', 'filter'));
    const { stderr } = await ctl(['--server', api.url, 'connections', 'user:ann', 'latncy>5ms'],
        { code: 64, env: ctlEnvironment(t, { token }) });
    assert.equal(stderr, [
        'signalboxctl: filter: “latncy” is no field (at character 10)',
        'signalboxctl:   user:ann latncy>5ms',
        'signalboxctl:            ^', '',
    ].join('\n'));
});

test('a redirection is not followed, and the token goes nowhere else', options, async (t) => {
    const other = await startApi(t, () => overview);
    const api = await startApi(t, () => ({ status: 307, body: '', headers: { Location: `${other.url}/api/v1/server` } }));
    const { stderr } = await ctl(['--server', api.url, 'status'], { code: 1, env: ctlEnvironment(t, { token }) });
    assert.match(stderr, /307; redirections are not followed/);
    assert.equal(other.requests.length, 0);
});

test('a server that does not answer, or not to the end', options, async (t) => {
    const env = ctlEnvironment(t, { token });
    const head = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n';
    const cases = [
        ['nothing', () => {}, /no answer in time/],
        ['half a head', (socket) => socket.write('HTTP/1.1 200 OK\r\nContent-'), /no answer in time/],
        ['half a body', (socket) => socket.end(`${head}Content-Length: 100\r\n\r\n{"a":`), /in the middle of its answer/],
        ['half a chunk', (socket) => socket.end(`${head}Transfer-Encoding: chunked\r\n\r\n64\r\n{"a":`), /in the middle/],
        ['no answer', (socket) => socket.once('data', () => socket.end()), /without an answer/],
        ['a reset', (socket) => socket.once('data', () => socket.resetAndDestroy()), /closed|reset/i],
        ['another protocol', (socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n'), /does not speak HTTP/],
        ['one byte now and then', (socket) => {
            const bytes = setInterval(() => socket.write('x'), 100);
            socket.write(`${head}Content-Length: 100000\r\n\r\n`);
            socket.on('close', () => clearInterval(bytes));
        }, /no answer in time/],
    ];
    for (const [name, handle, pattern] of cases) {
        const server = await startRaw(t, handle);
        const { stderr } = await ctl(['--server', server.url, '--timeout', '300ms', 'status'], { code: 69, env });
        assert.match(stderr, pattern, name);
        assert.equal(server.connections(), 1, name);
    }
    const { port } = await startApi(t, () => overview).then((api) => (api.close(), api));
    const { stderr } = await ctl(['--server', `http://127.0.0.1:${port}`, 'status'], { code: 69, env });
    assert.match(stderr, /^signalboxctl: cannot reach http:\/\/127\.0\.0\.1:\d+: Connection refused$/m);
});

test('an act is never sent twice', options, async (t) => {
    const server = await startRaw(t, (socket) => socket.once('data', () => socket.end()));
    const { stderr } = await ctl(['--server', server.url, 'publish', '--all', 'x'], { code: 69, env: ctlEnvironment(t, { token }) });
    assert.match(stderr, /whether it was done is unknown/);
    assert.equal(server.connections(), 1);
});

test('pages are followed up to the limit', options, async (t) => {
    const all = Array.from({ length: 2500 }, (_, i) => connection(i + 1));
    const api = await startApi(t, ({ query }) => {
        const from = Number(query.after ?? 0);
        const to = Math.min(from + Number(query.limit), from + 700, all.length); // a page may be shorter
        return { connections: all.slice(from, to), matched: all.length, ...(to < all.length && { next: String(to) }) };
    });
    const env = ctlEnvironment(t, { token });
    const list = (...args) => ctl(['--server', api.url, 'connections', ...args], { env });
    const rows = ({ stdout }) => stdout.trimEnd().split('\n').length - 1;

    let result = await list();
    assert.equal(rows(result), 100);
    assert.equal(result.stderr, 'signalboxctl: … and 2400 more connections; --limit 0 shows all\n');
    result = await list('--limit', '0');
    assert.equal(rows(result), 2500);
    assert.equal(result.stderr, '');
    assert.match(result.stdout, /^2500 {2}guest-2500 /m);
    assert.equal(rows(await list('--limit', '1650')), 1650);
    api.requests.length = 0;
    result = await list('user:ann', 'idle>5min', '--sort', '-idle', '--limit', '3');
    assert.deepEqual(api.requests[0].query, { limit: '3', filter: 'user:ann idle>5min', sort: '-idle' });
    result = await list('--json', '--limit', '0');
    assert.deepEqual(result.stdout.trimEnd().split('\n').map((line) => JSON.parse(line).connections.length), [700, 700, 700, 400]);
});

test('a name cannot control the terminal', options, async (t) => {
    const user = '\u001b]0;owned\u0007\u001b[2J\r\n\u202eevil\u0085';
    const api = await startApi(t, () => ({ connections: [connection(1, { user }), connection(22, { user: '田中🚀' })], matched: 2 }));
    const { stdout } = await ctl(['--server', api.url, 'connections'], { env: ctlEnvironment(t, { token }) });
    assert.ok(stdout.includes('‹U+001B›]0;owned‹U+0007›‹U+001B›[2J‹U+000D›‹U+000A›‹U+202E›evil‹U+0085›'), stdout);
    assert.doesNotMatch(stdout, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    const [title, one, two] = stdout.split('\n');
    const at = (line, text) => line.indexOf(text) + [...line.slice(0, line.indexOf(text))].filter((c) => /\p{Script=Han}/u.test(c)).length;
    assert.equal(at(one, '127.0.0.1'), at(title, 'ADDRESS'));
    assert.equal(at(two, '127.0.0.1'), at(title, 'ADDRESS')); // 🚀 is two UTF-16 units, as it is two cells
});

test('an empty list is 2', options, async (t) => {
    const api = await startApi(t, ({ path }) => path.endsWith('presence') ? { room: 'a', members: [], count: 0 }
        : path.endsWith('history') ? { room: 'a', epoch: 'x', messages: [], recovered: true }
            : { [path.split('/').at(-1)]: [], matched: 0 });
    const env = ctlEnvironment(t, { token });
    for (const command of [['connections'], ['closed'], ['rooms'], ['users'], ['audit'], ['presence', 'a/b'], ['history', 'ä']]) {
        const { stdout, stderr } = await ctl(['--server', api.url, ...command], { code: 2, env });
        assert.equal(stdout, '');
        assert.match(stderr, /^signalboxctl: no \w+\n$/);
        const json = await ctl(['--server', api.url, '--json', ...command], { code: 2, env });
        assert.ok(JSON.parse(json.stdout));
        assert.equal(json.stderr, '');
    }
    assert.deepEqual([...new Set(api.requests.map(({ path }) => path))], ['/api/v1/connections', '/api/v1/closed', '/api/v1/rooms',
        '/api/v1/users', '/api/v1/audit', '/api/v1/rooms/a%2Fb/presence', '/api/v1/rooms/%C3%A4/history']);
});

test('history shows contents as they were sent', options, async (t) => {
    const body = `{"room":"a","epoch":"x","next":3,"recovered":true,"messages":[
        {"from":"ann","client":"1","content":{"z":1.10,"a":12345678901234567890},"seq":3,"time":"2026-01-31T12:00:03.000Z"},
        {"from":"ops","content":"hi\\n\\u001b[2J","seq":4,"time":"2026-01-31T12:00:04.000Z"},
        {"from":"bob","content":"AAEC","encoding":"base64","seq":5,"time":"2026-01-31T12:00:05.000Z"}]}`;
    const older = '{"room":"a","epoch":"x","recovered":true,"messages":[{"from":"ann","content":null,"seq":2,"time":"?"}]}';
    const api = await startApi(t, ({ query }) => ({ status: 200, body: query.before === '3' ? older : body }));
    const env = ctlEnvironment(t, { token });
    const { stdout } = await ctl(['--server', api.url, 'history', 'a'], { env });
    assert.equal(stdout, [
        'SEQ  TIME                 FROM  CONTENT', '  2  ?                    ann   null',
        '  3  2026-01-31 12:00:03  ann   {"z":1.10,"a":12345678901234567890}',
        '  4  2026-01-31 12:00:04  ops   hi↵‹U+001B›[2J', '  5  2026-01-31 12:00:05  bob   (3B of binary data)', '',
    ].join('\n'));
    const { stderr } = await ctl(['--server', api.url, 'history', 'a', '--limit', '3'], { env });
    assert.match(stderr, /and older messages/);
});

test('an act on several connections needs a yes', options, async (t) => {
    const ids = ['3', '5', '8'];
    const api = await startApi(t, ({ path, body }) => path === '/api/v1/connections'
        ? { connections: ids.map((id) => connection(Number(id))), matched: ids.length }
        : path.endsWith('kick') ? { matched: JSON.parse(body).ids?.length ?? 3, closed: JSON.parse(body).dry_run ? 0 : 3, no_answer: 0, gone: 0 }
            : { outcome: 'done', latency_ms: 1.5 });
    const env = ctlEnvironment(t, { token });
    const at = ['--server', api.url];
    for (const command of ['kick', 'close', 'ping']) {
        for (const target of [['--filter', 'room:lobby'], ids]) {
            api.requests.length = 0;
            const { stderr } = await ctl([...at, command, ...target], { code: 64, env, input: 'y\n' });
            assert.equal(stderr, `signalboxctl: this would ${command} 3 connections; --yes confirms it\n`);
            const acts = api.requests.filter(({ method, body }) => method !== 'GET' && !JSON.parse(body).dry_run);
            assert.deepEqual(acts, [], 'nothing was done');
        }
    }
    api.requests.length = 0;
    let result = await ctl([...at, 'kick', '--filter', 'room:lobby', '--yes', '--code', '4123', '--reason', 'bye'], { env });
    assert.equal(result.stdout, '3 connections: 3 closed\n');
    assert.deepEqual(api.requests.map(({ body }) => JSON.parse(body)), [{ filter: 'room:lobby', code: 4123, reason: 'bye' }]);
    api.requests.length = 0;
    await ctl([...at, 'kick', '3', '5', '3', '--yes'], { env });
    assert.deepEqual(api.requests.map(({ body }) => JSON.parse(body)), [{ ids: ['3', '5'] }]);
    result = await ctl([...at, 'ping', '--filter', 'x', '--yes'], { env });
    assert.equal(result.stdout, '3: 1.5ms\n5: 1.5ms\n8: 1.5ms\n');
    result = await ctl([...at, 'kick', '--filter', 'x', '--dry-run'], { env });
    assert.equal(result.stdout, 'would kick 3 connections\n');
    result = await ctl([...at, 'close', '--filter', 'x', '--dry-run'], { env });
    assert.equal(result.stdout, 'would close 3 connections\n');
    api.requests.length = 0;
    await ctl([...at, 'kick', '3'], { env }); // one needs no yes
    assert.deepEqual(api.requests.map(({ body }) => JSON.parse(body)), [{ ids: ['3'] }]);
});

test('exit codes of acts', options, async (t) => {
    let answer;
    const api = await startApi(t, () => answer);
    const env = ctlEnvironment(t, { token });
    const check = async (args, code, stdout) => {
        const result = await ctl(['--server', api.url, ...args], { code, env });
        if (stdout !== undefined)
            assert.equal(result.stdout, stdout);
    };
    const kicked = (matched, closed, no_answer, gone) => ({ matched, closed, no_answer, gone });
    answer = kicked(1, 1, 0, 0);
    await check(['kick', '7'], 0, '1 connection: 1 closed\n');
    answer = kicked(1, 0, 1, 0);
    await check(['kick', '7'], 0, '1 connection: 1 dropped without an answer\n');
    answer = kicked(1, 0, 0, 1);
    await check(['kick', '7'], 0, '1 connection: 1 gone before\n');
    answer = kicked(3, 1, 0, 0);
    await check(['kick', '7', '8', '9', '--yes'], 1, '3 connections: 1 closed, 2 failed\n');
    const before = api.requests.length;
    await check(['kick', '--yes', ...Array.from({ length: 10001 }, (_, i) => String(i))], 1, '6 connections: 2 closed, 4 failed\n');
    assert.deepEqual(api.requests.slice(before).map(({ body }) => JSON.parse(body).ids.length), [10000, 1]);
    answer = kicked(0, 0, 0, 0);
    await check(['kick', '7'], 2, '');
    await check(['kick', '--filter', 'x', '--yes'], 2, '');
    for (const [outcome, code] of [['done', 0], ['closed', 0], ['no_answer', 0], ['gone', 0], ['rejected', 1]]) {
        answer = { outcome };
        await check(['close', '7'], code);
        await check(['ping', '7'], code);
        await check(['ping', '7', '8', '--yes'], code);
    }
    answer = problem(404, 'there is no such room');
    await check(['presence', 'nowhere'], 2, '');
    await check(['history', 'nowhere'], 2, '');
    answer = problem(404, 'there is no connection 7');
    await check(['ping', '7'], 2);
    answer = problem(403, 'the role viewer may not do this');
    for (const command of ['kick', 'close', 'ping'])
        await check([command, '7', '8', '--yes'], 77);
    answer = { delivered: 0, seq: 5 };
    await check(['publish', '--room', 'a', 'x'], 0, 'delivered to 0 connections, number 5 of the room\n');
    answer = { delivered: 1 };
    await check(['publish', '--user', 'a', 'x'], 0, 'delivered to 1 connection\n');
    answer = { delivered: 0 };
    for (const target of [['--user', 'a'], ['--client', '7'], ['--all']])
        await check(['publish', ...target, 'x'], 2);
    answer = { changed: ['limits.max_message'], needs_restart: ['server.listen'], warnings: ['w'] };
    await check(['reload'], 0, 'changed: limits.max_message\nchanges at the next start: server.listen\nwarning: w\n');
    answer = { changed: [], needs_restart: [], warnings: [] };
    await check(['reload'], 0, 'nothing has changed\n');
    answer = { status: 202, body: '' };
    await check(['drain'], 0, 'the server closes its connections, then ends\n');
});

test('what is published', options, async (t) => {
    const api = await startApi(t, () => ({ delivered: 1 }));
    const env = ctlEnvironment(t, { token });
    const sent = async (args, input) => {
        await ctl(['--server', api.url, 'publish', ...args], { env, input });
        const { method, path, body, headers } = api.requests.at(-1);
        assert.deepEqual([method, path, headers['content-type']], ['POST', '/api/v1/publish', 'application/json']);
        return JSON.parse(body);
    };
    assert.deepEqual(await sent(['--room', 'a "b"', 'Hello ✓ "you" \\ 👋']), { room: 'a "b"', content: 'Hello ✓ "you" \\ 👋' });
    assert.deepEqual(await sent(['--user', 'ann', '']), { user: 'ann', content: '' });
    assert.deepEqual(await sent(['--client', '7', '--', '--all']), { client: '7', content: '--all' });
    assert.deepEqual(await sent(['--all', '-'], 'one\ntwo\n'), { all: true, content: 'one\ntwo' });
    assert.deepEqual(await sent(['--all', '-'], ' \n\n'), { all: true, content: ' \n' });
    assert.deepEqual(await sent(['--all', '-'], ''), { all: true, content: '' });
    const before = api.requests.length;
    await ctl(['--server', api.url, 'publish', '--all', '-'], { code: 64, env, input: Buffer.from([0xff, 0xfe]) });
    await ctl(['--server', api.url, 'publish', '--all', '-'], { code: 64, env, input: 'x'.repeat(1024 * 1024 + 1) });
    const bytes = await run('bash', ['-c', '"$0" --server "$1" publish --all "$(printf "\\377")"', ctlBinary, api.url], { env });
    assert.equal(bytes.code, 64);
    assert.equal(api.requests.length, before);
});

test('tokens', options, async (t) => {
    const api = await startApi(t, ({ headers }) => headers.authorization ? overview : problem(401, 'a token is needed'));
    const env = ctlEnvironment(t);
    const state = join(env.XDG_STATE_HOME, 'signalbox');
    const used = async (args = [], more = {}) => {
        const result = await ctl(['--server', api.url, ...args, 'status'], { env: { ...env, ...more } });
        return { token: api.requests.at(-1).headers.authorization, stderr: result.stderr };
    };
    let result = await ctl(['--server', api.url, 'status'], { code: 77, env });
    assert.match(result.stderr, /no token was sent; --token-file names one/);
    assert.ok(result.stderr.includes(join(state, 'admin.token')));
    assert.match(result.stderr, /\/var\/lib\/signalbox\/admin\.token/);

    mkdirSync(state);
    writeFileSync(join(state, 'admin.token'), 'state\n', { mode: 0o600 });
    assert.equal((await used()).token, 'Bearer state');
    const folder = join(env.HOME, 'systemd');
    mkdirSync(folder);
    writeFileSync(join(folder, 'admin.token'), 'systemd\n', { mode: 0o600 });
    assert.equal((await used([], { STATE_DIRECTORY: folder })).token, 'Bearer systemd');
    const variable = join(env.HOME, 'variable');
    writeFileSync(variable, 'variable\n', { mode: 0o600 });
    assert.equal((await used([], { SIGNALBOXCTL_TOKEN_FILE: variable })).token, 'Bearer variable');
    const named = join(env.HOME, 'named');
    writeFileSync(named, 'named\n', { mode: 0o600 });
    assert.deepEqual(await used(['--token-file', named], { SIGNALBOXCTL_TOKEN_FILE: variable }), { token: 'Bearer named', stderr: '' });
    chmodSync(named, 0o644);
    const warned = await used(['--token-file', named]);
    assert.equal(warned.stderr, `signalboxctl: warning: others can read the token in ${named}; chmod 600 keeps it to you\n`);

    for (const [file, content] of [['missing', null], ['empty', ''], ['folded', 'a\rX-Evil: 1\n']]) {
        const path = join(env.HOME, file);
        if (content !== null)
            writeFileSync(path, content);
        result = await ctl(['--server', api.url, '--token-file', path, 'status'], { code: 64, env });
        assert.ok(result.stderr.includes(path), result.stderr);
    }
});

test('the proxy of the environment, and a token that is for this machine only', options, async (t) => {
    const seen = [];
    const proxy = await startRaw(t, (socket) => {
        let text = '';
        socket.on('data', (bytes) => {
            text += bytes;
            seen.push(String(bytes));
            if (text === seen[0] && text.startsWith('CONNECT ')) // then whatever the client sends is for the other machine
                socket.write('HTTP/1.1 200 OK\r\n\r\n');
        });
    });
    const env = ctlEnvironment(t, { http_proxy: proxy.url });
    mkdirSync(join(env.XDG_STATE_HOME, 'signalbox'));
    writeFileSync(join(env.XDG_STATE_HOME, 'signalbox/admin.token'), `${token}\n`, { mode: 0o600 });
    const api = await startApi(t, () => overview);
    await ctl(['--server', api.url, 'status'], { env });
    assert.equal(proxy.connections(), 0, 'this machine is reached directly');

    const { stderr } = await ctl(['--server', 'http://elsewhere.example:81', 'status'], { code: 77, env });
    assert.match(stderr, /another machine, and the token in .* is for a server on this one/);
    assert.match(seen[0], /^CONNECT elsewhere\.example:81 /);
    assert.ok(!seen.join('').includes(token));
});

test('TLS', options, async (t) => {
    const certificates = await Certificates.make(t);
    const tls = { cert: readFileSync(certificates.path('chain.crt')), key: readFileSync(certificates.path('server.key')) };
    const api = await startApi(t, () => overview, { tls });
    const env = ctlEnvironment(t, { token });
    const ca = certificates.path('root.crt');
    for (const host of ['127.0.0.1', 'localhost']) {
        await ctl(['--server', `https://${host}:${api.port}`, '--ca-file', ca, 'status'], { env });
        assert.equal(api.requests.at(-1).headers.authorization, `Bearer ${token}`);
    }
    const before = api.requests.length;
    let result = await ctl(['--server', api.url, 'status'], { code: 69, env });
    assert.match(result.stderr, /certificate.*--ca-file/i);
    result = await ctl(['--server', `https://127.0.0.2:${api.port}`, '--ca-file', ca, '--timeout', '2s', 'status'], { code: 69, env });
    result = await ctl(['--server', api.url, '--ca-file', certificates.path('server.key'), 'status'], { code: 64, env });
    assert.match(result.stderr, /found no certificate, allowed: PEM/);
    const plain = await startApi(t, () => overview);
    await ctl(['--server', `https://127.0.0.1:${plain.port}`, '--timeout', '2s', 'status'], { code: 69, env });
    assert.equal(api.requests.length, before);
});

test('a pipe that closes', options, async (t) => {
    const rows = Array.from({ length: 1000 }, (_, i) => connection(i + 1));
    const api = await startApi(t, ({ path }, response) => {
        if (path !== '/api/v1/messages')
            return { connections: rows, matched: 1000 };
        response.writeHead(200, { 'Content-Type': 'application/x-ndjson' });
        response.write(`${JSON.stringify({ time: 't', dir: 'in', client: '1', user: 'a', size: 1, text: 'x' })}\n`);
        return undefined; // no further message: the end of the pipe must be noticed without one
    });
    const env = ctlEnvironment(t, { token });
    const bash = async (script) => run('bash', ['-c', script, ctlBinary, api.url], { env });
    const list = await bash('"$0" --server "$1" connections --limit 1000 | head -n 1 >/dev/null; echo ${PIPESTATUS[0]}');
    assert.deepEqual([list.stdout, list.stderr], ['141\n', '']);
    const tail = await bash('"$0" --server "$1" tail | head -n 1; echo ${PIPESTATUS[0]}');
    assert.equal(tail.stdout.split('\n')[1], '141');
    assert.equal(tail.stderr, '');
    const full = await bash('"$0" --server "$1" connections >/dev/full');
    assert.equal(full.code, 1);
    assert.match(full.stderr, /^signalboxctl: stdout: No space left on device$/m);
    const closed = await bash('"$0" --server "$1" connections >&-');
    assert.equal(closed.code, 0);
});

test('tail follows the stream line by line, and says why it ends', options, async (t) => {
    const line = (n) => JSON.stringify({ time: '2026-01-31T12:00:00.000Z', dir: 'in', type: 'text', client: '1', user: 'ann', room: 'a', size: 1, text: `m${n}` });
    const api = await startApi(t, async ({ query }, response) => {
        if (query.filter === 'full')
            return problem(409, 'there are 8 readers already');
        response.writeHead(200, { 'Content-Type': 'application/x-ndjson' });
        response.write(`${line(1)}\n${line(2).slice(0, 20)}`);
        setTimeout(() => response.end(`${line(2).slice(20)}\n{"dropped":3}\n`), 50);
        return undefined;
    });
    const env = ctlEnvironment(t, { token });
    let { stdout, stderr } = await ctl(['--server', api.url, 'tail', 'user:ann'], { code: 69, env });
    assert.deepEqual(stdout.split('\n'), ['12:00:00.000 <- 1      ann #a text 1B  m1', '12:00:00.000 <- 1      ann #a text 1B  m2',
        '… 3 messages left out: they came faster than they were read', '']);
    assert.match(stderr, /the server has ended the stream$/m);
    assert.equal(api.requests[0].query.filter, 'user:ann');
    ({ stdout } = await ctl(['--server', api.url, '--json', 'tail'], { code: 69, env }));
    assert.equal(stdout, `${line(1)}\n${line(2)}\n{"dropped":3}\n`);
    ({ stderr } = await ctl(['--server', api.url, 'tail', 'full'], { code: 1, env }));
    assert.match(stderr, /there are 8 readers already/);
});

test('usage', options, async (t) => {
    const env = ctlEnvironment(t, { token });
    for (const args of [[], ['ban'], ['revoke'], ['token', 'new', '--role', 'root'], ['kick'], ['kick', 'ann'], ['publish', 'x'],
        ['status', '--nonsense'], ['connections', '--limit', 'x'], ['--server', '127.0.0.1:8081', 'status'],
        ['--server', 'http://u:p@127.0.0.1/', 'status'], ['presence'], ['completion', 'csh'], ['top']]) {
        const { stdout, stderr } = await ctl(args, { code: 64, env });
        assert.equal(stdout, '');
        assert.match(stderr, /^signalboxctl: /);
    }
    for (const args of [['--help'], ['-h'], ['kick', '--help'], ['--version'], ['-v']])
        assert.equal((await ctl(args, { env })).stderr, '');
    assert.match((await ctl(['--version'], { env })).stdout, /^signalboxctl \d+\.\d+\.\d+\n$/);
    // Without a UTF-8 locale, as in a cron job, Qt would complain.
    for (const locale of ['C', 'POSIX', 'xx_XX'])
        assert.equal((await ctl(['--version'], { env: { ...env, LC_ALL: locale } })).stderr, '');
});

test('it links Qt Core and Network only', options, async () => {
    const { stdout } = await run('ldd', [ctlBinary]);
    assert.deepEqual([...stdout.matchAll(/libQt6(\w+)/g)].map(([, name]) => name).filter((name, i, all) => all.indexOf(name) === i).sort(),
        ['Core', 'Network']);
});
