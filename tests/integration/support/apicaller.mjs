// Calls requests of the admin API as they are described: any method, path, body and token, also with https and over
// connections that persist. adminclient.mjs is for tests of what the API does.

import { readFile } from 'node:fs/promises';
import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { join } from 'node:path';

import { until } from './until.mjs';

/** The token that the server has made in the state folder \a state ($XDG_STATE_HOME). */
export async function stateToken(state) {
    return (await readFile(join(state, 'signalbox/admin.token'), 'utf8')).trim();
}

export class ApiCaller {
    /** A client of \a server (startServer() with a state folder and an admin port), with its token. */
    static async of(t, server, state) {
        const [, scheme, port] = await server.program.line(/admin port on (https?):\/\/.+:(\d+)\/$/);
        return new ApiCaller(t, { scheme, port: Number(port), token: await stateToken(state) });
    }

    /** ca: the certificate that has signed that of the server, for https. */
    constructor(t, { scheme = 'http', port, token, ca }) {
        Object.assign(this, { scheme, port, token, ca });
        this.agent = new (scheme === 'https' ? HttpsAgent : HttpAgent)({ keepAlive: true, maxSockets: 8 });
        t.after(() => this.agent.destroy());
    }

    /** The same client with another token; null: none. */
    as(token) {
        return Object.assign(Object.create(ApiCaller.prototype), this, { token });
    }

    /** body: a value, sent as JSON. Resolves with status, headers, text, and json where it is one. */
    ask(method, path, { body, headers = {}, raw = body === undefined ? undefined : JSON.stringify(body) } = {}) {
        const fields = {
            ...(this.token === null ? {} : { Authorization: `Bearer ${this.token}` }),
            ...(raw === undefined ? {} : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(raw) }),
            ...headers,
        };
        const ask = this.scheme === 'https' ? httpsRequest : httpRequest;
        return new Promise((resolve, reject) => {
            const request = ask({
                host: '127.0.0.1', port: this.port, method, path, headers: fields, agent: this.agent, ca: this.ca,
            }, (response) => {
                const pieces = [];
                response.on('data', (piece) => pieces.push(piece));
                response.on('error', reject);
                response.on('end', () => {
                    const text = Buffer.concat(pieces).toString();
                    const isJson = /^application\/(problem\+)?json$/.test(response.headers['content-type'] ?? '');
                    const json = isJson && text ? JSON.parse(text) : undefined;
                    resolve({ status: response.statusCode, headers: response.headers, text, json });
                });
            });
            request.on('error', reject);
            request.end(raw);
        });
    }

    get(path) { return this.ask('GET', `/api/v1${path}`); }
    post(path, body) { return this.ask('POST', `/api/v1${path}`, { body }); }

    /** Waits until \a condition holds for GET \a path; resolves with its JSON. */
    async until(path, condition, what) {
        let last;
        await until(async () => {
            last = (await this.get(path)).json;
            return condition(last);
        }, 10000, () => `${what}: ${JSON.stringify(last)}`);
        return last;
    }
}
