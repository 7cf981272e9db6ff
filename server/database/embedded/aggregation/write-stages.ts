import type { Document } from "bson";
import { isDocument } from "../bson-order.ts";
import { findRecords } from "../find-records.ts";
import { MongoError } from "../mongo-error.ts";
import { valueAtPath, compileExpression, scopeOf } from "./compile-expression.ts";
import { runPipeline } from "./run-pipeline.ts";
import type { Value } from "../bson-order.ts";
import type { Collection, Storage } from "../storage.ts";
import type { PipelineContext } from "./run-pipeline.ts";

type Target = { storage: Storage; database: string; context: PipelineContext; withId(document: Document): Document };

function named(operand: Value, database: string): { database: string; name: string } {
  if (typeof operand === "string") return { database, name: operand };
  if (isDocument(operand) && typeof operand["coll"] === "string") return { database: String(operand["db"] ?? database), name: operand["coll"] };
  throw new MongoError(16990, "$out or $merge needs the name of a collection");
}

/** `$out`: the collection holds these documents and no others; its indexes stay. Runs inside a transaction. */
export function writeOut(documents: Document[], operand: Value, { storage, database, withId }: Target): void {
  const { database: into, name } = named(operand, database);
  const collection = storage.find(into, name) ?? storage.create(into, name);
  for (const record of [...storage.scan(collection)]) storage.remove(collection, record);
  for (const document of documents) storage.save(collection, withId(document), null);
}

/** `$merge`: each document is put together with the one that has the same `on` fields. Runs inside a transaction. */
export function mergeInto(documents: Document[], operand: Value, target: Target): void {
  const specification = isDocument(operand) ? operand : { into: operand };
  const { database: into, name } = named(specification["into"] as Value, target.database);
  const { storage, context } = target;
  const on = ([specification["on"] ?? "_id"].flat() as Value[]).map(String);
  const collection = storage.find(into, name) ?? storage.create(into, name);
  if (!hasUniqueIndex(collection, on)) throw new MongoError(51183, "Cannot find index to verify that join fields will be unique");
  const { whenMatched = "merge", whenNotMatched = "insert", let: bindings = { new: "$$ROOT" } } = specification;
  for (const given of documents) {
    const document = on.includes("_id") ? target.withId(given) : given;
    const filter = Object.fromEntries(on.map((field) => [field, { $eq: fieldOf(document, field) }]));
    const [record] = findRecords(storage, collection, { filter, limit: 1 }).records;
    if (!record) {
      if (whenNotMatched === "fail") throw new MongoError(13113, "$merge could not find a matching document in the target collection for at least one document in the source collection");
      if (whenNotMatched === "insert") storage.save(collection, target.withId(given), null);
    } else if (whenMatched === "fail") {
      throw new MongoError(11000, `E11000 duplicate key error collection: ${into}.${name} ($merge found a document where none was expected)`);
    } else if (whenMatched !== "keepExisting") {
      storage.save(collection, keepId(merged(record.document, document), record.document), record);
    }
  }

  function merged(existing: Document, document: Document): Document {
    if (whenMatched === "replace") return document;
    if (!Array.isArray(whenMatched)) return { ...existing, ...document };
    const scope = scopeOf(document, context.variables);
    const variables = Object.fromEntries(Object.entries(bindings as Document).map(([key, value]) => [key, compileExpression(value as Value, Object.keys(context.variables))(scope) ?? null]));
    const [result] = runPipeline([existing], whenMatched as Document[], { ...context, variables: { ...context.variables, ...variables } });
    return result ?? existing;
  }
}

function keepId(document: Document, existing: Document): Document {
  const { _id: _given, ...rest } = document;
  return { _id: existing["_id"] as Value, ...rest };
}

function fieldOf(document: Document, field: string): Value {
  const value = valueAtPath(document, field.split("."));
  if (value === undefined || value === null || Array.isArray(value)) throw new MongoError(51132, "$merge write error: 'on' field cannot be missing, null, undefined or an array");
  return value;
}

function hasUniqueIndex(collection: Collection, on: readonly string[]): boolean {
  return collection.indexes.some(({ spec }) => spec.unique === true && !spec.partialFilterExpression && Object.keys(spec.key).length === on.length && on.every((field) => field in spec.key));
}
