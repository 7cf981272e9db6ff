import { Double, Int32, ObjectId, serialize } from "bson";
import type { Document } from "bson";
import { checkPipeline, runPipeline } from "./aggregation/run-pipeline.ts";
import { mergeInto, writeOut } from "./aggregation/write-stages.ts";
import { isDocument } from "./bson-order.ts";
import { variablesOf } from "./command-variables.ts";
import { countRecords, findRecords, numberOf, documentOf } from "./find-records.ts";
import { MongoError } from "./mongo-error.ts";
import { countStage, splitPipeline } from "./split-pipeline.ts";
import { explain } from "./explain-command.ts";
import type { PipelineContext } from "./aggregation/run-pipeline.ts";
import type { Value } from "./bson-order.ts";
import type { Command, CommandContext } from "./run-command.ts";

const aggregate: Command = async (command, context) => {
  const pipeline = command["pipeline"] as Value;
  checkPipeline(pipeline);
  if (command["explain"] === true) return explain({ explain: command, $db: context.database }, context);
  if (!isDocument(command["cursor"])) throw new MongoError(9, "The 'cursor' option is required, except for aggregate with the explain argument");
  const name = String(command["aggregate"]);
  const wholeDatabase = typeof command["aggregate"] !== "string";
  if (wholeDatabase && pipeline[0]?.["$documents"] === undefined) throw new MongoError(73, "{aggregate: 1} is not valid for this pipeline: it needs a collection or $documents");
  const last = pipeline.at(-1) ?? {};
  const documents = "$out" in last || "$merge" in last ? await writeResult(name, pipeline, command, context) : resultOf(name, pipeline, command, context);
  const bytes = documents.map((document) => Buffer.from(serialize(document, { ignoreUndefined: true })));
  const namespace = `${context.database}.${wholeDatabase ? "$cmd.aggregate" : name}`;
  return { body: { ok: 1 }, batch: { field: "firstBatch", batch: context.cursors.first(namespace, bytes, numberOf(command["cursor"]["batchSize"]), false) } };
};

function pipelineContext(command: Document, { storage, database, now }: CommandContext): PipelineContext {
  const variables = variablesOf(command, now);
  return { variables, find: (name, { filter }) => findRecords(storage, storage.find(database, name), { filter, variables }).records.map(({ document }) => document) };
}

/** Reads and writes in one transaction, so that nobody sees or changes what lies between. */
async function writeResult(name: string, pipeline: Document[], command: Document, context: CommandContext): Promise<Document[]> {
  const stage = pipeline.at(-1) as Document;
  return context.storage.write(() => {
    const documents = resultOf(name, pipeline.slice(0, -1), command, context);
    const target = { storage: context.storage, database: context.database, context: pipelineContext(command, context), withId: (document: Document) => (document["_id"] === undefined ? { _id: new ObjectId(), ...document } : document) };
    if ("$out" in stage) writeOut(documents, stage["$out"] as Value, target);
    else mergeInto(documents, stage["$merge"] as Value, target);
    return [];
  });
}

function resultOf(name: string, pipeline: Document[], command: Document, context: CommandContext): Document[] {
  const { storage, database } = context;
  const collection = storage.find(database, name);
  const run = pipelineContext(command, context);
  const first = pipeline[0] ?? {};
  if ("$collStats" in first) {
    if (!collection) throw new MongoError(26, `Collection [${database}.${name}] not found.`);
    return runPipeline([{ ns: `${database}.${name}`, host: "embedded", localTime: context.now, ...("count" in documentOf(first["$collStats"], "$collStats") ? { count: new Int32(storage.count(collection)) } : {}) }], pipeline.slice(1), run);
  }
  if ("$indexStats" in first) {
    const indexes = (collection?.indexes ?? []).map(({ spec }) => ({ name: spec.name, key: spec.key, host: "embedded", accesses: { ops: new Double(0), since: context.now } }));
    return runPipeline(indexes, pipeline.slice(1), run);
  }
  if ("$documents" in first) return runPipeline([], pipeline, run);
  const { query, rest } = splitPipeline(pipeline);
  const asked = { ...query, hint: command["hint"] as Value, variables: run.variables };
  const counted = countStage(rest);
  if (counted) {
    const n = countRecords(storage, collection, asked);
    return n > 0 ? [{ _id: counted.id, [counted.field]: new Int32(n) }] : [];
  }
  return runPipeline(findRecords(storage, collection, asked).records.map(({ document }) => document), rest, run);
}

export const AGGREGATE_COMMANDS: Record<string, Command> = { aggregate };
