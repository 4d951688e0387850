// Messages over several nodes with one Redis: one order, acknowledgements, history, and what happens when Redis or a node goes away.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';

import { connect } from './support/client.mjs';
import { Program } from './support/program.mjs';
import { Redis } from './support/redis.mjs';
import { environment, startServer } from './support/server.mjs';
import { stateFolder } from './support/storefile.mjs';
import { until } from './support/until.mjs';

const options = { timeout: 120000 };
const envelope = { subprotocols: ['signalbox.v1.json'] };
const trouble = [/signalbox\.redis/, /signalbox\.cluster/]; // warnings while Redis is away
const patience = 30000;

async function startNodes(t, redis, count, set = {}, more = {}) {
    return Promise.all(Array.from({ length: count }, () => startServer(t, {
        set: { 'cluster.broker': 'redis', 'cluster.redis': redis.url, 'server.threads': 2, ...set },
        expected: trouble,
        ...more,
    })));
}

/** A client of the envelope in the room `blue` that keeps what it gets. */
class Member {
    static async connect(t, node, user) {
        const member = new Member();
        member.user = user;
        member.client = await connect(t, node.at(`/room/blue?user=${user}`), envelope);
        for (const { data } of member.client.messages) // what came with the answer to the upgrade
            member.heard.push(JSON.parse(data.toString()));
        member.client.socket.on('message', (data) => member.heard.push(JSON.parse(data.toString())));
        member.client.socket.on('error', () => {}); // the node is killed
        member.welcome = await member.gets(({ type }) => type === 'welcome');
        return member;
    }
    heard = [];
    #id = 0;

    async gets(isIt) {
        await until(() => this.heard.some(isIt), patience,
            () => `${this.user}: ${JSON.stringify(this.heard.slice(-5))}`);
        return this.heard.find(isIt);
    }
    send(request) { this.client.socket.send(JSON.stringify(request)); }
    ask(request) {
        const id = ++this.#id;
        this.send({ ...request, id });
        return this.gets((message) => message.id === id);
    }
    publish(content) { return this.ask({ type: 'message', content }); }
    get messages() { return this.heard.filter(({ type }) => type === 'message'); }
    get contents() { return this.messages.map(({ content }) => content); }
    /** What it was told about messages that may be missing. */
    get losses() { return this.heard.filter(({ type, id }) => type === 'history' && id === undefined); }
    async hears(content) { return this.gets((message) => message.type === 'message' && message.content === content); }
    close() { this.client.socket.close(); }
}

test('all nodes deliver the messages of a room in one order', options, async (t) => {
    const redis = await Redis.start(t);
    const nodes = await startNodes(t, redis, 3);
    const members = await Promise.all(nodes.flatMap((node, i) =>
        [Member.connect(t, node, `a${i}`), Member.connect(t, node, `b${i}`)]));
    const plain = await connect(t, nodes[1].at('/room/blue'));
    assert.equal(new Set(members.map(({ welcome }) => welcome.epoch)).size, 1);
    assert.equal(new Set(members.map(({ welcome }) => welcome.client)).size, members.length);
    const count = 40;
    const acks = await Promise.all(members.flatMap((member) =>
        Array.from({ length: count }, (_value, i) => member.publish(`${member.user} ${i}`))));
    const total = members.length * count;
    await until(() => members.every(({ messages }) => messages.length === total), patience, () => 'all messages');
    const order = members[0].contents;
    for (const member of members) {
        assert.deepEqual(member.contents, order);
        assert.deepEqual(member.messages.map(({ seq }) => seq), Array.from({ length: total }, (_value, i) => i + 1));
        assert.deepEqual(member.losses, []);
        const own = member.contents.filter((content) => content.startsWith(`${member.user} `));
        assert.deepEqual(own, Array.from({ length: count }, (_value, i) => `${member.user} ${i}`)); // in the order of sending
        for (const ack of member.heard.filter(({ type }) => type === 'ack')) { // behind the message itself
            const message = member.messages.find(({ seq }) => seq === ack.seq);
            assert.equal(message.from, member.user);
            assert.ok(member.heard.indexOf(message) < member.heard.indexOf(ack));
        }
    }
    assert.deepEqual(acks.map(({ seq }) => seq).sort((a, b) => a - b), members[0].messages.map(({ seq }) => seq));
    await until(() => plain.messages.length === total, patience, () => 'plain messages');
    assert.deepEqual(plain.messages.map(({ data }) => data.toString()), order);
});

test('every kind of message comes over', options, async (t) => {
    const redis = await Redis.start(t);
    const [one, two] = await startNodes(t, redis, 2);
    const ann = await Member.connect(t, one, 'ann');
    const bob = await Member.connect(t, two, 'bob');
    const plain = await connect(t, two.at('/room/blue'));
    ann.client.socket.send('{"type":"message","content":{"b":1.10,"a":[12345678901234567890,"\\u00e4"]}}');
    ann.send({ type: 'message', content: 'AAH/', encoding: 'base64' });
    await until(() => bob.messages.length === 2, patience, () => 'two messages'); // between senders there is no order
    plain.socket.send(Buffer.from([0, 255]));
    plain.socket.send('text \u{1f389}\0');
    await bob.hears('text \u{1f389}\0');
    await ann.hears('text \u{1f389}\0');
    await until(() => plain.messages.length === 4, patience, () => 'four messages');
    assert.deepEqual(ann.messages, bob.messages);
    assert.deepEqual(bob.messages.map(({ encoding }) => encoding), [undefined, 'base64', 'base64', undefined]);
    assert.deepEqual(plain.messages.map(({ data, isBinary }) => [isBinary, data.toString('latin1')]).slice(0, 3), [
        [false, '{"b":1.10,"a":[12345678901234567890,"\\u00e4"]}'], [true, '\0\x01\xff'], [true, '\0\xff']]);
});

test('history and what a client missed are the same at every node', options, async (t) => {
    const redis = await Redis.start(t);
    const [one, two, three] = await startNodes(t, redis, 3);
    const ann = await Member.connect(t, one, 'ann');
    for (let i = 1; i <= 5; ++i)
        await ann.publish(`m${i}`);
    const bob = await Member.connect(t, two, 'bob'); // the first member of the room there
    const history = await bob.ask({ type: 'history' });
    assert.deepEqual(history.messages.map(({ content }) => content), ['m1', 'm2', 'm3', 'm4', 'm5']);
    assert.equal(history.recovered, true);
    const page = await bob.ask({ type: 'history', limit: 2, before: 4 });
    assert.deepEqual(page.messages.map(({ seq }) => seq), [2, 3]);
    bob.close();
    await ann.publish('m6');
    await ann.publish('m7');
    const zoe = await Member.connect(t, three, 'zoe');
    const since = { epoch: bob.welcome.epoch, seq: 5 };
    const ack = await zoe.ask({ type: 'join', room: 'blue', since });
    assert.equal(ack.seq, 7);
    const missed = await zoe.gets((message) => message.type === 'history' && message.id === ack.id);
    assert.deepEqual(missed.messages.map(({ content }) => content), ['m6', 'm7']);
    assert.equal(missed.recovered, true);
    await ann.publish('m8');
    assert.equal((await zoe.hears('m8')).seq, 8);
});

test('a room that all have left goes on with its numbers', options, async (t) => {
    const redis = await Redis.start(t);
    const [one, two] = await startNodes(t, redis, 2);
    const ann = await Member.connect(t, one, 'ann');
    await ann.publish('m1');
    ann.close();
    await ann.client.closed;
    const bob = await Member.connect(t, two, 'bob');
    assert.equal(bob.welcome.epoch, ann.welcome.epoch);
    assert.equal((await bob.publish('m2')).seq, 2);
});

test('while the connections to Redis are cut nothing is lost and nothing comes twice', options, async (t) => {
    const redis = await Redis.start(t);
    // The node that connects first may publish much before the other one is back.
    const nodes = await startNodes(t, redis, 2, { 'cluster.publish_wait': '20s', 'history.messages': 1000 });
    const ann = await Member.connect(t, nodes[0], 'ann');
    const bob = await Member.connect(t, nodes[1], 'bob');
    const count = 200;
    const answers = [];
    for (let i = 0; i < count; ++i) {
        answers.push(ann.publish(`a${i}`), bob.publish(`b${i}`));
        if (i % 50 === 25) { // one after the other: the second one would end the first one's connection
            await redis.command('CLIENT', 'KILL', 'TYPE', 'pubsub');
            await redis.command('CLIENT', 'KILL', 'TYPE', 'normal');
        }
        if (i % 20 === 0)
            await answers.at(-1);
    }
    for (const answer of await Promise.all(answers))
        assert.equal(answer.type, 'ack', JSON.stringify(answer));
    await until(() => [ann, bob].every(({ messages }) => messages.length >= 2 * count), patience,
        () => `${ann.messages.length} and ${bob.messages.length} messages; ${JSON.stringify([...ann.losses, ...bob.losses])}`);
    assert.deepEqual(ann.contents, bob.contents);
    assert.equal(new Set(ann.contents).size, 2 * count);
    assert.deepEqual(ann.messages.map(({ seq }) => seq), Array.from({ length: 2 * count }, (_value, i) => i + 1));
    assert.deepEqual(ann.contents.filter((content) => content[0] === 'a'), Array.from({ length: count }, (_v, i) => `a${i}`));
    assert.deepEqual([...ann.losses, ...bob.losses], []);
});

test('what the stream does not have any more is announced, never skipped in silence', options, async (t) => {
    const redis = await Redis.start(t);
    const nodes = await startNodes(t, redis, 2, { 'cluster.publish_wait': '20s', 'history.messages': 3 });
    const ann = await Member.connect(t, nodes[0], 'ann');
    const bob = await Member.connect(t, nodes[1], 'bob');
    const answers = [];
    for (let i = 0; i < 200; ++i) {
        answers.push(bob.publish(`b${i}`));
        if (i % 40 === 20)
            await redis.command('CLIENT', 'KILL', 'TYPE', 'normal');
        if (i % 10 === 0)
            await answers.at(-1);
    }
    await Promise.all(answers);
    await bob.publish('last');
    await ann.hears('last');
    for (const { heard } of [ann, bob]) {
        let expected = 1;
        for (const message of heard) {
            if (message.type === 'history') {
                assert.deepEqual([message.messages, message.recovered], [[], false]);
                expected = 0; // any higher one
            } else if (message.type === 'message') {
                assert.ok(expected === 0 || message.seq === expected, `${message.seq} instead of ${expected}`);
                expected = message.seq + 1;
            }
        }
    }
});

test('without Redis publications wait, and are then unavailable', options, async (t) => {
    const redis = await Redis.start(t);
    const [one, two] = await startNodes(t, redis, 2, { 'cluster.publish_wait': '1s' });
    const ann = await Member.connect(t, one, 'ann');
    const bob = await Member.connect(t, two, 'bob');
    await ann.publish('before');
    await redis.kill();
    const begun = performance.now();
    const refused = await ann.publish('refused');
    assert.equal(refused.type, 'error');
    assert.equal(refused.code, 'unavailable');
    assert.ok(refused.retry > 0);
    assert.ok(performance.now() - begun >= 900, 'it waits');
    assert.equal((await ann.ask({ type: 'ping' })).type, 'pong'); // the connection lives on
    const history = await bob.ask({ type: 'history' }); // from memory
    assert.deepEqual(history.messages.map(({ content }) => content), ['before']);
    await redis.start();
    // Redis has lost everything: a new numbering, which members are told of.
    const loss = await ann.gets(({ type, id }) => type === 'history' && id === undefined);
    assert.deepEqual({ ...loss, epoch: '' }, { type: 'history', room: 'blue', epoch: '', messages: [], recovered: false });
    assert.notEqual(loss.epoch, ann.welcome.epoch);
    await until(async () => (await ann.publish('after')).type === 'ack', patience, () => 'publishing works again');
    await bob.hears('after');
    assert.equal(bob.losses.at(-1).epoch, loss.epoch);
    assert.equal(bob.messages.at(-1).seq, ann.messages.at(-1).seq);
    assert.ok(!bob.contents.includes('refused'));
});

test('a Redis that is back in time has every publication once', options, async (t) => {
    const redis = await Redis.start(t);
    const [one, two] = await startNodes(t, redis, 2, { 'cluster.publish_wait': '20s' });
    const ann = await Member.connect(t, one, 'ann');
    const bob = await Member.connect(t, two, 'bob');
    await ann.publish('before');
    await redis.kill();
    const answers = ['w1', 'w2', 'w3'].map((content) => ann.publish(content));
    assert.equal((await ann.ask({ type: 'ping' })).type, 'pong');
    await redis.start();
    for (const answer of await Promise.all(answers))
        assert.equal(answer.type, 'ack', JSON.stringify(answer));
    await bob.hears('w3');
    assert.deepEqual(bob.contents, ['before', 'w1', 'w2', 'w3']);
    assert.equal(bob.losses.length, 1);
});

test('when Redis is emptied members are told, and a number is not given twice', options, async (t) => {
    const redis = await Redis.start(t);
    const [one, two] = await startNodes(t, redis, 2);
    const ann = await Member.connect(t, one, 'ann');
    const bob = await Member.connect(t, two, 'bob');
    await ann.publish('m1');
    await bob.hears('m1');
    await redis.command('FLUSHALL');
    assert.equal((await bob.publish('m2')).type, 'ack');
    await ann.hears('m2');
    for (const member of [ann, bob]) {
        assert.equal(member.losses.length, 1);
        assert.equal(member.losses[0].recovered, false);
        assert.notEqual(member.losses[0].epoch, member.welcome.epoch);
        assert.ok(member.heard.indexOf(member.losses[0]) < member.heard.indexOf(member.messages.at(-1)));
        assert.equal(member.messages.at(-1).seq, 1);
    }
    assert.equal(ann.losses[0].epoch, bob.losses[0].epoch);
});

test('the time of publications is measured', options, async (t) => {
    const redis = await Redis.start(t);
    const [node] = await startNodes(t, redis, 1, {}, { admin: '127.0.0.1:0' });
    const ann = await Member.connect(t, node, 'ann');
    await ann.publish('m1');
    await ann.publish('m2');
    const metrics = await (await fetch(`http://127.0.0.1:${await node.adminPort()}/metrics`)).text();
    assert.match(metrics, /^signalbox_broker_publish_seconds_count 2$/m);
    assert.match(metrics, /^signalbox_broker_publish_seconds_bucket\{le="2.5"\} 2$/m);
});

test('when a node is killed its clients miss nothing at another one', options, async (t) => {
    const redis = await Redis.start(t);
    const [one, two] = await startNodes(t, redis, 2);
    const ann = await Member.connect(t, one, 'ann');
    const bob = await Member.connect(t, two, 'bob');
    await ann.publish('m1');
    await bob.hears('m1');
    two.signal('SIGKILL');
    await two.ended;
    await ann.publish('m2');
    const again = await Member.connect(t, one, 'bob');
    const ack = await again.ask({ type: 'join', room: 'blue', since: { epoch: bob.welcome.epoch, seq: 1 } });
    const missed = await again.gets((message) => message.type === 'history' && message.id === ack.id);
    assert.deepEqual(missed.messages.map(({ content }) => content), ['m2']);
    assert.equal(missed.recovered, true);
});

test('a file for Redis that is missing is an error of the configuration', options, async (t) => {
    const folder = stateFolder(t);
    const file = join(folder, 'signalbox.toml');
    const missing = join(folder, 'redis.password');
    writeFileSync(file, `[cluster]\nbroker = "redis"\npassword_file = "${missing}"\n`);
    for (const more of [[], ['--check-config']]) {
        const program = new Program(process.env.SIGNALBOX_BINARY, ['--no-gui', ...more, '--config', file], { env: environment(folder) });
        assert.equal((await program.ended).code, 78, program.output());
        assert.ok(program.output().includes(`${file}:3: key cluster.password_file: ${missing}: cannot be read`), program.output());
    }
});
