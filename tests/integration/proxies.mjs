// The examples of resources/proxies for two servers that know nothing of each other, with the real nginx and HAProxy.

import assert from 'node:assert/strict';
import test from 'node:test';

import { freePorts, startBackend, startHaproxy, startNginx } from './support/balancers.mjs';
import { Certificates } from './support/certificates.mjs';
import { connect, refusal } from './support/client.mjs';
import { until } from './support/until.mjs';

const options = { timeout: 120000 };

/** Two servers behind nginx. */
async function startBehindNginx(t, { set, readTimeout = '60s' } = {}) {
    const servers = await Promise.all([startBackend(t, { set }), startBackend(t, { set })]);
    return { servers, ...await startNginx(t, 'nginx.conf', [
        ['server 127.0.0.1:8080 ', `server 127.0.0.1:${servers[0].server.port} `],
        ['server 127.0.0.1:8090 ', `server 127.0.0.1:${servers[1].server.port} `],
        ['proxy_read_timeout 60s', `proxy_read_timeout ${readTimeout}`],
    ]) };
}

/** Two servers behind HAProxy, and \a passed, to which it writes PROXY headers. */
async function startBehindHaproxy(t, { set, tunnel = '60s', passed, version = 'send-proxy-v2' } = {}) {
    const servers = await Promise.all([startBackend(t, { set }), startBackend(t, { set })]);
    const [through, none] = await freePorts(2);
    return { servers, passthrough: `wss://127.0.0.1:${through}`, ...await startHaproxy(t, 'haproxy.cfg', [
        ['server a 127.0.0.1:8080 check port 8081', `server a 127.0.0.1:${servers[0].server.port} check port ${servers[0].adminPort}`],
        ['server b 127.0.0.1:8090 check port 8091', `server b 127.0.0.1:${servers[1].server.port} check port ${servers[1].adminPort}`],
        ['bind :8444', `bind 127.0.0.1:${through}`],
        ['server c 127.0.0.1:8443 send-proxy-v2', `server c 127.0.0.1:${passed?.port ?? none} ${version}`],
        ['timeout tunnel 60s', `timeout tunnel ${tunnel}`],
    ]) };
}

const proxies = { nginx: startBehindNginx, HAProxy: startBehindHaproxy };

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
        const { server, rows } = await startBackend(t, { set: { 'policy.proxy_protocol': 'required', ...certificates.set } });
        const { passthrough } = await startBehindHaproxy(t, { passed: server, version });
        const client = await connect(t, `${passthrough}/room/a`, { ca: certificates.ca, localAddress: '127.0.0.5' });
        client.socket.send('hello');
        assert.equal(await client.nextText(), 'hello');
        const [row] = await rows();
        assert.equal(row.peer, `127.0.0.5:${client.socket._socket.localPort}`);
        assert.match(row.proxy, /^127\.0\.0\.1:\d+$/);
        assert.equal(row.tls.version, 'TLSv1.3');
    });
}
