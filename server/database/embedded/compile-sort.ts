import type { Document } from "bson";
import { compareBson, numericValue } from "./bson-order.ts";
import { indexedValues } from "./document-path.ts";
import { MongoError } from "./mongo-error.ts";
import type { Value } from "./bson-order.ts";

/** A comparator for a sort document; of an array the least element counts, the greatest when descending. */
export function compileSort(sort: Document): (a: Document, b: Document) => number {
  const fields = Object.entries(sort).map(([path, direction]) => {
    const sign = Number(numericValue(direction));
    if (sign !== 1 && sign !== -1) throw new MongoError(2, `Illegal key in $sort specification: ${path}: ${String(direction)}`);
    return { parts: path.split("."), sign };
  });
  return (a, b) => {
    for (const { parts, sign } of fields) {
      const difference = compareBson(sortValue(a, parts, sign), sortValue(b, parts, sign)) * sign;
      if (difference !== 0) return difference;
    }
    return 0;
  };
}

function sortValue(document: Document, parts: readonly string[], sign: number): Value {
  const { values, multikey } = indexedValues(document, parts);
  if (!multikey) return values[0];
  return values.reduce((best, value) => (compareBson(value, best) * sign < 0 ? value : best));
}
