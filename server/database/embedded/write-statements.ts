import { BSONRegExp, ObjectId, serialize } from "bson";
import type { Document } from "bson";
import { applyUpdate, documentFromFilter } from "./apply-update.ts";
import { isDocument } from "./bson-order.ts";
import { variablesOf } from "./command-variables.ts";
import { documentOf, findRecords } from "./find-records.ts";
import { keyFields } from "./index-entries.ts";
import { MongoError } from "./mongo-error.ts";
import { decode, readNewDocument } from "./read-bson.ts";
import { refuseCollation } from "./refuse-collation.ts";
import type { Value } from "./bson-order.ts";
import type { CommandContext } from "./run-command.ts";
import type { Collection } from "./storage.ts";

/** The collection of that name, made when it is not there: inside a transaction. */
export function collectionOf(name: Value, { storage, database }: CommandContext): Collection {
  return storage.find(database, String(name)) ?? storage.create(database, String(name));
}

/** Inserts one document, decoded or as bytes, inside a transaction. What came as bytes is neither decoded nor encoded again, unless something has to be added or looked at. */
export function insertInto(name: Value, context: CommandContext): (document: Document | Buffer) => void {
  let fields: string[] | null = null;
  return (document) => {
    const collection = collectionOf(name, context);
    fields ??= keyFields(collection.indexes);
    const read = Buffer.isBuffer(document) && fields ? readNewDocument(document, fields) : null;
    if (read) context.storage.save(collection, read.fields, null, read.bytes);
    else context.storage.save(collection, withId(Buffer.isBuffer(document) ? decode(document) : document), null);
  };
}

function withId(document: Document): Document {
  if (Array.isArray(document["_id"])) throw new MongoError(53, "The '_id' value cannot be of type array");
  if (document["_id"] instanceof BSONRegExp) throw new MongoError(2, "The '_id' value cannot be of type regex");
  refuseDollarFields(document["_id"] as Value, "_id");
  if (document["_id"] === undefined) return { _id: new ObjectId(), ...document };
  if (Object.keys(document)[0] === "_id") return document;
  const { _id, ...rest } = document;
  return { _id, ...rest };
}

function refuseDollarFields(value: Value, path: string): void {
  if (!isDocument(value)) return;
  for (const [key, field] of Object.entries(value)) {
    if (key.startsWith("$")) throw new MongoError(52, `The dollar ($) prefixed field '${key}' in '${path}.${key}' is not allowed in the context of an insert or update of an _id.`);
    refuseDollarFields(field as Value, `${path}.${key}`);
  }
}

/** One update statement inside a transaction: reads, checks and writes with nothing in between. */
export function updateStatement(collection: Collection, statement: Document, context: CommandContext, query: { limit: number; sort?: Document | undefined; hint?: Value }, variables: Value) {
  refuseCollation(statement);
  const filter = documentOf(statement["q"], "q");
  const update = statement["u"] as Document | Document[];
  const options = { filter, arrayFilters: statement["arrayFilters"] as Document[] | undefined, isInsert: false, now: context.now, variables: variablesOf({ let: variables }, context.now, statement["c"] as Value) };
  const replacing = !Array.isArray(update) && !Object.keys(update)[0]?.startsWith("$");
  if (statement["multi"] === true && replacing) throw new MongoError(9, "multi update is not supported for replacement-style update");
  const { records } = findRecords(context.storage, collection, { filter, ...query, variables: options.variables });
  let modified = 0;
  let after: Document | null = null;
  for (const record of records) {
    after = applyUpdate(record.document, update, options);
    // Byte for byte: 1 and 1.0 compare equal, yet storing the other type is a change.
    const bytes = Buffer.from(serialize(after, { ignoreUndefined: true }));
    if (bytes.equals(record.bytes)) continue;
    context.storage.save(collection, after, record, bytes);
    modified += 1;
  }
  if (records.length > 0 || statement["upsert"] !== true) return { matched: records.length, modified, before: records[0]?.document ?? null, after, upsertedId: undefined as Value };
  const base = replacing ? pickId(documentFromFilter(filter)) : documentFromFilter(filter);
  const inserted = withId(applyUpdate(base, update, { ...options, isInsert: true }));
  context.storage.save(collection, inserted, null);
  return { matched: 0, modified: 0, before: null, after: inserted, upsertedId: inserted["_id"] as Value };
}

function pickId(document: Document): Document {
  return document["_id"] === undefined ? {} : { _id: document["_id"] };
}
