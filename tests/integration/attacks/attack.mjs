// What one hostile peer costs the others. An Attack starts a server, good clients beside it (goodclients.mjs, a process of their own)
// and a room with a history, runs what the hostile peers do, and asserts the bounds:
// - the echo of a good client takes at most 100 ms, beyond what an echo without Signalbox takes at the same time;
// - a hostile connection costs at most 15 % of a processor, after what it may save up (limits.work) is spent;
// - the server has at most limits.memory + 64 MiB;
// - no good client, and no member of a room, is closed;
// - afterwards a client reads the whole history of the room, page by page, complete and in order.

import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { constants, deflateRawSync } from 'node:zlib';

import { connect } from '../support/client.mjs';
import { Program } from '../support/program.mjs';
import { RawClient, frame, handshake, opcodes } from '../support/rawclient.mjs';
import { startServer } from '../support/server.mjs';
import { until } from '../support/until.mjs';

export const options = { timeout: 120000 };
export const KiB = 1024;
export const MiB = 1024 * KiB;
export const subprotocol = 'signalbox.v1.json';

const mostEcho = 100;     // ms
const mostProcessor = 0.15; // of a processor, a connection
const overhead = 64;      // MiB beside limits.memory
const ticks = 100;        // of processor time a second, in /proc
const kept = 100;         // messages in the history
const sanitizer = Boolean(process.env.SIGNALBOX_SANITIZE); // slower, and with a memory of its own: only the behaviour is judged
const slowness = process.env.SIGNALBOX_BUILD_TYPE === 'Debug' ? 3 : 1; // also beside other tests

const noMask = Buffer.alloc(4); // so that a payload can be reused
export const bytesOf = (opcode, payload, more) => frame(opcode, payload, { key: noMask, ...more });
export const text = (value, more) => bytesOf(opcodes.text, typeof value === 'string' ? value : JSON.stringify(value), more);
export const repeated = (bytes, count) => Buffer.concat(Array(count).fill(bytes));

/** A message of permessage-deflate (RFC 7692 section 7.2.1). */
export const deflated = (payload) => deflateRawSync(payload, { level: 9, finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, -4);

/** Sends what \a next() returns again and again, as fast as \a socket takes it, until \a isOver() or its end. */
export function pump(socket, next, isOver) {
    const send = () => {
        for (let i = 0; !isOver() && !socket.destroyed; ++i) {
            if (!socket.write(next()))
                return; // until it is drained
            if (i === 100)
                return setImmediate(send); // the kernel may take everything
        }
        return undefined;
    };
    socket.on('drain', () => setImmediate(send));
    send();
}

export class Attack {
    hostile = []; // their sockets

    /** set: configuration. memory: limits.memory in MiB. tls: Certificates, if all connections are to use TLS. state: see startServer(). */
    static async begin(t, { set = {}, memory = 128, admin, expected = [], options: more = [], openFiles, tls, state } = {}) {
        const attack = new Attack();
        attack.t = t;
        attack.memory = memory;
        attack.server = await startServer(t, {
            set: { 'heartbeat.interval': 0, 'limits.memory': `${memory}MiB`, ...tls?.set, ...set }, admin, expected, openFiles, state,
            options: ['--threads', '2', ...more],
        });
        attack.tls = tls;
        await attack.fill('archive', (i) => `kept ${i}`, kept);
        attack.archivist = await attack.client('/room/archive'); // the history of rooms that nobody is in gives way first
        const echo = new Program(process.execPath, [new URL('echoserver.mjs', import.meta.url).pathname]);
        t.after(() => echo.kill());
        const [, echoPort] = await echo.line(/^port (\d+)$/);
        attack.good = new Program(process.execPath, [new URL('goodclients.mjs', import.meta.url).pathname, attack.server.url, echoPort],
            { input: 'pipe', env: { ...process.env, ...(tls && { NODE_EXTRA_CA_CERTS: tls.path('root.crt') }) } });
        t.after(() => attack.good.kill());
        await attack.good.line(/^ready$/);
        const begin = await attack.processorTime();
        const calm = 1000;
        await delay(calm);
        attack.usual = (await attack.processorTime() - begin) / calm * 1000; // processors for the good clients
        await writeFile(`/proc/${attack.server.program.pid}/clear_refs`, '5'); // VmHWM begins again
        return attack;
    }

    /**
     * Opens a hostile connection. deflate: offers permessage-deflate. reads: whether it reads what comes. server: another one. Returns null if it is refused,
     * which only 503 may do: there is no memory left.
     */
    async open({ path = '/', envelope = false, deflate = false, reads = true, server = this.server, ...settings } = {}) {
        const headers = { ...(envelope && { 'Sec-WebSocket-Protocol': subprotocol }), ...(deflate && { 'Sec-WebSocket-Extensions': 'permessage-deflate' }) };
        const client = await RawClient.connect(this.t, server.port, { ca: this.tls?.ca, ...settings });
        client.write(handshake({ port: server.port, path, headers }));
        const { status } = await client.response({ upgrade: true });
        const { socket } = client;
        if (status === 503)
            return null;
        assert.equal(status, 101);
        socket.removeAllListeners('data');
        reads ? socket.resume() : socket.pause();
        socket.on('error', () => {});
        this.hostile.push(socket);
        return socket;
    }

    /** Opens \a count connections and returns those that were accepted. \a settings: for each, or a function that returns them. */
    async openAll(count, settings) {
        const sockets = await Promise.all(Array.from({ length: count }, (_, i) => this.open(typeof settings === 'function' ? settings(i) : settings)));
        return sockets.filter((socket) => socket !== null);
    }

    /**
     * Runs \a act, or waits, for \a seconds, and measures the processor time of the second half. \a act(isOver) is called once and
     * returns when isOver() is true.
     */
    async run(seconds, act = () => {}) {
        let isOver = false;
        const acting = act(() => isOver);
        await delay(seconds * 500);
        const [begin, time] = [await this.processorTime(), performance.now()];
        await delay(seconds * 500);
        this.used = (await this.processorTime() - begin) / (performance.now() - time) * 1000 - this.usual;
        isOver = true;
        await acting;
    }

    /** Sends \a bytes again and again on all \a sockets. */
    async blast(seconds, sockets, bytes) {
        await this.run(seconds, async (isOver) => {
            for (const [i, socket] of sockets.entries())
                pump(socket, typeof bytes === 'function' ? () => bytes(i) : () => bytes, isOver);
            await until(isOver, 60000, () => 'the end');
        });
    }

    /**
     * Asserts all bounds. \a connections: how many share the cost; 0: it is not judged. \a exceedsMemory: so much is held for the peers
     * that the history of rooms nobody is in may have given way.
     */
    async finish({ connections = this.hostile.length, alsoKept = [], mayBeClosed = true, exceedsMemory = false } = {}) {
        this.good.child.stdin.end();
        const [line] = await this.good.line(/^\{.*\}$/);
        const good = JSON.parse(line);
        const status = await readFile(`/proc/${this.server.program.pid}/status`, 'utf8');
        const peak = Number(status.match(/^VmHWM:\s+(\d+) kB$/m)[1]) / KiB;
        this.t.diagnostic(`echo p50 ${good.p50} p99 ${good.p99} max ${good.max} ms of ${good.count} (without Signalbox ${good.usual} ms), `
            + `${(this.used * 100).toFixed(1)} % of a processor for ${connections}, peak ${peak.toFixed(0)} MiB`);
        assert.equal(good.lost, 0, 'good clients that were closed');
        assert.ok(good.count > 0);
        if (!mayBeClosed)
            assert.equal(this.hostile.filter(({ destroyed }) => destroyed).length, 0, 'connections that were closed');
        for (const socket of this.hostile)
            socket.destroy();
        if (!sanitizer) {
            assert.ok(good.max <= mostEcho * slowness + good.usual, `an echo took ${good.max} ms, without Signalbox at most ${good.usual} ms`);
            assert.ok(peak <= this.memory + overhead, `${peak.toFixed(0)} MiB`);
            if (connections > 0)
                assert.ok(this.used <= mostProcessor * Math.min(2, slowness) * connections + 0.01, `${(this.used * 100).toFixed(1)} % of a processor for ${connections} connections`);
        }
        await this.assertHistory('archive', (i) => `kept ${i}`, kept, exceedsMemory);
        for (const [room, contentOf, count] of alsoKept)
            await this.assertHistory(room, contentOf, count);
    }

    /** Asserts that a new client reads \a count messages, page by page; of those \a mayBeShort: the newest, or none. */
    async assertHistory(room, contentOf, count, mayBeShort = false) {
        const client = await this.client(`/room/${encodeURIComponent(room)}`);
        const messages = [];
        let before;
        let epoch;
        do {
            const page = await client.ask({ type: 'history', room, limit: 40, before });
            assert.equal(page.type, 'history');
            assert.equal(page.epoch, epoch ??= page.epoch);
            messages.unshift(...page.messages);
            before = page.next;
        } while (before !== undefined);
        const first = mayBeShort ? count - messages.length : 0;
        assert.deepEqual(messages.map(({ content }) => content), Array.from({ length: count - first }, (_, i) => contentOf(first + i)));
        assert.deepEqual(messages.map(({ seq }) => seq), messages.map((_, i) => messages[0].seq + i));
        client.socket.close();
    }

    /** A client with the envelope: ask(request) resolves with the answer. */
    async client(path, settings = {}) {
        const client = await connect(this.t, this.server.at(path), { subprotocols: [subprotocol], ca: this.tls?.ca, ...settings });
        let id = 0;
        client.ask = async (request) => {
            client.socket.send(JSON.stringify({ ...request, id: ++id }));
            for (;;) {
                const answer = JSON.parse(await client.nextText());
                if (answer.id === id)
                    return answer;
            }
        };
        return client;
    }

    /** Publishes \a count messages in \a room, where nobody stays. */
    async fill(room, contentOf, count) {
        const client = await connect(this.t, this.server.at(`/room/${encodeURIComponent(room)}`), { ca: this.tls?.ca });
        for (let i = 0; i < count; ++i) {
            client.socket.send(contentOf(i));
            await client.next();
        }
        client.socket.close();
        await client.closed;
    }

    /** A process of \a count members of \a room, who read everything; {n} in \a name is the number of each. Its stop() asserts that none was closed. */
    async members(count, room, { name = 'member {n}' } = {}) {
        const program = new Program(process.execPath, [new URL('members.mjs', import.meta.url).pathname, this.server.url, count, room, name], { input: 'pipe' });
        this.t.after(() => program.kill());
        await program.line(/^ready$/, 30000);
        return {
            stop: async () => {
                program.child.stdin.end();
                const [line] = await program.line(/^\{.*\}$/);
                const { bytes, closed } = JSON.parse(line);
                assert.deepEqual(closed, [], `members that were closed: ${closed.length} ${JSON.stringify(closed.slice(0,2))}`);
                return bytes;
            },
        };
    }

    async processorTime() {
        const stat = await readFile(`/proc/${this.server.program.pid}/stat`, 'utf8');
        const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        return (Number(fields[11]) + Number(fields[12])) / ticks;
    }

    async residentMiB() { return await this.server.residentKiB() / KiB; }
}
