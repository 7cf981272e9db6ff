/**
 * Remembers what was computed of a frame under the youngest few keys, for as long as the frame is in use: the panels of one page ask for the same. What is
 * remembered must not be written to. What `fits` refuses is computed anew each time.
 */
export function createMemory<Frame extends object, Value>(kept: number, fits: (value: Value) => boolean = () => true): (frame: Frame, key: string, compute: () => Value) => Value {
  const known = new WeakMap<Frame, Map<string, Value>>();
  return (frame, key, compute) => {
    const values = known.get(frame) ?? new Map<string, Value>();
    known.set(frame, values);
    const value = values.has(key) ? (values.get(key) as Value) : compute();
    values.delete(key);
    if (fits(value)) values.set(key, value);
    for (const oldest of values.keys()) if (values.size > kept) values.delete(oldest);
    return value;
  };
}
