// A client of the admin API: one request, or a stream of lines.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';

import { until } from './until.mjs';

/** The API with one token. */
export class AdminClient {
    constructor(port, token) {
        this.port = port;
        this.token = token;
    }

    /** Of the first start: the token is in the state folder of \a server. */
    static async of(server, state) {
        const port = await server.adminPort();
        const token = (await readFile(`${state}/signalbox/admin.token`, 'utf8')).trim();
        return new AdminClient(port, token);
    }

    #request(method, path, query, body) {
        const text = new URLSearchParams(query).toString();
        return httpRequest({
            host: '127.0.0.1',
            port: this.port,
            path: `/api/v1${path}${text ? '?' : ''}${text}`,
            method,
            headers: {
                authorization: `Bearer ${this.token}`,
                ...(body === undefined ? {} : { 'content-type': 'application/json' }),
            },
            agent: false,
        });
    }

    /** {status, headers, body}; the body is what the JSON stands for. */
    ask(method, path, { query = {}, body } = {}) {
        return new Promise((resolve, reject) => {
            const request = this.#request(method, path, query, body);
            request.on('error', reject);
            request.on('response', (response) => {
                const pieces = [];
                response.on('data', (piece) => pieces.push(piece));
                response.on('error', reject);
                response.on('end', () => {
                    const text = Buffer.concat(pieces).toString();
                    resolve({
                        status: response.statusCode,
                        headers: response.headers,
                        body: /json/.test(response.headers['content-type'] ?? '') && text ? JSON.parse(text) : text,
                    });
                });
            });
            request.end(body === undefined ? undefined : JSON.stringify(body));
        });
    }

    /** The body of a GET that succeeds. */
    async get(path, query = {}) {
        const { status, body } = await this.ask('GET', path, { query });
        assert.equal(status, 200, JSON.stringify(body));
        return body;
    }

    /** All rows of a list, page by page. */
    async all(path, query = {}) {
        const name = path.slice(1);
        const rows = [];
        let after;
        do {
            const page = await this.get(path, after ? { ...query, after } : query);
            rows.push(...page[name]);
            after = page.next;
        } while (after);
        return rows;
    }

    /** Follows the messages. Destroyed when test \a t ends. */
    async messages(t, query = {}) {
        const request = this.#request('GET', '/messages', query);
        request.end();
        const response = await new Promise((resolve, reject) => {
            request.on('response', resolve);
            request.on('error', reject);
        });
        t.after(() => request.destroy());
        return new Messages(request, response);
    }
}

class Messages {
    constructor(request, response) {
        this.request = request;
        this.response = response;
        this.status = response.statusCode;
        this.lines = [];
        this.ended = new Promise((resolve) => {
            response.on('end', () => resolve('end'));
            response.on('error', () => resolve('error'));
        });
        let rest = '';
        response.setEncoding('utf8');
        response.on('data', (piece) => {
            const lines = (rest + piece).split('\n');
            rest = lines.pop();
            this.lines.push(...lines.map((line) => JSON.parse(line)));
        });
    }

    /** Waits for a line. */
    async line(predicate) {
        let found;
        await until(() => (found = this.lines.find(predicate)) !== undefined, 10000, () => JSON.stringify(this.lines));
        return found;
    }
}
