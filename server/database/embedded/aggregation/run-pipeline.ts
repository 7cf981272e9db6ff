import { Int32 } from "bson";
import type { Document } from "bson";
import { isDocument } from "../bson-order.ts";
import { compileFilter } from "../match-documents.ts";
import { MongoError } from "../mongo-error.ts";
import { groupDocuments } from "./group-stage.ts";
import { lookup, unionWith } from "./join-stages.ts";
import { runInMingo } from "./mingo-stages.ts";
import { compileAddFields, compileProject, compileUnset } from "./project-stage.ts";
import { bucket, graphLookup, positive, redact, replaceRoot, sampleDocuments, sortDocuments, unwind } from "./simple-stages.ts";
import type { Value } from "../bson-order.ts";

export type PipelineContext = {
  variables: Record<string, Value>;
  /** Documents of another collection of the same database, through an index where it has a fitting one. */
  find(name: string, query: { filter: Document }): Document[];
};

type Stage = (documents: Document[], operand: Value, context: PipelineContext) => Document[];

const addFields: Stage = (documents, operand, { variables }) => {
  const add = compileAddFields(operand as Document, variables);
  return documents.map((document) => add(document));
};
const MINGO_STAGES = ["$setWindowFields", "$densify", "$fill", "$bucketAuto"];

const STAGES: Record<string, Stage> = {
  $match: (documents, operand, { variables }) => {
    if (!isDocument(operand)) throw new MongoError(15959, "the match filter must be an expression in an object");
    return documents.filter(compileFilter(operand, variables));
  },
  $project: (documents, operand, { variables }) => documents.map(compileProject(operand as Document, variables)),
  $addFields: addFields,
  $set: addFields,
  $unset: (documents, operand) => documents.map(compileUnset(operand)),
  $group: (documents, operand, { variables }) => groupDocuments(documents, operand as Document, variables),
  $sort: sortDocuments,
  $limit: (documents, operand) => documents.slice(0, positive(operand, "$limit", 1, 15958)),
  $skip: (documents, operand) => documents.slice(positive(operand, "$skip", 0, 5107200)),
  $unwind: unwind,
  $count: (documents, operand) => {
    if (typeof operand !== "string" || operand === "") throw new MongoError(40156, "the count field must be a non-empty string");
    return documents.length > 0 ? [{ [operand]: new Int32(documents.length) }] : [];
  },
  $sortByCount: (documents, operand, { variables }) => sortDocuments(groupDocuments(documents, { _id: operand, count: { $sum: new Int32(1) } }, variables), { count: new Int32(-1) }),
  $replaceRoot: (documents, operand, { variables }) => replaceRoot(documents, (operand as Document)["newRoot"] as Value, variables),
  $replaceWith: (documents, operand, { variables }) => replaceRoot(documents, operand, variables),
  $bucket: (documents, operand, { variables }) => bucket(documents, operand, variables),
  $sample: sampleDocuments,
  $redact: (documents, operand, { variables }) => redact(documents, operand, variables),
  $lookup: (documents, operand, context) => lookup(documents, operand as Document, context, runFrom),
  $unionWith: (documents, operand, context) => unionWith(documents, operand, context, runFrom),
  $graphLookup: (documents, operand, { variables, find }) => graphLookup(documents, operand, variables, (name, filter) => find(name, { filter })),
  $facet: (documents, operand, context) => [Object.fromEntries(Object.entries(operand as Document).map(([name, inner]) => [name, runPipeline(documents, inner as Document[], context)]))],
  $documents: (_documents, operand) => operand as Document[],
  ...Object.fromEntries(MINGO_STAGES.map((name): [string, Stage] => [name, (documents, operand) => runInMingo(documents, { [name]: operand })])),
};

const REFUSED: Record<string, number> = {
  $changeStream: 40573, $geoNear: 2, $search: 31082, $searchMeta: 31082, $vectorSearch: 31082, $listSearchIndexes: 31082,
  $planCacheStats: 238, $listSessions: 238, $listLocalSessions: 238, $currentOp: 238, $changeStreamSplitLargeEvent: 238, $shardedDataDistribution: 238,
};
const REASONS: Record<number, string> = { 40573: "The $changeStream stage is only supported on replica sets", 2: "$geoNear needs a geo index, which the embedded engine does not have: use a MongoDB server for it" };
/** Stages that the command itself carries out, at one end of the pipeline. */
const FIRST_ONLY = new Set(["$collStats", "$indexStats", "$documents"]);
const LAST_ONLY = new Set(["$out", "$merge"]);

/** Throws for a stage that is unknown (40324), in the wrong place or not supported. */
export function checkPipeline(pipeline: unknown, nested = false): asserts pipeline is Document[] {
  if (!Array.isArray(pipeline)) throw new MongoError(14, "'pipeline' option must be specified as an array");
  for (const [index, stage] of (pipeline as Document[]).entries()) {
    const [name = "", ...more] = isDocument(stage) ? Object.keys(stage) : [];
    if (name === "" || more.length > 0) throw new MongoError(40323, "A pipeline stage specification object must contain exactly one field.");
    const refused = REFUSED[name];
    if (refused) throw new MongoError(refused, REASONS[refused] ?? `The stage ${name} is not supported by the embedded engine: use a MongoDB server for it`);
    if (LAST_ONLY.has(name) && (nested || index < pipeline.length - 1)) throw new MongoError(nested ? 51047 : 40601, `${name} can only be the final stage in the pipeline`);
    if (FIRST_ONLY.has(name) && index > 0) throw new MongoError(40602, `${name} is only valid as the first stage in a pipeline.`);
    if (!Object.hasOwn(STAGES, name) && !LAST_ONLY.has(name) && !FIRST_ONLY.has(name)) throw new MongoError(40324, `Unrecognized pipeline stage name: '${name}'`);
    const operand = stage[name] as Value;
    if (name === "$facet") {
      if (!isDocument(operand) || Object.keys(operand).length === 0) throw new MongoError(40169, "the $facet specification must be a non-empty object");
      for (const inner of Object.values(operand)) checkPipeline(inner, true);
    }
    if ((name === "$lookup" || name === "$unionWith") && isDocument(operand) && operand["pipeline"] !== undefined) checkPipeline(operand["pipeline"], true);
  }
}

/** Runs the stages over documents already narrowed by an index. Throws MongoError for what an expression does wrong. */
export function runPipeline(documents: Document[], pipeline: Document[], context: PipelineContext): Document[] {
  return pipeline.reduce<Document[]>((current, stage) => {
    const [name = "", operand] = Object.entries(stage)[0] ?? [];
    return (STAGES[name] as Stage)(current, operand as Value, context);
  }, documents);
}

/** A nested pipeline over a collection (whose leading `$match` may use an index) or over given documents. */
function runFrom(source: Document[] | string, pipeline: Document[], context: PipelineContext): Document[] {
  if (typeof source !== "string") return runPipeline(source, pipeline, context);
  const match = pipeline[0]?.["$match"] as Value;
  if (isDocument(match) && !("$expr" in match)) return runPipeline(context.find(source, { filter: match }), pipeline.slice(1), context);
  return runPipeline(context.find(source, { filter: {} }), pipeline, context);
}
