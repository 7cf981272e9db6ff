import { serialize } from "bson";
import { bsonTypeOrder, compareBson, EMPTY_ARRAY, numericValue } from "./bson-order.ts";
import { explain } from "./explain-command.ts";
import { indexedValues } from "./document-path.ts";
import { countRecords, documentOf, findRecords, numberOf, readQuery } from "./find-records.ts";
import { MongoError } from "./mongo-error.ts";
import { fieldsOfQuery, pathsOfProjection } from "./needed-fields.ts";
import { compileProjection } from "./project-document.ts";
import { variablesOf } from "./command-variables.ts";
import type { Value } from "./bson-order.ts";
import type { Command } from "./run-command.ts";

const FIND_FIELDS = new Set([
  "find", "filter", "sort", "projection", "hint", "skip", "limit", "batchSize", "singleBatch", "let", "comment", "maxTimeMS", "readConcern", "collation",
  "noCursorTimeout", "allowDiskUse", "allowPartialResults", "returnKey", "showRecordId", "tailable", "awaitData", "oplogReplay", "min", "max", "rawData",
]);
const UNSUPPORTED_FIND = ["min", "max", "returnKey", "showRecordId"];

const find: Command = (command, context) => {
  const name = String(command["find"]);
  const unknown = Object.keys(command).find((key) => !FIND_FIELDS.has(key) && !key.startsWith("$") && !["lsid", "txnNumber", "apiVersion", "apiStrict", "apiDeprecationErrors"].includes(key));
  if (unknown) throw new MongoError(40415, `BSON field 'find.${unknown}' is an unknown field.`);
  if (command["tailable"] === true) throw new MongoError(2, "error processing query: tailable cursor requested on non capped collection");
  const refused = UNSUPPORTED_FIND.find((key) => command[key] !== undefined && command[key] !== false);
  if (refused) throw new MongoError(238, `find's ${refused} is not supported by the embedded engine: use a MongoDB server for it`);
  const query = readQuery(command, variablesOf(command, context.now));
  const kept = command["projection"] ? documentOf(command["projection"], "projection") : null;
  const paths = kept ? pathsOfProjection(kept) : [];
  const fields = paths && fieldsOfQuery(query.filter, query.sort, paths);
  const { records } = findRecords(context.storage, context.storage.find(context.database, name), { ...query, fields });
  const projection = kept ? compileProjection(kept, query.filter, query.variables) : null;
  const documents = projection ? records.map((record) => Buffer.from(serialize(projection(record.fields(fields)), { ignoreUndefined: true }))) : records.map(({ bytes }) => bytes);
  const single = command["singleBatch"] === true || (numberOf(command["limit"]) ?? 0) < 0;
  return { body: { ok: 1 }, batch: { field: "firstBatch", batch: context.cursors.first(`${context.database}.${name}`, documents, numberOf(command["batchSize"]), single) } };
};

const getMore: Command = (command, { cursors, database }) => {
  const id = BigInt(String(numericValue(command["getMore"])));
  return { body: { ok: 1 }, batch: { field: "nextBatch", batch: cursors.next(id, `${database}.${String(command["collection"])}`, numberOf(command["batchSize"])) } };
};

const killCursors: Command = (command, { cursors }) => {
  const ids = (command["cursors"] as Value[]).map((id) => BigInt(String(numericValue(id))));
  const killed = ids.filter((id) => cursors.kill(id));
  return { body: { cursorsKilled: killed, cursorsNotFound: ids.filter((id) => !killed.includes(id)), cursorsAlive: [], cursorsUnknown: [], ok: 1 } };
};

const count: Command = (command, { storage, database, now }) => {
  return { body: { n: countRecords(storage, storage.find(database, String(command["count"])), readQuery(command, variablesOf(command, now))), ok: 1 } };
};

const distinct: Command = (command, { storage, database, now }) => {
  if (typeof command["key"] !== "string") throw new MongoError(14, "BSON field 'distinct.key' is the wrong type, expected type 'string'");
  const parts = command["key"].split(".");
  const filter = documentOf(command["query"], "query");
  const fields = fieldsOfQuery(filter, undefined, [command["key"]]);
  const { records } = findRecords(storage, storage.find(database, String(command["distinct"])), { filter, hint: command["hint"], variables: variablesOf(command, now), fields });
  const values = records.flatMap((record) => indexedValues(record.fields(fields), parts).values.filter((value) => value !== undefined && value !== EMPTY_ARRAY));
  values.sort(compareBson);
  return { body: { values: values.filter((value, index) => index === 0 || bsonTypeOrder(value) !== bsonTypeOrder(values[index - 1]) || compareBson(value, values[index - 1]) !== 0), ok: 1 } };
};

export const READ_COMMANDS: Record<string, Command> = { find, getMore, killCursors, count, distinct, explain };
