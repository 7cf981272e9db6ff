export type ByteCache = {
  /** Holds an entry of so many bytes, as the youngest; the oldest ones go until all fit. `drop` is called when it goes. */
  hold(key: string, bytes: number, drop: () => void): void;
  /** Makes an entry the youngest. */
  touch(key: string): void;
  release(key: string): void;
  bytes(): number;
  /** Another bound, from the next entry on. */
  bound(maxBytes: number): void;
};

/** Who was not asked for longest goes first, once the bytes exceed the bound. */
export function createByteCache(maxBytes: number): ByteCache {
  let most = maxBytes;
  const entries = new Map<string, { bytes: number; drop: () => void }>();
  let total = 0;

  function release(key: string): void {
    const entry = entries.get(key);
    if (!entry) return;
    entries.delete(key);
    total -= entry.bytes;
  }

  return {
    hold: (key, bytes, drop) => {
      release(key);
      entries.set(key, { bytes, drop });
      total += bytes;
      for (const [oldest, entry] of entries) {
        if (total <= most || oldest === key) break;
        release(oldest);
        entry.drop();
      }
    },
    touch: (key) => {
      const entry = entries.get(key);
      if (!entry) return;
      entries.delete(key);
      entries.set(key, entry);
    },
    release,
    bytes: () => total,
    bound: (bytes) => void (most = bytes),
  };
}
