import { Int32 } from "bson";
import { isDocument, isNumeric } from "../bson-order.ts";
import { asNumber } from "../number-arithmetic.ts";
import { isTruthy } from "../bson-types.ts";
import { compileSort } from "../compile-sort.ts";
import { MongoError } from "../mongo-error.ts";
import { ACCUMULATORS } from "./accumulators.ts";
import { compareValues } from "./logic-operators.ts";
import { arrayOf, describe, integerOf, isNullish, namedOperands, operator, withVariables } from "./operands.ts";
import type { Value } from "../bson-order.ts";
import type { Expression, ExpressionOperator } from "./compile-expression.ts";

/** An operator on one array that passes null and missing through as null. */
function onArray(apply: (values: Value[]) => Value): ExpressionOperator {
  return operator(1, 1, ([value], name) => (isNullish(value) ? null : apply(arrayOf(value, name))));
}

function elementAt([value, position]: Value[], name: string): Value {
  if (isNullish(value) || isNullish(position)) return null;
  const values = arrayOf(value, name);
  const index = integerOf(position, name);
  return values[index < 0 ? values.length + index : index];
}

function variableName(operand: Value, fallback: string): string {
  return isDocument(operand) && typeof operand["as"] === "string" ? operand["as"] : fallback;
}

const filter: ExpressionOperator = (operand, compile, name) => {
  const as = variableName(operand, "this");
  const { as: _as, ...rest } = operand as Record<string, Value>;
  const { input, cond, limit } = namedOperands(rest, compile, name, ["input", "cond"], ["limit"], [as]);
  return (scope) => {
    const values = (input as Expression)(scope);
    if (isNullish(values)) return null;
    const most = limit ? integerOf(limit(scope), name, 327391) : Infinity;
    const kept: Value[] = [];
    for (const value of arrayOf(values, name, 28651)) {
      if (kept.length >= most) break;
      if (isTruthy((cond as Expression)(withVariables(scope, { [as]: value })))) kept.push(value);
    }
    return kept;
  };
};

const map: ExpressionOperator = (operand, compile, name) => {
  const as = variableName(operand, "this");
  const { as: _as, ...rest } = operand as Record<string, Value>;
  const { input, in: inner } = namedOperands(rest, compile, name, ["input", "in"], [], [as]);
  return (scope) => {
    const values = (input as Expression)(scope);
    return isNullish(values) ? null : arrayOf(values, name, 16883).map((value) => (inner as Expression)(withVariables(scope, { [as]: value })) ?? null);
  };
};

const reduce: ExpressionOperator = (operand, compile, name) => {
  const { input, initialValue, in: inner } = namedOperands(operand, compile, name, ["input", "initialValue", "in"], [], ["this", "value"]);
  return (scope) => {
    const values = (input as Expression)(scope);
    if (isNullish(values)) return null;
    return arrayOf(values, name, 40080).reduce((value, element) => (inner as Expression)(withVariables(scope, { this: element, value })), (initialValue as Expression)(scope));
  };
};

const sortArray: ExpressionOperator = (operand, compile, name) => {
  const sortBy = (operand as Record<string, Value>)["sortBy"];
  const { input } = namedOperands({ input: (operand as Record<string, Value>)["input"] }, compile, name, ["input"], []);
  const compare = isDocument(sortBy) ? compileSort(sortBy) : null;
  return (scope) => {
    const values = (input as Expression)(scope);
    if (isNullish(values)) return null;
    const sorted = [...arrayOf(values, name, 2942504)];
    if (compare) return sorted.sort((a, b) => compare(isDocument(a) ? a : {}, isDocument(b) ? b : {}));
    return sorted.sort((a, b) => compareValues(a, b) * asNumber(sortBy));
  };
};

const zip: ExpressionOperator = (operand, compile, name) => {
  const { inputs, defaults, useLongestLength } = namedOperands(operand, compile, name, ["inputs"], ["defaults", "useLongestLength"]);
  return (scope) => {
    const lists = arrayOf((inputs as Expression)(scope), name, 34461);
    if (lists.some(isNullish)) return null;
    const lengths = lists.map((list) => arrayOf(list, name, 34468).length);
    const length = isTruthy(useLongestLength?.(scope)) ? Math.max(...lengths) : Math.min(...lengths);
    const fallback = (defaults?.(scope) ?? []) as Value[];
    return Array.from({ length }, (_, index) => lists.map((list, position) => (list as Value[])[index] ?? fallback[position] ?? null));
  };
};

function range([start, end, step = new Int32(1)]: Value[], name: string): Value {
  const [from, to, by] = [integerOf(start, name, 34443), integerOf(end, name, 34445), integerOf(step, name, 34447)];
  if (by === 0) throw new MongoError(34449, "$range requires a non-zero step value");
  return Array.from({ length: Math.max(0, Math.ceil((to - from) / by)) }, (_, index) => new Int32(from + index * by));
}

function slice([value, first, count]: Value[], name: string): Value {
  if (isNullish(value) || isNullish(first) || count === null) return null;
  const values = arrayOf(value, name, 28724);
  const n = integerOf(first, name, 28725);
  if (count === undefined) return n < 0 ? values.slice(n) : values.slice(0, n);
  const length = integerOf(count, name, 28727);
  if (length <= 0) throw new MongoError(28729, "Third argument to $slice must be positive");
  const start = n < 0 ? Math.max(0, values.length + n) : n;
  return values.slice(start, start + length);
}

function indexOf([value, wanted, start, end]: Value[], name: string): Value {
  if (isNullish(value)) return null;
  const values = arrayOf(value, name, 40090);
  const until = end === undefined ? values.length : Math.min(values.length, integerOf(end, name, 40096));
  for (let index = start === undefined ? 0 : integerOf(start, name, 40096); index < until; index += 1) if (compareValues(values[index], wanted) === 0) return new Int32(index);
  return new Int32(-1);
}

/** Each distinct value once, by BSON's equality. */
export function distinctValues(values: readonly Value[]): Value[] {
  const sorted = [...values].sort(compareValues);
  return sorted.filter((value, index) => index === 0 || compareValues(value, sorted[index - 1]) !== 0);
}

const holds = (values: readonly Value[], wanted: Value): boolean => values.some((value) => compareValues(value, wanted) === 0);

function onSets(apply: (sets: Value[][]) => Value, least = 2, most = 2): ExpressionOperator {
  return operator(least, most, (args, name) => (args.some(isNullish) ? null : apply(args.map((arg) => arrayOf(arg, name, 17041)))));
}

const nth = (count: "first" | "last" | "min" | "max"): ExpressionOperator => (operand, compile, name) => {
  const { n, input } = namedOperands(operand, compile, name, ["n", "input"], []);
  return (scope) => {
    const values = (input as Expression)(scope);
    const size = integerOf((n as Expression)(scope), name, 5787903);
    if (size <= 0) throw new MongoError(5787908, "'n' must be greater than 0");
    const list = arrayOf(values, name, 5788200);
    if (count === "first") return list.slice(0, size);
    if (count === "last") return list.slice(-size);
    return list.filter((value) => !isNullish(value)).sort((a, b) => compareValues(a, b) * (count === "min" ? 1 : -1)).slice(0, size);
  };
};

/** `$sum`, `$avg` … outside of a group: over the elements of one array, or over several arguments. */
const accumulating = (name: string): ExpressionOperator => (operand, compile) => {
  const parts = Array.isArray(operand) ? operand.map((part) => compile(part as Value)) : null;
  const single = parts && parts.length !== 1 ? null : parts ? (parts[0] as Expression) : compile(operand);
  return (scope) => {
    const value = single ? single(scope) : undefined;
    const values = single ? (Array.isArray(value) ? (value as Value[]) : [value]) : (parts as Expression[]).map((part) => part(scope));
    const accumulator = (ACCUMULATORS[name] as (typeof ACCUMULATORS)[string])();
    for (const element of values) accumulator.add(element);
    return accumulator.result();
  };
};

export const ARRAY_OPERATORS: Record<string, ExpressionOperator> = {
  $arrayElemAt: operator(2, 2, elementAt),
  $first: onArray((values) => values[0]),
  $last: onArray((values) => values.at(-1)),
  $firstN: nth("first"),
  $lastN: nth("last"),
  $minN: nth("min"),
  $maxN: nth("max"),
  $size: operator(1, 1, ([value]) => {
    if (!Array.isArray(value)) throw new MongoError(17124, `The argument to $size must be an array, but was of type: ${describe(value)}`);
    return new Int32(value.length);
  }),
  $isArray: operator(1, 1, ([value]) => Array.isArray(value)),
  $reverseArray: onArray((values) => [...values].reverse()),
  $concatArrays: operator(0, Infinity, (args, name) => (args.some(isNullish) ? null : args.flatMap((arg) => arrayOf(arg, name, 28664)))),
  $in: operator(2, 2, ([wanted, values], name) => holds(arrayOf(values, name, 40081), wanted)),
  $indexOfArray: operator(2, 4, indexOf),
  $range: operator(2, 3, range),
  $slice: operator(2, 3, slice),
  $filter: filter,
  $map: map,
  $reduce: reduce,
  $sortArray: sortArray,
  $zip: zip,
  $setUnion: onSets((sets) => distinctValues(sets.flat()), 0, Infinity),
  $setIntersection: onSets(([first = [], ...rest]) => distinctValues(first.filter((value) => rest.every((set) => holds(set, value)))), 0, Infinity),
  $setDifference: onSets(([a = [], b = []]) => a.filter((value, index) => !holds(b, value) && !holds(a.slice(0, index), value))),
  $setEquals: onSets(([first = [], ...rest]) => rest.every((set) => set.every((value) => holds(first, value)) && first.every((value) => holds(set, value))), 2, Infinity),
  $setIsSubset: onSets(([a = [], b = []]) => a.every((value) => holds(b, value))),
  $allElementsTrue: operator(1, 1, ([value], name) => arrayOf(value, name, 17040).every((element) => isTruthy(element))),
  $anyElementTrue: operator(1, 1, ([value], name) => arrayOf(value, name, 17041).some((element) => isTruthy(element))),
  ...Object.fromEntries(["$sum", "$avg", "$min", "$max", "$stdDevPop", "$stdDevSamp"].map((name) => [name, accumulating(name)])),
  $isNumber: operator(1, 1, ([value]) => isNumeric(value)),
};
