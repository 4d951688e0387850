// New certificates while the server runs: by HUP, by the API, and when the files change. Nobody is disconnected.

import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { connect as connectTls } from 'node:tls';

import { AdminClient } from './support/adminclient.mjs';
import { Certificates } from './support/certificates.mjs';
import { connect } from './support/client.mjs';
import { startServer } from './support/server.mjs';
import { until } from './support/until.mjs';

const options = { timeout: 120000 };
const wait = 30000; // for what takes seconds, on a busy machine

/** Certificates `first`, `second`, …, of one root, and a server that uses the first one as tls.crt and tls.key. */
async function start(t, { names = ['first', 'second'], set = {}, ...more } = {}) {
    const made = await Certificates.make(t);
    for (const name of names)
        await made.issue(name, 'root', ['-nodes']);
    const files = new Files(made);
    await files.swap('first');
    const state = await mkdtemp(join(tmpdir(), 'signalbox-state-'));
    t.after(() => rm(state, { recursive: true, force: true }));
    const server = await startServer(t, {
        set: { 'tls.certificate': made.path('tls.crt'), 'tls.key': made.path('tls.key'), ...set },
        admin: '127.0.0.1:0', state, ...more,
    });
    return { made, files, server, state, ca: made.ca };
}

class Files {
    constructor(made) { this.made = made; }

    /** Replaces \a to by rename(2). */
    async put(bytes, to) {
        const next = this.made.path(`${to}.next`);
        await writeFile(next, bytes);
        await rename(next, this.made.path(to));
    }
    async swap(name) {
        await this.put(await readFile(this.made.path(`${name}.key`)), 'tls.key');
        await this.put(await readFile(this.made.path(`${name}.crt`)), 'tls.crt');
    }
}

/** The CN of the certificate that a new client of \a port is shown. */
function shown(port, ca) {
    return new Promise((resolve, reject) => {
        const socket = connectTls({ host: '127.0.0.1', port, ca }, () => {
            const { subject } = socket.getPeerCertificate();
            socket.destroy();
            resolve(subject.CN);
        });
        socket.on('error', reject);
    });
}
const shows = (server, ca, name) =>
    until(async () => (await shown(server.port, ca)) === name, wait, () => `the certificate ${name}`);

async function echoes(client, text) {
    client.socket.send(text);
    assert.equal(await client.nextText(), text);
}

const loaded = (server, count) => until(() => server.program.stderr.filter((line) =>
    /TLS uses the certificate/.test(line)).length === count, wait, () => `${count} new certificates`);

test('a rename is noticed, and nobody is disconnected', options, async (t) => {
    const { files, server, ca } = await start(t);
    const client = await connect(t, server.at('/echo'), { ca });
    assert.equal(client.socket._socket.getPeerCertificate().subject.CN, 'first');
    await files.swap('second');
    await shows(server, ca, 'second');
    await echoes(client, 'still there');
    const other = await connect(t, server.at('/echo'), { ca });
    assert.equal(other.socket._socket.getPeerCertificate().subject.CN, 'second');
    await loaded(server, 1);
});

test('a folder behind a link is swapped, as by Kubernetes', options, async (t) => {
    const made = await Certificates.make(t);
    for (const name of ['first', 'second']) {
        await made.issue(name, 'root', ['-nodes']);
        await mkdir(made.path(`..${name}`));
        await rename(made.path(`${name}.crt`), made.path(`..${name}/tls.crt`));
        await rename(made.path(`${name}.key`), made.path(`..${name}/tls.key`));
    }
    await symlink('..first', made.path('..data'));
    await symlink('..data/tls.crt', made.path('tls.crt'));
    await symlink('..data/tls.key', made.path('tls.key'));
    const server = await startServer(t, {
        set: { 'tls.certificate': made.path('tls.crt'), 'tls.key': made.path('tls.key') },
    });
    const client = await connect(t, server.at('/echo'), { ca: made.ca });
    await symlink('..second', made.path('..data_tmp'));
    await rename(made.path('..data_tmp'), made.path('..data'));
    await rm(made.path('..first'), { recursive: true });
    await shows(server, made.ca, 'second');
    await echoes(client, 'still there');
});

test('HUP takes effect at once', options, async (t) => {
    const { files, server, ca } = await start(t);
    const client = await connect(t, server.at('/echo'), { ca });
    await files.swap('second');
    server.signal('SIGHUP');
    await server.program.line(/configuration reloaded/, wait);
    assert.equal(await shown(server.port, ca), 'second');
    await echoes(client, 'still there');
});

test('POST /reload says what has changed, or why not', options, async (t) => {
    const { files, made, server, state, ca } = await start(t, { expected: [/key tls\.key: .* does not belong/] });
    const api = await AdminClient.of(server, state);
    const client = await connect(t, server.at('/echo'), { ca });
    const nothing = { changed: [], needs_restart: [], warnings: [] };
    assert.deepEqual((await api.ask('POST', '/reload')).body, nothing);
    await files.swap('second');
    const changed = ['tls.certificate', 'tls.key'];
    assert.deepEqual((await api.ask('POST', '/reload')).body, { ...nothing, changed });
    assert.equal(await shown(server.port, ca), 'second');

    await files.put(await made.read('first.key'), 'tls.key');
    const refused = await api.ask('POST', '/reload');
    assert.equal(refused.status, 200);
    assert.deepEqual(refused.body.changed, []);
    assert.deepEqual(refused.body.needs_restart, []);
    assert.equal(refused.body.warnings.length, 1);
    assert.match(refused.body.warnings[0], /^key tls\.key: .*tls\.key: does not belong to the certificate/);
    assert.equal(await shown(server.port, ca), 'second');
    assert.doesNotMatch(server.program.stderr.join('\n'), /PRIVATE KEY/);
    await echoes(client, 'still there');
});

for (const [what, spoil, pattern] of [
    ['a key of another certificate', (made, files) => made.read('second.crt').then((pem) => files.put(pem, 'tls.crt')),
        /key tls\.key: .* does not belong/],
    ['garbage', (_made, files) => files.put('no certificate', 'tls.crt'), /key tls\.certificate: .* no certificate/],
    ['half a file', async (made, files) => files.put((await made.read('second.crt')).slice(0, 300), 'tls.crt'),
        /key tls\.certificate: .* no certificate/],
    ['a removed file', (made) => rm(made.path('tls.key')), /key tls\.key: .*cannot be read/],
    ['an expired certificate', async (made, files) => {
        await made.openssl('req', '-new', '-key', 'second.key', '-subj', '/CN=old', '-out', 'old.csr');
        await made.openssl('x509', '-req', '-in', 'old.csr', '-signkey', 'second.key', '-days', '-1', '-out', 'old.crt');
        await made.openssl('x509', '-in', 'old.crt', '-out', 'old.pem');
        await files.put(await made.read('second.key'), 'tls.key');
        await files.put(await made.read('old.pem'), 'tls.crt');
    }, /key tls\.certificate: .* has expired/],
]) {
    test(`${what}: the certificate in use stays, and the log says why, once`, options, async (t) => {
        const { files, made, server, ca } = await start(t, { expected: [pattern] });
        const client = await connect(t, server.at('/echo'), { ca });
        await spoil(made, files);
        const complaints = () => server.program.stderr.filter((line) => pattern.test(line));
        await until(() => complaints().length > 0, wait, () => `a line ${pattern}`);
        assert.match(complaints()[0], /the certificate in use stays/);
        assert.equal(await shown(server.port, ca), 'first');
        await echoes(client, 'still there');
        await files.swap('second');
        await shows(server, ca, 'second');
        await echoes(client, 'again');
        assert.equal(complaints().length, 1);
    });
}

test('the passphrase changes with the key', options, async (t) => {
    const made = await Certificates.make(t);
    const files = new Files(made);
    const lock = async (name, phrase) => {
        await made.issue(name, 'root', ['-nodes']);
        await made.openssl('pkcs8', '-topk8', '-in', `${name}.key`, '-passout', `pass:${phrase}`, '-out', `${name}.locked`);
        await writeFile(made.path(`${name}.phrase`), phrase);
    };
    const put = async (name, phrase = name) => {
        await files.put(await made.read(`${name}.crt`), 'tls.crt');
        await files.put(await made.read(`${name}.locked`), 'tls.key');
        await files.put(await made.read(`${phrase}.phrase`), 'tls.phrase');
    };
    await lock('first', 'open sesame');
    await lock('second', 'close sesame');
    await put('first');
    const server = await startServer(t, {
        set: {
            'tls.certificate': made.path('tls.crt'), 'tls.key': made.path('tls.key'),
            'tls.key_passphrase_file': made.path('tls.phrase'),
        },
        expected: [/tls\.key_passphrase_file: .* does not open/],
    });
    await put('second', 'first');
    await server.program.line(/tls\.key_passphrase_file: .* does not open/, wait);
    assert.equal(await shown(server.port, made.ca), 'first');
    await put('second');
    await shows(server, made.ca, 'second');
    assert.doesNotMatch(server.program.stderr.join('\n'), /sesame/);
});

test('the admin port and the metric follow', options, async (t) => {
    const { files, made, server, ca } = await start(t, {
        admin: '0.0.0.0:0', names: ['first'], expected: [/Host|admin/, /key tls\.certificate: expires on/],
    });
    await made.issue('second', 'root', ['-nodes', '-days', '6']);
    const [, port] = await server.program.line(/admin port on https:\/\/.+:(\d+)\/$/);
    const expiry = () => new Promise((resolve, reject) => {
        request({ host: '127.0.0.1', port, ca, path: '/metrics', agent: false }, (response) => {
            let text = '';
            response.on('data', (piece) => (text += piece));
            response.on('end', () => resolve(
                Number(/^signalbox_tls_certificate_expiry_timestamp_seconds (\S+)$/m.exec(text)[1])));
        }).on('error', reject).end();
    });
    const before = await expiry();
    assert.equal(await shown(port, ca), 'first');
    await files.swap('second');
    server.signal('SIGHUP');
    await until(async () => (await shown(port, ca)) === 'second', wait, () => 'the new certificate on the admin port');
    assert.ok(before - await expiry() > 7 * 24 * 3600, 'the metric');
    await server.program.line(/warn.* key tls\.certificate: expires on \d{4}-\d\d-\d\dT[\d:]{8}Z, whole days left: 5$/);
});

test('only switching TLS on or off needs a restart', options, async (t) => {
    const made = await Certificates.make(t);
    const folder = await mkdtemp(join(tmpdir(), 'signalbox-config-'));
    t.after(() => rm(folder, { recursive: true, force: true }));
    const file = join(folder, 'signalbox.toml');
    const config = (tls) => writeFile(file, tls ? `[tls]\ncertificate = "${made.path(tls)}.crt"\nkey = "${made.path(tls)}.key"\n` : '# no TLS\n');
    await made.issue('first', 'root', ['-nodes']);
    await made.issue('second', 'root', ['-nodes']);
    await config('first');
    const state = await mkdtemp(join(tmpdir(), 'signalbox-state-'));
    t.after(() => rm(state, { recursive: true, force: true }));
    const server = await startServer(t, {
        options: ['--config', file], admin: '127.0.0.1:0', state, expected: [/only after a restart: tls/],
    });
    const api = await AdminClient.of(server, state);
    const tls = ['tls.certificate', 'tls.key'];
    await config('second');
    assert.deepEqual((await api.ask('POST', '/reload')).body, { changed: tls, needs_restart: [], warnings: [] });
    assert.equal(await shown(server.port, made.ca), 'second');
    await config('');
    assert.deepEqual((await api.ask('POST', '/reload')).body, { changed: [], needs_restart: tls, warnings: [] });
    assert.equal(await shown(server.port, made.ca), 'second');
});

test('20 changes under load', options, async (t) => {
    const { files, server, ca } = await start(t);
    const clients = await Promise.all(Array.from({ length: 50 }, () => connect(t, server.at('/echo'), { ca })));
    let isLoaded = true;
    let lost = 0;
    for (const client of clients)
        client.socket.on('close', () => (lost += isLoaded ? 1 : 0));
    const echoed = clients.map(async (client) => {
        let count = 0;
        for (; isLoaded; ++count)
            await echoes(client, `message ${count}`);
        return count;
    });
    for (let change = 1; change <= 20; ++change) {
        const name = change % 2 === 1 ? 'second' : 'first';
        await files.swap(name);
        server.signal('SIGHUP');
        await shows(server, ca, name);
        await connect(t, server.at('/echo'), { ca });
    }
    isLoaded = false;
    const counts = await Promise.all(echoed);
    assert.equal(lost, 0);
    assert.ok(Math.min(...counts) > 0);
});
