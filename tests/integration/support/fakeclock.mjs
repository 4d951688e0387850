// A clock that a test advances: the `clock` option of the JavaScript client.

export class FakeClock {
    #now = 0;
    #timers = new Map();
    #last = 0;

    now = () => this.#now;
    setTimeout = (call, delay) => {
        this.#timers.set(++this.#last, { call, due: this.#now + delay });
        return this.#last;
    };
    clearTimeout = (timer) => { this.#timers.delete(timer); };

    get waiting() { return this.#timers.size; }
    /** ms until the next timer is due; Infinity: none waits. */
    get nextIn() { return Math.min(...[...this.#timers.values()].map(({ due }) => due)) - this.#now; }

    /** Advances the clock by \a ms and runs the timers that are due, in order. */
    advance(ms) {
        const end = this.#now + ms;
        for (;;) {
            const [timer, next] = [...this.#timers].sort(([, a], [, b]) => a.due - b.due)[0] ?? [];
            if (!next || next.due > end)
                break;
            this.#timers.delete(timer);
            this.#now = Math.max(this.#now, next.due);
            next.call();
        }
        this.#now = end;
    }
}
