import type { Binary, Document } from "bson";
import { isDocument } from "./bson-order.ts";
import { variablesOf } from "./command-variables.ts";
import { documentOf, findRecords, numberOf } from "./find-records.ts";
import { sentDocuments, splitDocuments } from "./message-framing.ts";
import { MongoError } from "./mongo-error.ts";
import { refuseCollation } from "./refuse-collation.ts";
import { compileProjection } from "./project-document.ts";
import { collectionOf, insertInto, updateStatement } from "./write-statements.ts";
import type { Value } from "./bson-order.ts";
import type { Command, CommandContext } from "./run-command.ts";

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

function reply(body: Document, errors: WriteError[]): { body: Document } {
  return { body: errors.length > 0 ? { ...body, writeErrors: errors, ok: 1 } : { ...body, ok: 1 } };
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
  const insertOne = insertInto(command["insert"], context);
  const errors = await writeEach(command, documents, context, (document) => {
    insertOne(document);
    n += 1;
  });
  return reply({ n }, errors);
};

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

/**
 * `{postmetricWriteTogether: 1, writes: [{insert, documents: binary, one after the other} or {update, updates}]}`: what MongoDB needs a transaction for, in one
 * command: all of it, or none when a statement is refused or finds nothing to change (112, as when transactions meet).
 */
const writeTogether: Command = async (command, context) => {
  await context.storage.write(() => {
    for (const write of command["writes"] as Document[]) {
      if (write["insert"] !== undefined) splitDocuments((write["documents"] as Binary).buffer).forEach(insertInto(write["insert"], context));
      else for (const statement of write["updates"] as Document[]) changeOne(write["update"], statement, context);
    }
  });
  return reply({}, []);
};

function changeOne(name: Value, statement: Document, context: CommandContext): void {
  const { matched, upsertedId } = updateStatement(collectionOf(name, context), statement, context, { limit: 1, hint: statement["hint"] }, undefined);
  if (matched === 0 && upsertedId === undefined) throw new MongoError(112, "What was to be changed is not as it was when it was read");
}

export const WRITE_COMMANDS: Record<string, Command> = { insert, update, delete: remove, findAndModify, findandmodify: findAndModify, postmetricWriteTogether: writeTogether };
