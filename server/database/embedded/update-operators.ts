import { Decimal128, Double, Int32, Long, Timestamp } from "bson";
import type { Document } from "bson";
import { compareBson, equalBson, isDocument, isNumeric, numericValue } from "./bson-order.ts";
import { compileSort } from "./compile-sort.ts";
import { compileFilter, isOperatorDocument } from "./match-documents.ts";
import { MongoError } from "./mongo-error.ts";
import { calculate } from "./number-arithmetic.ts";
import type { Value } from "./bson-order.ts";

type UpdateOperator = (document: Document, target: string[], operand: Value, options: { now: Date }) => void;

type Slot = { get(): Value; set(value: Value): void; remove(): void };

/** The place that a concrete path names; `create` makes missing parents, else null is returned when there is none. */
function slotAt(document: Document, target: string[], create: boolean): Slot | null {
  let node: Value = document;
  for (let index = 0; index < target.length - 1; index += 1) {
    const part = target[index] as string;
    let next: Value = Array.isArray(node) ? (/^\d+$/.test(part) ? node[Number(part)] : undefined) : isDocument(node) && Object.hasOwn(node, part) ? node[part] : undefined;
    if (next === undefined) {
      if (!create) return null;
      if (Array.isArray(node) && !/^\d+$/.test(part)) throw notViable(part, target, node);
      next = {};
      assign(node, part, next);
    }
    if (!isDocument(next) && !Array.isArray(next)) {
      if (!create) return null;
      throw notViable(target[index + 1] as string, target.slice(0, index + 1), next);
    }
    node = next;
  }
  const last = target.at(-1) as string;
  if (Array.isArray(node) && !/^\d+$/.test(last)) {
    if (!create) return null;
    throw notViable(last, target, node);
  }
  const holder = node as Document;
  return {
    get: () => (Object.hasOwn(holder, last) ? (holder[last] as Value) : undefined),
    set: (value) => assign(holder, last, value),
    remove: () => {
      if (Array.isArray(holder)) {
        if (Number(last) < holder.length) holder[Number(last)] = null;
      } else delete holder[last];
    },
  };
}

function notViable(part: string, at: string[], node: Value): MongoError {
  return new MongoError(28, `Cannot create field '${part}' in element {${at.at(-1) ?? ""}: ${JSON.stringify(node)}}`);
}

function assign(node: Value, part: string, value: Value): void {
  if (Array.isArray(node)) {
    const index = Number(part);
    while (node.length < index) node.push(null);
    node[index] = value;
  } else if (part === "__proto__") Object.defineProperty(node as Document, part, { value, writable: true, enumerable: true, configurable: true });
  else (node as Document)[part] = value;
}

function slot(document: Document, target: string[]): Slot {
  return slotAt(document, target, true) as Slot;
}

const set: UpdateOperator = (document, target, operand) => slot(document, target).set(operand);

export const UPDATE_OPERATORS: Record<string, UpdateOperator> = {
  $set: set,
  $setOnInsert: set,
  $unset: (document, target) => slotAt(document, target, false)?.remove(),
  $inc: (document, target, operand) => arithmetic(document, target, operand, "$inc"),
  $mul: (document, target, operand) => arithmetic(document, target, operand, "$mul"),
  $min: (document, target, operand) => keepIf(document, target, operand, (difference) => difference < 0),
  $max: (document, target, operand) => keepIf(document, target, operand, (difference) => difference > 0),
  $rename: (document, target, operand) => {
    const from = slotAt(document, target, false);
    const value = from?.get();
    if (!from || value === undefined) return;
    from.remove();
    slot(document, String(operand).split(".")).set(value);
  },
  $currentDate: (document, target, operand, { now }) => {
    const timestamp = isDocument(operand) && operand["$type"] === "timestamp";
    slot(document, target).set(timestamp ? Timestamp.fromBits(1, Math.floor(now.getTime() / 1000)) : now);
  },
  $push: (document, target, operand) => {
    const place = slot(document, target);
    const values = arrayAt(place, target, "$push");
    const modifiers = isDocument(operand) && "$each" in operand ? operand : { $each: [operand] };
    const unknown = Object.keys(modifiers).find((key) => !["$each", "$position", "$slice", "$sort"].includes(key));
    if (unknown) throw new MongoError(2, `Unrecognized clause in $push: ${unknown}`);
    const added = modifiers["$each"] as Value;
    if (!Array.isArray(added)) throw new MongoError(2, "The argument to $each in $push must be an array");
    const position = modifiers["$position"] === undefined ? values.length : Number(numericValue(modifiers["$position"]));
    let result = [...values];
    result.splice(position, 0, ...(added as Value[]));
    if (modifiers["$sort"] !== undefined) result = sortArray(result, modifiers["$sort"]);
    if (modifiers["$slice"] !== undefined) {
      const size = Number(numericValue(modifiers["$slice"]));
      result = size === 0 ? [] : size > 0 ? result.slice(0, size) : result.slice(size);
    }
    place.set(result);
  },
  $addToSet: (document, target, operand) => {
    const place = slot(document, target);
    const result = [...arrayAt(place, target, "$addToSet")];
    const each = isDocument(operand) && "$each" in operand ? (operand["$each"] as Value) : [operand];
    if (!Array.isArray(each)) throw new MongoError(14, "The argument to $each in $addToSet must be an array");
    for (const value of each as Value[]) if (!result.some((existing) => equalBson(existing, value))) result.push(value);
    place.set(result);
  },
  $pop: (document, target, operand) => {
    const place = slotAt(document, target, false);
    if (!place || place.get() === undefined) return;
    const values = arrayAt(place, target, "$pop");
    place.set(Number(numericValue(operand)) < 0 ? values.slice(1) : values.slice(0, -1));
  },
  $pull: (document, target, operand) => {
    const place = slotAt(document, target, false);
    if (!place || place.get() === undefined) return;
    const values = arrayAt(place, target, "$pull");
    place.set(values.filter((value) => !pullMatcher(operand)(value)));
  },
  $pullAll: (document, target, operand) => {
    const place = slotAt(document, target, false);
    if (!place || place.get() === undefined) return;
    if (!Array.isArray(operand)) throw new MongoError(2, "$pullAll requires an array argument");
    place.set(arrayAt(place, target, "$pullAll").filter((value) => !operand.some((gone) => equalBson(gone, value))));
  },
  $bit: (document, target, operand) => {
    const place = slot(document, target);
    const current = place.get() ?? new Int32(0);
    let bits = BigInt(String(numericValue(current)));
    let long = current instanceof Long;
    for (const [name, value] of Object.entries(operand as Document)) {
      const mask = BigInt(String(numericValue(value)));
      long ||= value instanceof Long;
      bits = name === "and" ? bits & mask : name === "or" ? bits | mask : bits ^ mask;
    }
    place.set(long ? Long.fromBigInt(bits) : new Int32(Number(bits)));
  },
};

function arrayAt(place: Slot, target: string[], operator: string): Value[] {
  const value = place.get();
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new MongoError(2, `The field '${target.join(".")}' must be an array but is of type ${typeof value} (${operator})`);
  return value as Value[];
}

function sortArray(values: Value[], sort: Value): Value[] {
  if (isDocument(sort)) return [...values].sort((a, b) => compileSort(sort)(isDocument(a) ? a : {}, isDocument(b) ? b : {}));
  return [...values].sort((a, b) => compareBson(a, b) * Number(numericValue(sort)));
}

function pullMatcher(operand: Value): (value: Value) => boolean {
  if (isOperatorDocument(operand)) {
    const matches = compileFilter({ v: operand });
    return (value) => matches({ v: value });
  }
  if (isDocument(operand)) {
    const matches = compileFilter(operand);
    return (value) => isDocument(value) && matches(value);
  }
  const matches = compileFilter({ v: operand });
  return (value) => matches({ v: value });
}

function keepIf(document: Document, target: string[], operand: Value, wanted: (difference: number) => boolean): void {
  const place = slot(document, target);
  const current = place.get();
  if (current === undefined || wanted(compareBson(operand, current))) place.set(operand);
}

function arithmetic(document: Document, target: string[], operand: Value, operator: "$inc" | "$mul"): void {
  if (!isNumeric(operand)) throw new MongoError(14, `Cannot ${operator === "$inc" ? "increment" : "multiply"} with non-numeric argument: {${target.join(".")}: ${JSON.stringify(operand)}}`);
  const place = slot(document, target);
  const current = place.get();
  if (current !== undefined && !isNumeric(current)) {
    throw new MongoError(14, `Cannot apply ${operator} to a value of non-numeric type. {_id: ${String(document["_id"])}} has the field '${target.at(-1)}' of non-numeric type ${current === null ? "null" : typeof current}`);
  }
  if (current === undefined) place.set(operator === "$inc" ? operand : zeroLike(operand));
  else {
    const result = calculate(current, operand, operator === "$inc" ? "add" : "multiply", false);
    if (result === undefined) throw new MongoError(2, `Failed to apply ${operator} operations to current value: the result does not fit 64 bits`);
    place.set(result);
  }
}

function zeroLike(value: Value): Value {
  if (value instanceof Double) return new Double(0);
  if (value instanceof Long) return Long.ZERO;
  return value instanceof Decimal128 ? Decimal128.fromString("0") : new Int32(0);
}
