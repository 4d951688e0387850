// Measures the lists of the admin API:  node lists.mjs BINARY [quick]   starts that server and connects 19,000 clients.
// stdout: a JSON object of figures. Times are those that a client of the API sees, in milliseconds.

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { Agent, request as httpRequest } from 'node:http';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const [, , binary, quick] = process.argv;
const count = quick ? 1000 : 19000;
const rounds = quick ? 5 : 40;
const opensAtOnce = 200;

const state = mkdtempSync(join(tmpdir(), 'signalbox-lists-'));
const server = spawn(binary, ['--no-gui', '--listen', '127.0.0.1:0', '--admin-listen', '127.0.0.1:0', '--set', 'limits.max_connections=20000'],
    { env: { ...process.env, XDG_STATE_HOME: state, XDG_CONFIG_HOME: state }, stdio: ['ignore', 'pipe', 'pipe'] });
process.on('exit', () => {
    server.kill('SIGKILL');
    rmSync(state, { recursive: true, force: true });
});

function line(stream, pattern) {
    return new Promise((resolve) => createInterface({ input: stream }).on('line', (text) => {
        const found = text.match(pattern);
        if (found)
            resolve(Number(found[1]));
    }));
}

const [port, admin] = await Promise.all([line(server.stdout, /listening on ws:.*:(\d+)\//), line(server.stderr, /admin port on .*:(\d+)\//)]);
const token = readFileSync(join(state, 'signalbox', 'admin.token'), 'utf8').trim();

/** Connects a client that does nothing; resolves with its socket. */
function open(path) {
    return new Promise((resolve, reject) => {
        const socket = createConnection(port, '127.0.0.1', () => socket.write(
            `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nUser-Agent: ${'Mozilla/5.0 (X11) '.repeat(6)}\r\n` +
            'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n'));
        socket.on('error', reject);
        socket.once('data', () => resolve(socket));
    });
}

const sockets = [];
while (sockets.length < count) {
    const next = Array.from({ length: Math.min(opensAtOnce, count - sockets.length) },
        (_none, i) => open(`/room/room%20${(sockets.length + i) % 100}?user=user-${sockets.length + i}`));
    sockets.push(...await Promise.all(next));
}

const agent = new Agent({ keepAlive: true });

/** The status and body of GET \a path. */
function ask(path) {
    return new Promise((resolve, reject) => {
        const request = httpRequest({ host: '127.0.0.1', port: admin, path: `/api/v1${path}`, agent, headers: { authorization: `Bearer ${token}` } }, (response) => {
            const pieces = [];
            response.on('data', (piece) => pieces.push(piece));
            response.on('end', () => resolve({ status: response.statusCode, body: Buffer.concat(pieces).toString() }));
        });
        request.on('error', reject);
        request.end();
    });
}

/** CPU time of the threads of the server so far, in milliseconds. */
function cpu() {
    const task = `/proc/${server.pid}/task`;
    return readdirSync(task).reduce((sum, id) => sum + Number(readFileSync(`${task}/${id}/schedstat`, 'utf8').split(' ')[0]) / 1e6, 0);
}

const median = (times) => times.sort((a, b) => a - b)[Math.floor(times.length / 2)];

async function time(path, times = rounds) {
    const taken = [];
    for (let i = 0; i < times; ++i) {
        const begin = performance.now();
        const { status, body } = await ask(path);
        taken.push(performance.now() - begin);
        if (status !== 200)
            throw new Error(`${path}: ${status} ${body}`);
    }
    return median(taken);
}

const query = (fields) => `?${new URLSearchParams(fields)}`;
const terms = Array.from({ length: 64 }, (_none, i) => `-absent${i}`).join(' ');
await time('/connections'); // once for the caches
const used = cpu();
await time('/connections?limit=100');
const figures = {
    connections: count,
    page_cpu_ms: (cpu() - used) / rounds,
    page_ms: await time('/connections?limit=100'),
    filter_ms: await time(`/connections${query({ filter: 'user:user-1 room:"room 7" idle>=0s' })}`),
    sort_ms: await time(`/connections${query({ sort: '-latency' })}`),
    sort_text_ms: await time(`/connections${query({ sort: 'agent' })}`),
    expression_ms: await time(`/connections${query({ filter: 're:"^user-\\d*7$"' })}`),
    terms_64_ms: await time(`/connections${query({ filter: terms })}`, 5),
    rooms_ms: await time('/rooms'),
    users_ms: await time('/users'),
    server_ms: await time('/server'),
};

/** Round trips of a client that sends one message after the other, while \a busy runs. */
async function echoes(busy) {
    const socket = await open('/echo');
    const taken = [];
    let isDone = false;
    const work = busy().finally(() => { isDone = true; });
    while (!isDone) {
        const begin = performance.now();
        const answer = new Promise((resolve) => socket.once('data', resolve));
        socket.write(Buffer.from([0x81, 0x81, 0, 0, 0, 0, 0x78]));
        await answer;
        taken.push(performance.now() - begin);
    }
    await work;
    socket.destroy();
    taken.sort((a, b) => a - b);
    return { p50: median(taken), p99: taken[Math.floor(taken.length * 0.99)], most: taken.at(-1) };
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const duration = quick ? 500 : 5000;

/** Asks for everything as fast as the answers come, eight at a time. */
async function storm() {
    const end = performance.now() + duration;
    const paths = ['/connections?limit=1000', '/users', '/rooms', `/connections${query({ filter: terms })}`, '/closed',
        `/connections${query({ sort: '-latency', filter: 're:"^user-\\d*7$"' })}`];
    await Promise.all(Array.from({ length: 8 }, async (_none, i) => {
        for (let k = i; performance.now() < end; ++k)
            await ask(paths[k % paths.length]);
    }));
}

/** The histogram of how late the loops of the io threads are. */
async function lag() {
    const text = await new Promise((resolve) => httpRequest({ host: '127.0.0.1', port: admin, path: '/metrics', agent }, (response) => {
        const pieces = [];
        response.on('data', (piece) => pieces.push(piece));
        response.on('end', () => resolve(Buffer.concat(pieces).toString()));
    }).end());
    const buckets = new Map();
    for (const [, bound, value] of text.matchAll(/^signalbox_event_loop_lag_seconds_bucket{.*le="([^"]+)"} (\d+)$/gm))
        buckets.set(bound, (buckets.get(bound) ?? 0) + Number(value));
    return buckets;
}

/** The bound in milliseconds below which \a part of the delays between \a before and \a after were. */
function quantile(before, after, part) {
    const total = after.get('+Inf') - before.get('+Inf');
    for (const [bound, value] of after) {
        if (value - before.get(bound) >= total * part)
            return Number(bound) * 1000;
    }
    return null;
}

const quiet = await lag();
figures.echo_alone = await echoes(() => pause(duration));
const before = await lag();
figures.echo_in_storm = await echoes(storm);
const after = await lag();
figures.lag_p99_alone_ms = quantile(quiet, before, 0.99);
figures.lag_p99_in_storm_ms = quantile(before, after, 0.99);
process.stdout.write(`${JSON.stringify(figures)}\n`);
process.exit(0);
