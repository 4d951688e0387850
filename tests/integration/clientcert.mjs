// Certificates of clients: off, optional, required; who is refused, and who a client is.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { promisify } from 'node:util';

import { AdminClient } from './support/adminclient.mjs';
import { Certificates } from './support/certificates.mjs';
import { connect, refusal } from './support/client.mjs';
import { environment, startServer } from './support/server.mjs';
import { until } from './support/until.mjs';

const options = { timeout: 120000 };
const versions = ['TLSv1.2', 'TLSv1.3'];
const envelope = { subprotocols: ['signalbox.v1.json'] };

/** A server certificate, an authority of clients with an intermediate one, and a foreign authority. */
async function certificates(t) {
    const made = await Certificates.make(t);
    const isCa = ['-nodes', '-addext', 'basicConstraints=critical,CA:TRUE'];
    await made.issue('clients', null, isCa);
    await made.issue('middle', 'clients', isCa);
    await made.issue('foreign', null, isCa);
    return made;
}

/** The files of a client whose certificate has \a subject and \a san, signed by \a issuer. */
async function clientOf(made, name, { subject = `/CN=${name}`, san, issuer = 'clients', usage, days = '1', chain } = {}) {
    await made.openssl('req', '-new', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-utf8',
        '-subj', subject, '-keyout', `${name}.key`, '-out', `${name}.csr`);
    const extensions = ['basicConstraints=critical,CA:FALSE', ...(san ? [`subjectAltName=${san}`] : []),
        ...(usage ? [`extendedKeyUsage=${usage}`] : [])];
    await writeFile(made.path(`${name}.ext`), extensions.join('\n'));
    await made.openssl('x509', '-req', '-in', `${name}.csr`, '-CA', `${issuer}.crt`, '-CAkey', `${issuer}.key`,
        '-CAcreateserial', '-days', days, '-extfile', `${name}.ext`, '-out', `${name}.crt`);
    const cert = await made.read(`${name}.crt`) + (chain ? await made.read(`${chain}.crt`) : '');
    return { cert, key: await made.read(`${name}.key`) };
}

async function begin(t, clientAuth, { set = {}, made, ...more } = {}) {
    made ??= await certificates(t);
    const state = await mkdtemp(join(tmpdir(), 'signalbox-state-'));
    t.after(() => rm(state, { recursive: true, force: true }));
    const server = await startServer(t, {
        set: { ...made.set, 'tls.client_ca': made.path('clients.crt'), 'tls.client_auth': clientAuth, ...set },
        admin: '127.0.0.1:0', state, ...more,
    });
    return { made, server, state, ca: made.ca };
}

async function userOf(t, server, how, path = '/') {
    const client = await connect(t, server.at(path), { ...envelope, ...how });
    return JSON.parse(await client.nextText()).user;
}

/** Whatever the client learns, and whenever: it gets no connection. */
const isOut = (t, server, how) => assert.rejects(connect(t, server.url, how),
    /alert|socket hang up|ECONNRESET|EPIPE|disconnected|closed/i);

async function counted(server, reason) {
    const [, port] = await server.program.line(/admin port on http:\/\/.+:(\d+)\/$/);
    const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    return Number(new RegExp(`^signalbox_connections_rejected_total\\{reason="${reason}"\\} (\\d+)$`, 'm').exec(text)?.[1] ?? 0);
}

for (const version of versions) {
    const only = { minVersion: version, maxVersion: version };

    test(`required, ${version}`, options, async (t) => {
        const { made, server, ca } = await begin(t, 'required');
        const ann = await clientOf(made, 'ann');
        assert.equal(await userOf(t, server, { ca, ...only, ...ann }), 'ann');
        const middle = await clientOf(made, 'bob', { issuer: 'middle', chain: 'middle' });
        assert.equal(await userOf(t, server, { ca, ...only, ...middle }), 'bob');
        await isOut(t, server, { ca, ...only });
        await until(async () => await counted(server, 'client_certificate') === 1, 10000, () => 'a counted refusal');
        await server.program.line(/refused \(client_certificate\): .*peer did not return a certificate.*tls\.client_auth/);
    });

    for (const [what, make, why] of [
        ['of a foreign authority', { issuer: 'foreign' }, /unable to get local issuer certificate|self-signed/],
        ['without its intermediate', { issuer: 'middle' }, /unable to get local issuer certificate|unable to verify/],
        ['for servers only', { usage: 'serverAuth' }, /unsuitable certificate purpose|unsupported certificate purpose/],
        ['that has expired', { days: '-1' }, /certificate has expired/],
    ]) {
        for (const clientAuth of ['optional', 'required']) {
            test(`${clientAuth}: a certificate ${what}, ${version}`, options, async (t) => {
                const { made, server, ca } = await begin(t, clientAuth);
                await isOut(t, server, { ca, ...only, ...await clientOf(made, 'mallory', make) });
                await until(async () => await counted(server, 'client_certificate') === 1, 10000, () => 'a counted refusal');
                await server.program.line(why);
                assert.equal(await userOf(t, server, { ca, ...only, ...await clientOf(made, 'ann') }), 'ann');
            });
        }
    }

    test(`optional, ${version}`, options, async (t) => {
        const { made, server, ca } = await begin(t, 'optional');
        assert.match(await userOf(t, server, { ca, ...only }), /^guest-/);
        assert.equal(await userOf(t, server, { ca, ...only }, '/?user=eve'), 'eve');
        const ann = await clientOf(made, 'ann');
        assert.equal(await userOf(t, server, { ca, ...only, ...ann }, '/?user=eve'), 'ann');
        assert.equal(await userOf(t, server, { ca, ...only, ...ann }, '/?user=%00'), 'ann');
        assert.equal(await counted(server, 'client_certificate'), 0);
    });

    test(`off: certificates mean nothing, ${version}`, options, async (t) => {
        const { made, server, ca } = await begin(t, 'off');
        const mallory = await clientOf(made, 'mallory', { issuer: 'foreign' });
        assert.match(await userOf(t, server, { ca, ...only, ...mallory }), /^guest-/);
    });
}

test('the user is the common name, or else the first e-mail or DNS name', options, async (t) => {
    const { made, server, ca } = await begin(t, 'required');
    for (const [name, how, user] of [
        ['a', { subject: '/O=Example/CN=Änn Lee', san: 'email:other@example.org' }, 'Änn Lee'],
        ['b', { subject: '/O=Example', san: 'IP:127.0.0.1,email:bob@example.org,DNS:bob.example.org' }, 'bob@example.org'],
        ['c', { subject: '/O=Example', san: 'DNS:node7.example.org,email:c@example.org' }, 'node7.example.org'],
        ['d', { subject: '/CN=Example Org/CN=dora' }, 'dora'],
    ])
        assert.equal(await userOf(t, server, { ca, ...await clientOf(made, name, how) }), user);
    for (const [name, how] of [
        ['e', { subject: '/O=Example' }],
        ['f', { subject: '/CN=guest-7' }],
    ]) {
        const refused = await refusal(server.url, { ca, ...await clientOf(made, name, how) });
        assert.equal(refused.status, 403);
        assert.match(JSON.parse(refused.body).detail, /common name of your certificate/);
    }
    assert.equal(await counted(server, 'certificate_user'), 2);
});

test('with tokens the certificate is a second condition', options, async (t) => {
    const made = await certificates(t);
    const sha256 = createHash('sha256').update('secret-of-tom').digest('hex');
    const { server, ca } = await begin(t, 'required', {
        made, set: { 'auth.mode': 'token' },
        config: `[[auth.token]]\nname = "tom"\nuser = "tom"\nsha256 = "${sha256}"\n`,
    });
    const ann = await clientOf(made, 'ann');
    const headers = { Authorization: 'Bearer secret-of-tom' };
    assert.equal(await userOf(t, server, { ca, ...ann, headers }), 'tom');
    assert.equal((await refusal(server.url, { ca, ...ann })).status, 401);
    await isOut(t, server, { ca, headers });
});

test('a session is not resumed without its certificate', options, async (t) => {
    const { made, server, ca } = await begin(t, 'optional');
    const ann = await clientOf(made, 'ann');
    const first = await connect(t, server.at('/echo'), { ca, ...ann, maxVersion: 'TLSv1.2' });
    const session = first.socket._socket.getSession();
    const second = await connect(t, server.at('/echo'), { ca, session, maxVersion: 'TLSv1.2' });
    assert.equal(second.socket._socket.isSessionReused(), false);
});

test('the admin port asks for no certificate', options, async (t) => {
    const { server, ca } = await begin(t, 'required', { admin: '0.0.0.0:0', expected: [/policy\.hosts/] });
    const [, port] = await server.program.line(/admin port on https:\/\/.+:(\d+)\/$/);
    const status = await new Promise((resolve, reject) => {
        request({ host: '127.0.0.1', port, ca, path: '/livez', agent: false }, (response) => {
            response.resume();
            resolve(response.statusCode);
        }).on('error', reject).end();
    });
    assert.equal(status, 200);
});

test('another authority is used for new clients, and nobody is disconnected', options, async (t) => {
    const { made, server, state, ca } = await begin(t, 'required');
    const api = await AdminClient.of(server, state);
    const ann = await clientOf(made, 'ann');
    const bob = await clientOf(made, 'bob', { issuer: 'foreign' });
    const client = await connect(t, server.at('/echo'), { ca, ...ann });
    await isOut(t, server, { ca, ...bob });
    await writeFile(made.path('next'), await made.read('foreign.crt'));
    await rename(made.path('next'), made.path('clients.crt'));
    assert.deepEqual((await api.ask('POST', '/reload')).body, { changed: ['tls.client_ca'], needs_restart: [], warnings: [] });
    assert.equal(await userOf(t, server, { ca, ...bob }), 'bob');
    await isOut(t, server, { ca, ...ann });
    client.socket.send('still there');
    assert.equal(await client.nextText(), 'still there');
});

test('a wrong configuration ends with 78', options, async (t) => {
    const made = await certificates(t);
    await writeFile(made.path('text'), 'no PEM');
    const folder = await mkdtemp(join(tmpdir(), 'signalbox-config-'));
    t.after(() => rm(folder, { recursive: true, force: true }));
    const check = (set) => promisify(execFile)(process.env.SIGNALBOX_BINARY,
        ['--check-config', ...Object.entries(set).flatMap(([key, value]) => ['--set', `${key}=${value}`])],
        { env: environment(folder) });
    for (const [set, text] of [
        [{ ...made.set, 'tls.client_auth': 'required' }, /tls\.client_auth.*tls\.client_ca is not set/],
        [{ ...made.set, 'tls.client_auth': 'optional' }, /tls\.client_auth.*tls\.client_ca is not set/],
        [{ 'tls.client_auth': 'required', 'tls.client_ca': made.path('clients.crt') }, /tls\.certificate is not set/],
        [{ ...made.set, 'tls.client_auth': 'required', 'tls.client_ca': made.path('text') }, /tls\.client_ca.*no certificate/],
        [{ ...made.set, 'tls.client_auth': 'maybe' }, /tls\.client_auth/],
    ])
        await assert.rejects(check(set), (error) => error.code === 78 && text.test(error.stderr), String(text));
    await check({ ...made.set, 'tls.client_auth': 'required', 'tls.client_ca': made.path('clients.crt') });
});
