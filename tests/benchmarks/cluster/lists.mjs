// Measures lists and kicks over a cluster:  node lists.mjs FOLDER REDIS [quick]   starts four nodes of the program in FOLDER at the
// Redis with this URL, and connects 19,600 clients. stdout: a JSON object of figures. Times are those that a client of the API or
// somebody who calls signalboxctl sees, in milliseconds.

import { fork, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, request as httpRequest } from 'node:http';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const [, , folder, redis, quick] = process.argv;
const nodeCount = 4;
const count = (quick ? 250 : 4900) * nodeCount;
const rounds = quick ? 5 : 40;
const opensAtOnce = 200;
const kicked = 200; // clients of one kick by filter
const kicks = quick ? 2 : 10;

const caller = fork(new URL('caller.mjs', import.meta.url), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
const states = Array.from({ length: nodeCount }, () => mkdtempSync(join(tmpdir(), 'signalbox-cluster-')));
const servers = states.map((state, i) => spawn(join(folder, 'signalbox'),
    ['--no-gui', '--listen', '127.0.0.1:0', '--admin-listen', '127.0.0.1:0', '--threads', '1',
        ...Object.entries({
            'limits.max_connections': 20000, 'hub.announce': false, 'cluster.broker': 'redis', 'cluster.redis': redis,
            'cluster.node': `node-${i + 1}`,
        }).flatMap(([key, value]) => ['--set', `${key}=${value}`])],
    { env: { ...process.env, XDG_STATE_HOME: state, XDG_CONFIG_HOME: state }, stdio: ['ignore', 'pipe', 'pipe'] }));
process.on('exit', () => {
    servers.forEach((server) => server.kill('SIGKILL'));
    caller.kill();
    states.forEach((state) => rmSync(state, { recursive: true, force: true }));
});

function line(stream, pattern) {
    return new Promise((resolve) => createInterface({ input: stream }).on('line', (text) => {
        const found = text.match(pattern);
        if (found)
            resolve(Number(found[1]));
    }));
}

const nodes = await Promise.all(servers.map(async (server, i) => {
    const [port, admin] = await Promise.all([line(server.stdout, /listening on ws:.*:(\d+)\//), line(server.stderr, /admin port on .*:(\d+)\//)]);
    const tokenFile = join(states[i], 'signalbox', 'admin.token');
    return { port, admin, tokenFile, token: readFileSync(tokenFile, 'utf8').trim() };
}));

/** Answers pings and the Close of the server; what else comes is left out. Control frames are whole in a chunk. */
function answer(socket, data) {
    for (let at = 0; at + 2 <= data.length;) {
        const opcode = data[at] & 0x0f;
        const length = data[at + 1];
        const payload = data.subarray(at + 2, at + 2 + length);
        if (opcode === 8 || opcode === 9) // with a mask of zeros
            socket.write(Buffer.concat([Buffer.from([opcode === 8 ? 0x88 : 0x8a, 0x80 | length, 0, 0, 0, 0]), payload]));
        at += 2 + length;
    }
}

/** Connects a client that does nothing; resolves when it is connected. */
function open(port, path) {
    return new Promise((resolve, reject) => {
        const socket = createConnection(port, '127.0.0.1', () => socket.write(
            `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nUser-Agent: ${'Mozilla/5.0 (X11) '.repeat(6)}\r\n` +
            'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n'));
        socket.on('error', reject);
        socket.on('close', () => reject(new Error('a client was refused')));
        socket.once('data', () => {
            socket.removeAllListeners('error');
            socket.on('error', () => {});
            socket.on('data', (data) => answer(socket, data));
            resolve();
        });
    });
}

/** Connects clients \a from to \a to, in turn to the nodes. They are of groups of `kicked`. */
async function openMany(from, to) {
    while (from < to) {
        const next = Array.from({ length: Math.min(opensAtOnce, to - from) }, (_none, k) => {
            const i = from + k;
            return open(nodes[i % nodeCount].port, `/room/room%20${i % 100}?user=group-${Math.floor(i / kicked)}-${i}`);
        });
        await Promise.all(next);
        from += next.length;
    }
}

const agent = new Agent({ keepAlive: true });

/** The status and body of a request to the node \a i. */
function ask(i, method, path, body) {
    const { admin, token } = nodes[i];
    return new Promise((resolve, reject) => {
        const request = httpRequest({
            host: '127.0.0.1', port: admin, path: `/api/v1${path}`, method, agent,
            headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
        }, (response) => {
            const pieces = [];
            response.on('data', (piece) => pieces.push(piece));
            response.on('end', () => resolve({ status: response.statusCode, body: Buffer.concat(pieces).toString() }));
        });
        request.on('error', reject);
        request.end(body && JSON.stringify(body));
    });
}

function summary(taken) {
    taken.sort((a, b) => a - b);
    return { median: taken[Math.floor(taken.length / 2)], worst: taken.at(-1) };
}

/** Runs \a act \a times, with the number of the run; it returns what must be `matched`, the JSON, and the time if it has measured that. */
async function time(act, times = rounds) {
    const taken = [];
    for (let i = 0; i < times; ++i) {
        const begin = performance.now();
        const [expected, json, own] = await act(i);
        taken.push(own ?? performance.now() - begin);
        if (json.matched !== expected || json.missing.length > 0)
            throw new Error(`expected ${expected}: ${JSON.stringify(json).slice(0, 300)}`);
    }
    return summary(taken);
}

const query = (fields) => `?${new URLSearchParams({ cluster: true, limit: 100, ...fields })}`;

/** A list, asked of each node in turn. */
const list = (expected, path, fields = {}) => async (i) => {
    const { status, body } = await ask(i % nodeCount, 'GET', `${path}${query(fields)}`);
    if (status !== 200)
        throw new Error(`${path}: ${status} ${body}`);
    return [expected, JSON.parse(body)];
};

const kick = (expected, fields) => async (i) => {
    const { status, body } = await ask(i % nodeCount, 'POST', '/connections/kick?cluster=true', fields(i));
    if (status !== 200)
        throw new Error(`kick: ${status} ${body}`);
    return [expected, JSON.parse(body)];
};

/** Runs signalboxctl; resolves with what it has printed, and with the time. */
function run(...args) {
    return new Promise((resolve, reject) => {
        caller.once('message', ({ taken, stdout, error }) => (error ? reject(new Error(error)) : resolve({ taken, stdout })));
        caller.send({ file: join(folder, 'ctl', 'signalboxctl'), args });
    });
}

const ctl = (expected, words) => async (i) => {
    const { admin, tokenFile } = nodes[i % nodeCount];
    const { taken, stdout } = await run('--server', `http://127.0.0.1:${admin}`, '--token-file', tokenFile, '--json', ...words(i));
    return [expected, JSON.parse(stdout), taken];
};

const version = async () => {
    const { taken } = await run('--version');
    return [0, { matched: 0, missing: [] }, taken];
};

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits until all nodes see all connections. */
async function settled(expected) {
    const end = performance.now() + 60000;
    for (let i = 0; i < nodeCount;) {
        const { body } = await ask(i, 'GET', `/connections${query({ limit: 1 })}`);
        const { matched, missing } = JSON.parse(body);
        if (matched === expected && missing.length === 0)
            ++i;
        else
            await pause(100);
        if (performance.now() > end)
            throw new Error(`node ${i + 1} sees ${matched} connections, expected ${expected}; missing: ${missing}`);
    }
}

await openMany(0, count);
await settled(count);
await pause(2000); // what the directory of users still writes

const groups = count / kicked;
const members = (group) => `user:group-${group}-`;
const rows = {
    'for comparison: 100 connections of one node': await time(async (i) => {
        const { body } = await ask(i % nodeCount, 'GET', '/connections?limit=100');
        return [count / nodeCount, { missing: [], ...JSON.parse(body) }];
    }),
    '100 connections': await time(list(count, '/connections')),
    'with a filter of three terms': await time(list(kicked, '/connections', { filter: `${members(0)} room:"room " idle>=0s` })),
    'by latency': await time(list(count, '/connections', { sort: '-latency' })),
    'by a text': await time(list(count, '/connections', { sort: 'agent' })),
    'with an expression': await time(list(count / 10, '/connections', { filter: 're:"^group-\\d+-\\d*7$"' })),
    '1,000 connections': await time(list(count, '/connections', { limit: 1000 })),
    'kick by a filter, dry run': await time(kick(kicked, (i) => ({ filter: members(i % groups), dry_run: true }))),
    'signalboxctl --version, for comparison': await time(version, kicks * 2),
    'signalboxctl connections --cluster': await time(ctl(count, () => ['connections', '--cluster', '--limit', '100']), kicks * 2),
    'signalboxctl kick --cluster --dry-run': await time(ctl(kicked, (i) => ['kick', '--cluster', '--filter', members(i % groups), '--dry-run']), kicks),
};
// The groups that are kicked come from the end; others connect again for them.
const last = (i) => members(groups - 1 - i);
rows[`kick of ${kicked} by a filter`] = await time(kick(kicked, (i) => ({ filter: last(i) })), Math.min(kicks, groups / 2));
rows[`signalboxctl kick of ${kicked} --cluster --yes`] = await time(
    ctl(kicked, (i) => ['kick', '--cluster', '--filter', last(i + Math.min(kicks, groups / 2)), '--yes']), Math.min(kicks, groups / 2));
const left = count - 2 * Math.min(kicks, groups / 2) * kicked;
await settled(left);
if (left > 0)
    rows[`kick of all others, ${left.toLocaleString('en')}`] = { ...await time(kick(left, () => ({ filter: '' })), 1), is_free: true };
rows['for comparison: 100 connections of one node'].is_free = rows['signalboxctl --version, for comparison'].is_free = true;
process.stdout.write(`${JSON.stringify({ connections: count, rows })}\n`);
process.exit(0);
