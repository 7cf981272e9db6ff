import { BSONRegExp, ObjectId, serialize } from "bson";
import type { Document } from "bson";
import { applyUpdate, documentFromFilter } from "./apply-update.ts";
import { isDocument } from "./bson-order.ts";
import { variablesOf } from "./command-variables.ts";
import { documentOf, findRecords, numberOf } from "./find-records.ts";
import { keyFields } from "./index-entries.ts";
import { sentDocuments } from "./message-framing.ts";
import { MongoError } from "./mongo-error.ts";
import { decode, readNewDocument } from "./read-bson.ts";
import { refuseCollation } from "./refuse-collation.ts";
import { compileProjection } from "./project-document.ts";
import type { Value } from "./bson-order.ts";
import type { Command, CommandContext } from "./run-command.ts";
import type { Collection } from "./storage.ts";

type WriteError = { index: number; code: number; errmsg: string; keyPattern?: unknown; keyValue?: unknown };

/** Does each statement in one transaction; a refused one changes nothing and is told by its index; `ordered` stops there. */
async function writeEach<Statement>(command: Document, statements: Statement[], context: CommandContext, apply: (statement: Statement, index: number) => void): Promise<WriteError[]> {
  const ordered = command["ordered"] !== false;
  return context.storage.write(() => {
    const errors: WriteError[] = [];
    for (const [index, statement] of statements.entries()) {
      try {
        apply(statement, index);
      } catch (error) {
        if (!(error instanceof MongoError)) throw error;
        errors.push({ index, code: error.code, errmsg: error.message, ...error.extra });
        if (ordered) break;
      }
    }
    return errors;
  });
}

function collectionOf(name: Value, { storage, database }: CommandContext): Collection {
  return storage.find(database, String(name)) ?? storage.create(database, String(name));
}

function reply(body: Document, errors: WriteError[]): { body: Document } {
  return { body: errors.length > 0 ? { ...body, writeErrors: errors, ok: 1 } : { ...body, ok: 1 } };
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

const MAX_STATEMENTS = 100_000;

function statementsOf(command: Document, field: string): Document[] {
  const statements = command[field] as Value;
  if (!Array.isArray(statements)) throw new MongoError(40414, `BSON field '${Object.keys(command)[0]}.${field}' is missing but a required field`);
  checkCount(statements);
  return statements as Document[];
}

function checkCount(statements: unknown[]): void {
  if (statements.length === 0 || statements.length > MAX_STATEMENTS) throw new MongoError(16, `Write batch sizes must be between 1 and ${MAX_STATEMENTS}. Got ${statements.length} operations.`);
}

const insert: Command = async (command, context) => {
  const documents: (Document | Buffer)[] = sentDocuments(command, "documents") ?? statementsOf(command, "documents");
  checkCount(documents);
  let n = 0;
  let fields: string[] | null = null;
  const errors = await writeEach(command, documents, context, (document) => {
    const collection = collectionOf(command["insert"], context);
    fields ??= keyFields(collection.indexes);
    // What came as bytes is neither decoded nor encoded again, unless something has to be added or looked at.
    const read = Buffer.isBuffer(document) && fields ? readNewDocument(document, fields) : null;
    if (read) context.storage.save(collection, read.fields, null, read.bytes);
    else context.storage.save(collection, withId(Buffer.isBuffer(document) ? decode(document) : document), null);
    n += 1;
  });
  return reply({ n }, errors);
};

/** One update statement inside a transaction: reads, checks and writes with nothing in between. */
function updateStatement(collection: Collection, statement: Document, context: CommandContext, query: { limit: number; sort?: Document | undefined; hint?: Value }, variables: Value) {
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

const update: Command = async (command, context) => {
  let matched = 0;
  let modified = 0;
  const upserted: { index: number; _id: Value }[] = [];
  const errors = await writeEach(command, statementsOf(command, "updates"), context, (statement, index) => {
    const sort = isDocument(statement["sort"]) ? statement["sort"] : undefined;
    const result = updateStatement(collectionOf(command["update"], context), statement, context, { limit: statement["multi"] === true ? 0 : 1, sort, hint: statement["hint"] }, command["let"]);
    matched += result.matched;
    modified += result.modified;
    if (result.upsertedId !== undefined) upserted.push({ index, _id: result.upsertedId });
  });
  return reply({ n: matched + upserted.length, nModified: modified, ...(upserted.length > 0 ? { upserted } : {}) }, errors);
};

const remove: Command = async (command, context) => {
  let n = 0;
  const variables = variablesOf(command, context.now);
  const statements = statementsOf(command, "deletes");
  const unlimited = statements.find((statement) => ![0, 1].includes(numberOf(statement["limit"]) ?? -1));
  if (unlimited) throw new MongoError(9, `The limit field in delete objects must be 0 or 1. Got ${String(unlimited["limit"])}`);
  const errors = await writeEach(command, statements, context, (statement) => {
    const collection = context.storage.find(context.database, String(command["delete"]));
    refuseCollation(statement);
    if (!collection) return;
    const limit = numberOf(statement["limit"]) ?? 0;
    const { records } = findRecords(context.storage, collection, { filter: documentOf(statement["q"], "q"), limit, hint: statement["hint"], variables });
    for (const record of records) context.storage.remove(collection, record);
    n += records.length;
  });
  return reply({ n }, errors);
};

const findAndModify: Command = async (command, context) => {
  const filter = documentOf(command["query"], "query");
  const variables = variablesOf(command, context.now);
  const hint = command["hint"] as Value;
  const sort = isDocument(command["sort"]) && Object.keys(command["sort"]).length > 0 ? command["sort"] : undefined;
  const project = command["fields"] ? compileProjection(documentOf(command["fields"], "fields"), filter, variables) : (document: Document) => document;
  if (command["remove"] === true && command["update"] !== undefined) throw new MongoError(9, "Cannot specify both an update and remove=true");
  if (command["remove"] !== true && command["update"] === undefined) throw new MongoError(9, "Either an update or remove=true must be specified");
  if (command["remove"] === true && command["new"] === true) throw new MongoError(9, "Cannot specify both new=true and remove=true; 'remove' always returns the deleted document");
  if (command["remove"] === true && command["upsert"] === true) throw new MongoError(9, "Cannot specify both upsert=true and remove=true");
  return context.storage.write(() => {
    const name = command["findAndModify"] ?? command["findandmodify"];
    if (command["remove"] === true) {
      const collection = context.storage.find(context.database, String(name));
      const [record] = findRecords(context.storage, collection, { filter, sort, limit: 1, hint, variables }).records;
      if (record && collection) context.storage.remove(collection, record);
      return { body: { lastErrorObject: { n: record ? 1 : 0 }, value: record ? project(record.document) : null, ok: 1 } };
    }
    const statement = { q: filter, u: command["update"], upsert: command["upsert"], arrayFilters: command["arrayFilters"] };
    const result = updateStatement(collectionOf(name, context), statement, context, { limit: 1, sort, hint }, command["let"]);
    const value = command["new"] === true ? result.after : result.before;
    const upserted = result.upsertedId === undefined ? {} : { upserted: result.upsertedId };
    const n = result.matched + (result.upsertedId === undefined ? 0 : 1);
    return { body: { lastErrorObject: { n, updatedExisting: result.matched > 0, ...upserted }, value: value ? project(value) : null, ok: 1 } };
  });
};

export const WRITE_COMMANDS: Record<string, Command> = { insert, update, delete: remove, findAndModify, findandmodify: findAndModify };
