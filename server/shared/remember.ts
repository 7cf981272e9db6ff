/**
 * A function that remembers its answers for the last `max` distinct keys. For pure functions only; the oldest key is forgotten first, so that
 * made-up keys cannot fill the memory.
 */
export function remember<Value>(max: number, compute: (key: string) => Value): (key: string) => Value {
  const known = new Map<string, Value>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined) return found;
    const value = compute(key);
    if (known.size >= max) known.delete(known.keys().next().value as string);
    known.set(key, value);
    return value;
  };
}
