// The examples of resources/proxies with the real nginx and HAProxy. Both run without privileges, on free ports, from those
// files: only ports, paths and, where a test says so, one setting are replaced.

import assert from 'node:assert/strict';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createConnection, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

import { AdminClient } from './support/adminclient.mjs';
import { Certificates } from './support/certificates.mjs';
import { connect, refusal } from './support/client.mjs';
import { Program } from './support/program.mjs';
import { startServer } from './support/server.mjs';
import { until } from './support/until.mjs';

const options = { timeout: 120000 };
const examples = fileURLToPath(new URL('../../resources/proxies/', import.meta.url));

async function freePorts(count) {
    const servers = await Promise.all(Array.from({ length: count }, () => new Promise((resolve) => {
        const server = createServer().listen(0, '127.0.0.1', () => resolve(server));
    })));
    const ports = servers.map((server) => server.address().port);
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    return ports;
}

async function folderOf(t) {
    const folder = await mkdtemp(join(tmpdir(), 'signalbox-proxy-'));
    await chmod(folder, 0o777); // the proxy may run as another user than this test
    t.after(() => rm(folder, { recursive: true, force: true }));
    return folder;
}

/** Replaces each [old, new] of \a pairs, which has to occur, in an example and writes it to \a folder. */
async function adapted(folder, name, pairs) {
    let text = await readFile(join(examples, name), 'utf8');
    for (const [old, replacement] of pairs) {
        assert.ok(text.includes(old), `${name} has no ${old}`);
        text = text.replaceAll(old, replacement);
    }
    const path = join(folder, name);
    await writeFile(path, text);
    return path;
}

async function startProxy(t, port, file, args) {
    const unprivileged = process.getuid() === 0 ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] : [];
    const [command, ...all] = [...unprivileged, file, ...args];
    const program = new Program(command, all);
    t.after(() => program.kill());
    await until(() => {
        assert.ok(program.isRunning, program.output());
        return new Promise((resolve) => {
            const probe = createConnection({ host: '127.0.0.1', port });
            probe.on('connect', () => (probe.destroy(), resolve(true)));
            probe.on('error', () => resolve(false));
        });
    }, 20000, () => `${file} on port ${port}: ${program.output()}`);
    return program;
}

async function startSignalbox(t, { set = {}, ...more } = {}) {
    const state = await folderOf(t);
    const server = await startServer(t, {
        state, admin: '127.0.0.1:0', set: { 'policy.trusted_proxies': '127.0.0.1', ...set }, ...more,
    });
    const admin = await AdminClient.of(server, state);
    return {
        server,
        adminPort: await server.adminPort(),
        rows: async () => (await admin.ask('GET', '/connections')).body.connections,
        rooms: async () => (await admin.ask('GET', '/rooms')).body.rooms.filter(({ members }) => members > 0).map(({ name }) => name),
    };
}

/** Two servers behind nginx. */
async function startNginx(t, { set, readTimeout = '60s' } = {}) {
    const certificates = await Certificates.make(t);
    const folder = await folderOf(t);
    const servers = await Promise.all([startSignalbox(t, { set }), startSignalbox(t, { set })]);
    const [plain, secure] = await freePorts(2);
    for (const name of ['chain.crt', 'server.key'])
        await writeFile(join(folder, name), await certificates.read(name), { mode: 0o644 });
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`);
    const file = await adapted(folder, 'nginx.conf', [
        ['worker_processes auto;', 'worker_processes 1;'],
        ['http {', `http { ${temporary.join(' ')}`],
        ['listen 80;', `listen 127.0.0.1:${plain};`],
        ['listen 443 ssl;', `listen 127.0.0.1:${secure} ssl;`],
        ['server 127.0.0.1:8080 ', `server 127.0.0.1:${servers[0].server.port} `],
        ['server 127.0.0.1:8090 ', `server 127.0.0.1:${servers[1].server.port} `],
        ['/etc/ssl/certs/chat.example.org.pem', join(folder, 'chain.crt')],
        ['/etc/ssl/private/chat.example.org.key', join(folder, 'server.key')],
        ['proxy_read_timeout 60s', `proxy_read_timeout ${readTimeout}`],
    ]);
    await startProxy(t, secure, 'nginx', ['-p', folder, '-e', 'stderr', '-c', file, '-g', `daemon off; pid ${folder}/nginx.pid;`]);
    return { servers, ca: certificates.ca, url: `wss://127.0.0.1:${secure}`, origin: `https://127.0.0.1:${secure}` };
}

/** Two servers behind HAProxy, and \a passed, to which it writes PROXY headers. */
async function startHaproxy(t, { set, tunnel = '60s', passed, version = 'send-proxy-v2' } = {}) {
    const certificates = await Certificates.make(t);
    const folder = await folderOf(t);
    const servers = await Promise.all([startSignalbox(t, { set }), startSignalbox(t, { set })]);
    const [secure, through, none] = await freePorts(3);
    await writeFile(join(folder, 'server.pem'), await certificates.read('chain.crt') + await certificates.read('server.key'), { mode: 0o644 });
    const file = await adapted(folder, 'haproxy.cfg', [
        ['bind :443 ', `bind 127.0.0.1:${secure} `],
        ['/etc/haproxy/certs/chat.example.org.pem', join(folder, 'server.pem')],
        ['server a 127.0.0.1:8080 check port 8081', `server a 127.0.0.1:${servers[0].server.port} check port ${servers[0].adminPort}`],
        ['server b 127.0.0.1:8090 check port 8091', `server b 127.0.0.1:${servers[1].server.port} check port ${servers[1].adminPort}`],
        ['bind :8444', `bind 127.0.0.1:${through}`],
        ['server c 127.0.0.1:8443 send-proxy-v2', `server c 127.0.0.1:${passed?.port ?? none} ${version}`],
        ['timeout tunnel 60s', `timeout tunnel ${tunnel}`],
        ['inter 2s', 'inter 200ms'],
        ['maxconn 20000', 'maxconn 200'],
    ]);
    await startProxy(t, secure, 'haproxy', ['-db', '-f', file]);
    return {
        servers, ca: certificates.ca, url: `wss://127.0.0.1:${secure}`, origin: `https://127.0.0.1:${secure}`,
        passthrough: `wss://127.0.0.1:${through}`,
    };
}

const proxies = { nginx: startNginx, HAProxy: startHaproxy };

for (const [name, startBehind] of Object.entries(proxies)) {
    test(`${name}: upgrade, real address, and TLS that ends there`, options, async (t) => {
        const { servers, ca, url, origin } = await startBehind(t);
        const client = await connect(t, `${url}/room/a?user=ann`, { ca, localAddress: '127.0.0.5', origin });
        client.socket.send('hello');
        assert.equal(await client.nextText(), 'hello');
        await connect(t, `${url}/room/a?user=eve`, {
            ca, localAddress: '127.0.0.6', headers: { 'X-Forwarded-For': '198.51.100.1', Forwarded: 'for=198.51.100.2' },
        });
        const rows = (await Promise.all(servers.map(({ rows }) => rows()))).flat();
        const found = Object.fromEntries(rows.map((row) => [row.user, row]));
        assert.equal(found.ann.address, '127.0.0.5');
        assert.match(found.ann.proxy, /^127\.0\.0\.1:\d+$/);
        assert.equal(found.ann.origin, origin);
        assert.equal(found.eve.address, '127.0.0.6'); // not what it claims
        assert.equal((await refusal(`${url}/nowhere`, { ca })).status, 404);
        assert.equal((await refusal(`${url}/ws`, { ca, origin: 'https://evil.example' })).status, 403);
    });

    test(`${name}: all of a room are on one server`, options, async (t) => {
        const { servers, ca, url } = await startBehind(t);
        const rooms = Array.from({ length: 24 }, (_, i) => `room${i}`);
        await Promise.all(['/', '/ws'].map((path) => connect(t, url + path, { ca })));
        rooms.push('lobby');
        for (let i = 0; i < 3; ++i)
            await Promise.all(rooms.slice(0, -1).map((room) => connect(t, `${url}/room/${room}?user=u${i}`, { ca, localAddress: `127.0.0.${5 + i}` })));
        const [a, b] = await Promise.all(servers.map(({ rooms }) => rooms()));
        assert.ok(a.length > 0 && b.length > 0, `${a.length} and ${b.length} rooms`);
        assert.deepEqual([...a, ...b].sort(), [...rooms].sort()); // none is on both
        const moved = a.find((room) => room !== 'lobby');
        // A server that stops: its rooms move to the other one.
        servers[0].server.signal('SIGTERM');
        await servers[0].server.ended;
        await until(() => connect(t, `${url}/room/${moved}`, { ca }).then(() => true, () => false), 15000, () => 'the other server');
        assert.ok((await servers[1].rooms()).includes(moved));
    });

    test(`${name}: an idle timeout shorter than the ping is recognised`, options, async (t) => {
        // The first ping comes after one to two seconds, the next one when the proxy has lost patience.
        const { servers, ca, url } = await startBehind(t, {
            set: { 'log.level': 'debug', 'heartbeat.interval': '5min' }, readTimeout: '2300ms', tunnel: '2300ms',
        });
        const clients = await Promise.all([5, 6, 7, 8].map((last) => connect(t, `${url}/room/a`, { ca, localAddress: `127.0.0.${last}` })));
        await Promise.all(clients.map((client) => client.closed));
        const ends = () => servers.flatMap(({ server }) => server.program.stderr.filter((line) => / closed, /.test(line)));
        await until(() => ends().length === 4, 10000, () => `four ends: ${ends()}`);
        for (const [i, times] of ['three', 'four'].entries())
            assert.match(ends()[2 + i], new RegExp(`closed [23]\\.\\d s after the last traffic, ${times} times from this address or its proxy: ` +
                "a proxy's idle timeout; set heartbeat.interval below \\ds$"));
    });
}

for (const version of ['send-proxy', 'send-proxy-v2']) {
    test(`HAProxy: PROXY header (${version}) before TLS that ends here`, options, async (t) => {
        const certificates = await Certificates.make(t);
        const { server, rows } = await startSignalbox(t, { set: { 'policy.proxy_protocol': 'required', ...certificates.set } });
        const { passthrough } = await startHaproxy(t, { passed: server, version });
        const client = await connect(t, `${passthrough}/room/a`, { ca: certificates.ca, localAddress: '127.0.0.5' });
        client.socket.send('hello');
        assert.equal(await client.nextText(), 'hello');
        const [row] = await rows();
        assert.equal(row.peer, `127.0.0.5:${client.socket._socket.localPort}`);
        assert.match(row.proxy, /^127\.0\.0\.1:\d+$/);
        assert.equal(row.tls.version, 'TLSv1.3');
    });
}
