// A server under load is killed at random moments, and its file is damaged at random places. What `recovered: true` promises is true
// each time, no number has two contents in one epoch, and the file opens or is refused with a clear error.
//
// SIGNALBOX_CRASHES: how often, instead of 10 kills and 20 damages. SIGNALBOX_SEED: of the random numbers; it is printed.

import assert from 'node:assert/strict';
import { cpSync, openSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync, writeSync, closeSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { setTimeout as passed } from 'node:timers/promises';

import { Program } from './support/program.mjs';
import { RoomReader, RoomTruth } from './support/roomtruth.mjs';
import { Server, environment, startServer } from './support/server.mjs';
import { stateFolder, storeContents, storeFile } from './support/storefile.mjs';

const kills = Number(process.env.SIGNALBOX_CRASHES ?? 10);
const damages = Number(process.env.SIGNALBOX_CRASHES ?? 20);
const seed = Number(process.env.SIGNALBOX_SEED ?? Math.floor(Math.random() * 2 ** 31));
const options = { timeout: 60000 + 10000 * Math.max(kills, damages) };
const set = { 'history.store': 'sqlite', 'history.messages': 3000, 'history.bytes': '8MiB', 'history.age': '1h', 'server.threads': 2 };
const rooms = ['red', 'green', 'blue', 'white'];
const unclean = [/not all could be written/, /cannot be used: /];

let state = seed;
/** From 0 to \a below - 1 (mulberry32). */
function random(below) {
    state = (state + 0x6D2B79F5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return Math.floor(((value ^ (value >>> 14)) >>> 0) / 2 ** 32 * below);
}

let published = 0;
/** Publishes without a pause until the connection ends. */
function publishOn(reader) {
    const next = () => {
        if (reader.client.socket.readyState !== 1)
            return;
        for (let i = 0; i < 20; ++i)
            reader.send({ type: 'message', room: rooms[random(rooms.length)], content: `${++published} ${'x'.repeat(random(600))}` });
        setTimeout(next, 2);
    };
    next();
}

async function openReader(t, server, truth, { mustBeRecovered, mayBeRecovered = true } = {}) {
    const reader = await RoomReader.open(t, server, truth);
    let lost = 0;
    for (const room of rooms) {
        const joined = await reader.join(room);
        if (!joined.since)
            continue;
        lost += joined.lost;
        if (mustBeRecovered)
            assert.equal(joined.history.recovered, true, `${room} after a clean stop`);
        if (!mayBeRecovered)
            assert.equal(joined.history.recovered, false, `${room} after a kill`);
    }
    return { reader, lost };
}

async function stop(server) {
    server.signal('SIGTERM');
    assert.deepEqual(await server.ended, { code: 0, signal: null });
}

test(`${kills} kills under load`, options, async (t) => {
    t.diagnostic(`SIGNALBOX_SEED=${seed}`);
    const folder = stateFolder(t);
    const truth = new RoomTruth();
    let wasKilled = false;
    let lost = 0;
    for (let i = 0; i <= kills; ++i) {
        const server = await startServer(t, { state: folder, set });
        const opened = await openReader(t, server, truth,
            { mustBeRecovered: !wasKilled, mayBeRecovered: !wasKilled });
        lost += opened.lost;
        const { reader } = opened;
        publishOn(reader);
        await passed(random(400));
        wasKilled = random(4) > 0;
        if (wasKilled) {
            server.signal('SIGKILL');
            await server.ended;
        } else {
            await stop(server);
        }
        await reader.client.closed;
        reader.takeAll();
    }
    t.diagnostic(`${published} messages, ${lost} of them received by a client and lost by a kill`);
    assert.ok(published > 0);
});

/** Damages a file at a random place. Returns a text for people. */
function damage(folder) {
    const names = Object.keys(storeContents(folder)).filter((name) => !name.endsWith('-shm'));
    const name = names[random(names.length)];
    const path = join(folder, 'signalbox', name);
    const size = statSync(path).size;
    if (random(2) === 0) {
        const left = random(size + 1);
        truncateSync(path, left);
        return `${name} is cut from ${size} to ${left}`;
    }
    const length = [1, 4, 64, 4096][random(4)];
    const offset = random(size);
    const file = openSync(path, 'r+');
    writeSync(file, Buffer.from(Array.from({ length: Math.min(length, size - offset) }, () => random(256))), 0, undefined, offset);
    closeSync(file);
    return `${name} of ${size}: ${length} bytes at ${offset}`;
}

/** Starts a server that may refuse its file. */
async function tryServer(t, folder) {
    const args = Object.entries(set).flatMap(([key, value]) => ['--set', `${key}=${value}`]);
    const program = new Program(process.env.SIGNALBOX_BINARY, ['--no-gui', '--listen', '127.0.0.1:0', ...args],
        { env: environment(folder) });
    t.after(() => program.kill());
    const server = new Server(program);
    const isReady = await Promise.race([server.ready().then(() => true, () => false), program.ended.then(() => false)]);
    return isReady ? { server } : { code: (await program.ended).code, stderr: program.stderr.join('\n') };
}

for (const isKilled of [false, true]) {
    test(`${damages} damages after a ${isKilled ? 'kill' : 'clean stop'}`, options, async (t) => {
        t.diagnostic(`SIGNALBOX_SEED=${seed}`);
        const base = stateFolder(t);
        const baseTruth = new RoomTruth();
        const first = await startServer(t, { state: base, set });
        const { reader } = await openReader(t, first, baseTruth);
        publishOn(reader);
        await passed(600);
        if (isKilled) {
            first.signal('SIGKILL');
            await first.ended;
        } else {
            await stop(first);
        }
        await reader.client.closed;
        reader.takeAll();
        const positions = new Map([...baseTruth.positions].map(([room, { epoch, seq }]) => [room, { epoch, seq: Math.max(seq - 50, 0) }]));
        let refused = 0;
        let recovered = 0;
        for (let i = 0; i < damages; ++i) {
            const folder = stateFolder(t);
            cpSync(base, folder, { recursive: true });
            const what = damage(folder);
            const before = storeContents(folder);
            const truth = baseTruth.copy();
            truth.positions = new Map(positions);
            try {
                const { server, code, stderr } = await tryServer(t, folder);
                if (!server) {
                    refused += 1;
                    assert.equal(code, 74, stderr);
                    assert.ok(stderr.includes(storeFile(folder)) && /move them away together/.test(stderr), stderr);
                    assert.deepEqual(storeContents(folder), before);
                    continue;
                }
                const opened = await openReader(t, server, truth, { mayBeRecovered: !isKilled });
                recovered += [...truth.positions].filter(([room, { epoch }]) => epoch === positions.get(room).epoch).length;
                for (const room of rooms)
                    await opened.reader.publish(room, `after the damage ${room}`);
                await stop(server);
                opened.reader.takeAll();
                const again = await tryServer(t, folder); // what was written to a damaged file
                if (again.server) {
                    await openReader(t, again.server, truth);
                    await stop(again.server);
                } else {
                    assert.equal(again.code, 74, again.stderr);
                }
            } catch (error) {
                throw new Error(`${what}: ${error.message}`, { cause: error });
            } finally {
                rmSync(folder, { recursive: true, force: true });
            }
        }
        t.diagnostic(`${refused} of ${damages} refused; ${recovered} of ${(damages - refused) * rooms.length} rooms go on with their epoch`);
        assert.ok(refused > 0 || damages < 20);
    });
}
