// What envelope members and plain ones have in common: a socket, a user, and a violent end.

import { WebSocket } from 'ws';

const subprotocol = 'signalbox.v1.json';

export class ModelConnection {
    client = undefined;       // its id, once it is known
    wanted = new Set();       // rooms it asked to be in, in the order of its asking
    memberships = new Map();  // room -> how often it asked to come in
    said = [];
    isOpen = true;            // until we end it
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

    want(room) {
        if (!this.wanted.has(room))
            this.memberships.set(room, (this.memberships.get(room) ?? 0) + 1);
        this.wanted.add(room);
    }

    /** Without a word: `terminate`, `reset`; or as one should: `close`. */
    end(way) {
        this.isOpen = false;
        this.wasKilled = true;
        this.model.owed -= this.owes();
        if (way === 'close')
            this.socket.close(1000);
        else if (way === 'reset' && this.socket._socket)
            this.socket._socket.resetAndDestroy();
        else
            this.socket.terminate();
    }

    /** Directs to the user this is: each once, those of one sender in its order. */
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
