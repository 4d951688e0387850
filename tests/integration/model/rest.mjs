// At rest, when nothing is on its way any more, the server has to say what the model says.

import { until } from '../support/until.mjs';

const patience = 20000;

/** Waits for what is on its way, then compares. \a witnesses: one a room, in from its beginning; \a auditor asks. */
export async function compareAtRest(model, random, { rooms, witnesses, auditor }) {
    const calm = (what, condition) => until(async () => model.failure !== null || condition(), patience, what);
    const open = () => model.members.filter(({ isOpen }) => isOpen);
    await calm(() => 'all are welcome', () => open().every(({ isReady }) => isReady));
    await calm(() => `${model.owed} answers and messages`, () => model.owed === 0);
    for (const room of rooms) {
        let present;
        await calm(() => `presence of ${room}: ${JSON.stringify(present)}, not ${expectedIn(model, room)}`,
            async () => isSame(present = await presenceOf(auditor, room, random), model, room));
    }
    const flushes = witnesses.map((witness) => witness.publish(witness.room, random, true));
    await calm(() => `${model.owed} answers of witnesses`, () => model.owed === 0);
    await calm(() => 'all heard the last', () => flushes.every(({ room, place }) =>
        model.membersOf(room).every((member) => (member.isPlain ? member.heard.at(-1)?.room === room && member.heard.at(-1).place?.seq === place.seq
            : member.views.get(room)?.last === place.seq))));
    await calm(() => 'all directs', () => model.sent.every((sent) => sent.to === undefined || sent.isChecked || hasArrived(sent)));
    if (model.failure)
        return;
    checkDirects(model);
    checkNotices(model, rooms, witnesses);
    checkOrders(model, witnesses);
    for (const member of open().filter(({ isPlain }) => isPlain))
        member.checkAtRest();
    for (const room of rooms)
        await checkHistory(model, room, auditor, random);
    // What has ended is done with.
    model.members = open();
    for (const member of model.members)
        member.said = [];
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

/** To all connections of the user, or to none when its sender's end swallowed it. */
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

function checkNotices(model, rooms, witnesses) {
    for (const room of rooms) {
        const present = new Set(model.membersOf(room).map(({ client }) => client));
        for (const member of model.membersOf(room))
            member.views?.get(room)?.comings.checkAtRest(present, witnesses.includes(member));
    }
    for (const witness of witnesses) {
        const { comings } = witness.views.get(witness.room);
        for (const member of model.members) {
            if (member === witness || member.client === undefined || !member.isOpen && member.isPlain)
                continue;
            const asked = member.memberships.get(witness.room) ?? 0;
            const { joined } = comings.of(member.client);
            // Witnesses do not hear of those that came before them; of a killed one's requests some may not have arrived.
            model.check(witnesses.includes(member) || (member.wasKilled ? joined <= asked : joined === asked),
                () => `${member} asked to join ${witness.room} ${asked} times, ${witness} heard of ${joined}`, witness.room);
        }
    }
}

/** The order has no gaps; what one said is in it in its order, and all of it unless it was killed: then its beginning. */
function checkOrders(model, witnesses) {
    for (const { room } of witnesses) {
        const epochs = model.epochsOf(room);
        model.check(epochs.length === 1, () => `${room} has the epochs ${epochs}`, room);
        const order = model.order(room, epochs[0]);
        for (let seq = 1; seq < order.length; ++seq)
            model.check(order[seq] !== undefined, () => `nobody got seq ${seq} of ${room}`, room);
    }
    const witnessed = new Set(witnesses.map(({ room }) => room));
    for (const member of model.members) {
        const lasts = new Map();
        for (const sent of member.said.filter(({ room }) => witnessed.has(room))) {
            const last = lasts.get(sent.room) ?? 0;
            const seq = sent.place?.seq ?? (member.wasKilled ? Infinity : NaN);
            model.check(seq > last || (seq === Infinity && last === Infinity), () => `${member} said ${sent.number} in ${sent.room}: seq ${seq} behind ${last}`, sent.room);
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
        model.learn(all.epoch, message);
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

/** \a count messages up to \a before. */
function checkPage(model, room, { messages, epoch }, before, count) {
    model.check(messages.length === count && messages.every(({ seq }, i) => seq === before - count + i),
        () => `history of ${room} before ${before}: ${messages.map(({ seq }) => seq)} instead of ${count}`, room);
    for (const message of messages)
        model.learn(epoch, message);
}
