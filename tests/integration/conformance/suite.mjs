// RFC 6455 sections 5, 7 and 8 and RFC 7692 clause by clause, with frames made by hand. Each chapter is a file of rows:
//
//   { section, name,            the clause and the case
//     send: [...],              frames or pieces of them; the cuts of "split at every frame"
//     answers: [...],           the frames of the server, all of them and nothing more
//     fails: 1002 |             the server fails the connection with this code,
//     closes: 1000 |            or answers our Close with this one,
//     leaves: true,             or the client ends TCP without Close and receives none; else the connection stays open
//     path, server,             the path, and one of the servers below
//     early: true,              send follows the handshake in the same segments
//     offer, agrees,            Sec-WebSocket-Extensions of request and response
//     refused: 400,             the handshake is rejected with this status
//     play: async (peer) => {}, further actions after send
//     alone: true }             a measurement: nothing runs in parallel
//
// Each row runs with three segmentations; see peer.mjs. Closes that the server initiates for other reasons are in
// limits.mjs, drain.mjs and tests/core/transport/tst_wireclosing.cpp.

import assert from 'node:assert/strict';
import test from 'node:test';
import { createSecureContext } from 'node:tls';

import { Certificates } from '../support/certificates.mjs';
import { startServer } from '../support/server.mjs';
import { within } from '../support/until.mjs';
import closing from './closing.mjs';
import codes from './codes.mjs';
import compression from './compression.mjs';
import control from './control.mjs';
import early from './early.mjs';
import fragments from './fragments.mjs';
import frames from './frames.mjs';
import negotiation from './negotiation.mjs';
import { Peer, segmentations } from './peer.mjs';
import sizes from './sizes.mjs';
import utf8 from './utf8.mjs';

const chapters = [frames, fragments, control, codes, closing, utf8, sizes, early, negotiation, compression];
const together = 24;      // parallel connections
const defaultTimeout = 120000; // ms for one row, on a busy machine

const config = `
[[route]]
path = "/echo"
kind = "echo"

[[route]]
path = "/plain"
kind = "echo"
deflate = "off"

[[route]]
path = "/room/{room}"
kind = "room"

[[route]]
path = "/large"
kind = "echo"
max_message = "16MiB"
deflate = "off"
`;

// No pings of the server between the answers. On a busy machine a client that sends many small segments needs time to
// finish sending after the server has sent its Close.
const quiet = { 'heartbeat.interval': 0, 'limits.closing': '60s' };
/** The names say whether the server keeps its compression context between messages. */
const servers = {
    forgets: { ...quiet, 'deflate.context_takeover': false },
    keeps: { ...quiet, 'deflate.context_takeover': true, 'deflate.min_size': 0 },
};

async function play(row, server, segment) {
    const cleanup = [];
    try {
        const peer = await Peer.connect({ after: (action) => cleanup.push(action) }, server, segment);
        const send = typeof row.send === 'function' ? row.send() : row.send ?? [];
        const headers = row.offer === undefined ? {} : { 'Sec-WebSocket-Extensions': row.offer };
        const response = await peer.shakeHands({
            path: row.path ?? '/echo', headers, early: row.early ? send : [], inPieces: row.offer !== undefined,
        });
        assert.equal(response.status, row.refused ?? 101);
        if (row.refused) {
            await peer.expectRejected();
            return;
        }
        assert.equal(response.headers['sec-websocket-extensions'], row.agrees, 'what was agreed');
        if (!row.early)
            await peer.send(send);
        await row.play?.(peer);
        await peer.expectFrames(typeof row.answers === 'function' ? row.answers() : row.answers ?? []);
        if (row.fails)
            await peer.expectFailed(row.fails);
        else if (row.closes)
            await peer.expectClosed(row.closes);
        else if (row.leaves)
            await peer.expectNoClose();
        else
            await peer.expectOpen();
    } finally {
        for (const action of cleanup)
            action();
    }
}

/** Runs \a jobs, \a atATime in parallel; resolves with the failures. */
async function runAll(jobs, atATime) {
    const failures = [];
    const waiting = jobs.values();
    const work = async () => {
        for (const { name, run } of waiting) {
            await within(run(), defaultTimeout, 'the end of the row').catch(({ message }) =>
                failures.push(`${name}: ${message.split('\n')[0]}`));
        }
    };
    await Promise.all(Array.from({ length: atATime }, work));
    return failures;
}

function jobsOf({ rfc, rows }, running) {
    return rows.flatMap((row) => Object.entries(segmentations).map(([how, segment]) => ({
        name: `RFC ${rfc} section ${row.section}, ${row.name}, ${how}`,
        run: () => play(row, running[row.server ?? 'forgets'], segment),
        alone: row.alone,
    })));
}

export function runSuite({ secure }) {
    test(`conformance over ${secure ? 'wss' : 'ws'}`, { timeout: 600000 }, async (t) => {
        const began = performance.now();
        const certificates = secure ? await Certificates.make(t) : undefined;
        const running = {};
        for (const [name, set] of Object.entries(servers)) {
            running[name] = await startServer(t, { config, set: { ...certificates?.set, ...set } });
            if (secure)
                running[name].tls = { ca: certificates.ca, secureContext: createSecureContext({ ca: certificates.ca }) };
        }
        let count = 0;
        const failures = [];
        for (const chapter of chapters) {
            const started = performance.now();
            const jobs = jobsOf(chapter, running);
            const failed = [
                ...await runAll(jobs.filter(({ alone }) => !alone), together),
                ...await runAll(jobs.filter(({ alone }) => alone), 1),
            ];
            t.diagnostic(`${chapter.rows.length} rows, ${failed.length} failures, ${
                ((performance.now() - started) / 1000).toFixed(1)} s: ${chapter.title}`);
            const names = new Set(jobs.map(({ name }) => name));
            assert.equal(names.size, jobs.length, `duplicate row in: ${chapter.title}`);
            count += chapter.rows.length;
            failures.push(...failed);
        }
        t.diagnostic(`${count} rows at ${Object.keys(segmentations).length} segmentations in ${
            ((performance.now() - began) / 1000).toFixed(1)} s`);
        assert.ok(count >= 300, `only ${count} rows`);
        assert.equal(failures.length, 0, `${failures.length} failures:\n${failures.join('\n')}`);
    });
}
