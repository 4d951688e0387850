// Compares rooms, users and history with a simple model: 200 connections, on several io threads, join, leave, publish and
// disconnect at random. SIGNALBOX_MODEL_STEPS is the number of steps, SIGNALBOX_MODEL_SEED repeats a run.

import assert from 'node:assert/strict';
import test from 'node:test';

import { connect } from './support/client.mjs';
import { Program } from './support/program.mjs';
import { startServer } from './support/server.mjs';
import { until } from './support/until.mjs';
import { Driver } from './model/driver.mjs';
import { Model } from './model/model.mjs';
import { Random } from './model/random.mjs';

const steps = Number(process.env.SIGNALBOX_MODEL_STEPS || 10000);
const seed = Number(process.env.SIGNALBOX_MODEL_SEED || Date.now() % 2 ** 32);
const historyLength = 30;
const options = { timeout: 60000 + steps * 20 };

/**
 * Runs the steps on a server with the configuration \a set. auditors: how many connections ask for its state. mayEvict: as in Model.
 * Returns the server's metrics.
 */
async function compare(t, { set = {}, auditors = 1, mayEvict = false, settled = () => true } = {}) {
    console.log(`seed ${seed}`);
    const server = await startServer(t, { set: { 'history.messages': historyLength, ...set }, options: ['--threads', '4'], admin: '127.0.0.1:0' });
    const model = new Model(historyLength, mayEvict);
    const driver = new Driver(model, server, new Random(seed), auditors);
    const where = () => `SIGNALBOX_MODEL_SEED=${seed}, step ${driver.step}`;
    await driver.populate();
    try {
        await Promise.race([driver.run(steps), model.failed]);
    } catch (error) {
        error.message = `${where()}: ${model.failure?.text ?? ''} ${error.message}`;
        throw error;
    } finally {
        for (const member of model.members)
            member.end('terminate');
    }
    if (model.failure)
        assert.fail(`${where()}: ${model.failure.text}\n${model.failure.room ? model.tail(model.failure.room).join('\n') : ''}`);
    t.diagnostic(`${model.sent.length} messages, joins with since: ${JSON.stringify(model.replays)}, ${model.replayed} messages in them`);
    t.diagnostic(JSON.stringify(driver.counts));
    let metrics;
    await until(async () => settled(metrics = await (await fetch(`http://127.0.0.1:${await server.adminPort()}/metrics`)).text()), 5000, () => metrics);
    return metrics;
}

test(`${steps} random steps`, options, async (t) => {
    await compare(t);
});

test(`${steps} random steps of connections that are paused all the time`, { timeout: options.timeout * 3 }, async (t) => {
    // A join or leave costs 4 KiB, and four seconds' worth are saved up. Only many auditors together are fast enough.
    const metrics = await compare(t, { set: { 'limits.work': '5KiB' }, auditors: 60 });
    const paused = Number(metrics.match(/^signalbox_work_paused_seconds_total (\S+)$/m)[1]);
    t.diagnostic(`${paused.toFixed(0)} seconds of pauses`);
    assert.ok(paused > steps / 500, `${paused} seconds of pauses`);
});

test(`${steps} random steps while histories give way`, options, async (t) => {
    // The messages of all histories would take some hundred KiB.
    const bytesIn = (metrics) => Number(metrics.match(/^signalbox_memory_bytes\{part="history"\} (\d+)$/m)[1]);
    // The rooms of all threads need some hundredths of a second to give way to the messages of the last steps.
    const metrics = await compare(t, { set: { 'history.memory': '40KiB' }, mayEvict: true, settled: (text) => bytesIn(text) <= 40 * 1024 });
    assert.ok(bytesIn(metrics) > 20 * 1024, `${bytesIn(metrics)} bytes of history`);
});

test('connections of a killed process are removed from presence, each once', { timeout: 60000 }, async (t) => {
    const server = await startServer(t, { options: ['--threads', '4'] });
    const observer = await connect(t, server.at('/room/first?user=observer'), { subprotocols: ['signalbox.v1.json'] });
    const notices = [];
    const answers = [];
    observer.socket.on('message', (data) => {
        const frame = JSON.parse(data);
        if (frame.type === 'joined' || frame.type === 'left')
            notices.push(`${frame.type} ${frame.room} ${frame.client} ${frame.user}`);
        else if (frame.id !== undefined)
            answers.push(frame);
    });
    const ask = async (request) => {
        observer.socket.send(JSON.stringify({ ...request, id: 1 }));
        await until(() => answers.length > 0, 10000, () => `an answer to ${JSON.stringify(request)}`);
        return answers.shift();
    };
    const present = async (room) => (await ask({ type: 'presence', room })).members.map(({ client, user }) => `${room} ${client} ${user}`);
    await ask({ type: 'join', room: 'second' });
    const [processes, each] = [3, 8];
    const all = processes * each;
    for (let round = 0; round < 3; ++round) {
        const swarms = Array.from({ length: processes }, (_, i) => new Program(process.execPath,
            [new URL('model/swarm.mjs', import.meta.url).pathname, each, server.at(`/room/first?user=swarm-{n}-${i % 2}`)]));
        t.after(() => swarms.forEach((swarm) => swarm.killNow()));
        await Promise.all(swarms.map((swarm) => swarm.line(/all open/)));
        let members = [];
        await until(async () => (members = [...await present('first'), ...await present('second')]).length === 2 * (all + 1), 10000,
            () => `${all} in both rooms; there are ${members}`);
        await Promise.all(swarms.map((swarm) => swarm.kill()));
        let left = [];
        await until(async () => (left = [...await present('first'), ...await present('second')]).length === 2, 10000, () => `empty rooms; there are ${left}`);
        const others = members.filter((member) => !left.includes(member));
        assert.deepEqual(notices.splice(0).sort(), ['joined', 'left'].flatMap((type) => others.map((member) => `${type} ${member}`)).sort());
        assert.equal((await ask({ type: 'direct', to: 'swarm-0-0', content: 1 })).code, 'no_such_user');
    }
});
