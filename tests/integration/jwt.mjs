// JSON Web Tokens (auth.mode = "jwt"): tokens made by two independent libraries, key files, and a JWK set behind a URL that
// changes, dies and comes back.

import assert from 'node:assert/strict';
import { createHmac, generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';

import { SignJWT, UnsecuredJWT, exportJWK } from 'jose';
import jsonwebtoken from 'jsonwebtoken';

import { connect, refusal } from './support/client.mjs';
import { Program } from './support/program.mjs';
import { environment, startServer } from './support/server.mjs';
import { until } from './support/until.mjs';

const options = { timeout: 120000 };
const subprotocol = 'signalbox.v1.json';
const families = { HS: [256, 384, 512], RS: [256, 384, 512], PS: [256, 384, 512], ES: [256, 384, 512] };
const algorithms = Object.entries(families).flatMap(([name, sizes]) => sizes.map((size) => `${name}${size}`));

/** A secret of \a size bytes, which a file can hold: without a newline at its end, which would be cut, and no JWK or PEM. */
const randomSecret = (size) => Buffer.from(randomBytes(size / 2).toString('hex'));
const secret = randomSecret(64);
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const curves = Object.fromEntries([['ES256', 'P-256'], ['ES384', 'P-384'], ['ES512', 'P-521']].map(([algorithm, namedCurve]) =>
    [algorithm, generateKeyPairSync('ec', { namedCurve })]));
const signingKey = (algorithm) => algorithm.startsWith('HS') ? secret : (curves[algorithm] ?? rsa).privateKey;

/** A token by jose. */
function signed(algorithm, claims = {}, { kid, key = signingKey(algorithm), header = {}, expires = '1h' } = {}) {
    const token = new SignJWT({ sub: 'ann', ...claims }).setProtectedHeader({ alg: algorithm, ...(kid && { kid }), ...header });
    return (expires ? token.setExpirationTime(expires) : token).sign(key);
}

async function jwkOf(key, more = {}) {
    return { ...(key instanceof Buffer ? { kty: 'oct', k: key.toString('base64url') } : await exportJWK(key)), ...more };
}

async function folderOf(t) {
    const folder = await mkdtemp(join(tmpdir(), 'signalbox-jwt-'));
    t.after(() => rm(folder, { recursive: true, force: true }));
    return folder;
}

/** A server whose key file has \a content. */
async function startWithKey(t, content, { set = {}, ...more } = {}) {
    const file = join(await folderOf(t), 'key');
    await writeFile(file, content);
    const server = await startServer(t, { set: { 'auth.mode': 'jwt', 'auth.jwt.key_file': file, ...set }, ...more });
    return Object.assign(server, { keyFile: file });
}

const bearer = (token) => ({ headers: { Authorization: `Bearer ${token}` } });

/** The user that \a token makes of a client. */
async function userOf(t, server, token) {
    const client = await connect(t, server.url, { subprotocols: [subprotocol], ...bearer(token) });
    const welcome = JSON.parse(await client.nextText());
    client.socket.terminate();
    return welcome.user;
}

/** Asserts that \a token is refused with \a status. */
async function assertRefused(server, token, status = 401, what = '') {
    const refused = await refusal(server.url, bearer(token));
    assert.equal(refused.status, status, what);
    if (status === 401)
        assert.match(refused.headers['www-authenticate'], /^Bearer/);
    assert.ok(!refused.body.includes(token));
    return refused;
}

test('each algorithm, signed by two libraries', options, async (t) => {
    const keys = [await jwkOf(secret, { kid: 'HS' }), await jwkOf(rsa.publicKey, { kid: 'RSA' })];
    for (const [algorithm, { publicKey }] of Object.entries(curves))
        keys.push(await jwkOf(publicKey, { kid: algorithm, alg: algorithm, use: 'sig' }));
    const server = await startWithKey(t, JSON.stringify({ keys }), { set: { 'auth.jwt.algorithms': algorithms.join(',') } });
    for (const algorithm of algorithms) {
        assert.equal(await userOf(t, server, await signed(algorithm, { sub: `jose ${algorithm}` })), `jose ${algorithm}`);
        const kid = algorithm.startsWith('HS') ? 'HS' : algorithm in curves ? algorithm : 'RSA';
        assert.equal(await userOf(t, server, await signed(algorithm, {}, { kid })), 'ann');
        await assertRefused(server, await signed(algorithm, {}, { kid: 'other' }), 401, algorithm);
        const other = jsonwebtoken.sign({ sub: `other ${algorithm}` }, signingKey(algorithm), { algorithm, expiresIn: 60 });
        assert.equal(await userOf(t, server, other), `other ${algorithm}`);
        assert.equal(await userOf(t, server, other), `other ${algorithm}`); // a second time
    }
});

test('what a token says', options, async (t) => {
    const server = await startWithKey(t, secret, {
        set: { 'auth.jwt.issuer': 'https://id.example/', 'auth.jwt.audience': 'chat', 'auth.jwt.user_claim': 'email', 'auth.jwt.leeway': '0' },
    });
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: 'https://id.example/', aud: 'chat', email: 'ann@example.org' };
    const token = (more = {}, settings = {}) => signed('HS256', { ...claims, ...more }, settings);
    assert.equal(await userOf(t, server, await token()), 'ann@example.org');
    assert.equal(await userOf(t, server, await token({ aud: ['mail', 'chat'] })), 'ann@example.org');
    assert.equal(await userOf(t, server, await token({}, { expires: null })), 'ann@example.org');
    assert.equal(await userOf(t, server, await token({ exp: now + 60.5, nbf: now - 0.5, iat: now - 1.25 }, { expires: null })), 'ann@example.org');
    for (const [what, more] of Object.entries({
        issuer: { iss: 'https://evil.example/' }, 'no issuer': { iss: undefined }, audience: { aud: 'mail' }, 'no audience': { aud: undefined },
        'no user': { email: undefined }, 'a user of blanks': { email: '  ' }, 'a guest': { email: 'guest-1' }, 'a long user': { email: 'x'.repeat(65) },
        'not yet': { nbf: now + 60 }, 'issued in the future': { iat: now + 60 }, 'user of another type': { email: 5 }, 'times as text': { nbf: `${now}` },
        'patterns as text': { join: '*' },
    }))
        await assertRefused(server, await token(more), 401, what);
    await assertRefused(server, await token({ exp: now - 1 }, { expires: null }), 401, 'expired');
});

test('tokens that are not genuine', options, async (t) => {
    const server = await startWithKey(t, secret);
    const good = await signed('HS256');
    const [header, claims, signature] = good.split('.');
    const resigned = (text) => {
        const input = `${Buffer.from(text).toString('base64url')}.${claims}`;
        return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
    };
    assert.equal(await userOf(t, server, resigned('{"alg":"HS256"}')), 'ann'); // so the others fail for what they contain
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const respelled = good.slice(0, -1) + alphabet[alphabet.indexOf(good.at(-1)) + 1]; // the same bytes for a lenient decoder
    assert.deepEqual(Buffer.from(respelled.split('.')[2], 'base64url'), Buffer.from(signature, 'base64url'));
    for (const [what, token] of Object.entries({
        garbage: 'garbage', none: new UnsecuredJWT({ sub: 'ann' }).encode(), 'no signature': `${header}.${claims}.`,
        'another secret': await signed('HS256', {}, { key: randomSecret(64) }), 'another algorithm': await signed('HS384'),
        padded: `${good}=`, respelled, 'alg twice': resigned('{"alg":"none","alg":"HS256"}'), crit: resigned('{"alg":"HS256","crit":["exp"]}'),
        b64: resigned('{"alg":"HS256","b64":true}'), typ: resigned('{"alg":"HS256","typ":"secevent+jwt"}'),
        'too large': await signed('HS256', { filler: 'x'.repeat(8192) }),
    }))
        await assertRefused(server, token, 401, what);
    assert.equal(await userOf(t, server, good), 'ann');
    const output = server.program.output();
    for (const part of [claims, signature, secret.toString('base64url')])
        assert.ok(!output.includes(part), 'a part of a token in the log');
});

test('a public key is no secret', options, async (t) => {
    const pem = rsa.publicKey.export({ type: 'spki', format: 'pem' });
    const server = await startWithKey(t, pem, { set: { 'auth.jwt.algorithms': 'HS256,RS256' } });
    assert.equal(await userOf(t, server, await signed('RS256')), 'ann');
    for (const key of [pem, pem.trim(), rsa.publicKey.export({ type: 'spki', format: 'der' })])
        await assertRefused(server, await signed('HS256', {}, { key: Buffer.from(key) }));
});

test('a reload reads the key file again, and a bad one changes nothing', options, async (t) => {
    const server = await startWithKey(t, secret, { expected: [/key auth\.jwt\.key_file: .* found a secret of 5 bytes/, /the configuration stays/] });
    const token = await signed('HS256');
    assert.equal(await userOf(t, server, token), 'ann');
    await writeFile(server.keyFile, 'short');
    server.signal('SIGHUP');
    await server.program.line(/the configuration stays as it was/);
    assert.equal(await userOf(t, server, token), 'ann');
    const next = randomSecret(32);
    await writeFile(server.keyFile, next);
    server.signal('SIGHUP');
    await server.program.line(/configuration reloaded/);
    await until(async () => (await refusal(server.url, bearer(token)).catch(() => ({}))).status === 401, 10000, () => 'the old key is gone');
    assert.equal(await userOf(t, server, await signed('HS256', {}, { key: next })), 'ann');
});

test('wrong keys are a wrong configuration', options, async (t) => {
    const folder = await folderOf(t);
    const file = (name) => join(folder, name);
    await writeFile(file('short'), 'secret-that-is-too-short');
    await writeFile(file('rsa.pem'), rsa.publicKey.export({ type: 'spki', format: 'pem' }));
    await writeFile(file('private.pem'), rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }));
    await writeFile(file('weak.json'), JSON.stringify(await jwkOf(generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey)));
    for (const [settings, text] of [
        [{}, /key auth\.jwt\.key_file: found none, allowed: a file, or auth\.jwt\.jwks_url/],
        [{ 'auth.jwt.key_file': file('missing') }, /key auth\.jwt\.key_file: .*missing: /],
        [{ 'auth.jwt.key_file': file('short') }, /option --set auth\.jwt\.key_file: key auth\.jwt\.key_file: .*short: found a secret of 24 bytes, allowed: at least 32/],
        [{ 'auth.jwt.key_file': file('rsa.pem') }, /rsa\.pem: found an RSA key of 2048 bits, allowed: a key for one of auth\.jwt\.algorithms, HS256/],
        [{ 'auth.jwt.key_file': file('private.pem') }, /private\.pem: found a private key/],
        [{ 'auth.jwt.key_file': file('weak.json') }, /weak\.json: key 1: found an RSA key of 1024 bits/],
        [{ 'auth.jwt.jwks_url': 'example.org/keys' }, /key auth\.jwt\.jwks_url: found "example\.org\/keys", allowed: a URL/],
        [{ 'auth.jwt.algorithms': 'none' }, /key auth\.jwt\.algorithms: found "none", allowed: a list of different ones of "HS256"/],
        [{ 'auth.jwt.algorithms': '' }, /key auth\.jwt\.algorithms: found \[\]/],
    ]) {
        const args = Object.entries({ 'auth.mode': 'jwt', ...settings }).flatMap(([key, value]) => ['--set', `${key}=${value}`]);
        const program = new Program(process.env.SIGNALBOX_BINARY, ['--no-gui', '--check-config', ...args], { env: environment(folder) });
        assert.equal((await program.ended).code, 78, program.output());
        assert.match(program.output(), text);
        assert.doesNotMatch(program.output(), /that-is-too/);
    }
});

/** Serves a JWK set. keys: what it answers with; fetches: how often it was asked. */
class KeyServer {
    constructor(t) {
        Object.assign(this, { keys: [], fetches: 0, port: 0, isHanging: false });
        t.after(() => this.stop());
    }

    async start() {
        this.server = createServer((request, response) => {
            this.fetches += 1;
            if (!this.isHanging)
                response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify({ keys: this.keys }));
        });
        await new Promise((resolve) => this.server.listen(this.port, '127.0.0.1', resolve));
        this.port = this.server.address().port;
        return this;
    }

    async stop() {
        this.server?.closeAllConnections();
        await new Promise((resolve) => this.server ? this.server.close(resolve) : resolve());
        this.server = undefined;
    }

    get url() { return `http://127.0.0.1:${this.port}/keys`; }
}

test('a JWK set that rotates, dies and comes back', options, async (t) => {
    const pairs = Array.from({ length: 3 }, () => generateKeyPairSync('ec', { namedCurve: 'P-256' }));
    const jwks = await Promise.all(pairs.map(({ publicKey }, i) => jwkOf(publicKey, { kid: `key ${i}`, alg: 'ES256', use: 'sig' })));
    const token = (i, claims) => signed('ES256', claims, { kid: `key ${i}`, key: pairs[i].privateKey });
    const keyServer = await new KeyServer(t).start();
    keyServer.keys = [jwks[0]];
    const server = await startServer(t, {
        set: { 'auth.mode': 'jwt', 'auth.jwt.jwks_url': keyServer.url, 'auth.jwt.jwks_refresh': '2s', 'auth.jwt.algorithms': 'ES256' },
        expected: [/\/keys: .*; known keys stay valid/],
    });
    assert.equal(await userOf(t, server, await token(0)), 'ann');

    // It rotates: a token of the new key makes the server ask, and waits for the answer.
    keyServer.keys = [jwks[0], jwks[1]];
    assert.equal(await userOf(t, server, await token(1)), 'ann');
    const started = performance.now();
    const before = keyServer.fetches;
    for (let i = 0; i < 20; ++i)
        await assertRefused(server, await token(2, { jti: `${i}` }), 401, 'an unknown key');
    assert.ok(keyServer.fetches - before <= (performance.now() - started) / 1000 + 1, 'unknown keys make the server ask too often');

    // A key is taken back: also tokens that were accepted before.
    keyServer.keys = [jwks[1]];
    const old = await token(0);
    await until(async () => (await refusal(server.url, bearer(old)).catch(() => ({}))).status === 401, 15000, () => 'the old key is gone');
    assert.equal(await userOf(t, server, await token(1)), 'ann');

    // It dies: known keys stay valid.
    await keyServer.stop();
    await server.program.line(/http:\/\/127\.0\.0\.1:\d+\/keys: Connection refused; known keys stay valid/, 20000);
    assert.equal(await userOf(t, server, await token(1, { jti: 'new' })), 'ann');
    await assertRefused(server, await token(2));

    // It comes back with another key.
    keyServer.keys = [jwks[2]];
    await keyServer.start();
    await server.program.line(/keys answers again/, 30000);
    assert.equal(await userOf(t, server, await token(2)), 'ann');
    await assertRefused(server, await token(1));

    // It accepts connections and does not answer: whoever has a known key does not notice.
    keyServer.isHanging = true;
    const seen = keyServer.fetches;
    await until(() => keyServer.fetches > seen, 20000, () => 'the next fetch');
    assert.equal(await userOf(t, server, await token(2, { jti: 'newer' })), 'ann');
});

test('a JWK set that rotates beside a key file', options, async (t) => {
    // Keys without a kid fit every token: a new kid has to be asked for all the same.
    for (const [algorithm, content] of [['HS256', secret], ['ES256', curves.ES256.publicKey.export({ type: 'spki', format: 'pem' })]]) {
        const keyServer = await new KeyServer(t).start();
        const server = await startWithKey(t, content, { set: { 'auth.jwt.jwks_url': keyServer.url, 'auth.jwt.algorithms': algorithm } });
        const makeKeys = () => algorithm === 'HS256' ? randomSecret(64) : generateKeyPairSync('ec', { namedCurve: 'P-256' });
        const rotated = makeKeys();
        const other = makeKeys();
        const token = (keys, kid) => signed(algorithm, {}, { kid, key: keys.privateKey ?? keys });
        assert.equal(await userOf(t, server, await signed(algorithm)), 'ann');
        assert.equal(await userOf(t, server, await signed(algorithm, {}, { kid: 'of the file' })), 'ann');
        await until(() => keyServer.fetches === 1, 20000, () => 'the first fetch');
        keyServer.keys = [await jwkOf(rotated.publicKey ?? rotated, { kid: 'new', alg: algorithm })];
        await assertRefused(server, await token(rotated), 401, `${algorithm} without a kid`);
        assert.equal(keyServer.fetches, 1);
        assert.equal(await userOf(t, server, await token(rotated, 'new')), 'ann', algorithm);
        assert.equal(keyServer.fetches, 2);
        await assertRefused(server, await token(other, 'new'), 401, `${algorithm}, forged`);
        await assertRefused(server, await token(other, 'newer'), 401, `${algorithm} of no key`);
        assert.equal(keyServer.fetches, 2); // not again within ten seconds
    }
});

test('a JWK set that has never answered is 503', options, async (t) => {
    const keyServer = await new KeyServer(t).start();
    await keyServer.stop();
    const server = await startServer(t, {
        set: { 'auth.mode': 'jwt', 'auth.jwt.jwks_url': `${keyServer.url}?token=hidden`, 'auth.jwt.algorithms': 'ES256' }, expected: [/known keys stay valid/],
    });
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const token = await signed('ES256', {}, { key: pair.privateKey });
    await assertRefused(server, token, 503);
    keyServer.keys = [await jwkOf(pair.publicKey)];
    await keyServer.start();
    let user;
    await until(async () => (user = await userOf(t, server, token).catch(() => undefined)) !== undefined, 30000, () => 'the first answer');
    assert.equal(user, 'ann');
    assert.doesNotMatch(server.program.output(), /hidden/);
});
