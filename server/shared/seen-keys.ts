const BITS_PER_KEY = 10;
const PROBES = 4;

/**
 * Remembers which keys were seen, in 3 to 5 bytes a key whatever their length (a Bloom filter of two generations): `has` is never false for one of the
 * last `capacity` keys; it is true for 1 to 3 % of those that never were, when full.
 */
export function createSeenKeys(capacity: number): { has(key: string): boolean; add(key: string): void } {
  const bits = 2 ** Math.ceil(Math.log2(capacity * BITS_PER_KEY));
  let current = new Uint32Array(bits / 32);
  let before = new Uint32Array(bits / 32);
  let count = 0;
  const places = (key: string): number[] => {
    const [first, step] = hash(key);
    return Array.from({ length: PROBES }, (_, probe) => (first + Math.imul(probe, step)) >>> 0).map((place) => place & (bits - 1));
  };
  const isIn = (set: Uint32Array, at: number[]) => at.every((place) => ((set[place >>> 5] as number) & (1 << (place & 31))) !== 0);
  return {
    has: (key) => {
      const at = places(key);
      return isIn(current, at) || isIn(before, at);
    },
    add: (key) => {
      const at = places(key);
      if (isIn(current, at)) return;
      if (count === capacity) [before, current, count] = [current, new Uint32Array(bits / 32), 0];
      for (const place of at) current[place >>> 5] = (current[place >>> 5] as number) | (1 << (place & 31));
      count += 1;
    },
  };
}

/** Two independent hashes (FNV-1a with different beginnings and primes); the second is odd, so that its multiples differ. */
function hash(key: string): [number, number] {
  let first = 0x811c9dc5;
  let second = 0x1b873593;
  for (let index = 0; index < key.length; index += 1) {
    const code = key.charCodeAt(index);
    first = Math.imul(first ^ code, 0x01000193);
    second = Math.imul(second ^ code, 0x85ebca6b);
  }
  return [(first ^ (first >>> 15)) >>> 0, (second ^ (second >>> 13)) | 1];
}
