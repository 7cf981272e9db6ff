import type { Document } from "bson";
import { isDocument } from "../bson-order.ts";
import { EMPTY_ARRAY, indexedValues } from "../document-path.ts";
import { encodeValue } from "../index-key.ts";
import { MongoError } from "../mongo-error.ts";
import { compileExpression, scopeOf } from "./compile-expression.ts";
import type { Value } from "../bson-order.ts";
import type { PipelineContext } from "./run-pipeline.ts";

type RunPipeline = (documents: Document[] | string, pipeline: Document[], context: PipelineContext) => Document[];

/** `$lookup`: by equality of fields (one query for all documents, through an index where there is one), by a pipeline, or both. */
export function lookup(documents: Document[], specification: Document, context: PipelineContext, run: RunPipeline): Document[] {
  const { from, as, localField, foreignField, pipeline, let: bindings = {} } = specification;
  if (typeof as !== "string") throw new MongoError(9, "must specify 'as' field for a $lookup");
  if (typeof from !== "string" && !(from === undefined && Array.isArray(pipeline))) throw new MongoError(9, "$lookup 'from' must be a string");
  const byFields = typeof localField === "string" && typeof foreignField === "string";
  if (!byFields && !Array.isArray(pipeline)) throw new MongoError(9, "$lookup requires either 'pipeline' or both 'localField' and 'foreignField' to be specified");
  const joined = byFields ? joinByFields(documents, String(from), localField, foreignField, context) : null;
  const variables = Object.entries(bindings as Document).map(([name, value]): [string, ReturnType<typeof compileExpression>] => [name, compileExpression(value as Value, Object.keys(context.variables))]);
  // Without variables of its own the pipeline gives the same for every document.
  const shared = !byFields && variables.length === 0 ? run((from as string | undefined) ?? [], pipeline as Document[], context) : null;
  return documents.map((document) => {
    let found = joined ? joined(document) : [];
    if (Array.isArray(pipeline)) {
      const scope = scopeOf(document, context.variables);
      const bound = Object.fromEntries(variables.map(([name, value]) => [name, value(scope) ?? null]));
      found = shared ?? run(joined ? found : ((from as string | undefined) ?? []), pipeline as Document[], { ...context, variables: { ...context.variables, ...bound } });
    }
    return setAt(document, as.split("."), found);
  });
}

function joinByFields(documents: Document[], from: string, localField: string, foreignField: string, context: PipelineContext): (document: Document) => Document[] {
  const localParts = localField.split(".");
  const wanted = new Map<string, Value>();
  const keysOf = (document: Document): string[] => {
    const values = indexedValues(document, localParts).values.map((value) => (value === undefined || value === EMPTY_ARRAY ? null : value));
    return values.map((value) => {
      const key = keyOf(value);
      if (!wanted.has(key)) wanted.set(key, value);
      return key;
    });
  };
  const keys = new Map(documents.map((document) => [document, keysOf(document)]));
  const foreign = context.find(from, { filter: { [foreignField]: { $in: [...wanted.values()] } } });
  const byKey = new Map<string, Document[]>();
  const foreignParts = foreignField.split(".");
  for (const document of foreign) {
    for (const key of new Set(indexedValues(document, foreignParts).values.map((value) => keyOf(value === EMPTY_ARRAY ? undefined : value)))) {
      const list = byKey.get(key);
      if (list) list.push(document);
      else byKey.set(key, [document]);
    }
  }
  return (document) => {
    const mine = keys.get(document) ?? [];
    if (mine.length === 1) return byKey.get(mine[0] as string) ?? [];
    const found = new Set(mine.flatMap((key) => byKey.get(key) ?? []));
    return foreign.filter((candidate) => found.has(candidate));
  };
}

function keyOf(value: Value): string {
  return encodeValue(value ?? null).toString("latin1");
}

/** A copy of the document with a value at a dotted path, through arrays' elements as `$addFields` does. */
export function setAt(document: Document, parts: readonly string[], value: Value): Document {
  const [part = "", ...rest] = parts;
  if (rest.length === 0) return { ...document, [part]: value };
  const inner = document[part] as Value;
  if (Array.isArray(inner)) return { ...document, [part]: inner.map((element) => setAt(isDocument(element) ? element : {}, rest, value)) };
  return { ...document, [part]: setAt(isDocument(inner) ? inner : {}, rest, value) };
}

export function unionWith(documents: Document[], specification: Value, context: PipelineContext, run: RunPipeline): Document[] {
  const { coll, pipeline = [] } = typeof specification === "string" ? { coll: specification } : (specification as Document);
  return [...documents, ...run((coll as string | undefined) ?? [], pipeline as Document[], context)];
}
