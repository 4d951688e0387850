// signalboxctl in a pseudo-terminal: top, questions, the width of tables; and completion in the shells.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import test from 'node:test';

import { connection, overview, startApi } from './support/apistandin.mjs';
import { Terminal, ctl, ctlBinary, ctlEnvironment, run } from './support/ctl.mjs';
import { until } from './support/until.mjs';

const options = { timeout: 60000 };
const token = 'TOKEN';
const [SIGINT, SIGTERM, SIGTSTP, SIGCONT, SIGHUP] = [2, 15, 20, 18, 1];

async function startTop(t, { columns = 80, lines = 24, args = [], count = 40 } = {}) {
    let polls = 0;
    const api = await startApi(t, ({ path, query }) => {
        if (path === '/api/v1/server')
            return overview;
        ++polls;
        const rows = Array.from({ length: count }, (_, i) => connection(i + 1, { in: { messages: polls * 10 * (i + 1), bytes: 0 } }));
        return { connections: rows.slice(0, Number(query.limit)), matched: count };
    });
    const env = ctlEnvironment(t, { token });
    const terminal = new Terminal(t, columns, lines, [ctlBinary, '--server', api.url, 'top', '--interval', '100ms', ...args], env);
    return { api, terminal, polls: () => polls, lastQuery: () => api.requests.findLast(({ path }) => path.endsWith('connections')).query };
}

const entered = '\x1b[?1049h';
const left = '\x1b[?1049l';

function checkRestored(terminal, end) {
    assert.equal(end.restored, true, 'the settings of the terminal');
    assert.ok(terminal.output.lastIndexOf(left) > terminal.output.lastIndexOf(entered), 'the screen');
    assert.ok(terminal.output.lastIndexOf('\x1b[?25h') > terminal.output.lastIndexOf('\x1b[?25l'), 'the cursor');
}

test('top shows connections, sorts, pauses and quits', options, async (t) => {
    const { terminal, polls, lastQuery } = await startTop(t);
    await terminal.shows(/^ +20 guest-20 /);
    const picture = terminal.picture();
    assert.equal(picture.length, 24);
    assert.ok(picture.every((line) => [...line].length <= 80), picture.join('\n'));
    assert.match(picture[0], /^running for 1h1min {2}connections 3 /);
    assert.equal(picture[1], '20 of 40');
    assert.match(picture[2], /^ +ID USER +ADDRESS .*QUEUED▼/);
    assert.deepEqual(lastQuery(), { limit: '20', sort: '-queued' });

    terminal.send('l');
    await terminal.shows(/LATENCY▼/);
    await until(() => lastQuery().sort === '-latency', 5000, () => lastQuery().sort);
    terminal.send('r');
    await terminal.shows(/LATENCY▲/);
    await until(() => lastQuery().sort === 'latency', 5000, () => lastQuery().sort);
    terminal.send('\x1b[C');
    await terminal.shows(/IDLE▲/);
    terminal.send('\x1b[D\x1b[D');
    await terminal.shows(/ADDRESS▲/);
    await until(() => lastQuery().sort === 'addr', 5000, () => lastQuery().sort);

    terminal.send('h');
    await terminal.shows(/^r +reverse the order$/);
    terminal.send('h');
    await terminal.shows(/guest-1 /);

    terminal.send(' ');
    await terminal.shows(/^paused/);
    const before = polls();
    await new Promise((resolve) => { setTimeout(resolve, 350); }); // three times the interval
    assert.equal(polls(), before, 'nothing is asked while paused');
    terminal.send(' ');
    await until(() => polls() > before, 5000, () => 'a refresh');

    terminal.send('q');
    const end = await terminal.end();
    assert.equal(end.code, 0);
    checkRestored(terminal, end);
});

test('top follows the size of the terminal', options, async (t) => {
    const { terminal, lastQuery } = await startTop(t);
    await terminal.shows(/guest-20 /);
    terminal.resize(160, 30);
    await terminal.shows(/^ +26 guest-26 /);
    assert.match(terminal.picture()[2], /IN\/s.*OUT\/s/);
    await until(() => lastQuery().limit === '26', 5000, () => lastQuery().limit);
    await until(() => / \d+\.\d| \d\d+ /.test(terminal.picture()[3]), 5000, () => 'messages a second');
    for (const [columns, lines] of [[40, 8], [20, 5], [10, 4], [3, 2], [1, 1]]) {
        terminal.resize(columns, lines);
        await until(() => terminal.picture().length === lines && terminal.picture().every((line) => [...line].length <= columns),
            5000, () => `${columns} × ${lines}:\n${terminal.picture().join('\n')}`);
    }
    terminal.resize(80, 24);
    await terminal.shows(/guest-20 /);
    terminal.send('q');
    assert.equal((await terminal.end()).code, 0);
});

for (const [name, number] of [['INT', SIGINT], ['TERM', SIGTERM], ['HUP', SIGHUP]]) {
    test(`top restores the terminal at SIG${name}`, options, async (t) => {
        const { terminal } = await startTop(t);
        await terminal.shows(/guest-20 /);
        if (number === SIGINT)
            terminal.send('\x03'); // Ctrl-C
        else
            terminal.signal(number);
        const end = await terminal.end();
        assert.equal(end.signal, number);
        checkRestored(terminal, end);
    });
}

test('top gives the terminal back while it is stopped', options, async (t) => {
    const { terminal } = await startTop(t);
    await terminal.shows(/guest-20 /);
    terminal.signal(SIGTSTP);
    await until(() => terminal.output.endsWith(left), 5000, () => 'the ordinary screen');
    terminal.signal(SIGCONT);
    await until(() => terminal.output.lastIndexOf(entered) > terminal.output.lastIndexOf(left), 5000, () => 'the screen of top');
    await terminal.shows(/guest-20 /);
    terminal.send('q');
    const end = await terminal.end();
    assert.equal(end.code, 0);
    checkRestored(terminal, end);
});

test('top and a server that goes away, or was never there', options, async (t) => {
    const { api, terminal } = await startTop(t);
    await terminal.shows(/guest-20 /);
    api.close();
    await terminal.shows(/Connection refused/);
    await terminal.shows(/guest-20 /); // the latest figures stay
    terminal.send('q');
    assert.equal((await terminal.end()).code, 0);

    const never = new Terminal(t, 80, 24, [ctlBinary, '--server', api.url, 'top'], ctlEnvironment(t, { token }));
    const end = await never.end();
    assert.equal(end.code, 69);
    checkRestored(never, end);
    assert.match(never.output, /cannot reach .*Connection refused/);
});

test('top needs a terminal', options, async (t) => {
    const { stderr } = await ctl(['top'], { code: 64, env: ctlEnvironment(t, { token }) });
    assert.match(stderr, /top needs a terminal/);
});

test('an act on several connections asks', options, async (t) => {
    const listed = ['3', '5'];
    const api = await startApi(t, ({ path, body }) => {
        if (path === '/api/v1/connections')
            return { connections: listed.map((id) => connection(Number(id))), matched: 2 };
        return { matched: 2, closed: JSON.parse(body).dry_run ? 0 : 2, no_answer: 0, gone: 0 };
    });
    for (const [answer, code, acts] of [['y\n', 0, 1], ['yes\n', 0, 1], ['n\n', 64, 0], ['\n', 64, 0], ['\x04', 64, 0]]) {
        api.requests.length = 0;
        const terminal = new Terminal(t, 80, 24, [ctlBinary, '--server', api.url, 'kick', '--filter', 'room:a'], ctlEnvironment(t, { token }));
        await until(() => terminal.output.includes('Kick 2 connections? [y/N] '), 10000, () => terminal.output);
        terminal.send(answer);
        assert.equal((await terminal.end()).code, code, JSON.stringify(answer));
        const kicks = api.requests.filter(({ method, body }) => method === 'POST' && !JSON.parse(body).dry_run);
        assert.equal(kicks.length, acts);
        if (acts)
            assert.deepEqual(JSON.parse(kicks[0].body), { ids: listed }); // those that were counted, not what matches now
    }
});

test('a table fits the terminal', options, async (t) => {
    const rows = [connection(1, { user: 'a name that is much longer than its column', address: '2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff' }),
        connection(2)];
    const api = await startApi(t, () => ({ connections: rows, matched: 2 }));
    const env = ctlEnvironment(t, { token });
    const terminal = new Terminal(t, 90, 24, [ctlBinary, '--server', api.url, 'connections'], env);
    assert.equal((await terminal.end()).code, 0);
    const lines = terminal.output.trimEnd().split('\r\n');
    assert.equal(lines.length, 3);
    assert.ok(lines.every((line) => [...line].length <= 90), terminal.output);
    assert.match(lines[1], /…/);
    const { stdout } = await ctl(['--server', api.url, 'connections'], { env });
    assert.ok(stdout.includes(rows[0].user) && stdout.includes(rows[0].address), 'whole in a pipe');
});

test('completion in bash', options, async (t) => {
    const env = ctlEnvironment(t);
    const offered = async (...typed) => {
        const script = `source <("$0" completion bash); COMP_WORDS=(signalboxctl "$@"); COMP_CWORD=$#
            complete -p signalboxctl >/dev/null && _signalboxctl; printf '%s\\n' "\${COMPREPLY[@]}"`;
        const { code, stdout, stderr } = await run('bash', ['-c', script, ctlBinary, ...typed], { env });
        assert.equal(stderr, '');
        assert.equal(code, 0);
        return stdout.trimEnd().split('\n');
    };
    assert.deepEqual(await offered('st'), ['status']);
    assert.deepEqual(await offered('co'), ['connections', 'completion']);
    assert.deepEqual(await offered('kick', '--re'), ['--reason']);
    assert.deepEqual(await offered('--json', 'kick', '--f'), ['--filter']);
    assert.deepEqual(await offered('--server', 'kick', 'st'), ['status']); // kick is a value here
    assert.deepEqual(await offered('token', 'new', '--role', ''), ['viewer', 'operator', 'admin']);
    assert.deepEqual(await offered('completion', ''), ['bash', 'zsh', 'fish', '--server', '--token-file', '--ca-file', '--timeout', '--json', '--help', '--version']);
    assert.deepEqual(await offered('--token-file', '/etc/host'), (await run('bash', ['-c', 'compgen -f /etc/host'], { env })).stdout.trimEnd().split('\n'));
    assert.deepEqual(await offered('connections', '--sort', '-lat'), ['-latency']);
    assert.deepEqual(await offered('nonsense', ''), ['']);
    if (spawnSync('shellcheck', ['--version']).status === 0) {
        const { stdout } = await ctl(['completion', 'bash'], { env });
        const checked = await run('shellcheck', ['-s', 'bash', '-'], { env, input: stdout });
        assert.equal(checked.code, 0, checked.stdout);
    }
});

for (const [shell, args] of [['zsh', ['-c', 'autoload -Uz compinit && compinit -D -u && source =("$0" completion zsh) && (( $+_comps[signalboxctl] ))']],
    ['fish', ['-c', '$argv[1] completion fish | source; complete -C "signalboxctl st" | string match -q "status*"']]]) {
    const missing = spawnSync(shell, ['--version']).status !== 0;
    test(`completion in ${shell}`, { ...options, skip: missing && `${shell} is not installed` }, async (t) => {
        const { code, stderr } = await run(shell, [...args, ctlBinary], { env: ctlEnvironment(t) });
        assert.equal(stderr, '');
        assert.equal(code, 0);
    });
}
