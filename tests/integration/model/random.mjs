// Seeded random numbers (mulberry32), so that a failing run can be repeated.

export class Random {
    constructor(seed) {
        this.#state = seed >>> 0;
    }

    /** Returns an integer x, 0 <= x < \a end. */
    below(end) { return Math.floor(this.#next() * end); }
    chance(probability) { return this.#next() < probability; }
    pick(list) { return list[this.below(list.length)]; }

    /** Returns one of the keys of \a weights, with a probability proportional to its weight. */
    weighted(weights) {
        const entries = Object.entries(weights);
        let left = this.below(entries.reduce((sum, [, weight]) => sum + weight, 0));
        return entries.find(([, weight]) => (left -= weight) < 0)[0];
    }

    #state;

    #next() {
        this.#state = (this.#state + 0x6d2b79f5) >>> 0;
        let x = this.#state;
        x = Math.imul(x ^ (x >>> 15), x | 1);
        x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
        return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32;
    }
}
