// The backend of an application, for auth.mode = "http".

import { createServer } from 'node:http';

/**
 * decide(question, response): answers a request, or never. A value that it returns is the answer: a number, or the object of a 200.
 * asked: the questions so far. requests: their heads.
 */
export class AuthBackend {
    constructor(t, decide) {
        Object.assign(this, { decide, asked: [], requests: [], port: 0 });
        t.after(() => this.stop());
    }

    static async start(t, decide) { return new AuthBackend(t, decide).start(); }

    async start() {
        this.server = createServer(async (request, response) => {
            let body = '';
            for await (const piece of request)
                body += piece;
            const question = JSON.parse(body);
            this.asked.push(question);
            this.requests.push({ method: request.method, url: request.url, headers: request.headers });
            const answer = await this.decide(question, response);
            if (typeof answer === 'number')
                response.writeHead(answer).end();
            else if (answer)
                response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer));
        });
        await new Promise((resolve) => this.server.listen(this.port, '127.0.0.1', resolve));
        this.port = this.server.address().port;
        return this;
    }

    async stop() {
        this.server?.closeAllConnections();
        await new Promise((resolve) => this.server ? this.server.close(resolve) : resolve());
        this.server = undefined;
    }

    get url() { return `http://127.0.0.1:${this.port}/auth`; }
}
