import { ObjectId, serialize } from "bson";
import type { Document } from "bson";
import { applyUpdate, documentFromFilter } from "./apply-update.ts";
import { isDocument } from "./bson-order.ts";
import { documentOf, findRecords, numberOf } from "./read-commands.ts";
import { MongoError } from "./mongo-error.ts";
import { bindVariables } from "./bind-variables.ts";
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
  if (document["_id"] === undefined) return { _id: new ObjectId(), ...document };
  const { _id, ...rest } = document;
  return { _id, ...rest };
}

const insert: Command = async (command, context) => {
  const documents = command["documents"] as Document[];
  let n = 0;
  const errors = await writeEach(command, documents, context, (document) => {
    context.storage.save(collectionOf(command["insert"], context), withId(document), null);
    n += 1;
  });
  return reply({ n }, errors);
};

/** One update statement inside a transaction: reads, checks and writes with nothing in between. */
function updateStatement(collection: Collection, statement: Document, context: CommandContext, query: { limit: number; sort?: Document | undefined; hint?: Value }) {
  refuseCollation(statement);
  const variables = statement["c"] as Document | undefined;
  const filter = bindVariables(documentOf(statement["q"], "q"), context.variables);
  const bound = statement["u"] as Document | Document[];
  const update = Array.isArray(bound) ? bindVariables(bound, { ...context.variables, ...variables }) : bound;
  const options = { filter, arrayFilters: statement["arrayFilters"] as Document[] | undefined, isInsert: false, now: context.now };
  const replacing = !Array.isArray(update) && !Object.keys(update)[0]?.startsWith("$");
  if (statement["multi"] === true && replacing) throw new MongoError(9, "multi update is not supported for replacement-style update");
  const { records } = findRecords(context.storage, collection, { filter, ...query });
  let modified = 0;
  let after: Document | null = null;
  for (const record of records) {
    after = applyUpdate(record.document, update, options);
    // Byte for byte: 1 and 1.0 compare equal, yet storing the other type is a change.
    if (Buffer.from(serialize(after, { ignoreUndefined: true })).equals(record.bytes)) continue;
    context.storage.save(collection, after, record);
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
  const errors = await writeEach(command, command["updates"] as Document[], context, (statement, index) => {
    const sort = isDocument(statement["sort"]) ? statement["sort"] : undefined;
    const result = updateStatement(collectionOf(command["update"], context), statement, context, { limit: statement["multi"] === true ? 0 : 1, sort, hint: statement["hint"] });
    matched += result.matched;
    modified += result.modified;
    if (result.upsertedId !== undefined) upserted.push({ index, _id: result.upsertedId });
  });
  return reply({ n: matched + upserted.length, nModified: modified, ...(upserted.length > 0 ? { upserted } : {}) }, errors);
};

const remove: Command = async (command, context) => {
  let n = 0;
  const errors = await writeEach(command, command["deletes"] as Document[], context, (statement) => {
    const collection = context.storage.find(context.database, String(command["delete"]));
    refuseCollation(statement);
    if (!collection) return;
    const filter = bindVariables(documentOf(statement["q"], "q"), context.variables);
    const { records } = findRecords(context.storage, collection, { filter, limit: numberOf(statement["limit"]) ?? 0, hint: statement["hint"] });
    for (const record of records) context.storage.remove(collection, record);
    n += records.length;
  });
  return reply({ n }, errors);
};

const findAndModify: Command = async (command, context) => {
  const filter = bindVariables(documentOf(command["query"], "query"), context.variables);
  const hint = command["hint"] as Value;
  const sort = isDocument(command["sort"]) && Object.keys(command["sort"]).length > 0 ? command["sort"] : undefined;
  const project = command["fields"] ? compileProjection(documentOf(command["fields"], "fields"), filter) : (document: Document) => document;
  if (command["remove"] === true && command["update"] !== undefined) throw new MongoError(9, "Cannot specify both an update and remove=true");
  if (command["remove"] !== true && command["update"] === undefined) throw new MongoError(9, "Either an update or remove=true must be specified");
  return context.storage.write(() => {
    const name = command["findAndModify"] ?? command["findandmodify"];
    if (command["remove"] === true) {
      const collection = context.storage.find(context.database, String(name));
      const [record] = findRecords(context.storage, collection, { filter, sort, limit: 1, hint }).records;
      if (record && collection) context.storage.remove(collection, record);
      return { body: { lastErrorObject: { n: record ? 1 : 0 }, value: record ? project(record.document) : null, ok: 1 } };
    }
    const statement = { q: filter, u: command["update"], upsert: command["upsert"], arrayFilters: command["arrayFilters"] };
    const result = updateStatement(collectionOf(name, context), statement, context, { limit: 1, sort, hint });
    const value = command["new"] === true ? result.after : result.before;
    const upserted = result.upsertedId === undefined ? {} : { upserted: result.upsertedId };
    const n = result.matched + (result.upsertedId === undefined ? 0 : 1);
    return { body: { lastErrorObject: { n, updatedExisting: result.matched > 0, ...upserted }, value: value ? project(value) : null, ok: 1 } };
  });
};

export const WRITE_COMMANDS: Record<string, Command> = { insert, update, delete: remove, findAndModify, findandmodify: findAndModify };
