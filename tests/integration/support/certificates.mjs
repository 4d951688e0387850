// Certificates for a test, made by openssl(1): a root, an intermediate, and a server certificate for localhost.

import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];

export class Certificates {
    /** The files are removed when test \a t ends. */
    static async make(t) {
        const folder = await mkdtemp(join(tmpdir(), 'signalbox-certificates-'));
        t.after(() => rm(folder, { recursive: true, force: true }));
        const made = new Certificates(folder);
        await made.issue('root', null, ['-nodes', '-addext', 'basicConstraints=critical,CA:TRUE']);
        await made.issue('link', 'root', ['-nodes', '-addext', 'basicConstraints=critical,CA:TRUE']);
        await made.issue('server', 'link', ['-nodes']);
        await writeFile(made.path('chain.crt'), await made.read('server.crt') + await made.read('link.crt'));
        made.ca = await made.read('root.crt');
        return made;
    }

    constructor(folder) {
        this.folder = folder;
        /** The configuration keys of a server that uses the certificates. */
        this.set = { 'tls.certificate': this.path('chain.crt'), 'tls.key': this.path('server.key') };
    }

    path(name) { return join(this.folder, name); }
    read(name) { return readFile(this.path(name), 'utf8'); }
    async openssl(...args) { return (await run('openssl', args, { cwd: this.folder })).stdout; }

    /** Creates NAME.crt and NAME.key, signed by \a issuer (null: self-signed); \a more: options for openssl req. */
    issue(name, issuer, more = []) {
        const by = issuer ? ['-CA', `${issuer}.crt`, '-CAkey', `${issuer}.key`] : [];
        const forServers = more.some((option) => option.includes('CA:TRUE')) ? [] :
            ['-addext', 'basicConstraints=critical,CA:FALSE', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
        return this.openssl('req', '-x509', ...curve, '-days', '90', '-subj', `/CN=${name}`, ...forServers, ...by,
            '-keyout', `${name}.key`, '-out', `${name}.crt`, ...more);
    }
}
