// Random numbers that a seed determines (mulberry32), so that a failing run can be had again.

export class Random {
    constructor(seed) {
        this.#state = seed >>> 0;
    }

    /** 0 <= x < \a end, a whole number. */
    below(end) { return Math.floor(this.#next() * end); }
    chance(probability) { return this.#next() < probability; }
    pick(list) { return list[this.below(list.length)]; }

    /** One of the keys of \a weights, each as often as its weight says. */
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
