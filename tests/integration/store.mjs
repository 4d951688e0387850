// The file of the store: what comes back after a restart, and files that cannot be used.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';

import { Program } from './support/program.mjs';
import { RoomReader, RoomTruth } from './support/roomtruth.mjs';
import { environment, startServer } from './support/server.mjs';
import { sql, stateFolder, storeContents, storeFile, storedMessages } from './support/storefile.mjs';
import { until } from './support/until.mjs';

const options = { timeout: 120000 };
const sqlite = { 'history.store': 'sqlite' };
const subprotocol = 'signalbox.v1.json';

async function stop(server) {
    server.signal('SIGTERM');
    assert.deepEqual(await server.ended, { code: 0, signal: null });
}

async function kill(server) {
    server.signal('SIGKILL');
    await server.ended;
}

/** Publishes messages to \a room. */
async function publish(reader, room, from, to) {
    for (let i = from; i <= to; ++i)
        await reader.publish(room, `${room} ${i}`);
}

/** Runs the program, which has to exit by itself. */
async function exits(state, args, env = {}) {
    const program = new Program(process.env.SIGNALBOX_BINARY, ['--listen', '127.0.0.1:0', ...args],
        { env: { ...environment(state), ...env } });
    const { code } = await program.ended;
    return { code, stderr: program.stderr.join('\n') };
}

test('history is there after a restart, and nothing is missing', options, async (t) => {
    const state = stateFolder(t);
    const truth = new RoomTruth();
    let server = await startServer(t, { state, set: sqlite });
    let reader = await RoomReader.open(t, server, truth);
    const { ack } = await reader.join('blue');
    await publish(reader, 'blue', 1, 30);
    truth.positions.set('blue', { epoch: ack.epoch, seq: 10 });
    await stop(server);
    assert.equal(storedMessages(state), 30);
    assert.deepEqual(Object.keys(storeContents(state)), ['signalbox.db']); // nothing waits in a -wal file
    assert.equal(statSync(storeFile(state)).mode & 0o777, 0o600);

    server = await startServer(t, { state, set: sqlite });
    reader = await RoomReader.open(t, server, truth);
    const joined = await reader.join('blue');
    assert.equal(joined.ack.epoch, ack.epoch);
    assert.equal(joined.ack.seq, 30);
    assert.equal(joined.history.recovered, true);
    assert.deepEqual(joined.history.messages.map(({ content }) => content),
        Array.from({ length: 20 }, (_, i) => `blue ${i + 11}`));
    await publish(reader, 'blue', 31, 31);
    assert.deepEqual(truth.positions.get('blue'), { epoch: ack.epoch, seq: 31 });
});

test('memory alone is empty after a restart', options, async (t) => {
    const state = stateFolder(t);
    const truth = new RoomTruth();
    let server = await startServer(t, { state });
    let reader = await RoomReader.open(t, server, truth);
    const { ack } = await reader.join('blue');
    await publish(reader, 'blue', 1, 3);
    await stop(server);
    assert.equal(storedMessages(state), 0);
    server = await startServer(t, { state });
    reader = await RoomReader.open(t, server, truth);
    const joined = await reader.join('blue');
    assert.notEqual(joined.ack.epoch, ack.epoch);
    assert.equal(joined.history.recovered, false);
    assert.deepEqual(joined.history.messages, []);
});

test('a killed server begins a new epoch, and its messages stay', options, async (t) => {
    const state = stateFolder(t);
    const truth = new RoomTruth();
    let server = await startServer(t, { state, set: sqlite });
    let reader = await RoomReader.open(t, server, truth);
    const { ack } = await reader.join('blue');
    await publish(reader, 'blue', 1, 30);
    truth.positions.set('blue', { epoch: ack.epoch, seq: 10 });
    await until(() => storedMessages(state) === 30, 10000, () => 'messages in the file');
    await kill(server);

    server = await startServer(t, { state, set: sqlite });
    reader = await RoomReader.open(t, server, truth);
    const joined = await reader.join('blue');
    assert.notEqual(joined.ack.epoch, ack.epoch);
    assert.equal(joined.ack.seq, 30);
    assert.equal(joined.history.recovered, false);
    assert.deepEqual(joined.history.messages.map(({ content }) => content),
        Array.from({ length: 20 }, (_, i) => `blue ${i + 11}`));
    assert.equal((await reader.publish('blue', 'next')).seq, 31);
});

test('plain and binary messages come back as they were', options, async (t) => {
    const state = stateFolder(t);
    let server = await startServer(t, { state, set: sqlite });
    let reader = await RoomReader.open(t, server, new RoomTruth());
    await reader.join('blue');
    reader.send({ type: 'message', id: 'b', room: 'blue', content: 'AAH/', encoding: 'base64' });
    await reader.answer('b');
    reader.send({ type: 'message', id: 'n', room: 'blue', content: { z: 1, a: [12345678901234567890n.toString()] } });
    await reader.answer('n');
    reader.send({ type: 'history', id: 'h', room: 'blue' });
    const before = await reader.answer('h');
    await stop(server);
    server = await startServer(t, { state, set: sqlite });
    reader = await RoomReader.open(t, server, new RoomTruth());
    await reader.join('blue');
    reader.send({ type: 'history', id: 'h', room: 'blue' });
    assert.deepEqual(await reader.answer('h'), before);
});

test('a second process cannot use the file', options, async (t) => {
    const state = stateFolder(t);
    const first = await startServer(t, { state });
    const second = await exits(state, ['--no-gui']);
    assert.equal(second.code, 69);
    assert.match(second.stderr, new RegExp(`process ${first.program.pid} uses it`));
    const other = await startServer(t, { state, set: { 'store.file': join(state, 'other.db') } });
    await stop(other);
    const none = await startServer(t, { state, set: { 'store.file': 'off' } });
    await stop(none);
    await stop(first);
    await stop(await startServer(t, { state }));
});

test('a second window runs without the file', options, async (t) => {
    const state = stateFolder(t);
    await startServer(t, { state });
    const window = new Program(process.env.SIGNALBOX_BINARY,
        ['--listen', '127.0.0.1:0', '--set', 'history.store=sqlite'],
        { env: { ...environment(state), QT_QPA_PLATFORM: 'offscreen' } });
    t.after(() => window.kill());
    await window.line(/^signalbox: listening on /);
    await window.line(/uses it; .*; this window keeps everything in memory/);
    window.signal('SIGTERM');
    assert.equal((await window.ended).code, 0);
});

test('without a file there is none', options, async (t) => {
    const state = stateFolder(t);
    const server = await startServer(t, { state, set: { 'store.file': 'off' } });
    await stop(server);
    assert.equal(existsSync(storeFile(state)), false);
    const refused = await exits(state, ['--no-gui', '--set', 'store.file=off', '--set', 'history.store=sqlite']);
    assert.equal(refused.code, 78);
    assert.match(refused.stderr, /history\.store: found "sqlite", allowed: "memory", as store\.file is "off"/);
});

/** A file with messages, after a clean stop or as SIGKILL leaves it. */
async function filled(t, { isKilled = false } = {}) {
    const state = stateFolder(t);
    const server = await startServer(t, { state, set: sqlite });
    const reader = await RoomReader.open(t, server, new RoomTruth());
    await reader.join('blue');
    await publish(reader, 'blue', 1, 90);
    await until(() => storedMessages(state) === 90, 10000, () => 'messages in the file');
    await (isKilled ? kill(server) : stop(server));
    return state;
}

const spoiled = [
    ['of a newer version', /newer Signalbox: found schema 99, this version knows up to \d/,
        (state) => sql(state, 'PRAGMA user_version = 99', 'PRAGMA wal_checkpoint(TRUNCATE)')],
    ['of another program', /belongs to another program/,
        (state) => sql(state, 'PRAGMA application_id = 7', 'PRAGMA wal_checkpoint(TRUNCATE)')],
    ['that is no database', /no SQLite file, or damaged/,
        (state) => writeFileSync(storeFile(state), 'hello '.repeat(1000))],
    ['that is too short', /damaged/,
        (state) => truncateSync(storeFile(state), statSync(storeFile(state)).size / 2)],
];
for (const [what, message, spoil] of spoiled) {
    for (const isKilled of [false, true]) {
        test(`a file ${what} is refused and left alone${isKilled ? ', also after a kill' : ''}`, options, async (t) => {
            const state = await filled(t, { isKilled });
            spoil(state);
            const before = storeContents(state);
            const refused = await exits(state, ['--no-gui', '--set', 'history.store=sqlite']);
            assert.equal(refused.code, 74, refused.stderr);
            assert.match(refused.stderr, message);
            assert.ok(refused.stderr.includes(storeFile(state)), refused.stderr);
            assert.match(refused.stderr, /move them away together/);
            assert.deepEqual(storeContents(state), before);
        });
    }
}

test('a file that cannot be made', options, async (t) => {
    const state = stateFolder(t);
    writeFileSync(join(state, 'signalbox'), 'not a folder');
    const refused = await exits(state, ['--no-gui']);
    assert.equal(refused.code, 73);
    assert.match(refused.stderr, /signalbox: the folder cannot be made/);
});

/** Writes until nothing more can be stored, and checks that the server lives on; \a free ends that. */
async function surviveFullDisk(t, state, server, free, failures) {
    const truth = new RoomTruth();
    const reader = await RoomReader.open(t, server, truth);
    const { ack } = await reader.join('blue');
    const fillers = [];
    const text = 'x'.repeat(20000);
    const hasFailed = () => server.program.stderr.some((line) => failures.test(line));
    for (let i = 0; !hasFailed(); ++i) {
        assert.ok(i < 10000, 'the disk is not full');
        await reader.publish('blue', `${i} ${text}`);
        fillers.push(i);
    }
    for (let i = 0; i < 20; ++i)
        await reader.publish('blue', `while it is full ${i}`);
    assert.equal(server.program.stderr.filter((line) => failures.test(line)).length, 1); // said once
    free();
    await server.program.line(/is written again, after /);
    const { seq } = await reader.publish('blue', 'the last one');
    truth.positions.set('blue', { epoch: ack.epoch, seq: seq - 15 });
    await stop(server);
    return truth;
}

test('a disk that refuses to write is survived', options, async (t) => {
    const state = stateFolder(t);
    const failures = /cannot be used: .*; the server goes on/;
    let server = await startServer(t, { state, set: sqlite, expected: [failures] });
    execFileSync('prlimit', ['--pid', server.program.pid, '--fsize=400000:unlimited']);
    const truth = await surviveFullDisk(t, state, server,
        () => execFileSync('prlimit', ['--pid', server.program.pid, '--fsize=unlimited:unlimited']), failures);
    server = await startServer(t, { state, set: sqlite });
    const { history } = await (await RoomReader.open(t, server, truth)).join('blue');
    assert.equal(history.recovered, true);
    assert.equal(history.messages.length, 15);
});

const canMount = spawnSync('unshare', ['-rm', 'true']).status === 0;
test('a full disk is survived', { ...options, skip: canMount ? false : 'needs unshare -rm' }, async (t) => {
    const state = stateFolder(t);
    const failures = /cannot be used: database or disk is full; the server goes on/;
    // The file system is visible through the process only: /proc/PID/root.
    const script = join(state, 'run.sh');
    writeFileSync(script, `#!/bin/sh
mount -t tmpfs -o size=24m tmpfs ${state}/signalbox || exit 1
exec ${process.env.SIGNALBOX_BINARY} "$@"
`, { mode: 0o755 });
    execFileSync('mkdir', [join(state, 'signalbox')]);
    const program = new Program('unshare', ['-rm', script, '--no-gui', '--listen', '127.0.0.1:0', '--set', 'history.store=sqlite',
        '--set', 'history.messages=0', '--set', 'history.bytes=0'], { env: environment(state) });
    t.after(() => program.kill());
    const [, url] = await program.line(/^signalbox: listening on (ws:.*)$/);
    const inside = `/proc/${program.pid}/root${state}/signalbox`;
    writeFileSync(join(inside, 'other'), Buffer.alloc(20 * 1024 * 1024));
    const server = {
        program,
        at: (path) => url.slice(0, -1) + path,
        signal: (name) => program.signal(name),
        ended: program.ended,
    };
    await surviveFullDisk(t, state, server, () => writeFileSync(join(inside, 'other'), ''), failures);
});

test('rooms in the file do not slow down a start', options, async (t) => {
    const state = await filled(t);
    const rooms = 10000;
    const checksums = join(state, 'fill.py');
    writeFileSync(checksums, `
import sqlite3, struct, sys, time, zlib
connection = sqlite3.connect(sys.argv[1])
now = int(time.time() * 1000)
def number(sum, value): return zlib.crc32(struct.pack('<Q', value), sum)
def text(sum, value): return zlib.crc32(value, number(sum, len(value)))
for room in range(1000, 1000 + ${rooms}):
    sum = number(text(text(number(0, room), b'room %d' % room), b'epoch'), 100)
    sum = number(number(number(text(sum, b''), 0), 1), now)
    connection.execute('INSERT INTO rooms VALUES (?, ?, ?, 100, \\'\\', 0, 1, ?, ?)', (room, 'room %d' % room, 'epoch', now, sum))
    for seq in range(1, 101):
        sum = number(text(number(number(number(number(0, room), seq), now), 7), b'ann'), 0)
        content = b'message %d' % seq
        connection.execute('INSERT INTO messages VALUES (?, ?, ?, 7, \\'ann\\', 0, ?, ?)', (room, seq, now, content, text(sum, content)))
connection.commit()
`);
    execFileSync('python3', [checksums, storeFile(state)]);
    const begin = performance.now();
    const server = await startServer(t, { state, set: sqlite });
    t.diagnostic(`ready in ${Math.round(performance.now() - begin)} ms with ${rooms} rooms of 100 messages`);
    const truth = new RoomTruth();
    truth.positions.set('room 5000', { epoch: 'epoch', seq: 40 });
    const { ack, history } = await (await RoomReader.open(t, server, truth)).join('room 5000');
    assert.equal(ack.seq, 100);
    assert.equal(history.recovered, true);
    assert.equal(history.messages.length, 60);
    assert.equal(history.messages[0].content, 'message 41');
    await stop(server);
});
