import { Decimal128, Long } from "bson";
import { Aggregator } from "mingo";
import type { Document } from "bson";
import { isDocument } from "../bson-order.ts";
import { MongoError } from "../mongo-error.ts";
import { demote, promote } from "../promote.ts";

/** Runs one of the rarer stages in mingo, on plain values. What mingo would calculate wrongly (Decimal128, 64-bit integers beyond 2^53) is refused. */
export function runInMingo(documents: Document[], stage: Document): Document[] {
  const plain = documents.map((document) => promote(document) as Document);
  if (plain.some(holdsWideNumber)) throw new MongoError(238, `Decimal128 and large 64-bit integers in ${Object.keys(stage)[0]} are not supported by the embedded engine: use a MongoDB server for it`);
  try {
    return (new Aggregator([promote(stage) as Document]).run(plain) as Document[]).map((document) => {
      const { _id, ...rest } = demote(document);
      return _id === undefined ? rest : { _id, ...rest };
    });
  } catch (error) {
    throw new MongoError(168, (error as Error).message);
  }
}

function holdsWideNumber(value: unknown): boolean {
  if (value instanceof Decimal128 || value instanceof Long) return true;
  if (Array.isArray(value)) return value.some(holdsWideNumber);
  return isDocument(value) && Object.values(value).some(holdsWideNumber);
}
