// A fake server for tests of clients: it implements the envelope `signalbox.v1.json` as README describes it, in the process
// of the test, which can make it lose messages, stop answering, or send invalid messages.

import { WebSocketServer } from 'ws';

import { startPageServer } from './pageserver.mjs';

const subprotocol = 'signalbox.v1.json';

/**
 * heartbeat, limits: fields of the welcome. echo: a message is also sent to its sender. ring: messages kept per room.
 * page: messages in one answer to a history request. port: where to listen.
 */
export async function startEnvelopeServer(t, { heartbeat = { interval: 0, timeout: 0 }, limits = { max_message: 65536, messages_per_second: 0 }, echo = true, ring = 100, page = 100, welcome = true, port = 0 } = {}) {
    const server = new EnvelopeServer({ heartbeat, limits, echo, ring, page, welcome });
    await server.listen(port);
    t.after(() => server.stop());
    return server;
}

class EnvelopeServer {
    connections = []; // open ones
    /** Called with each request before it is handled; returning true skips the handling. */
    intercept = () => false;

    constructor(settings) {
        this.settings = settings;
    }

    async listen(port) {
        this.#http = await startPageServer(port);
        this.#sockets = new WebSocketServer({
            server: this.#http,
            handleProtocols: (offers) => (offers.has(subprotocol) ? subprotocol : false),
        });
        this.#sockets.on('connection', (socket, request) => this.#take(new Connection(this, socket, request)));
    }

    get port() { return this.#port ??= this.#http.address().port; }
    get http() { return `http://127.0.0.1:${this.port}`; }
    get url() { return `ws://127.0.0.1:${this.port}/`; }
    get accepted() { return this.#accepted; }

    /** The requests of all connections, oldest first. */
    requests = [];

    stop() {
        for (const { socket } of this.connections)
            socket.terminate();
        this.#http.closeAllConnections();
        this.#http.close();
    }

    room(name) {
        if (!this.#rooms.has(name))
            this.#rooms.set(name, { name, epoch: `e${++this.#epochs}`, seq: 0, messages: [], members: new Set() });
        return this.#rooms.get(name);
    }

    /** Resets the room: another epoch, no history; its members stay. */
    renew(name) {
        Object.assign(this.room(name), { epoch: `e${++this.#epochs}`, seq: 0, messages: [] });
    }

    /** Publishes as another client; \a undelivered: only the history gets the message. */
    publish(name, content, { from = 'another', client = '0', sender = null, undelivered = false, encoding = undefined } = {}) {
        const room = this.room(name);
        const message = { type: 'message', room: name, from, client, content, ...(encoding && { encoding }), seq: ++room.seq, time: new Date().toISOString() };
        room.messages = [...room.messages, message].slice(-this.settings.ring);
        for (const member of room.members)
            if (!undelivered && (this.settings.echo || member !== sender))
                member.send(message);
        return message;
    }

    #take(connection) {
        this.#accepted += 1;
        connection.id = String(this.#accepted);
        connection.user ??= `guest-${connection.id}`;
        this.connections.push(connection);
        connection.socket.on('message', (data, isBinary) => {
            if (connection.isPlain)
                this.publish(connection.room, isBinary ? data.toString('base64') : data.toString(), { from: connection.user, client: connection.id, sender: connection, ...(isBinary && { encoding: 'base64' }) });
            else
                this.#handle(connection, JSON.parse(data));
        });
        connection.socket.on('close', () => {
            this.connections = this.connections.filter((other) => other !== connection);
            for (const room of this.#rooms.values())
                this.#remove(connection, room);
        });
        const { heartbeat, limits, welcome } = this.settings;
        if (!welcome)
            return;
        const room = this.#add(connection, connection.room);
        connection.send({ type: 'welcome', client: connection.id, user: connection.user, room: room.name, epoch: room.epoch, heartbeat, limits });
    }

    #handle(connection, request) {
        this.requests.push(request);
        if (this.intercept(connection, request))
            return;
        const { id } = request;
        const fail = (code, message) => connection.send({ type: 'error', id, code, message, retry: null });
        const room = this.room(request.room ?? connection.room);
        const isMember = room.members.has(connection);
        if (request.type === 'ping') {
            connection.send({ type: 'pong', id });
        } else if (request.type === 'join') {
            this.#add(connection, room.name);
            connection.send({ type: 'ack', id, room: room.name, epoch: room.epoch, seq: room.seq });
            if (request.since)
                connection.send(replayOf(room, request));
        } else if (request.type === 'direct') {
            const receivers = this.connections.filter(({ user }) => user === request.to);
            if (receivers.length === 0)
                return fail('no_such_user', 'no connection has that user');
            for (const receiver of receivers)
                receiver.send({ type: 'direct', from: connection.user, client: connection.id, content: request.content, time: new Date().toISOString() });
            connection.send({ type: 'ack', id, connections: receivers.length });
        } else if (request.type === 'auth') {
            connection.user = `user of ${request.token}`;
            const expires = new Date(Date.now() + (this.tokenLife ?? 86400000)).toISOString();
            connection.send({ type: 'ack', id, user: connection.user, expires });
        } else if (!['message', 'leave', 'presence', 'history'].includes(request.type)) {
            fail('unknown_type', `there is no ${request.type}`);
        } else if (!isMember) {
            fail('not_in_room', `you are not in ${room.name}`);
        } else if (request.type === 'message') {
            const { content, encoding } = request;
            const { seq } = this.publish(room.name, content, { from: connection.user, client: connection.id, sender: connection, encoding });
            if (id !== undefined)
                connection.send({ type: 'ack', id, room: room.name, seq });
        } else if (request.type === 'leave') {
            this.#remove(connection, room);
            connection.send({ type: 'ack', id, room: room.name });
        } else if (request.type === 'presence') {
            const all = [...room.members].map(({ user, id: client }) => ({ user, client }));
            const begin = request.after ? all.findIndex(({ client }) => client === request.after) + 1 : 0;
            const members = all.slice(begin, begin + (request.limit ?? 2));
            const next = begin + members.length < all.length ? { next: members.at(-1).client } : {};
            connection.send({ type: 'presence', id, room: room.name, members, count: all.length, ...next });
        } else {
            const all = room.messages.filter(({ seq }) => seq < (request.before ?? Infinity));
            const messages = all.slice(-Math.min(request.limit ?? 100, this.settings.page));
            const next = messages.length < all.length ? { next: messages[0].seq } : {};
            const recovered = 'next' in next || (all[0]?.seq ?? 1) === 1;
            connection.send({ type: 'history', id, room: room.name, epoch: room.epoch, messages, ...next, recovered });
        }
        return undefined;
    }

    #add(connection, name) {
        const room = this.room(name);
        if (room.members.has(connection))
            return room;
        for (const member of room.members)
            member.send({ type: 'joined', room: name, user: connection.user, client: connection.id });
        room.members.add(connection);
        return room;
    }

    #remove(connection, room) {
        if (!room.members.delete(connection))
            return;
        for (const member of room.members)
            member.send({ type: 'left', room: room.name, user: connection.user, client: connection.id });
    }

    #http;
    #sockets;
    #port;
    #rooms = new Map();
    #epochs = 0;
    #accepted = 0;
}

class Connection {
    constructor(server, socket, request) {
        const url = new URL(request.url, 'ws://localhost/');
        this.server = server;
        this.socket = socket;
        this.user = url.searchParams.get('user');
        this.room = decodeURIComponent(url.pathname.match(/^\/room\/([^/]+)$/)?.[1] ?? 'lobby');
    }

    get isPlain() { return this.socket.protocol === ''; }

    /** Sends an envelope, or a text unchanged; plain members get the content of messages only. */
    send(envelope) {
        if (!this.isPlain)
            this.socket.send(typeof envelope === 'string' ? envelope : JSON.stringify(envelope));
        else if (envelope.encoding === 'base64')
            this.socket.send(Buffer.from(envelope.content, 'base64'));
        else if (envelope.type === 'message')
            this.socket.send(typeof envelope.content === 'string' ? envelope.content : JSON.stringify(envelope.content));
    }
}

/** The history that answers a join with `since`. */
export function replayOf(room, { id, since }) {
    const messages = since.epoch === room.epoch ? room.messages.filter(({ seq }) => seq > since.seq) : room.messages;
    const missing = since.epoch !== room.epoch || (room.seq > since.seq && messages[0]?.seq !== since.seq + 1);
    return { type: 'history', id, room: room.name, epoch: room.epoch, messages, recovered: !missing };
}
