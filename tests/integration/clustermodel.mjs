// Compares a cluster with a simple model: three nodes and a real redis-server, with a proxy between each node and Redis. Clients connect,
// join, leave, publish, send directs, ask and come back at random nodes; nodes and Redis are killed and started again (Redis with what it
// had, empty, or with an older dump), links are cut, stalled and slowed.
//
// What is checked: one order a room, the same for all members of an epoch; no number twice in an epoch; each request one answer; what was
// acknowledged is there as long as Redis keeps it; a client that comes back gets what it has missed, or is told that it is lost; `left` at
// most once a membership; and at rest the same members, history and numbering at all nodes.
//
// SIGNALBOX_CLUSTER_STEPS is the number of steps (default: 600, about half a minute), SIGNALBOX_CLUSTER_SEED repeats a run (as far as time
// allows), SIGNALBOX_CLUSTER_FSYNC is what Redis keeps: `always`, `everysec` or `none`; by default the seed decides. The long form:
//     SIGNALBOX_CLUSTER_STEPS=10000 SIGNALBOX_BINARY=../../build/dev/app/signalbox nice node clustermodel.mjs

import assert from 'node:assert/strict';
import test from 'node:test';

import { Driver } from './clustermodel/driver.mjs';
import { Model } from './clustermodel/model.mjs';
import { World } from './clustermodel/world.mjs';
import { Random } from './model/random.mjs';

const steps = Number(process.env.SIGNALBOX_CLUSTER_STEPS || 600);
const seed = Number(process.env.SIGNALBOX_CLUSTER_SEED || Date.now() % 2 ** 32);

test(`${steps} random steps of a cluster`, { timeout: 120000 + steps * 300 }, async (t) => {
    const random = new Random(seed);
    const fsync = process.env.SIGNALBOX_CLUSTER_FSYNC || random.pick(['always', 'everysec', 'none']);
    console.log(`seed ${seed}, Redis keeps: ${fsync}`);
    const model = new Model();
    const begin = performance.now();
    const world = await World.start(t, model, random, fsync === 'none' ? null : fsync);
    const driver = new Driver(model, world, random);
    const where = () => `SIGNALBOX_CLUSTER_SEED=${seed} SIGNALBOX_CLUSTER_FSYNC=${fsync}, step ${driver.step}\n${world.log.slice(-25).join('\n')}\n`;
    try {
        await Promise.race([driver.run(steps), model.failed]);
    } catch (error) {
        error.message = `${where()}${model.failure?.text ?? ''} ${error.message}`;
        throw error;
    } finally {
        model.isOver = true;
        world.isOver = true;
        world.isSettling = true;
        for (const member of model.members)
            member.end('terminate');
    }
    if (model.failure)
        assert.fail(`${where()}${model.failure.text}\n${model.failure.room ? model.tail(model.failure.room).join('\n') : ''}`);
    t.diagnostic(`${((performance.now() - begin) / 1000).toFixed(0)} s, ${model.sent.length} messages, ${JSON.stringify(model.counts)}`);
    t.diagnostic(`steps ${JSON.stringify(driver.counts)}; faults ${JSON.stringify(world.counts)}`);
    t.diagnostic(`Redis lost data of a room ${model.lossOfData} times; numberings that no node could vouch for: ${model.unvouched.size}, in which ${model.givenTwice} deliveries had a number that was given twice`);
});
