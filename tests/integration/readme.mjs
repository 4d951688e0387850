// Every command block of README.md, run as it stands there, in order, from a folder that looks like this tree. What is
// replaced: the fixed ports, by free ones; the home folder; and the two run scripts, which would install and build:
// app/run starts the program of this build, tests/run lists the tests that its options select. signalboxctl finds two clients.

import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, delimiter, join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

import { connect } from './support/client.mjs';
import { Program } from './support/program.mjs';
import { environment } from './support/server.mjs';
import { within } from './support/until.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const binary = process.env.SIGNALBOX_BINARY;
const build = process.env.SIGNALBOX_BUILD;
const preset = basename(build);
const readme = await readFile(join(root, 'README.md'), 'utf8');

// Commands that go on until they are ended, with the line that shows that they work.
const lasting = [
    [/^\.\/app\/run/, /^signalbox: listening on wss?:\/\/\S+$/],
    [/^npx wscat -c /, /Connected/],
    [/serve\.mjs/, /\/quotes\/$/],
    [/quotes\/publish\.mjs/, /^publishing 1000 updates a second to quotes$/],
    [/logtail\/publish\.mjs/, /^publishing to log$/],
    [/logtail\/view\.mjs/, /^watching log$/],
    [/^curl -N /, /^HTTP\/1\.1 200 OK/],
    [/^build\/.*signalbox_embedded$/, /^listening on ws:/],
    [/^signalboxctl top /, /running for /],
    [/^signalboxctl tail /, / ann #lobby text .* hi$/],
];
// Commands that end with 0.
const short = [/^signalboxctl /, /^date \| signalboxctl /, /^curl /, /^\.\/tests\/run/, /^cmake /];

/** The blocks of the README with their language and line number. */
function blocks(language) {
    return [...readme.matchAll(/^( *)```(\w*)\n([^]*?)^ *```$/gm)]
        .filter((match) => match[2] === language)
        .map((match) => ({
            line: readme.slice(0, match.index).split('\n').length + 1,
            text: match[3].replaceAll(new RegExp(`^${match[1]}`, 'gm'), ''),
        }));
}

/** The commands of a block, without comments; a command may continue on the next line. */
function commands({ text }) {
    return text.replaceAll('\\\n', '').split('\n').map((line) => line.replace(/(^|\s+)# .*$/, '').trim()).filter(Boolean);
}

async function freePort() {
    const server = createServer();
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address();
    await new Promise((resolve) => server.close(resolve));
    return port;
}

async function makeTree() {
    const tree = await mkdtemp(join(tmpdir(), 'signalbox-readme-'));
    for (const name of await readdir(root)) {
        if (!['app', 'tests', 'build'].includes(name) && !name.startsWith('.git'))
            await symlink(join(root, name), join(tree, name));
    }
    await symlink(join(root, 'tests/integration/node_modules'), join(tree, 'node_modules')); // what npx would fetch
    await mkdir(join(tree, 'home'));
    const scripts = {
        'app/run': `exec '${binary}' "$@"`,
        'tests/run': `case \${1-} in --asan | --tsan) grep -q "\\"name\\": \\"\${1#--}\\"" '${root}/CMakePresets.json' || exit 1; shift ;; esac
            ctest --test-dir '${build}' -N "$@" | grep -E '^Total Tests: [1-9]'`,
    };
    scripts['bin/signalboxctl'] = `exec '${process.env.SIGNALBOX_CTL}' --server http://127.0.0.1:${ports.get('8081')} "$@"`;
    for (const [name, text] of Object.entries(scripts)) {
        await mkdir(join(tree, name, '..'), { recursive: true });
        await writeFile(join(tree, name), `#!/bin/bash\n${text}\n`);
        await chmod(join(tree, name), 0o755);
    }
    return tree;
}

const ports = new Map();
for (const port of ['8080', '8081', '9000', '8000'])
    ports.set(port, await freePort());
const tree = await makeTree();
const home = join(tree, 'home');
test.after(() => rm(tree, { recursive: true, force: true }));

const env = {
    ...environment(home),
    HOME: home,
    NODE_PATH: join(tree, 'node_modules'),
    PATH: [join(tree, 'bin'), join(tree, 'node_modules/.bin'), process.env.PATH].join(delimiter),
    QT_QPA_PLATFORM: 'offscreen',
    SIGNALBOX_SERVER_LISTEN: `127.0.0.1:${ports.get('8080')}`,
    SIGNALBOX_SERVER_ADMIN_LISTEN: `127.0.0.1:${ports.get('8081')}`,
};
delete env.XDG_STATE_HOME; // README names the folder that is used without it

function adapt(command) {
    const usesBuild = /^cmake |^build\//.test(command);
    const text = command
        .replaceAll(/\b(8080|8081|9000|8000)\b/g, (port) => ports.get(port))
        .replaceAll(usesBuild ? /\brelease\b/g : /$^/g, preset);
    // wscat says only to a terminal that it is connected, curl writes the head of an answer at once, and top needs one.
    return `cd '${usesBuild ? root : tree}' && ${/^(npx|curl -N|signalboxctl top) /.test(text) ? `script -qec '${text}' /dev/null` : text}`;
}

function start(t, command) {
    const program = new Program('bash', ['-o', 'pipefail', '-c', adapt(command)], { env, input: 'pipe' });
    t.after(() => program.kill());
    return program;
}

/** ann, who sends all the time, and bob. */
async function startClients(t) {
    const [ann] = await Promise.all(['ann', 'bob'].map((user) => connect(t, `ws://127.0.0.1:${ports.get('8080')}/?user=${user}`)));
    const sending = setInterval(() => ann.socket.send('hi'), 50);
    t.after(() => clearInterval(sending));
}

async function run(t, command) {
    const [, sign] = lasting.find(([pattern]) => pattern.test(command)) ?? [];
    const program = start(t, command);
    if (sign) {
        await program.line(sign, 30000);
        return program;
    }
    assert.ok(short.some((pattern) => pattern.test(command)), `this test does not know the command: ${command}`);
    const { code } = await within(program.ended, 60000, command);
    assert.equal(code, 0, `${command}\n${program.output()}`);
    return program;
}

for (const block of blocks('sh')) {
    const usesBuild = commands(block).some((command) => command.startsWith('cmake '));
    const skip = usesBuild && build !== join(root, 'build', preset) && 'this build is not in the folder of a preset';
    test(`the commands of line ${block.line}`, { timeout: 120000, skip }, async (t) => {
        const usesCtl = commands(block).some((command) => command.startsWith('signalboxctl '));
        const needsServer = usesCtl || commands(block).some((command) => command.startsWith('npx '));
        const servers = needsServer ? [await run(t, './app/run --no-gui')] : [];
        if (usesCtl)
            await startClients(t);
        for (const command of commands(block)) {
            if (command.startsWith('./app/run')) // one after the other: both have the same admin port
                await Promise.all(servers.splice(0).map((server) => server.kill()));
            const program = await run(t, command);
            if (command.startsWith('./app/run'))
                servers.push(program);
        }
    });
}

test('the configurations are valid', async (t) => {
    assert.ok(blocks('toml').length > 0);
    for (const block of blocks('toml')) {
        const file = join(tree, `line-${block.line}.toml`);
        await writeFile(join(tree, 'redis.password'), 'secret\n'); // files that are named have to be there
        await writeFile(file, block.text.replaceAll('"/etc/signalbox/', `"${tree}/`));
        const program = new Program(binary, ['--no-gui', '--check-config', '--config', file], { env });
        t.after(() => program.kill());
        assert.equal((await program.ended).code, 0, `line ${block.line}: ${program.output()}`);
    }
});

test('the C++ code is that of the embedded example', async () => {
    const lines = (text) => text.split('\n').map((line) => line.trim()).filter(Boolean);
    const example = lines(await readFile(join(root, 'resources/examples/embedded/main.cpp'), 'utf8')).join('\n');
    for (const block of blocks('cpp')) {
        for (const statement of lines(block.text).filter((line) => line !== 'return 1;'))
            assert.ok(example.includes(statement.replace(/ \{$/, '')), `line ${block.line}: ${statement}`);
    }
});
