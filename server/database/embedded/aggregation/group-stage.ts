import { Int32 } from "bson";
import type { Document } from "bson";
import { isDocument } from "../bson-order.ts";
import { encodeValue } from "../index-key.ts";
import { compileSort } from "../compile-sort.ts";
import { MongoError } from "../mongo-error.ts";
import { ACCUMULATORS } from "./accumulators.ts";
import { compileExpression, scopeOf } from "./compile-expression.ts";
import { compareValues } from "./logic-operators.ts";
import { integerOf, isNullish } from "./operands.ts";
import type { Value } from "../bson-order.ts";
import type { Accumulator } from "./accumulators.ts";
import type { Expression, Scope } from "./compile-expression.ts";

type Gathering = { add(scope: Scope): void; result(): Value };

const MISSING_HERE = new Set(["$accumulator", "$median", "$percentile"]);

/** `$group`: one document for each distinct `_id`, in the order in which they first appear. */
export function groupDocuments(documents: Iterable<Document>, specification: Document, variables: Record<string, Value>): Document[] {
  if (!isDocument(specification)) throw new MongoError(15947, "a group's fields must be specified in an object");
  if (!Object.hasOwn(specification, "_id")) throw new MongoError(15955, "a group specification must include an _id");
  const names = Object.keys(variables);
  const { _id: id, ...fields } = specification;
  const idOf = compileExpression(id, names);
  const gatherers = Object.entries(fields).map(([field, accumulator]): [string, () => Gathering] => [field, compileAccumulator(field, accumulator, names)]);
  const groups = new Map<string, { id: Value; fields: [string, Gathering][] }>();
  for (const document of documents) {
    const scope = scopeOf(document, variables);
    // A missing _id counts as null.
    const key = idOf(scope) ?? null;
    const text = typeof key === "string" ? `s${key}` : encodeValue(key).toString("latin1");
    let group = groups.get(text);
    if (!group) groups.set(text, (group = { id: key, fields: gatherers.map(([field, create]): [string, Gathering] => [field, create()]) }));
    for (const [, gathering] of group.fields) gathering.add(scope);
  }
  return [...groups.values()].map((group) => {
    const result: Document = { _id: group.id };
    for (const [field, gathering] of group.fields) result[field] = gathering.result();
    return result;
  });
}

/** One accumulator of `$group` (or `$bucket`): makes a fresh gathering for each group. */
export function compileAccumulator(field: string, accumulator: Value, names: readonly string[]): () => Gathering {
  if (field.includes(".")) throw new MongoError(40235, `The field name '${field}' cannot contain '.'`);
  if (field.startsWith("$")) throw new MongoError(40236, `The field name '${field}' cannot be an operator name`);
  const entries = isDocument(accumulator) ? Object.entries(accumulator) : [];
  const [name, operand] = entries[0] ?? ["", null];
  if (!name.startsWith("$")) throw new MongoError(40234, `The field '${field}' must be an accumulator object`);
  if (entries.length !== 1) throw new MongoError(40238, `The field '${field}' must specify one accumulator`);
  if (name === "$count") return () => counting();
  if (/^\$(first|last|min|max)N$/.test(name)) return someOf(name, operand as Value, names);
  if (/^\$(top|bottom)N?$/.test(name)) return outermost(name, operand as Value, names);
  const create = Object.hasOwn(ACCUMULATORS, name) ? (ACCUMULATORS[name] as () => Accumulator) : undefined;
  if (!create) {
    if (MISSING_HERE.has(name)) throw new MongoError(238, `The accumulator ${name} is not supported by the embedded engine: use a MongoDB server for it`);
    throw new MongoError(15952, `unknown group operator '${name}'`);
  }
  const expression = compileExpression(operand as Value, names);
  return () => {
    const gathered = create();
    return { add: (scope) => gathered.add(expression(scope)), result: () => gathered.result() };
  };
}

function counting(): Gathering {
  let n = 0;
  return { add: () => void (n += 1), result: () => new Int32(n) };
}

const CONSTANT: Scope = { document: {}, root: {}, variables: {} };

function sizeOf(operand: Value, names: readonly string[], name: string): number {
  const n = integerOf(compileExpression(operand, names)(CONSTANT), name, 5787903);
  if (n <= 0) throw new MongoError(5787908, "'n' must be greater than 0");
  return n;
}

function someOf(name: string, operand: Value, names: readonly string[]): () => Gathering {
  if (!isDocument(operand)) throw new MongoError(5787900, `specification must be an object; found ${name}`);
  const [n, input] = [sizeOf(operand["n"] as Value, names, name), compileExpression(operand["input"] as Value, names)];
  return () => {
    const values: Value[] = [];
    return {
      add: (scope) => void values.push(input(scope) ?? null),
      result: () => {
        if (name === "$firstN") return values.slice(0, n);
        if (name === "$lastN") return values.slice(-n);
        return values.filter((value) => !isNullish(value)).sort((a, b) => compareValues(a, b) * (name === "$minN" ? 1 : -1)).slice(0, n);
      },
    };
  };
}

function outermost(name: string, operand: Value, names: readonly string[]): () => Gathering {
  if (!isDocument(operand) || !isDocument(operand["sortBy"])) throw new MongoError(5788001, `${name} needs 'sortBy' and 'output'`);
  const compare = compileSort(operand["sortBy"]);
  const output: Expression = compileExpression(operand["output"] as Value, names);
  const n = name.endsWith("N") ? sizeOf(operand["n"] as Value, names, name) : 1;
  return () => {
    const rows: { document: Document; value: Value }[] = [];
    return {
      add: (scope) => void rows.push({ document: scope.document as Document, value: output(scope) ?? null }),
      result: () => {
        const sorted = rows.sort((a, b) => compare(a.document, b.document)).map(({ value }) => value);
        const kept = name.startsWith("$top") ? sorted.slice(0, n) : sorted.slice(-n);
        return name.endsWith("N") ? kept : (kept[0] ?? null);
      },
    };
  };
}
