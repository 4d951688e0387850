// The common part of envelope members and plain members: a socket, a user, and ways to end the connection.

import { WebSocket } from 'ws';

const subprotocol = 'signalbox.v1.json';

export class ModelConnection {
    client = undefined;       // its id, once known
    wanted = new Set();       // rooms it requested to be in, in that order
    memberships = new Map();  // room -> number of join requests
    published = [];
    isOpen = true;            // until the test ends it
    wasKilled = false;

    constructor(model, server, user, path, room, isPlain) {
        Object.assign(this, { model, user, path, room, isPlain });
        this.serial = model.members.push(this);
        this.want(room);
        const url = server.at(`${path}?user=${encodeURIComponent(user)}`);
        this.socket = new WebSocket(url, isPlain ? [] : [subprotocol], { perMessageDeflate: false });
        this.opened = new Promise((resolve) => this.socket.on('open', resolve));
        this.socket.on('error', (error) => this.model.check(!this.isOpen, () => `${this}: ${error.message}`));
        this.socket.on('close', (code, reason) =>
            this.model.check(!this.isOpen, () => `${this} was closed: ${code} ${reason}`));
        this.socket.on('message', (data, isBinary) => {
            if (this.isOpen && !this.model.failure)
                this.take(data, isBinary);
        });
    }

    toString() { return `connection ${this.serial} (client ${this.client ?? '?'}, ${this.user}${this.isPlain ? ', plain' : ''})`; }

    /** A part of outstanding(), which describes each answer and own message that has not arrived. */
    describeUnechoed({ number, room }) { return `message ${number} in ${room} at ${this}`; }

    want(room) {
        if (!this.wanted.has(room))
            this.memberships.set(room, (this.memberships.get(room) ?? 0) + 1);
        this.wanted.add(room);
    }

    /** Ends the connection: `terminate` and `reset` without a Close frame, `close` with one. */
    end(way) {
        this.isOpen = false;
        this.wasKilled = true;
        this.model.outstanding -= this.outstanding().length;
        if (way === 'close')
            this.socket.close(1000);
        else if (way === 'reset' && this.socket._socket)
            this.socket._socket.resetAndDestroy();
        else
            this.socket.terminate();
    }

    /** Checks a direct message to this user: received once, and in order per sender. */
    takeDirect(sent) {
        this.model.check(sent?.to === this.user, () => `${this} got ${JSON.stringify(sent)}`);
        this.model.check(!sent.receivers.has(this), () => `${this} got direct ${sent.number} twice`);
        const last = this.#lastDirect.get(sent.by) ?? -1;
        this.model.check(last < sent.number, () => `${this} got direct ${sent.number} behind ${last}`);
        this.#lastDirect.set(sent.by, sent.number);
        sent.receivers.add(this);
    }

    #lastDirect = new Map();
}
