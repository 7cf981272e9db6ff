import { serialize } from "bson";
import type { Document } from "bson";
import { numericValue, isDocument, isNumeric } from "./bson-order.ts";
import { compileFilter } from "./match-documents.ts";
import { MongoError } from "./mongo-error.ts";
import { numberOf } from "./find-records.ts";
import { promote } from "./promote.ts";
import type { Command, CommandContext, CommandResult } from "./run-command.ts";
import type { Collection, IndexSpec } from "./storage.ts";

function listed(documents: Document[], name: string, command: Document, { cursors, database }: CommandContext): CommandResult {
  const buffers = documents.map((document) => Buffer.from(serialize(document, { ignoreUndefined: true })));
  return { body: { ok: 1 }, batch: { field: "firstBatch", batch: cursors.first(`${database}.${name}`, buffers, numberOf((command["cursor"] as Document | undefined)?.["batchSize"]), false) } };
}

function existing(name: unknown, { storage, database }: CommandContext): Collection {
  const collection = storage.find(database, String(name));
  if (!collection) throw new MongoError(26, `ns does not exist: ${database}.${String(name)}`);
  return collection;
}

const create: Command = (command, context) => {
  const name = String(command["create"]);
  for (const option of ["capped", "timeseries", "viewOn", "clusteredIndex", "validator", "encryptedFields"]) {
    if (command[option]) throw new MongoError(238, `The option ${option} is not supported by the embedded engine: use a MongoDB server for it`);
  }
  return context.storage.write(() => {
    if (context.storage.find(context.database, name)) throw new MongoError(48, `Collection ${context.database}.${name} already exists.`);
    context.storage.create(context.database, name);
    return { body: { ok: 1 } };
  });
};

const IGNORED_OPTIONS = new Set(["name", "key", "unique", "sparse", "partialFilterExpression", "expireAfterSeconds", "background", "v", "ns"]);

function readSpec(spec: Document): IndexSpec {
  if (!isDocument(spec["key"]) || Object.keys(spec["key"]).length === 0) throw new MongoError(67, "Index keys cannot be an empty object");
  const key = Object.fromEntries(
    Object.entries(spec["key"] as Document).map(([path, direction]) => {
      if (!isNumeric(direction)) throw new MongoError(67, `The index type '${String(direction)}' is not supported by the embedded engine: use a MongoDB server for it`);
      const sign = Number(String(numericValue(direction)));
      if (!sign) throw new MongoError(67, "Values in the index key pattern cannot be 0.");
      return [path, sign < 0 ? -1 : 1];
    }),
  );
  const unknown = Object.keys(spec).find((option) => !IGNORED_OPTIONS.has(option));
  if (unknown) throw new MongoError(238, `The index option ${unknown} is not supported by the embedded engine: use a MongoDB server for it`);
  return {
    name: String(spec["name"] ?? Object.entries(key).map(([path, sign]) => `${path}_${sign}`).join("_")),
    key,
    ...(spec["unique"] === true ? { unique: true } : {}),
    ...(spec["sparse"] === true ? { sparse: true } : {}),
    ...(isDocument(spec["partialFilterExpression"]) ? { partialFilterExpression: spec["partialFilterExpression"] } : {}),
    ...(spec["expireAfterSeconds"] === undefined ? {} : { expireAfterSeconds: numberOf(spec["expireAfterSeconds"]) as number }),
  };
}

const createIndexes: Command = (command, context) => {
  const name = String(command["createIndexes"]);
  const specs = (command["indexes"] as Document[]).map(readSpec);
  return context.storage.write(() => {
    const before = context.storage.find(context.database, name);
    const collection = before ?? context.storage.create(context.database, name);
    const numIndexesBefore = collection.indexes.length;
    for (const spec of specs) {
      const sameKey = collection.indexes.find((index) => JSON.stringify(index.spec.key) === JSON.stringify(spec.key) && JSON.stringify(index.spec.partialFilterExpression) === JSON.stringify(spec.partialFilterExpression));
      const sameName = collection.indexes.find((index) => index.spec.name === spec.name);
      if (sameKey && sameKey.spec.name === "_id_") continue;
      if (sameKey && comparable(sameKey.spec) === comparable(spec)) continue;
      if (sameName && comparable(sameName.spec) !== comparable(spec)) {
        throw new MongoError(86, `An existing index has the same name as the requested index. When index names are not specified, they are auto generated and can cause conflicts. Please refer to our documentation. Requested index: ${spec.name}`);
      }
      if (sameKey) throw new MongoError(85, `Index already exists with a different name or options: ${sameKey.spec.name}`);
      context.storage.addIndex(collection, spec);
    }
    return { body: { numIndexesBefore, numIndexesAfter: collection.indexes.length, createdCollectionAutomatically: !before, ok: 1 } };
  });
};

function comparable(spec: IndexSpec): string {
  return JSON.stringify([spec.name, spec.key, spec.unique ?? false, spec.sparse ?? false, spec.partialFilterExpression ?? null, spec.expireAfterSeconds ?? null]);
}

const listIndexes: Command = (command, context) => {
  const name = String(command["listIndexes"]);
  return listed(existing(name, context).indexes.map(({ spec }) => (spec.name === "_id_" ? { v: 2, key: spec.key, name: spec.name } : { v: 2, ...spec })), name, command, context);
};

const dropIndexes: Command = (command, context) => {
  const collection = existing(command["dropIndexes"] ?? command["deleteIndexes"], context);
  const wanted = command["index"] as unknown;
  return context.storage.write(() => {
    const nIndexesWas = collection.indexes.length;
    const names = Array.isArray(wanted) ? wanted.map(String) : [wanted];
    for (const entry of names) {
      const gone = collection.indexes.filter(({ spec }) => (entry === "*" ? spec.name !== "_id_" : isDocument(entry) ? JSON.stringify(spec.key) === JSON.stringify(promote(entry)) : spec.name === entry));
      if (gone.length === 0 && entry !== "*") throw new MongoError(27, `index not found with name [${String(entry)}]`);
      if (gone.some(({ spec }) => spec.name === "_id_")) throw new MongoError(72, "cannot drop _id index");
      for (const index of gone) context.storage.dropIndex(collection, index);
    }
    return { body: { nIndexesWas, ok: 1 } };
  });
};

const listCollections: Command = (command, context) => {
  const matches = compileFilter((command["filter"] as Document | undefined) ?? {});
  const documents = [...context.storage.collections.values()]
    .filter(({ database }) => database === context.database)
    .map(({ name }) => ({ name, type: "collection", options: {}, info: { readOnly: false }, idIndex: { v: 2, key: { _id: 1 }, name: "_id_" } }))
    .filter(matches);
  return listed(documents, "$cmd.listCollections", command, context);
};

const drop: Command = (command, context) => {
  const collection = context.storage.find(context.database, String(command["drop"]));
  if (!collection) return { body: { ok: 1 } };
  return context.storage.write(() => {
    context.storage.drop(collection);
    return { body: { nIndexesWas: collection.indexes.length, ns: `${context.database}.${collection.name}`, ok: 1 } };
  });
};

const dropDatabase: Command = (_command, context) =>
  context.storage.write(() => {
    for (const collection of [...context.storage.collections.values()]) if (collection.database === context.database) context.storage.drop(collection);
    return { body: { dropped: context.database, ok: 1 } };
  });

const renameCollection: Command = (command, context) => {
  const [from, to] = [command["renameCollection"], command["to"]].map((namespace) => {
    const [database = "", ...name] = String(namespace).split(".");
    return { database, name: name.join(".") };
  }) as [{ database: string; name: string }, { database: string; name: string }];
  return context.storage.write(() => {
    const collection = context.storage.find(from.database, from.name);
    if (!collection) throw new MongoError(26, `Source collection ${from.database}.${from.name} does not exist`);
    const target = context.storage.find(to.database, to.name);
    if (target && command["dropTarget"] !== true) throw new MongoError(48, `target namespace exists`);
    if (target) context.storage.drop(target);
    context.storage.rename(collection, to.database, to.name);
    return { body: { ok: 1 } };
  });
};

/** Only what can change without rebuilding anything: the time after which a TTL index expires its documents. */
const collMod: Command = (command, context) => {
  const collection = existing(command["collMod"], context);
  const wanted = command["index"] as Document | undefined;
  const unknown = Object.keys(command).find((key) => !["collMod", "index", "$db", "lsid", "comment", "writeConcern"].includes(key));
  if (!wanted || unknown) throw new MongoError(238, `collMod ${unknown ?? "without an index"} is not supported by the embedded engine: use a MongoDB server for it`);
  return context.storage.write(() => {
    const index = collection.indexes.find(({ spec }) => spec.name === wanted["name"] || JSON.stringify(spec.key) === JSON.stringify(promote(wanted["keyPattern"])));
    if (!index) throw new MongoError(27, `cannot find index ${String(wanted["name"])} for ns ${context.database}.${collection.name}`);
    const before = index.spec.expireAfterSeconds;
    index.spec.expireAfterSeconds = numberOf(wanted["expireAfterSeconds"]) as number;
    context.storage.saveCatalog(collection);
    return { body: { ...(before === undefined ? {} : { expireAfterSeconds_old: before }), expireAfterSeconds_new: index.spec.expireAfterSeconds, ok: 1 } };
  });
};

const listDatabases: Command = (_command, { storage }) => {
  const names = [...new Set([...storage.collections.values()].map(({ database }) => database))];
  return { body: { databases: names.map((name) => ({ name, sizeOnDisk: 0, empty: false })), totalSize: 0, ok: 1 } };
};

export const CATALOG_COMMANDS: Record<string, Command> = {
  create, createIndexes, listIndexes, dropIndexes, deleteIndexes: dropIndexes, listCollections, drop, dropDatabase, listDatabases, renameCollection, collMod,
};
