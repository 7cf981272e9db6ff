import { Double, Int32 } from "bson";
import type { Document } from "bson";
import { encodeValue } from "../index-key.ts";
import { isNumeric } from "../bson-order.ts";
import { asNumber, calculate, divide } from "../number-arithmetic.ts";
import { compareValues } from "./logic-operators.ts";
import { isNullish } from "./operands.ts";
import { mergeObjects } from "./object-operators.ts";
import type { Value } from "../bson-order.ts";

export type Accumulator = { add(value: Value): void; result(): Value };

function sum(): Accumulator {
  let total: Value = new Int32(0);
  return {
    add: (value) => {
      if (isNumeric(value)) total = calculate(total, value, "add", true);
    },
    result: () => total,
  };
}

function average(): Accumulator {
  const total = sum();
  let count = 0;
  return {
    add: (value) => {
      if (!isNumeric(value)) return;
      total.add(value);
      count += 1;
    },
    result: () => (count === 0 ? null : divide(total.result(), new Int32(count))),
  };
}

function extreme(sign: 1 | -1): () => Accumulator {
  return () => {
    let best: Value;
    return {
      add: (value) => {
        if (!isNullish(value) && (best === undefined || compareValues(value, best) * sign < 0)) best = value;
      },
      result: () => best ?? null,
    };
  };
}

function deviation(least: number): () => Accumulator {
  return () => {
    const values: number[] = [];
    return {
      add: (value) => {
        if (isNumeric(value)) values.push(asNumber(value));
      },
      result: () => {
        if (values.length <= least) return null;
        const mean = values.reduce((total, value) => total + value, 0) / values.length;
        return new Double(Math.sqrt(values.reduce((total, value) => total + (value - mean) ** 2, 0) / (values.length - least)));
      },
    };
  };
}

/** What `$group` and, for some of them, expressions gather values with. */
export const ACCUMULATORS: Record<string, () => Accumulator> = {
  $sum: sum,
  $avg: average,
  $min: extreme(1),
  $max: extreme(-1),
  $stdDevPop: deviation(0),
  $stdDevSamp: deviation(1),
  $first: () => {
    let first: { value: Value } | null = null;
    return { add: (value) => void (first ??= { value }), result: () => first?.value ?? null };
  },
  $last: () => {
    let last: Value;
    return { add: (value) => void (last = value), result: () => last ?? null };
  },
  $push: () => {
    const values: Value[] = [];
    return {
      add: (value) => {
        if (value !== undefined) values.push(value);
      },
      result: () => values,
    };
  },
  $addToSet: () => {
    const values = new Map<string, Value>();
    return {
      add: (value) => {
        if (value === undefined) return;
        const key = encodeValue(value).toString("latin1");
        if (!values.has(key)) values.set(key, value);
      },
      result: () => [...values.values()],
    };
  },
  $mergeObjects: () => {
    let merged: Document = {};
    return { add: (value) => void (merged = mergeObjects([merged, value]) as Document), result: () => merged };
  },
};
