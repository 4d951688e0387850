// When no message is in flight, the state of the server must equal the model.

import { until } from '../support/until.mjs';

const timeout = 60000; // connections without an account may take some seconds for each request

/** Waits until no message is in flight, then compares. \a observers: one per room, members from the start; \a auditor sends the requests. */
export async function compareAtRest(model, random, { rooms, observers, auditor }) {
    const calm = (what, condition) => until(async () => model.failure !== null || condition(), timeout, what);
    const open = () => model.members.filter(({ isOpen }) => isOpen);
    await calm(() => 'all welcomes', () => open().every(({ isReady }) => isReady));
    await calm(() => `${model.outstanding} answers and messages: ${open().flatMap((member) => member.outstanding()).join('; ')}`,
        () => model.outstanding === 0);
    for (const room of rooms) {
        let present;
        await calm(() => `presence of ${room}: ${JSON.stringify(present)}, not ${expectedIn(model, room)}`,
            async () => isSame(present = await presenceOf(auditor, room, random), model, room));
    }
    const flushes = observers.map((observer) => observer.publish(observer.room, random, true));
    await calm(() => `${model.outstanding} answers of observers`, () => model.outstanding === 0);
    await calm(() => 'the last message at all members', () => flushes.every(({ room, place }) =>
        model.membersOf(room).every((member) => (member.isPlain ? member.received.at(-1)?.room === room && member.received.at(-1).place?.seq === place.seq
            : member.views.get(room)?.last === place.seq))));
    await calm(() => 'all directs', () => model.sent.every((sent) => sent.to === undefined || sent.isChecked || hasArrived(sent)));
    if (model.failure)
        return;
    checkDirects(model);
    checkNotices(model, rooms, observers);
    checkOrders(model, observers);
    for (const member of open().filter(({ isPlain }) => isPlain))
        member.checkAtRest();
    for (const room of rooms)
        await checkHistory(model, room, auditor, random);
    // Closed connections need no further checks.
    model.members = open();
    for (const member of model.members)
        member.published = [];
}

async function presenceOf(auditor, room, random) {
    const limit = 1 + random.below(40);
    const members = [];
    for (let after; ;) {
        const page = await auditor.answerTo({ type: 'presence', room, limit, ...(after && { after }) });
        if (page.type === 'error')
            return page.code === 'no_such_room' ? [] : [page];
        members.push(...page.members);
        if (!page.next)
            return page.count === members.length ? members : [...members, { user: 'count', client: page.count }];
        after = page.next;
    }
}

const named = ({ user, client, isPlain }) => (isPlain || client === undefined ? user : `${user} ${client}`);
const expectedIn = (model, room) => model.membersOf(room).map(named).sort();

function isSame(present, model, room) {
    const expected = model.membersOf(room);
    const plain = new Set(expected.filter(({ isPlain }) => isPlain).map(({ user }) => user)); // has only one connection each
    const names = present.map(({ user, client }) => (plain.has(user) ? user : `${user} ${client}`)).sort();
    for (const { user, client } of present)
        if (plain.has(user))
            expected.find((member) => member.isPlain && member.user === user).client = client;
    return JSON.stringify(names) === JSON.stringify(expectedIn(model, room));
}

const survivors = (sent) => sent.expected.filter(({ isOpen }) => isOpen);
function hasArrived(sent) {
    const received = survivors(sent).filter((member) => sent.receivers.has(member)).length;
    const isLost = sent.by.wasKilled && sent.answer === undefined && sent.receivers.size === 0;
    return isLost || sent.answer?.type === 'error' || received === survivors(sent).length;
}

/** A direct message reaches all connections of the user, or none if its sender was disconnected first. */
function checkDirects(model) {
    for (const sent of model.sent) {
        if (sent.to === undefined || sent.isChecked)
            continue;
        sent.isChecked = true;
        const { answer } = sent;
        if (answer?.type === 'error')
            model.check(answer.code === 'no_such_user' && survivors(sent).length === 0 && sent.receivers.size === 0,
                () => `${sent.by} sent ${sent.number} to ${sent.to}: ${JSON.stringify(answer)}, ${sent.receivers.size} got it`);
        else if (answer)
            model.check(answer.type === 'ack' && answer.connections >= Math.max(sent.receivers.size, survivors(sent).length),
                () => `${sent.by} sent ${sent.number} to ${sent.to}: ${JSON.stringify(answer)}, ${sent.receivers.size} got it`);
    }
}

function checkNotices(model, rooms, observers) {
    for (const room of rooms) {
        const present = new Set(model.membersOf(room).map(({ client }) => client));
        for (const member of model.membersOf(room))
            member.views?.get(room)?.presence.checkAtRest(present, observers.includes(member));
    }
    for (const observer of observers) {
        const { presence } = observer.views.get(observer.room);
        for (const member of model.members) {
            if (member === observer || member.client === undefined || !member.isOpen && member.isPlain)
                continue;
            const asked = member.memberships.get(observer.room) ?? 0;
            const { joined } = presence.of(member.client);
            // Observers receive no notices about earlier members; notices are hints, and pairs of them cancel out.
            model.check(observers.includes(member) || joined <= asked,
                () => `${member} requested to join ${observer.room} ${asked} times, ${observer} received ${joined} notices`, observer.room);
        }
    }
}

/** The order has no gaps. It contains the messages of each member in their order; of a killed member at least a prefix. */
function checkOrders(model, observers) {
    for (const { room } of observers) {
        const epochs = model.epochsOf(room);
        model.check(epochs.length === 1, () => `${room} has the epochs ${epochs}`, room);
        const order = model.order(room, epochs[0]);
        for (let seq = 1; seq < order.length; ++seq)
            model.check(order[seq] !== undefined, () => `no member got seq ${seq} of ${room}`, room);
    }
    const observed = new Set(observers.map(({ room }) => room));
    for (const member of model.members) {
        const lasts = new Map();
        for (const sent of member.published.filter(({ room }) => observed.has(room))) {
            const last = lasts.get(sent.room) ?? 0;
            const seq = sent.place?.seq ?? (member.wasKilled ? Infinity : NaN);
            model.check(seq > last || (seq === Infinity && last === Infinity), () => `${member} published ${sent.number} in ${sent.room}: seq ${seq} behind ${last}`, sent.room);
            lasts.set(sent.room, seq);
        }
    }
}

async function checkHistory(model, room, auditor, random) {
    const all = await auditor.answerTo({ type: 'history', room });
    if (all.type === 'error') {
        model.check(all.code === 'no_such_room' && model.membersOf(room).length === 0, () => `history of ${room}: ${JSON.stringify(all)}`, room);
        return;
    }
    for (const message of all.messages)
        model.addDelivery(all.epoch, message);
    const end = model.order(room, all.epoch).length;
    const kept = Math.max(0, Math.min(end - 1, model.historyLength));
    checkPage(model, room, all, end, kept);
    if (end < 3)
        return;
    const before = 1 + random.below(end);
    const limit = random.below(10);
    const there = Math.max(0, before - (end - kept));
    checkPage(model, room, await auditor.answerTo({ type: 'history', room, before, limit }), before, Math.min(limit, there));
}

/** Checks that a page has \a expected messages that end before \a before. */
function checkPage(model, room, { messages, epoch }, before, expected) {
    const count = model.mayEvict ? Math.min(messages.length, expected) : expected;
    model.check(messages.length === count && messages.every(({ seq }, i) => seq === before - count + i),
        () => `history of ${room} before ${before}: ${messages.map(({ seq }) => seq)} instead of ${count}`, room);
    for (const message of messages)
        model.addDelivery(epoch, message);
}
