// resources/examples/embedded: a server inside another program.

import assert from 'node:assert/strict';
import test from 'node:test';

import { connect } from './support/client.mjs';
import { Program } from './support/program.mjs';

test('the example greets, answers in upper case and reports who left', { timeout: 60000 }, async (t) => {
    const env = { ...process.env, QT_MESSAGE_PATTERN: '%{type} %{category}: %{message}' };
    const program = new Program(process.env.SIGNALBOX_EMBEDDED, [], { env });
    t.after(async () => {
        await program.kill();
        assert.deepEqual(program.stderr.filter((line) => !line.startsWith('info ')), []);
    });
    const [, url] = await program.line(/^listening on (ws:\/\/127\.0\.0\.1:\d+\/)$/);

    const alice = await connect(t, `${url}?user=alice`);
    assert.equal(await alice.nextText(), 'Welcome, alice!');
    const bob = await connect(t, `${url}room/cellar?user=bob`);
    assert.equal(await bob.nextText(), 'Welcome, bob!');

    alice.socket.send('good morning');
    assert.equal(await alice.nextText(), 'GOOD MORNING');
    assert.equal(await bob.nextText(), 'GOOD MORNING'); // broadcast(): every room

    bob.socket.close(1000, 'enough');
    assert.equal((await bob.ended()).code, 1000);
    await program.line(/^bob left: 1000 closed_by_peer$/);

    alice.socket.send('bye');
    assert.deepEqual(await alice.ended(), { code: 4100, reason: 'see you' });
    await program.line(/^alice left: 4100 kicked$/);
});
