// Several nodes with one Redis: who is in a room, and messages to users, over all of them.

import assert from 'node:assert/strict';
import test from 'node:test';

import { connect } from './support/client.mjs';
import { Redis } from './support/redis.mjs';
import { startServer } from './support/server.mjs';
import { until } from './support/until.mjs';

const options = { timeout: 120000 };
const envelope = { subprotocols: ['signalbox.v1.json'] };
const trouble = [/signalbox\.redis/, /signalbox\.cluster/]; // warnings while Redis is away
const patience = 20000;

async function startNode(t, redis, more = {}) {
    return startServer(t, {
        set: {
            'cluster.broker': 'redis', 'cluster.redis': redis.url, 'cluster.heartbeat': '200ms',
            'cluster.node_timeout': '1s', 'cluster.publish_wait': '500ms', 'server.threads': 2, ...more,
        },
        expected: trouble,
    });
}

/** A client of the envelope that keeps what it gets by type. */
class Member {
    static async connect(t, node, user, room = 'blue') {
        const member = new Member();
        member.user = user;
        member.client = await connect(t, node.at(`/room/${room}?user=${user}`), envelope);
        await member.answer((message) => message.type === 'welcome');
        return member;
    }
    #id = 0;

    get heard() { return this.client.messages.map(({ data }) => JSON.parse(data.toString())); }

    async answer(isIt) {
        await until(() => this.heard.some(isIt), patience, () => `${this.user}: ${JSON.stringify(this.heard)}`);
        return this.heard.find(isIt);
    }
    ask(request) {
        const id = ++this.#id;
        this.client.socket.send(JSON.stringify({ ...request, id }));
        return this.answer((message) => message.id === id);
    }
    async users() {
        const answer = await this.ask({ type: 'presence' });
        return answer.type === 'presence' ? answer.members.map(({ user }) => user).sort() : answer.code;
    }
    async sees(expected) {
        let users;
        await until(async () => JSON.stringify(users = await this.users()) === JSON.stringify(expected), patience,
            () => `members ${expected}; they are ${users}`);
    }
    of(type) { return this.heard.filter((message) => message.type === type).map(({ user }) => user); }
}

test('members of all nodes are present, and announced to each other', options, async (t) => {
    const redis = await Redis.start(t);
    const [one, two, three] = await Promise.all([0, 1, 2].map(() => startNode(t, redis)));
    const ann = await Member.connect(t, one, 'ann');
    const bob = await Member.connect(t, two, 'bob');
    const zoe = await Member.connect(t, three, 'zoe');
    await ann.sees(['ann', 'bob', 'zoe']);
    await zoe.sees(['ann', 'bob', 'zoe']);
    const first = await ann.ask({ type: 'presence', limit: 2 });
    assert.equal(first.count, 3);
    const rest = await bob.ask({ type: 'presence', limit: 2, after: first.next });
    assert.equal(new Set([...first.members, ...rest.members].map(({ client }) => client)).size, 3);
    assert.equal(rest.next, undefined);
    await ann.answer((message) => message.type === 'joined' && message.user === 'zoe');
    zoe.client.socket.close();
    await ann.answer((message) => message.type === 'left' && message.user === 'zoe');
    await bob.sees(['ann', 'bob']);
});

test('a direct message reaches a user at all nodes', options, async (t) => {
    const redis = await Redis.start(t);
    const [one, two] = await Promise.all([0, 1].map(() => startNode(t, redis)));
    const ann = await Member.connect(t, one, 'ann');
    const here = await Member.connect(t, one, 'bob', 'red');
    const there = await Member.connect(t, two, 'bob', 'green');
    const answer = await ann.ask({ type: 'direct', to: 'bob', content: { n: 1 } });
    assert.equal(answer.type, 'ack', JSON.stringify(answer));
    assert.equal(answer.connections, 2);
    for (const bob of [here, there]) {
        const direct = await bob.answer((message) => message.type === 'direct');
        assert.deepEqual([direct.from, direct.content], ['ann', { n: 1 }]);
    }
    const nobody = await there.ask({ type: 'direct', to: 'nobody', content: 1 });
    assert.equal(nobody.code, 'no_such_user');
    const back = await there.ask({ type: 'direct', to: 'ann', content: 2 });
    assert.equal(back.connections, 1);
});

test('members of a node that dies leave once', options, async (t) => {
    const redis = await Redis.start(t);
    const [one, two, dying] = await Promise.all([0, 1, 2].map(() => startNode(t, redis)));
    const ann = await Member.connect(t, one, 'ann');
    const bob = await Member.connect(t, two, 'bob');
    await Promise.all([...Array(20).keys()].map((n) => Member.connect(t, dying, `x${n}`)));
    await until(async () => (await ann.users()).length === 22, patience, () => '22 members');
    dying.signal('SIGKILL');
    await ann.sees(['ann', 'bob']);
    await bob.sees(['ann', 'bob']);
    for (const member of [ann, bob]) {
        await until(() => member.of('left').length === 20, patience, () => `20 left; ${member.of('left')}`);
        assert.equal(new Set(member.of('left')).size, 20);
    }
});

test('members are present again when Redis comes back empty', options, async (t) => {
    const redis = await Redis.start(t);
    const [one, two] = await Promise.all([0, 1].map(() => startNode(t, redis)));
    const ann = await Member.connect(t, one, 'ann');
    const bob = await Member.connect(t, two, 'bob');
    await ann.sees(['ann', 'bob']);
    await redis.kill();
    await until(async () => await ann.users() === 'unavailable', patience, () => 'an unavailable directory');
    const refused = await ann.ask({ type: 'direct', to: 'bob', content: 1 });
    assert.equal(refused.code, 'unavailable');
    assert.ok(refused.retry > 0);
    await redis.start();
    await ann.sees(['ann', 'bob']);
    await bob.sees(['ann', 'bob']);
    assert.equal((await ann.ask({ type: 'direct', to: 'bob', content: 1 })).connections, 1);
});
