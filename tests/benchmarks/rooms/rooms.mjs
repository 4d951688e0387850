// Measures the cost of rooms:  node rooms.mjs PORT PID [quick]   for the server with this port and process id.
// stdout: a JSON object of figures. CPU time is that of the server, from /proc, so that a slow client does not matter.

import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';

const { WebSocket } = createRequire(new URL('../../integration/package.json', import.meta.url))('ws');

const [, , port, pid, quick] = process.argv;
const subprotocol = 'signalbox.v1.json';
const opensAtOnce = 200;

/** CPU time of the threads of the server so far, in seconds. */
function cpu() {
    const threads = readdirSync(`/proc/${pid}/task`);
    return threads.reduce((sum, id) => sum + Number(readFileSync(`/proc/${pid}/task/${id}/schedstat`, 'utf8').split(' ')[0]) / 1e9, 0);
}

const residentKiB = () => Number(readFileSync(`/proc/${pid}/status`, 'utf8').match(/^VmRSS:\s+(\d+) kB$/m)[1]);

class Member {
    constructor(path, isPlain = false) {
        this.answers = new Map();
        this.nextId = 1;
        this.onMessage = () => {};
        this.socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, isPlain ? [] : [subprotocol], { perMessageDeflate: false });
        this.ready = new Promise((resolve, reject) => {
            this.socket.on('error', reject);
            this.socket.on(isPlain ? 'open' : 'message', resolve); // a welcome
        });
        this.socket.on('message', (data) => this.#take(data));
    }

    /** Sends a request. \a answers: number of frames with its id. Resolves with the last one, as text. */
    ask(request, answers = 1) {
        const id = this.nextId++;
        this.socket.send(JSON.stringify({ ...request, id }));
        return new Promise((resolve) => this.answers.set(id, { left: answers, resolve }));
    }

    #take(data) {
        const found = this.answers.size > 0 && data.subarray(0, 60).toString('latin1').match(/^{"type":"\w+","id":(\d+)[,}]/);
        const waiting = found && this.answers.get(Number(found[1]));
        if (waiting && --waiting.left === 0) {
            this.answers.delete(Number(found[1]));
            waiting.resolve(data);
        } else {
            this.onMessage(data);
        }
    }
}

async function connectMembers(count, path, isPlain = false) {
    const members = [];
    while (members.length < count) {
        const some = Array.from({ length: Math.min(opensAtOnce, count - members.length) }, () => new Member(path, isPlain));
        await Promise.all(some.map(({ ready }) => ready));
        members.push(...some);
    }
    return members;
}

async function closeAll(members) {
    await Promise.all(members.map(({ socket }) => new Promise((resolve) => {
        socket.on('close', resolve);
        socket.terminate();
    })));
}

/** CPU time in ns per delivery of a message of 64 bytes to 1,000 members, at a fixed rate, independent of the client. */
async function fanOut(isPlain) {
    const [rate, broadcasts] = [100, quick ? 100 : 300];
    const members = await connectMembers(1000, `/room/fan-${isPlain}`, isPlain);
    const text = 'x'.repeat(isPlain ? 64 : 62); // two bytes less, for the quotes of JSON
    const message = isPlain ? text : JSON.stringify({ type: 'message', content: text });
    const run = (count) => new Promise((resolve) => {
        let received = 0;
        let sent = 0;
        for (const member of members)
            member.onMessage = (data) => {
                received += !isPlain && data[9] !== 0x6d ? 0 : 1; // {"type":"m: neither joined nor left
                if (received === count * members.length)
                    resolve();
            };
        const clock = setInterval(() => {
            members[0].socket.send(message);
            if (++sent === count)
                clearInterval(clock);
        }, 1000 / rate);
    });
    await run(20);
    const before = cpu();
    await run(broadcasts);
    const used = cpu() - before;
    await closeAll(members);
    return used * 1e9 / (broadcasts * members.length);
}

const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];

async function fanOuts() {
    const figures = { plain: [], envelope: [] };
    for (let round = 0; round < (quick ? 1 : 5); ++round) { // alternating, so that changes of the machine affect both
        figures.plain.push(await fanOut(true));
        figures.envelope.push(await fanOut(false));
    }
    return { fanout_plain_ns: median(figures.plain), fanout_envelope_ns: median(figures.envelope) };
}

/** The cost of a membership: rooms of ten members, each connection in 100 rooms. */
async function manyRooms() {
    const rooms = quick ? 1000 : 10000;
    const perConnection = 100;
    const members = await connectMembers(rooms / 10, '/room/own');
    const [cpuBefore, memoryBefore, begin] = [cpu(), residentKiB(), performance.now()];
    await Promise.all(members.flatMap((member, m) => Array.from({ length: perConnection }, (_, i) =>
        member.ask({ type: 'join', room: `room ${(m * perConnection + i) % rooms}` }))));
    const memberships = members.length * perConnection;
    const figures = {
        rooms, memberships, joins_seconds: (performance.now() - begin) / 1000,
        join_cpu_ns: (cpu() - cpuBefore) * 1e9 / memberships,
        membership_bytes: (residentKiB() - memoryBefore) * 1024 / memberships,
    };
    await closeAll(members);
    return figures;
}

/** Reads all presence pages of one room. */
async function presence() {
    const count = quick ? 1000 : 10000;
    const members = await connectMembers(count - 1, '/room/big', true);
    const asker = new Member('/room/big');
    await asker.ready;
    const [before, begin] = [cpu(), performance.now()];
    let listed = 0;
    for (let after; ;) {
        const page = JSON.parse(await asker.ask({ type: 'presence', room: 'big', ...(after && { after }) }));
        listed += page.members.length;
        after = page.next;
        if (!after)
            break;
    }
    const figures = { presence_members: listed, presence_ms: performance.now() - begin, presence_cpu_ms: (cpu() - before) * 1000 };
    await closeAll([...members, asker]);
    return figures;
}

/** Joins with `since` that recover 1,000 messages of 64 bytes. */
async function recovery() {
    const [joins, missed] = [quick ? 20 : 200, 1000];
    const [publisher] = await connectMembers(1, '/room/past');
    const { epoch } = JSON.parse(await publisher.ask({ type: 'join', room: 'past' }));
    for (let i = 0; i < missed; ++i)
        await publisher.ask({ type: 'message', content: 'x'.repeat(62) });
    const [before, begin] = [cpu(), performance.now()];
    for (let i = 0; i < joins; ++i) {
        const { messages, recovered } = JSON.parse(await publisher.ask({ type: 'join', room: 'past', since: { epoch, seq: 0 } }, 2));
        if (messages.length !== missed || !recovered)
            throw new Error(`${messages.length} messages, recovered ${recovered}`);
    }
    const figures = { since_ms: (performance.now() - begin) / joins, since_cpu_ms: (cpu() - before) * 1000 / joins };
    await closeAll([publisher]);
    return figures;
}

const figures = {};
for (const measure of [fanOuts, manyRooms, presence, recovery])
    Object.assign(figures, await measure());
console.log(JSON.stringify(figures));
process.exit(0);
