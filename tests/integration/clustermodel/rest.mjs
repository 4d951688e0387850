// When everything works again and no request is under way, all nodes must agree with each other and with the model.

import { until } from '../support/until.mjs';
import { Member } from './member.mjs';
import { historyLength } from './model.mjs';

const patience = 30000;

export async function compareAtRest(driver) {
    const { model, world, observers } = driver;
    const calm = (what, condition) => until(async () => model.failure !== null || await condition(), patience, what);
    const rooms = [...new Set(model.members.flatMap(({ isOpen, views }) => (isOpen ? [...views.keys()] : [])))];
    for (const room of rooms) {
        await comparePresence(driver, room, calm);
        await compareOrder(driver, room, calm);
    }
    for (const member of model.members)
        model.checkOrdersOf(member);
    model.checkGaps();
    checkLefts(driver);
    await compareDirect(driver, calm);
    for (const room of rooms)
        await compareHistory(driver, room);
    checkEpochs(driver, rooms);
    await rejoin(driver);
    for (const { views } of driver.open)
        views.forEach((view) => (view.wasBroken = false));
    model.check(world.nodes.every(({ server }) => server), () => 'a node is missing');
    return observers;
}

const membersOf = (driver, room) => driver.open.filter(({ views }) => views.has(room));

async function comparePresence(driver, room, calm) {
    const expected = JSON.stringify(membersOf(driver, room).map(({ client, user }) => `${client} ${user}`).sort());
    for (const observer of driver.observers) {
        let found;
        await calm(() => `presence of ${room} at ${observer}: ${found}, not ${expected}`,
            async () => (found = JSON.stringify(await presenceOf(observer, room))) === expected);
    }
}

async function presenceOf(observer, room) {
    const members = [];
    for (let after; ;) {
        const page = await observer.answerTo({ type: 'presence', room, limit: 10, ...(after && { after }) });
        if (page?.type !== 'presence')
            return page;
        members.push(...page.members.map(({ client, user }) => `${client} ${user}`));
        if (!page.next)
            return page.count === members.length ? members.sort() : `${page.count} and ${members}`;
        after = page.next;
    }
}

/** One more message: all members of the room get it, with one number in one epoch. */
async function compareOrder(driver, room, calm) {
    const { model } = driver;
    const members = membersOf(driver, room);
    let sent;
    await calm(() => `an ack of a message in ${room}`, async () => {
        sent = members[0].publish(room);
        await until(() => sent.answer !== null || model.failure, patience, () => `an answer to ${sent.number} in ${room}`);
        return sent.answer === 'ack';
    });
    const isAt = ({ views }) => views.get(room).last === sent.acked && !views.get(room).isBroken;
    await calm(() => `seq ${sent.acked} of ${room} at ${members.filter((member) => !isAt(member)).map((member) => `${member} ${JSON.stringify(member.views.get(room))}`).join('; ')}`,
        () => members.every(isAt));
    const epochs = new Set(members.map(({ views }) => views.get(room).epoch));
    model.check(epochs.size === 1, () => `epochs of ${room}: ${[...epochs]}`, room);
}

/** `left` comes at most once for each time that a client was in a room: that is, has joined, or was missing because of a fault. */
function checkLefts({ model, world }) {
    for (const member of model.members) {
        for (const room of member.joins.keys()) {
            const most = member.joins.get(room) + member.node.troubles;
            for (const [listener, count] of model.lefts.get(`${room} ${member.client}`) ?? [])
                model.check(count <= most, () => `${listener} was told ${count} times that ${member} has left ${room}; it was in it ${member.joins.get(room)} times, ${world.log.slice(-20).join('; ')}`, room);
        }
    }
}

async function compareDirect(driver, calm) {
    const { model, observers } = driver;
    for (const { user } of observers.map((_, i) => driver.slots[i])) {
        const receivers = driver.open.filter((member) => member.user === user && member.isReady);
        let answer;
        const sent = observers[0].direct(user, (value) => (answer = value));
        await calm(() => `the answer to a direct message to ${user}`, () => answer !== undefined);
        model.check(receivers.length > 0 ? answer.connections === receivers.length : answer.code === 'no_such_user',
            () => `a direct message to the ${receivers.length} connections of ${user}: ${JSON.stringify(answer)}`);
        await calm(() => `a direct message to ${user}`, () => receivers.every((receiver) => sent.receivers.has(receiver)));
    }
}

/** The history is the same at all nodes, and has no gap. */
async function compareHistory(driver, room) {
    const { model } = driver;
    for (const observer of driver.observers) {
        if (!observer.views.has(room))
            continue;
        const top = observer.views.get(room).last;
        let before = top + 1;
        let count = 0;
        for (let page; before !== undefined && !model.failure; before = page.next) {
            page = await observer.answerTo({ type: 'history', room, before, limit: 70 });
            if (!model.check(page?.type === 'history', () => `${observer} asked for the history of ${room}: ${JSON.stringify(page)}`, room))
                return;
            observer.takePage(room, page);
            model.check(page.messages.length === 0 || page.messages.at(-1).seq === before - 1, () => `${observer}: a page of ${room} before ${before} ends with ${page.messages.at(-1).seq}`, room);
            count += page.messages.length;
        }
        model.check(count <= historyLength && count > 0, () => `${observer}: ${count} messages of ${room}`, room);
        driver.kept ??= new Map();
        const known = driver.kept.get(room);
        if (known?.top === top && known.epoch === observer.views.get(room).epoch)
            model.check(known.count === count, () => `${observer} has ${count} messages of ${room}, another node has ${known.count}`, room);
        driver.kept.set(room, { top, count, epoch: observer.views.get(room).epoch });
    }
}

/** A numbering goes on as long as Redis loses nothing. */
function checkEpochs(driver, rooms) {
    const { model } = driver;
    driver.epochs ??= new Map();
    for (const room of rooms) {
        const epoch = driver.world.epochOf(room);
        const known = driver.epochs.get(room);
        model.check(!known || known.epoch === epoch || known.lossOfData < model.lossOfData,
            () => `${room} has the epoch ${epoch} after ${known.epoch}, though Redis has lost nothing`, room);
        driver.epochs.set(room, { epoch, lossOfData: model.lossOfData });
    }
}

/** A client that comes back misses nothing. */
async function rejoin(driver) {
    const { model, world, random, observers } = driver;
    const observer = random.pick(observers);
    const memory = new Map();
    for (const [room, { epoch, last }] of observer.views)
        memory.set(room, { epoch, seq: Math.max(1, last - random.below(20)) });
    const before = model.counts.recovered;
    const back = new Member(model, world, random.pick(world.nodes), 'returning', [...memory.keys()][0], memory);
    const expected = [...memory.keys()];
    await until(() => back.isReady || model.failure, patience, () => `a welcome of ${back}`);
    for (const room of expected)
        back.join(room);
    await until(() => back.outstanding === 0 || model.failure, patience, () => back.describeOutstanding());
    model.check(model.counts.recovered === before + expected.length, () => `${back}: ${model.counts.recovered - before} of ${expected} were recovered`);
    back.end('close');
}
