// TLS on the listening port, with third-party clients.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test from 'node:test';
import { connect as connectTls } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { startBrowser } from './support/browser.mjs';
import { Certificates } from './support/certificates.mjs';
import { connect, refusal } from './support/client.mjs';
import { Program } from './support/program.mjs';
import { RawClient, frame, handshake, opcodes } from './support/rawclient.mjs';
import { environment, startServer } from './support/server.mjs';
import { until, within } from './support/until.mjs';

const options = { timeout: 120000 };
const curl = async (...args) => (await promisify(execFile)('curl', ['--silent', '--max-time', '20', ...args])).stdout;

async function startSecure(t, { set = {}, ...more } = {}) {
    const certificates = await Certificates.make(t);
    const server = await startServer(t, { set: { ...certificates.set, ...set }, ...more });
    return { certificates, server, ca: certificates.ca };
}

/** Runs openssl s_client with \a input once it is connected; resolves with its output. */
async function sClient(t, server, args, input = 'Q\n') {
    const program = new Program('openssl',
        ['s_client', '-connect', `127.0.0.1:${server.port}`, ...args], { input: 'pipe' });
    t.after(() => program.kill());
    program.child.stdin.on('error', () => {}); // it may end before it reads
    await Promise.race([program.line(/^SSL handshake has read/).catch(() => {}), program.ended]);
    program.child.stdin.write(input);
    await within(program.ended, 20000, 'the end of openssl s_client');
    return program.output();
}

// The command that the window shows for a wss address (ui/mainwindow/connecthelp.cpp).
test('wscat -n connects in spite of a self-signed certificate', options, async (t) => {
    const server = await startServer(t, { options: ['--self-signed'], expected: [/certificate/] });
    const cwd = dirname(fileURLToPath(import.meta.url)); // where npx finds it
    const wscat = (option) => {
        // It says only to a terminal that it is connected.
        const program = new Program('script', ['-qec', `npx wscat ${option}-c ${server.url}`, '/dev/null'],
            { cwd, input: 'pipe' });
        t.after(() => program.kill());
        return program;
    };
    await wscat('-n ').line(/Connected/, 30000);
    await wscat('').line(/error: .*certificate/, 30000);
});

test('the ready line says wss', options, async (t) => {
    const { server } = await startSecure(t);
    assert.equal(server.url, `wss://127.0.0.1:${server.port}/`);
    assert.equal(server.program.stdout.length, 1);
});

for (const version of ['TLSv1.2', 'TLSv1.3']) {
    test(`echoes every size over ${version}`, options, async (t) => {
        const { server, ca } = await startSecure(t, { set: { 'limits.max_message': '4MiB' } });
        const client = await connect(t, server.at('/echo'), { ca, minVersion: version, maxVersion: version });
        assert.equal(client.socket._socket.getProtocol(), version);
        for (const size of [0, 1, 125, 126, 65535, 65536, 16384, 16385, 1 << 20, 4 << 20]) {
            const message = Buffer.alloc(size, 'signalbox ');
            client.socket.send(message);
            const { data, isBinary } = await client.next();
            assert.equal(isBinary, true);
            assert.ok(data.equals(message), `${size} bytes`);
        }
        for (let i = 0; i < 1000; ++i)
            client.socket.send(`message ${i}`);
        for (let i = 0; i < 1000; ++i)
            assert.equal(await client.nextText(), `message ${i}`);
        client.socket.close(1000, 'enough');
        assert.deepEqual(await client.ended(), { code: 1000, reason: '' });
    });
}

test('a room over TLS', options, async (t) => {
    const { server, ca } = await startSecure(t);
    const clients = [];
    for (let i = 0; i < 20; ++i)
        clients.push(await connect(t, server.at('/room/secure'), { ca }));
    clients[0].socket.send('to all');
    for (const client of clients)
        assert.equal(await client.nextText(), 'to all');
});

test('the certificate is trusted with its root only', options, async (t) => {
    const { server } = await startSecure(t);
    const other = await Certificates.make(t);
    await assert.rejects(connect(t, server.url), /unable to (get|verify)|self-signed|local issuer/);
    await assert.rejects(connect(t, server.url, { ca: other.ca }), /unable to (get|verify)|self-signed|signature/);
});

test('a slow reader receives everything', options, async (t) => {
    const { server, ca } = await startSecure(t, {
        set: { 'limits.outbox_hard': '64MiB', 'limits.max_message': '1MiB' },
    });
    const client = await connect(t, server.at('/echo'), { ca });
    const message = Buffer.alloc(1 << 20, 'slowly ');
    client.socket._socket.pause();
    for (let i = 0; i < 16; ++i)
        client.socket.send(message);
    await until(() => client.socket.bufferedAmount === 0, 20000, () => 'the server reads what it cannot yet write');
    client.socket._socket.resume();
    for (let i = 0; i < 16; ++i)
        assert.ok((await client.next()).data.equals(message));
});

test('data that follows the handshake in one segment is not lost', options, async (t) => {
    const { server, ca } = await startSecure(t);
    const client = await RawClient.connect(t, server.port, { ca });
    const head = Buffer.from(handshake({ port: server.port, path: '/echo' }));
    client.write(Buffer.concat([head, frame(opcodes.text, 'early'), frame(opcodes.text, 'birds')]));
    assert.equal((await client.response({ upgrade: true })).status, 101);
    assert.equal((await client.frame()).payload.toString(), 'early');
    assert.equal((await client.frame()).payload.toString(), 'birds');
});

test('byte by byte', options, async (t) => {
    const { server, ca } = await startSecure(t);
    const client = await RawClient.connect(t, server.port, { ca });
    for (const byte of Buffer.from(handshake({ port: server.port, path: '/echo' })))
        client.write(Buffer.from([byte]));
    assert.equal((await client.response({ upgrade: true })).status, 101);
    for (const byte of frame(opcodes.text, 'in pieces'))
        client.write(Buffer.from([byte]));
    assert.equal((await client.frame()).payload.toString(), 'in pieces');
});

test('a drain sends Close and close_notify', options, async (t) => {
    const { server, ca } = await startSecure(t);
    const client = await connect(t, server.url, { ca });
    const raw = await RawClient.connect(t, server.port, { ca });
    raw.write(handshake({ port: server.port }));
    await raw.response({ upgrade: true });
    let hasEnded = false;
    raw.socket.on('end', () => (hasEnded = true));
    server.signal('SIGTERM');
    assert.equal((await client.ended()).code, 1012);
    assert.equal((await raw.closeFrame()).code, 1012);
    raw.write(frame(opcodes.close, Buffer.from([0x03, 0xf4])));
    assert.equal(await raw.expectEnd(), true);
    assert.equal(hasEnded, true);
    assert.equal((await server.ended).code, 0);
});

test('origins are compared as https', options, async (t) => {
    const { server, ca } = await startSecure(t);
    await connect(t, server.url, { ca, origin: server.http });
    assert.equal((await refusal(server.url, { ca, origin: server.http.replace('https', 'http') })).status, 403);
    assert.equal((await refusal(server.url, { ca, origin: 'https://example.org' })).status, 403);
});

test('rejections are sent over TLS', options, async (t) => {
    const { server, ca } = await startSecure(t, { set: { 'limits.max_connections': 1 } });
    await connect(t, server.url, { ca });
    const full = await refusal(server.url, { ca });
    assert.equal(full.status, 503);
    assert.match(full.headers['retry-after'], /^\d+$/);
});

test('curl fetches the page', options, async (t) => {
    const { server, certificates } = await startSecure(t);
    const trust = ['--cacert', certificates.path('root.crt')];
    for (const version of [['--tlsv1.2', '--tls-max', '1.2'], ['--tlsv1.3']]) {
        const page = await curl(...trust, ...version, `https://localhost:${server.port}/`);
        assert.equal(page, await readFile(new URL('../../resources/page/index.html', import.meta.url), 'utf8'));
    }
    assert.match(await curl(...trust, '--head', server.http), /^HTTP\/1\.1 200 /);
    assert.match(await curl(...trust, '--include', `${server.http}/nowhere`), /^HTTP\/1\.1 404 /);
    await assert.rejects(curl(server.http), (error) => error.code === 60);
});

test('plain HTTP is answered with a plain 400', options, async (t) => {
    const { server } = await startSecure(t);
    const answer = await fetch(`http://127.0.0.1:${server.port}/`);
    assert.equal(answer.status, 400);
    assert.match((await answer.json()).detail, /TLS.*https:\/\/.*wss:\/\//);
    const client = await RawClient.connect(t, server.port);
    client.write(`GET /echo HTTP/1.1\r\nX-Long: ${'x'.repeat(100000)}`);
    assert.equal((await client.response()).status, 400);
    assert.equal(await client.ended, true, 'no reset that eats the answer');
    assert.equal((await refusal(server.url.replace('wss', 'ws'))).status, 400);
});

test('other protocols than TLS are disconnected without an effect on others', options, async (t) => {
    const { server, ca } = await startSecure(t);
    const observer = await connect(t, server.at('/echo'), { ca });
    const before = await server.descriptors();
    const junk = ['00'.repeat(5000), `160301ffff${'00'.repeat(100)}`, '800100', '0d0a0d0a0d0a', '15030100020228'];
    for (const hex of junk) {
        const client = await RawClient.connect(t, server.port);
        client.socket.end(Buffer.from(hex, 'hex'));
        await client.expectEnd();
    }
    await server.descriptorsBackTo(before);
    observer.socket.send('unhurt');
    assert.equal(await observer.nextText(), 'unhurt');
});

test('a client that disconnects during the handshake leaves no descriptor', options, async (t) => {
    const { server, ca } = await startSecure(t);
    const before = await server.descriptors();
    let hello;
    const tap = new Promise((resolve) => (hello = resolve));
    const listener = createServer((socket) => socket.once('data', (bytes) => {
        hello(bytes);
        socket.destroy();
    }));
    await new Promise((resolve) => listener.listen(0, '127.0.0.1', resolve));
    t.after(() => listener.close());
    connectTls({ host: '127.0.0.1', port: listener.address().port, ca }).on('error', () => {});
    const bytes = await tap;
    for (let cut = 0; cut <= bytes.length; cut += 16) {
        const client = await RawClient.connect(t, server.port);
        client.write(bytes.subarray(0, cut));
        client.socket.resetAndDestroy();
    }
    await server.descriptorsBackTo(before);
    await connect(t, server.url, { ca });
});

test('the handshake deadline covers TLS and head together', options, async (t) => {
    const { server, ca } = await startSecure(t, { set: { 'limits.handshake': '2s' } }); // long enough for a handshake on a busy machine
    const silent = await RawClient.connect(t, server.port);
    const begun = await RawClient.connect(t, server.port);
    begun.write(Buffer.from([0x16, 3, 1, 2, 0, 1]));
    const secure = await RawClient.connect(t, server.port, { ca });
    secure.write('GET / HT');
    await silent.expectEnd();
    await begun.expectEnd();
    assert.equal(silent.bytes.length + begun.bytes.length, 0, 'no output');
    assert.equal((await secure.response()).status, 408);
});

test('versions, ciphers and ALPN by openssl', options, async (t) => {
    const { server, certificates } = await startSecure(t);
    const trust = ['-CAfile', certificates.path('root.crt'), '-verify_return_error'];
    for (const [version, name] of [['-tls1_2', 'TLSv1.2'], ['-tls1_3', 'TLSv1.3']]) {
        const output = await sClient(t, server, [...trust, version, '-alpn', 'h2,http/1.1']);
        assert.match(output, new RegExp(`New, ${name}, Cipher is`));
        assert.match(output, /ALPN protocol: http\/1\.1/);
        assert.match(output, /Verif.*: (OK|0 \(ok\))/);
    }
    for (const refused of [['-tls1'], ['-tls1_1'], ['-tls1_2', '-cipher', 'AES128-SHA'],
        ['-tls1_2', '-cipher', 'ECDHE-ECDSA-AES128-SHA'], ['-alpn', 'h2']]) {
        const weak = refused[0] === '-alpn' ? [] : ['-cipher', 'ALL:@SECLEVEL=0'];
        assert.match(await sClient(t, server, [...weak, ...refused]), /alert/, refused.join(' '));
    }
});

test('sessions are resumed', options, async (t) => {
    const { server, certificates } = await startSecure(t);
    const file = certificates.path('session');
    for (const version of ['-tls1_2', '-tls1_3']) {
        const head = `GET / HTTP/1.1\r\nHost: localhost\r\n\r\n`;
        assert.match(await sClient(t, server, [version, '-sess_out', file, '-ign_eof'], head), /New, TLSv1/);
        assert.match(await sClient(t, server, [version, '-sess_in', file, '-ign_eof'], head), /Reused, TLSv1/);
    }
});

test('no renegotiation', options, async (t) => {
    const { server } = await startSecure(t);
    assert.match(await sClient(t, server, ['-tls1_2'], 'R\n'), /no renegotiation/);
});

test('the test page in Chromium', options, async (t) => {
    const { server, ca } = await startSecure(t);
    const browser = await startBrowser(t, { flags: ['--ignore-certificate-errors'] });
    await browser.goto(`${server.http}/#plain`);
    assert.equal(await browser.run(`return document.getElementById('url').value`), server.url);
    const other = await connect(t, server.url, { ca });
    await browser.click('#connect');
    await browser.waitFor(`document.getElementById('state').dataset.state === 'open'`);
    await browser.type('#text', 'over TLS');
    await browser.click('#send');
    assert.equal(await other.nextText(), 'over TLS');
});

const certificateLine = [/^signalbox: development certificate /];

test('--self-signed makes a certificate once', options, async (t) => {
    const state = await mkdtemp(join(tmpdir(), 'signalbox-state-'));
    t.after(() => rm(state, { recursive: true, force: true }));
    const fingerprints = [];
    const pattern = /^signalbox: development certificate (.+), SHA-256 fingerprint ((?:[0-9A-F]{2}:){31}[0-9A-F]{2})$/;
    for (let i = 0; i < 2; ++i) {
        const server = await startServer(t, { state, options: ['--self-signed'], expected: certificateLine });
        const [, file, fingerprint] = await server.program.line(pattern);
        assert.equal(file, join(state, 'signalbox', 'self-signed.crt'));
        assert.equal((await stat(join(state, 'signalbox', 'self-signed.key'))).mode & 0o777, 0o600);
        const ca = await readFile(file);
        for (const host of ['localhost', '127.0.0.1']) {
            const client = await connect(t, server.url.replace('127.0.0.1', host), { ca, family: 4 });
            assert.equal(client.socket._socket.getPeerCertificate().fingerprint256, fingerprint);
        }
        fingerprints.push(fingerprint);
        server.signal('SIGTERM');
        assert.equal((await server.ended).code, 0);
    }
    assert.equal(fingerprints[0], fingerprints[1]);
});

test('a reload keeps --self-signed', options, async (t) => {
    const server = await startServer(t, { options: ['--self-signed'], expected: certificateLine });
    server.signal('SIGHUP');
    await server.program.line(/configuration reloaded/);
    assert.doesNotMatch(server.program.output(), /after a restart/);
});

test('bad files end the start with 78 and name file and key', options, async (t) => {
    const certificates = await Certificates.make(t);
    await certificates.issue('other', null, ['-nodes']);
    await certificates.issue('locked', 'link', ['-passout', 'pass:secret words']);
    await writeFile(certificates.path('wrong'), 'other words\n');
    await writeFile(certificates.path('right'), 'secret words\n');
    const start = async (certificate, key, passphrase, more) => {
        const settings = Object.entries({ certificate, key, key_passphrase_file: passphrase })
            .filter(([, file]) => file)
            .flatMap(([name, file]) => ['--set', `tls.${name}=${certificates.path(file)}`]);
        const program = new Program(process.env.SIGNALBOX_BINARY,
            ['--no-gui', '--listen', '127.0.0.1:0', ...settings, ...more], { env: environment(certificates.folder) });
        t.after(() => program.kill());
        const { code } = await within(program.ended, 20000, 'the end of the program');
        return { code, output: program.stderr.join('\n') };
    };
    const bad = [
        ['none.crt', 'server.key', '', 'tls.certificate', 'none.crt'],
        ['server.crt', 'none.key', '', 'tls.key', 'none.key'],
        ['server.crt', 'other.key', '', 'tls.key', 'other.key'],
        ['server.crt', '', '', 'tls.key', ''],
        ['', 'server.key', '', 'tls.certificate', ''],
        ['locked.crt', 'locked.key', '', 'tls.key', 'locked.key'],
        ['locked.crt', 'locked.key', 'wrong', 'tls.key_passphrase_file', 'wrong'],
    ];
    for (const [certificate, key, passphrase, reportedKey, file] of bad) {
        for (const more of [[], ['--check-config']]) {
            const end = await start(certificate, key, passphrase, more);
            assert.equal(end.code, 78, `${certificate} ${key} ${more}: ${end.output}`);
            assert.match(end.output, new RegExp(`key ${reportedKey}: `));
            assert.ok(end.output.includes(file), end.output);
            assert.doesNotMatch(end.output, /words/);
        }
    }
    const good = await start('locked.crt', 'locked.key', 'right', ['--check-config']);
    assert.equal(good.code, 0, good.output);
});

test('a key with a passphrase serves like any other', options, async (t) => {
    const certificates = await Certificates.make(t);
    await certificates.issue('locked', 'link', ['-passout', 'pass:secret words']);
    await writeFile(certificates.path('chain.crt'), await certificates.read('locked.crt') + await certificates.read('link.crt'));
    await writeFile(certificates.path('right'), 'secret words\n');
    const server = await startServer(t, { set: {
        'tls.certificate': certificates.path('chain.crt'),
        'tls.key': certificates.path('locked.key'),
        'tls.key_passphrase_file': certificates.path('right'),
    } });
    const client = await connect(t, server.at('/echo'), { ca: certificates.ca });
    client.socket.send('unlocked');
    assert.equal(await client.nextText(), 'unlocked');
});

test('an expired certificate is a warning', options, async (t) => {
    const certificates = await Certificates.make(t);
    await certificates.openssl('req', '-new', '-key', 'server.key', '-subj', '/CN=old', '-out', 'old.csr');
    await certificates.openssl('x509', '-req', '-in', 'old.csr', '-key', 'server.key', '-days', '-1',
        '-out', 'old.crt');
    const server = await startServer(t, {
        set: { ...certificates.set, 'tls.certificate': certificates.path('old.crt') },
        expected: [/old\.crt: has expired on/],
    });
    await server.program.line(/warn.* key tls\.certificate: .*old\.crt: has expired on/);
    await connect(t, server.url, { rejectUnauthorized: false });
    assert.equal(server.program.stderr.filter((line) => /expire/.test(line)).length, 1, 'once');
});
