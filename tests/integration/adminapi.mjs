// The admin API as a whole: openapi.json, tokens and roles for every request of it, TLS, reload and drain.

import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';

import { Validator } from '@seriousme/openapi-schema-validator';

import { ApiCaller, stateToken } from './support/apicaller.mjs';
import { Certificates } from './support/certificates.mjs';
import { connect } from './support/client.mjs';
import { RawClient } from './support/rawclient.mjs';
import { startServer } from './support/server.mjs';
import { until } from './support/until.mjs';

const options = { timeout: 120000 };
const roles = ['viewer', 'operator', 'admin'];
const tokens = Object.fromEntries(roles.map((role) => [role, randomBytes(32).toString('base64url')]));
const sha256 = (token) => createHash('sha256').update(token).digest('hex');
const config = roles.map((role) =>
    `[[admin.token]]\nname = "the ${role}"\nrole = "${role}"\nsha256 = "${sha256(tokens[role])}"\n`).join('');

async function folderFor(t) {
    const folder = await mkdtemp(join(tmpdir(), 'signalbox-admin-'));
    t.after(() => rm(folder, { recursive: true, force: true }));
    return folder;
}

async function begin(t, { admin = '127.0.0.1:0', ...more } = {}) {
    const state = await folderFor(t);
    const server = await startServer(t, { admin, state, config, ...more });
    return { server, state, client: await ApiCaller.of(t, server, state) };
}

async function document(client) {
    const { status, json } = await client.get('/openapi.json');
    assert.equal(status, 200);
    return json;
}

/** The requests of an OpenAPI document; path parameters have a value that names nothing. */
function requestsOf({ paths }) {
    return Object.entries(paths).flatMap(([path, item]) => Object.entries(item).map(([method, operation]) => ({
        method: method.toUpperCase(),
        path: path.replaceAll(/\{\w+\}/g, '999999999'),
        template: path,
        operation,
    })));
}

/** A value that the schema of a field allows. */
function valueFor({ type, enum: choices, minimum, default: fallback, minLength }) {
    if (fallback !== undefined)
        return fallback;
    if (choices)
        return choices[0];
    return { string: 'x'.repeat(minLength ?? 1), integer: minimum ?? 1, boolean: true, array: ['999999999'] }[type] ?? 'x';
}

/** A body with all required fields. */
function bodyFor({ requestBody }) {
    const schema = requestBody?.content['application/json'].schema;
    if (!schema)
        return undefined;
    return Object.fromEntries((schema.required ?? []).map((name) => [name, valueFor(schema.properties[name])]));
}

test('openapi.json is valid, and complete', options, async (t) => {
    const { client } = await begin(t);
    const json = await document(client);
    const { valid, errors } = await new Validator().validate(structuredClone(json));
    assert.ok(valid, JSON.stringify(errors));
    const ids = requestsOf(json).map(({ operation }) => operation.operationId);
    assert.equal(new Set(ids).size, ids.length);
    for (const { template, operation } of requestsOf(json)) {
        assert.ok(operation.summary, template);
        assert.ok(Object.keys(operation.responses).some((status) => status < 300), template);
        for (const parameter of template.matchAll(/\{(\w+)\}/g))
            assert.ok(operation.parameters.some(({ name, in: place }) => place === 'path' && name === parameter[1]), template);
    }
    // Every answer refers to a schema that exists.
    for (const [, name] of JSON.stringify(json).matchAll(/"#\/components\/schemas\/(\w+)"/g))
        assert.ok(json.components.schemas[name], name);
    for (const path of ['/server', '/revocations', '/reload', '/drain', '/openapi.json'])
        assert.ok(json.paths[`/api/v1${path}`], path);
    assert.ok(!json.paths['/api/v1/console']);
    assert.equal((await client.get('/console')).status, 404);
});

test('every request asks for its role', options, async (t) => {
    const { client } = await begin(t);
    const requests = requestsOf(await document(client)).filter(({ path }) => path.startsWith('/api/'));
    assert.ok(requests.length >= 4);
    const nobody = client.as(null);
    for (const { method, path, operation } of requests) {
        const name = `${method} ${path}`;
        const without = await nobody.ask(method, path, { body: bodyFor(operation) });
        assert.equal(without.status, 401, name);
        assert.match(without.headers['www-authenticate'], /^Bearer/, name);
        assert.equal(without.json.status, 401, name);
        for (const role of roles) {
            const isAllowed = roles.indexOf(role) >= roles.indexOf(operation['x-role']);
            if (isAllowed)
                continue;
            const { status, json } = await client.as(tokens[role]).ask(method, path, { body: bodyFor(operation) });
            assert.equal(status, 403, `${name} as ${role}`);
            assert.match(json.detail, new RegExp(`the ${role}`));
        }
    }
    // Those who may ask get one of the answers of the document. What ends the server, or its answer, comes last or not at all.
    const isQuiet = ({ path, operation }) => path !== '/api/v1/drain' && !operation.responses['200']?.content?.['application/x-ndjson'];
    for (const { method, path, operation } of requests.filter(isQuiet)) {
        for (const role of roles.slice(roles.indexOf(operation['x-role']))) {
            const { status, headers } = await client.as(tokens[role]).ask(method, path, { body: bodyFor(operation) });
            assert.ok(operation.responses[status], `${method} ${path} as ${role}: ${status} is not in the document`);
            assert.ok(![401, 403, 500].includes(status), `${method} ${path} as ${role}: ${status}`);
            assert.equal(headers['cache-control'], 'no-store');
        }
    }
    for (const { path } of requests.filter(({ method, operation }) => method === 'GET' && isQuiet({ path: '', operation }))) {
        const head = await client.ask('HEAD', path);
        const get = await client.get(path.slice('/api/v1'.length));
        assert.deepEqual([head.status, head.headers['content-type'], head.text], [get.status, get.headers['content-type'], '']);
    }
});

test('every request refuses what it does not know', options, async (t) => {
    const { client } = await begin(t);
    const requests = requestsOf(await document(client)).filter(({ path }) => path.startsWith('/api/'));
    for (const { method, path, template, operation } of requests) {
        const name = `${method} ${template}`;
        const query = await client.ask(method, `${path}?nothing=1`, { body: bodyFor(operation) });
        assert.deepEqual([query.status, query.json.field], [422, 'nothing'], name);
        assert.equal((await client.ask(method, `${path}?nothing=%zz`)).status, 400, name);
        const unknown = await client.ask('PATCH', path);
        assert.equal(unknown.status, 405, name);
        assert.ok(unknown.headers.allow.split(', ').includes(method), name);
        assert.equal((await client.ask('OPTIONS', path)).headers.allow, unknown.headers.allow, name);
        if (method === 'GET')
            continue;
        const field = await client.ask(method, path, { body: { ...bodyFor(operation), nothing: 1 } });
        assert.deepEqual([field.status, field.json.field], [422, 'nothing'], name);
        assert.equal((await client.ask(method, path, { raw: '{' })).status, 400, name);
        assert.equal((await client.ask(method, path, { raw: '[]' })).status, 422, name);
        assert.equal((await client.ask(method, path, { raw: '{}', headers: { 'Content-Type': 'text/plain' } })).status, 415, name);
        const large = await client.ask(method, path, { raw: `{"x":"${'x'.repeat(1024 * 1024)}"}` }).catch(() => ({ status: 413 }));
        assert.equal(large.status, 413, name);
    }
});

test('the server tells about itself', options, async (t) => {
    const { server, client } = await begin(t);
    const alice = await connect(t, server.at('/echo'));
    alice.socket.send('hello');
    await until(() => alice.received === 1, 10000, () => 'an echo');
    const json = await client.until('/server', ({ out }) => out.messages === 1, 'a message');
    assert.equal(json.state, 'running');
    assert.match(json.version, /^\d+\.\d+\.\d+$/);
    assert.match(json.qt, /^6\./);
    assert.match(json.node, new RegExp(`.+:${server.port}$`));
    assert.deepEqual(json.listeners, [`127.0.0.1:${server.port}`]);
    assert.ok(Math.abs(new Date(json.started).getTime() + json.uptime_ms - Date.now()) < 60000);
    assert.deepEqual(json.in, { messages: 1, bytes: 5 });
    assert.deepEqual(json.out, { messages: 1, bytes: 5 });
    assert.deepEqual([json.connections, json.users, json.queued_bytes], [1, 1, 0]);
    assert.deepEqual(json.config_warnings, []);
});

test('one connection serves many requests, in order', options, async (t) => {
    const { client } = await begin(t);
    const raw = await RawClient.connect(t, client.port);
    const request = (path, more = '') =>
        `GET /api/v1${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${client.token}\r\n${more}\r\n`;
    raw.write(request('/server') + request('/nothing') + request('/openapi.json') + request('/server', 'Connection: close\r\n'));
    const { status, body } = await raw.response(); // everything up to the end of the connection
    const statuses = [...body.matchAll(/HTTP\/1\.1 (\d+) /g)].map(([, text]) => Number(text));
    assert.deepEqual([status, ...statuses], [200, 404, 200, 200]);
});

test('the token of the state folder', options, async (t) => {
    const state = await folderFor(t);
    const first = await startServer(t, { admin: '127.0.0.1:0', state });
    const { token } = await ApiCaller.of(t, first, state);
    const file = join(state, 'signalbox/admin.token');
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    assert.match(await readFile(file, 'utf8'), /^[\w-]{43}\n$/);
    first.signal('SIGTERM');
    await first.ended;
    // The next one uses the same.
    const server = await startServer(t, { admin: '127.0.0.1:0', state });
    const client = await ApiCaller.of(t, server, state);
    assert.equal(client.token, token);
    assert.equal((await client.get('/server')).status, 200);
    // A new one is made where it is missing, and takes effect with a reload.
    await rm(file);
    server.signal('SIGHUP');
    await until(async () => (await stateToken(state).catch(() => client.token)) !== client.token, 10000, () => 'another token');
    await until(async () => (await client.get('/server')).status === 401, 10000, () => 'the end of the old token');
    assert.equal((await client.as(await stateToken(state)).get('/server')).status, 200);
    // What holds no token is replaced.
    await writeFile(file, '');
    server.signal('SIGHUP');
    await until(async () => /^[\w-]{43}$/.test(await stateToken(state)), 10000, () => 'another token');
});

test('a state folder that cannot be written is a warning', options, async (t) => {
    const state = await folderFor(t);
    await writeFile(join(state, 'signalbox'), ''); // a file where the folder should be
    const server = await startServer(t, {
        admin: '127.0.0.1:0', state, config, set: { 'store.file': 'off' },
        expected: [/no token of its own for the admin API/],
    });
    const port = await server.adminPort();
    const client = new ApiCaller(t, { port, token: tokens.viewer });
    assert.equal((await client.get('/server')).status, 200);
});

test('wrong tokens are limited, right ones are not', options, async (t) => {
    const { server, client } = await begin(t);
    const guess = client.as(`guess-${randomBytes(16).toString('hex')}`);
    const statuses = [];
    for (let i = 0; i < 12; ++i)
        statuses.push((await guess.get('/server')).status);
    assert.deepEqual(statuses, [...Array(10).fill(401), 429, 429]);
    const { headers } = await guess.get('/server');
    assert.ok(Number(headers['retry-after']) > 0 && Number(headers['retry-after']) <= 60);
    assert.equal((await client.get('/server')).status, 200);
    assert.equal((await client.as(null).get('/server')).status, 401);
    await server.program.line(/refused with 401 \(admin_token\)/);
    assert.doesNotMatch(server.program.output(), new RegExp(`${guess.token}|${client.token}`));
    const counted = /signalbox_connections_rejected_total\{reason="admin_token"\} 14\n/;
    await until(async () => counted.test((await client.ask('GET', '/metrics')).text), 10000, () => '14 refusals');
});

test('reload', options, async (t) => {
    const folder = await folderFor(t);
    const file = join(folder, 'own.toml');
    await writeFile(file, `${config}[hub]\nannounce = true\n`);
    const state = await folderFor(t);
    const server = await startServer(t, {
        admin: '127.0.0.1:0', state, options: ['--config', file],
        expected: [/own\.toml/, /stays as it was/, /only after a restart/],
    });
    const client = await ApiCaller.of(t, server, state);
    assert.deepEqual((await client.post('/reload')).json, { changed: [], needs_restart: [], warnings: [] });
    await writeFile(file, `${config}[hub]\nannounce = false\n[server]\nthreads = 7\n`);
    assert.deepEqual((await client.post('/reload', {})).json,
        { changed: ['hub.announce'], needs_restart: ['server.threads'], warnings: [] });
    await writeFile(file, '[hub]\nannounce = 7\n');
    const wrong = await client.post('/reload');
    assert.equal(wrong.status, 422);
    assert.match(wrong.json.detail, /own\.toml:2: key hub\.announce: found 7, allowed: true or false/);
    assert.equal((await client.as(tokens.viewer).get('/server')).status, 200); // nothing has changed
    await writeFile(file, `[hub]\nannounce = false\n`);
    assert.deepEqual((await client.post('/reload')).json.changed, ['admin.token']);
    assert.equal((await client.as(tokens.viewer).get('/server')).status, 401);
    await rm(file);
    assert.equal((await client.post('/reload')).status, 409);
});

test('drain', options, async (t) => {
    const { server, client } = await begin(t, { set: { 'limits.closing': '30s' } });
    const peer = await RawClient.open(t, server); // does not answer the Close
    const { status, text } = await client.post('/drain');
    assert.deepEqual([status, text], [202, '']);
    await client.until('/server', ({ state }) => state === 'draining', 'draining');
    assert.equal((await client.post('/drain')).status, 202); // does not end it at once
    assert.equal((await client.get('/server')).json.connections, 1);
    peer.socket.destroy();
    assert.equal((await server.ended).code, 0);
});

test('a port that is not loopback speaks TLS', options, async (t) => {
    const certificates = await Certificates.make(t);
    const { server, state, client } = await begin(t, {
        admin: '0.0.0.0:0', set: { ...certificates.set }, expected: [/policy\.hosts/],
    });
    assert.equal(client.scheme, 'https');
    client.ca = certificates.ca;
    assert.equal((await client.get('/server')).status, 200);
    assert.equal((await client.as(null).get('/server')).status, 401);
    for (const path of ['/livez', '/readyz', '/metrics'])
        assert.equal((await client.as(null).ask('GET', path)).status, 200);
    const plain = await RawClient.connect(t, client.port);
    plain.write('GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n');
    assert.equal((await plain.response()).status, 400);
    assert.equal(await stateToken(state), client.token);
    assert.ok(server);
});

test('a loopback port is plain even beside TLS', options, async (t) => {
    const certificates = await Certificates.make(t);
    const { client } = await begin(t, { set: { ...certificates.set } });
    assert.equal(client.scheme, 'http');
    assert.equal((await client.get('/server')).status, 200);
});

test('a plain port that is not loopback serves no API, unless it is allowed', options, async (t) => {
    for (const isAllowed of [false, true]) {
        const { client } = await begin(t, {
            admin: '0.0.0.0:0', set: { 'admin.allow_plain': isAllowed }, expected: [/the admin API on 0\.0\.0\.0:\d+ is/],
        });
        const answer = await client.get('/server');
        assert.equal(answer.status, isAllowed ? 200 : 403);
        for (const path of ['/livez', '/readyz', '/metrics'])
            assert.equal((await client.as(null).ask('GET', path)).status, 200);
        if (isAllowed)
            assert.match(answer.json.config_warnings.join(), /admin\.allow_plain/);
    }
});

test('pages of a browser are kept out', options, async (t) => {
    const { client } = await begin(t);
    for (const headers of [{ Origin: `http://127.0.0.1:${client.port}` }, { Origin: 'null' }, { Host: 'rebound.example' }]) {
        for (const [method, path] of [['GET', '/api/v1/server'], ['POST', '/api/v1/drain'], ['OPTIONS', '/api/v1/drain'], ['GET', '/metrics']]) {
            const answer = await client.ask(method, path, { headers });
            assert.equal(answer.status, 403, JSON.stringify(headers));
            assert.ok(!Object.keys(answer.headers).some((name) => name.startsWith('access-control')));
        }
    }
    assert.equal((await client.get('/server')).json.state, 'running');
});
