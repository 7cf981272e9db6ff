import { Decimal128 } from "bson";
import { Aggregator } from "mingo";
import type { Document } from "bson";
import { isDocument } from "./bson-order.ts";
import { MongoError } from "./mongo-error.ts";
import { demote, promote } from "./promote.ts";

const REFUSED = new Set(["$out", "$merge", "$changeStream", "$geoNear", "$search", "$searchMeta", "$vectorSearch", "$collStats", "$indexStats", "$planCacheStats", "$listSessions", "$currentOp"]);
const KNOWN = new Set([
  "$addFields", "$bucket", "$bucketAuto", "$count", "$densify", "$documents", "$facet", "$fill", "$graphLookup", "$group", "$limit", "$lookup", "$match",
  "$project", "$redact", "$replaceRoot", "$replaceWith", "$sample", "$set", "$setWindowFields", "$skip", "$sort", "$sortByCount", "$unionWith", "$unset", "$unwind",
]);

/** Throws for a stage that is unknown (40324) or that this engine does not have (238). */
export function checkPipeline(pipeline: unknown): asserts pipeline is Document[] {
  if (!Array.isArray(pipeline)) throw new MongoError(14, "'pipeline' option must be specified as an array");
  for (const stage of pipeline as Document[]) {
    const keys = Object.keys(stage ?? {});
    if (keys.length !== 1) throw new MongoError(40323, "A pipeline stage specification object must contain exactly one field.");
    const name = keys[0] as string;
    if (REFUSED.has(name)) throw new MongoError(238, `The stage ${name} is not supported by the embedded engine: use a MongoDB server for it`);
    if (!KNOWN.has(name)) throw new MongoError(40324, `Unrecognized pipeline stage name: '${name}'`);
    if (name === "$facet") for (const inner of Object.values(stage[name] as Document)) checkPipeline(inner);
    if ((name === "$lookup" || name === "$unionWith") && stage[name]?.pipeline) checkPipeline(stage[name].pipeline);
  }
}

/** Runs the stages over documents already narrowed by an index. Throws MongoError for what an expression does wrong. */
export function runPipeline(documents: Document[], pipeline: Document[], lookupCollection: (name: string) => Document[]): Document[] {
  if (pipeline.length === 0) return documents;
  if (documents.some(holdsDecimal)) throw new MongoError(238, "Decimal128 in an aggregation is not supported by the embedded engine: use a MongoDB server for it");
  try {
    const aggregator = new Aggregator(promote(pipeline) as Document[], {
      collectionResolver: (name: string) => lookupCollection(name).map((document) => promote(document) as Document),
    } as ConstructorParameters<typeof Aggregator>[1]);
    return (aggregator.run(documents.map((document) => promote(document) as Document)) as Document[]).map(demote);
  } catch (error) {
    if (error instanceof MongoError) throw error;
    throw new MongoError(168, (error as Error).message);
  }
}

/** mingo does not calculate with Decimal128: it would take it for no number at all. */
function holdsDecimal(value: unknown): boolean {
  if (value instanceof Decimal128) return true;
  if (Array.isArray(value)) return value.some(holdsDecimal);
  return isDocument(value) && Object.values(value).some(holdsDecimal);
}
