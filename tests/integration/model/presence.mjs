// The `joined` and `left` notices that one member receives for a room. They alternate for each client.

export class PresenceLog {
    /** The notices that \a listener receives for \a room. */
    constructor(model, room, listener) {
        Object.assign(this, { model, room, listener });
    }

    record({ type, user, client }) {
        const { model, room, listener } = this;
        model.check(client !== listener.client, () => `${listener} received a notice about itself: ${type} ${room}`, room);
        const known = this.#clients.get(client) ?? { user, joined: 0, left: 0, last: '' };
        model.check(known.last !== type, () => `${listener} received twice: ${client} (${user}) ${type} ${room}`, room);
        model.check(known.user === user, () => `${client} is ${known.user}, then ${user}`, room);
        known.last = type;
        known[type] += 1;
        this.#clients.set(client, known);
    }

    /** When idle: the notices agree with the actual members. \a isComplete: received since the room was created. */
    checkAtRest(present, isComplete) {
        const { model, room, listener } = this;
        // Each change since the last comparison must have been announced.
        for (const client of this.#present ?? [])
            model.check(present.has(client) || this.#clients.get(client)?.last === 'left', () => `${listener} received no notice that ${client} left ${room}`, room);
        for (const client of this.#present ? present : [])
            model.check(this.#present.has(client) || this.#clients.get(client)?.last === 'joined', () => `${listener} received no notice that ${client} joined ${room}`, room);
        this.#present = present;
        for (const [client, { joined, left, last }] of this.#clients) {
            model.check((last === 'joined') === present.has(client),
                () => `${listener} received as last notice that ${client} ${last} ${room}; in it: ${present.has(client)}`, room);
            if (isComplete)
                model.check(joined - left === (present.has(client) ? 1 : 0),
                    () => `${listener} received ${joined} joined and ${left} left of ${client} in ${room}`, room);
        }
    }

    /** The number of joined and left notices for \a client. */
    of(client) { return this.#clients.get(client) ?? { joined: 0, left: 0 }; }

    #clients = new Map();
    #present = null; // the members at the last comparison
}
