// Runs the examples of resources/proxies with the real nginx and HAProxy, without privileges, on free ports: only ports, paths and, where a
// test says so, a setting are replaced.

import assert from 'node:assert/strict';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createConnection, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { AdminClient } from './adminclient.mjs';
import { Certificates } from './certificates.mjs';
import { Program } from './program.mjs';
import { startServer } from './server.mjs';
import { until } from './until.mjs';

const examples = fileURLToPath(new URL('../../../resources/proxies/', import.meta.url));

export async function freePorts(count) {
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

async function startBalancer(t, port, file, args) {
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

/** A server that trusts the balancer: {server, adminPort, rows(): its connections, rooms(): names of rooms with members}. */
export async function startBackend(t, { set = {}, ...more } = {}) {
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

/** nginx with an example; \a pairs: what else is replaced in it. */
export async function startNginx(t, name, pairs) {
    const certificates = await Certificates.make(t);
    const folder = await folderOf(t);
    const [plain, secure] = await freePorts(2);
    for (const file of ['chain.crt', 'server.key'])
        await writeFile(join(folder, file), await certificates.read(file), { mode: 0o644 });
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((file) => `${file}_temp_path ${folder}/${file};`);
    const path = await adapted(folder, name, [
        ['worker_processes auto;', 'worker_processes 1;'],
        ['http {', `http { ${temporary.join(' ')}`],
        ['listen 80;', `listen 127.0.0.1:${plain};`],
        ['listen 443 ssl;', `listen 127.0.0.1:${secure} ssl;`],
        ['/etc/ssl/certs/chat.example.org.pem', join(folder, 'chain.crt')],
        ['/etc/ssl/private/chat.example.org.key', join(folder, 'server.key')],
        ...pairs,
    ]);
    await startBalancer(t, secure, 'nginx', ['-p', folder, '-e', 'stderr', '-c', path, '-g', `daemon off; pid ${folder}/nginx.pid;`]);
    return { ca: certificates.ca, url: `wss://127.0.0.1:${secure}`, origin: `https://127.0.0.1:${secure}` };
}

/** HAProxy with an example. */
export async function startHaproxy(t, name, pairs) {
    const certificates = await Certificates.make(t);
    const folder = await folderOf(t);
    const [secure] = await freePorts(1);
    await writeFile(join(folder, 'server.pem'), await certificates.read('chain.crt') + await certificates.read('server.key'), { mode: 0o644 });
    const path = await adapted(folder, name, [
        ['bind :443 ', `bind 127.0.0.1:${secure} `],
        ['/etc/haproxy/certs/chat.example.org.pem', join(folder, 'server.pem')],
        ['inter 2s', 'inter 200ms'],
        ['maxconn 20000', 'maxconn 200'],
        ...pairs,
    ]);
    await startBalancer(t, secure, 'haproxy', ['-db', '-f', path]);
    return { ca: certificates.ca, url: `wss://127.0.0.1:${secure}`, origin: `https://127.0.0.1:${secure}` };
}
