// The `joined` and `left` one member hears of a room: for each client in turns, each once a membership.

export class Comings {
    /** What \a listener hears of \a room. */
    constructor(model, room, listener) {
        Object.assign(this, { model, room, listener });
    }

    hear({ type, user, client }) {
        const { model, room, listener } = this;
        model.check(client !== listener.client, () => `${listener} is told of itself: ${type} ${room}`, room);
        const known = this.#clients.get(client) ?? { user, joined: 0, left: 0, last: '' };
        model.check(known.last !== type, () => `${listener} hears twice that ${client} (${user}) ${type} ${room}`, room);
        model.check(known.user === user, () => `${client} is ${known.user}, then ${user}`, room);
        known.last = type;
        known[type] += 1;
        this.#clients.set(client, known);
    }

    /** At rest: nobody is believed to be in who is not, or the other way round. \a heardAll: from the room's beginning. */
    checkAtRest(present, heardAll) {
        const { model, room, listener } = this;
        // Whoever came or went since the last rest was told of.
        for (const client of this.#present ?? [])
            model.check(present.has(client) || this.#clients.get(client)?.last === 'left', () => `${listener} never heard that ${client} left ${room}`, room);
        for (const client of this.#present ? present : [])
            model.check(this.#present.has(client) || this.#clients.get(client)?.last === 'joined', () => `${listener} never heard that ${client} joined ${room}`, room);
        this.#present = present;
        for (const [client, { joined, left, last }] of this.#clients) {
            model.check((last === 'joined') === present.has(client),
                () => `${listener} heard last that ${client} ${last} ${room}; in it: ${present.has(client)}`, room);
            if (heardAll)
                model.check(joined - left === (present.has(client) ? 1 : 0),
                    () => `${listener} heard ${joined} joined and ${left} left of ${client} in ${room}`, room);
        }
    }

    /** How often \a client is said to have joined and left. */
    of(client) { return this.#clients.get(client) ?? { joined: 0, left: 0 }; }

    #clients = new Map();
    #present = null; // those in the room at the last rest
}
