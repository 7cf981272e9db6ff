import { EMPTY_ARRAY, isDocument } from "./bson-order.ts";
import type { Value } from "./bson-order.ts";

/**
 * Calls `visit` with every value that a dotted path reaches, going through arrays as MongoDB does (a missing one is undefined);
 * stops and returns true as soon as `visit` does.
 */
export function someValueAt(value: Value, parts: readonly string[], visit: (value: Value) => boolean, from = 0): boolean {
  if (from === parts.length) return visit(value);
  const part = parts[from] as string;
  if (Array.isArray(value)) {
    if (/^\d+$/.test(part) && Number(part) < value.length && someValueAt(value[Number(part)], parts, visit, from + 1)) return true;
    return value.some((element) => isDocument(element) && someValueAt(element, parts, visit, from));
  }
  if (!isDocument(value)) return visit(undefined);
  return someValueAt(Object.hasOwn(value, part) ? value[part] : undefined, parts, visit, from + 1);
}

export { EMPTY_ARRAY };

/** Every value at a path, arrays at its end taken apart: what an index holds and a sort looks at. */
export function indexedValues(value: Value, parts: readonly string[]): { values: Value[]; multikey: boolean } {
  const values: Value[] = [];
  let multikey = false;
  collect(value, 0);
  return { values: values.length > 0 ? values : [undefined], multikey };

  function collect(current: Value, from: number): void {
    if (Array.isArray(current)) {
      multikey = true;
      if (from === parts.length) {
        if (current.length === 0) values.push(EMPTY_ARRAY);
        for (const element of current) values.push(element);
        return;
      }
      const part = parts[from] as string;
      if (/^\d+$/.test(part) && Number(part) < current.length) collect(current[Number(part)], from + 1);
      for (const element of current) if (isDocument(element)) collect(element, from);
    } else if (from === parts.length) {
      values.push(current);
    } else if (isDocument(current) && Object.hasOwn(current, parts[from] as string)) {
      collect(current[parts[from] as string], from + 1);
    } else {
      values.push(undefined);
    }
  }
}
