// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
"use strict";

class Shape {
    #name;
    constructor(name) { this.#name = name; }
    get name() { return this.#name; }
    area() { throw new TypeError(`${this.#name} has no area`); }
}
class Circle extends Shape {
    constructor(r) { super("circle"); this.r = r; }
    area() { return Math.PI * this.r ** 2; }
}

function* primes(most) {
    const sieve = new Uint8Array(most + 1);
    for (let i = 2; i <= most; i++) {
        if (sieve[i] === 0) {
            yield i;
            for (let j = i * i; j <= most; j += i) sieve[j] = 1;
        }
    }
}

function queens(n, row = 0, cols = 0, down = 0, up = 0) {
    if (row === n) return 1;
    let count = 0;
    for (let free = ~(cols | down | up) & ((1 << n) - 1); free !== 0; free &= free - 1) {
        const bit = free & -free;
        count += queens(n, row + 1, cols | bit, (down | bit) << 1, (up | bit) >> 1);
    }
    return count;
}

print("area", new Circle(2).area().toFixed(6), new Circle(1).name);
try { new Shape("point").area(); } catch (error) { print(error instanceof TypeError, String(error)); }
const list = [...primes(20000)];
print("primes", list.length, list.at(-1), list.reduce((a, b) => (a * 31 + b) % 1000003, 7));
print("queens", queens(8));
let factorial = 1n;
for (let i = 1n; i <= 60n; i++) factorial *= i;
print("60!", factorial, (factorial ** 3n) % 1000000007n);
print("2026-11-23 is 23".replace(/(?<y>\d{4})-(?<m>\d\d)-(?<d>\d\d)/u, "$<d>.$<m>.$<y>"));
print(JSON.stringify({ a: [1, 2.5, null, "\u00e9\ud83d\ude00"], b: { c: 1e21, d: -0, e: 0.1 + 0.2 } }));
const words = "the quick brown fox jumps over the lazy dog the end".split(" ");
const counts = new Map();
for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
print([...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).slice(0, 3).join(" "));
print([10, 9, 1, 100].sort().toString(), [3, 1, 2].toSorted((a, b) => b - a).join());
const { x, ...rest } = { x: 1, y: 2, z: 3 };
print(x, Object.entries(rest).flat().join());
print(new Proxy({}, { get: (_, key) => `no ${String(key)}` }).anything, typeof Symbol.iterator);
print(parseFloat("3.14abc"), (255).toString(16), Number("0x1f"), (0.000001234).toExponential(2));
(async () => {
    const values = await Promise.all([1, Promise.resolve(2), (async () => 3)()]);
    print("async", values.join());
})();
null.missing;
