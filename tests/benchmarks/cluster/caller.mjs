// Runs the programs that lists.mjs names, and tells how long each took. A process of its own: that of a program which is started by the
// one with all clients would first have to close all their sockets.

import { execFile } from 'node:child_process';

process.on('message', ({ file, args }) => {
    const begin = performance.now();
    execFile(file, args, { maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
        process.send({ taken: performance.now() - begin, stdout, error: error && `${error.message} ${stderr}` });
    });
});
