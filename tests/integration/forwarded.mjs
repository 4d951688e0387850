// Clients of a trusted proxy: X-Forwarded-For, Forwarded and PROXY headers, sent by this test as a proxy would.
// proxies.mjs has real proxies.

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { connect as connectTls } from 'node:tls';

import { AdminClient } from './support/adminclient.mjs';
import { Certificates } from './support/certificates.mjs';
import { connect, refusal } from './support/client.mjs';
import { Program } from './support/program.mjs';
import { RawClient, handshake } from './support/rawclient.mjs';
import { environment, startServer } from './support/server.mjs';
import { until, within } from './support/until.mjs';

const options = { timeout: 60000 };
const stranger = '127.0.0.5'; // where a client is that is no proxy

async function start(t, set = {}, more = {}) {
    const state = await mkdtemp(join(tmpdir(), 'signalbox-state-'));
    t.after(() => rm(state, { recursive: true, force: true }));
    const server = await startServer(t, {
        state, admin: '127.0.0.1:0', set: { 'policy.trusted_proxies': '127.0.0.1', ...set }, ...more,
    });
    const admin = await AdminClient.of(server, state);
    return { server, admin, rows: async () => (await admin.ask('GET', '/connections')).body.connections };
}

const by = (...hops) => ({ headers: { 'X-Forwarded-For': hops.join(', ') } });
const line = (source) => `PROXY TCP4 ${source} 192.0.2.1 4660 443\r\n`;

/** A version 2 header of TCP over IPv4 with a TLV. */
function binary(source, { command = 0x21 } = {}) {
    const addresses = Buffer.from([...source.split('.').map(Number), 192, 0, 2, 1, 0x12, 0x34, 1, 187]);
    const tlv = Buffer.from([4, 0, 2, 1, 2]);
    const size = Buffer.alloc(2);
    size.writeUInt16BE(addresses.length + tlv.length);
    return Buffer.concat([Buffer.from('\r\n\r\n\0\r\nQUIT\n'), Buffer.from([command, 0x11]), size, addresses, tlv]);
}

/** Connects from \a from, writes \a header and then the handshake, whose response is returned. */
async function proxied(t, server, header, { from = '127.0.0.1', ...request } = {}) {
    const client = await RawClient.connect(t, server.port, { localAddress: from });
    client.write(header);
    client.write(handshake({ port: server.port, ...request }));
    const response = await client.response({ upgrade: true });
    return { client, ...response };
}

test('the address of a client is that which its trusted proxy names', options, async (t) => {
    const { server, rows } = await start(t);
    await connect(t, server.at('/ws?user=forwarded'), by('198.51.100.1', '203.0.113.7'));
    await connect(t, server.at('/ws?user=standard'), { headers: { Forwarded: 'for=198.51.100.1, For="[2001:db8::7]:4711";proto=https' } });
    await connect(t, server.at('/ws?user=both'), { headers: { Forwarded: 'for=198.51.100.1', 'X-Forwarded-For': '203.0.113.8' } });
    await connect(t, server.at('/ws?user=chain'), by('198.51.100.1', '203.0.113.9', '127.0.0.1'));
    await connect(t, server.at('/ws?user=garbage'), by('203.0.113.7', 'nonsense'));
    await connect(t, server.at('/ws?user=plain'));
    await connect(t, server.at('/ws?user=stranger'), { localAddress: stranger, ...by('203.0.113.7') });
    const found = Object.fromEntries((await rows()).map(({ user, address, peer, proxy }) => [user, { address, peer, proxy }]));
    const proxy = (user) => {
        assert.match(found[user].proxy, /^127\.0\.0\.1:\d+$/);
        return { address: found[user].address, peer: found[user].peer };
    };
    assert.deepEqual(proxy('forwarded'), { address: '203.0.113.7', peer: '203.0.113.7:0' });
    assert.deepEqual(proxy('standard'), { address: '2001:db8::7', peer: '[2001:db8::7]:4711' });
    assert.deepEqual(proxy('both'), { address: '203.0.113.8', peer: '203.0.113.8:0' });
    assert.deepEqual(proxy('chain'), { address: '203.0.113.9', peer: '203.0.113.9:0' });
    for (const user of ['garbage', 'plain']) {
        assert.equal(found[user].address, '127.0.0.1');
        assert.equal(found[user].proxy, undefined);
    }
    assert.equal(found.stranger.address, stranger);
    assert.equal(found.stranger.proxy, undefined);
});

test('limits count by the forwarded address', options, async (t) => {
    const { server } = await start(t, { 'limits.max_connections_per_address': 3, 'limits.include_loopback': true });
    const first = await connect(t, server.url, by('203.0.113.7'));
    for (let i = 0; i < 2; ++i)
        await connect(t, server.url, by('203.0.113.7'));
    const { status, headers } = await refusal(server.url, by('203.0.113.7'));
    assert.equal(status, 429);
    assert.equal(headers['retry-after'], '1');
    await server.program.line(/refused with 429 \(address_full\).*203\.0\.113\.7/);
    assert.equal((await refusal(server.url, by('10.1.1.1', '203.0.113.7'))).status, 429); // whatever it adds
    await connect(t, server.url, by('203.0.113.8'));
    for (let i = 0; i < 5; ++i) // the proxy itself
        await connect(t, server.url);
    first.socket.terminate();
    await until(async () => {
        try {
            await connect(t, server.url, by('203.0.113.7'));
            return true;
        } catch {
            return false;
        }
    }, 10000, () => 'a place for the address');
});

test('a client that connects too fast through a proxy keeps nobody else out', options, async (t) => {
    const { server } = await start(t, { 'limits.connects_per_second_per_address': 5 });
    const flood = await Promise.all(Array.from({ length: 60 }, () => connect(t, server.url, by('203.0.113.7')).then(() => 101, () => 429)));
    assert.ok(flood.includes(429));
    for (let i = 0; i < 3; ++i)
        await connect(t, server.url, by(`203.0.113.${i + 10}`));
});

test('rooms count by the forwarded address', options, async (t) => {
    const { server } = await start(t, { 'limits.max_rooms_per_address': 2 });
    for (const room of ['a', 'b'])
        await connect(t, server.at(`/room/${room}`), by('203.0.113.7'));
    const third = await connect(t, server.at('/room/c'), by('203.0.113.7'));
    assert.equal((await within(third.closed, 10000, 'the end')).code, 1013);
    const other = await connect(t, server.at('/room/c'), by('203.0.113.8'));
    other.socket.send('still here');
    assert.equal(await other.nextText(), 'still here');
});

test('bans apply to the forwarded address', options, async (t) => {
    const { server, admin } = await start(t, { 'policy.proxy_protocol': 'optional' });
    const inside = await connect(t, server.url, by('203.0.113.7'));
    const { status } = await admin.ask('POST', '/bans', { body: { kind: 'address', value: '203.0.113.7', reason: 'test' } });
    assert.equal(status, 201);
    assert.equal((await within(inside.closed, 10000, 'the end')).code, 4403);
    assert.equal((await refusal(server.url, by('203.0.113.7'))).status, 403);
    assert.equal((await refusal(server.url, by('198.51.100.1', '203.0.113.7'))).status, 403);
    assert.equal((await proxied(t, server, line('203.0.113.7'))).status, 403);
    await connect(t, server.url, by('203.0.113.8'));
    await connect(t, server.url, by('203.0.113.7', '203.0.113.8')); // only claimed
    await connect(t, server.url);
});

test('a forged chain of thousands of entries', options, async (t) => {
    const { server, rows } = await start(t);
    const forged = { headers: { 'X-Forwarded-For': `${'127.0.0.1,'.repeat(1400)}203.0.113.7` } };
    await connect(t, server.at('/ws?user=forged'), forged);
    assert.equal((await rows())[0].address, '203.0.113.7');
    await connect(t, server.at('/ws?user=quotes'), { headers: { Forwarded: `${'for=",'.repeat(2000)}for=203.0.113.8` } });
    assert.equal((await rows()).find(({ user }) => user === 'quotes').address, '203.0.113.8');
});

test('PROXY headers', options, async (t) => {
    for (const protocol of ['optional', 'required']) {
        const { server, rows } = await start(t, { 'policy.proxy_protocol': protocol });
        const header = [line('203.0.113.7'), binary('203.0.113.8'), 'PROXY UNKNOWN\r\n', binary('203.0.113.9', { command: 0x20 })];
        for (const [i, one] of header.entries())
            assert.equal((await proxied(t, server, one, { path: `/ws?user=u${i}` })).status, 101);
        const found = Object.fromEntries((await rows()).map(({ user, peer, proxy }) => [user, [peer, proxy !== undefined]]));
        assert.deepEqual(found.u0, ['203.0.113.7:4660', true]);
        assert.deepEqual(found.u1, ['203.0.113.8:4660', true]);
        for (const own of ['u2', 'u3'])
            assert.match(found[own][0], /^127\.0\.0\.1:\d+$/);
        // The header named a client that is not trusted: its X-Forwarded-For does not count.
        await proxied(t, server, line('203.0.113.10'), { path: '/ws?user=liar', ...by('198.51.100.1') });
        assert.equal((await rows()).find(({ user }) => user === 'liar').address, '203.0.113.10');
        await proxied(t, server, 'PROXY UNKNOWN\r\n', { path: '/ws?user=two', ...by('198.51.100.1') });
        assert.equal((await rows()).find(({ user }) => user === 'two').address, '198.51.100.1');

        assert.equal((await proxied(t, server, '')).status, protocol === 'optional' ? 101 : 400);
        assert.equal((await proxied(t, server, 'PROXY TCP4 nonsense\r\n')).status, 400);
        assert.equal((await proxied(t, server, binary('203.0.113.8', { command: 0x31 }))).status, 400);
        const untrusted = await proxied(t, server, line('203.0.113.7'), { from: stranger });
        assert.equal(untrusted.status, protocol === 'optional' ? 400 : 403);
        const direct = await proxied(t, server, '', { from: stranger });
        assert.equal(direct.status, protocol === 'optional' ? 101 : 403);
        if (protocol === 'required')
            await server.program.line(/refused with 403 \(not_proxied\).*127\.0\.0\.5.*policy\.proxy_protocol/);
        await server.program.line(/refused with 400 \(proxy_header\)/);
    }
});

test('a PROXY header in pieces, and a request that begins as one', options, async (t) => {
    const { server, rows } = await start(t, { 'policy.proxy_protocol': 'optional' });
    const client = await RawClient.connect(t, server.port);
    for (const byte of line('203.0.113.7') + handshake({ port: server.port }))
        client.write(byte);
    assert.equal((await client.response({ upgrade: true })).status, 101);
    assert.equal((await rows())[0].peer, '203.0.113.7:4660');
    const other = await RawClient.connect(t, server.port);
    for (const piece of ['P', 'RO', 'PFIND / HTTP/1.1\r\nHost: x\r\n\r\n'])
        other.write(piece);
    assert.equal((await other.response()).status, 501);
});

test('a PROXY header comes before TLS', options, async (t) => {
    const certificates = await Certificates.make(t);
    const { server, rows } = await start(t, { 'policy.proxy_protocol': 'required', ...certificates.set });
    for (const header of [line('203.0.113.7'), binary('203.0.113.7')]) {
        const raw = await RawClient.connect(t, server.port);
        raw.socket.removeAllListeners('data');
        raw.write(header);
        const secure = connectTls({ socket: raw.socket, ca: certificates.ca, servername: 'localhost' });
        secure.write(handshake({ port: server.port }));
        const [answer] = await within(new Promise((resolve) => secure.once('data', (data) => resolve([data.toString()]))), 10000, '101');
        assert.match(answer, /^HTTP\/1\.1 101 /);
    }
    assert.deepEqual((await rows()).map(({ peer, tls }) => [peer, tls.version]),
        Array(2).fill(['203.0.113.7:4660', 'TLSv1.3']));
    assert.equal((await proxied(t, server, '')).status, 400); // in clear text, as a header would be
});

test('limits count by the address of a PROXY header', options, async (t) => {
    const { server } = await start(t, { 'policy.proxy_protocol': 'required', 'limits.max_connections_per_address': 2 });
    for (const expected of [101, 101, 429, 429])
        assert.equal((await proxied(t, server, line('203.0.113.7'))).status, expected);
    assert.equal((await proxied(t, server, line('203.0.113.8'))).status, 101);
});

test('half a PROXY header', options, async (t) => {
    const { server } = await start(t, { 'policy.proxy_protocol': 'required', 'limits.handshake': '700ms', 'limits.unfinished_heads': 40 });
    const before = await server.descriptors();
    const silent = await Promise.all(Array.from({ length: 60 }, async (_, i) => {
        const client = await RawClient.connect(t, server.port);
        client.write(i % 2 ? line('203.0.113.7').slice(0, 20) : binary('203.0.113.7').subarray(0, 20));
        return client;
    }));
    assert.equal((await proxied(t, server, line('203.0.113.8'))).status, 101);
    const answers = await Promise.all(silent.map(async (client) => (await client.response()).status));
    assert.ok(answers.includes(503)); // those above the limit, at once
    assert.ok(answers.includes(408));
    assert.deepEqual(answers.filter((status) => ![408, 503].includes(status)), []);
    await server.descriptorsBackTo(before + 1);
});

test('a drain does not wait for PROXY headers', options, async (t) => {
    const { server } = await start(t, { 'policy.proxy_protocol': 'required', 'limits.handshake': 0 });
    const before = await server.descriptors();
    const client = await RawClient.connect(t, server.port);
    client.write('PROXY TC');
    await until(async () => (await server.descriptors()) > before, 10000, () => 'the connection');
    server.signal('SIGTERM');
    assert.equal((await within(server.ended, 10000, 'the end')).code, 0);
    await client.expectEnd();
});

test('--check-config warns of proxies that are anybody', options, async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'signalbox-check-'));
    t.after(() => rm(folder, { recursive: true, force: true }));
    const check = async (...set) => {
        const program = new Program(process.env.SIGNALBOX_BINARY,
            ['--check-config', ...set.flatMap((one) => ['--set', one])], { env: environment(folder) });
        return { code: (await program.ended).code, output: program.output() };
    };
    const open = await check('policy.trusted_proxies=10.0.0.0/8,0.0.0.0/0');
    assert.equal(open.code, 0);
    assert.match(open.output, /policy\.trusted_proxies: 0\.0\.0\.0\/0 trusts everybody/);
    const wrong = await check('policy.trusted_proxies=10.0.0.0/33');
    assert.equal(wrong.code, 78);
    assert.match(wrong.output, /policy\.trusted_proxies: found "10\.0\.0\.0\/33", allowed: a list of addresses and networks/);
    const nobody = await check('policy.proxy_protocol=required');
    assert.equal(nobody.code, 78);
    assert.match(nobody.output, /policy\.proxy_protocol: found "required", allowed: "off", as policy\.trusted_proxies is empty/);
});
