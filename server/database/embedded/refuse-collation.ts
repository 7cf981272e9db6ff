import type { Document } from "bson";
import { MongoError } from "./mongo-error.ts";

/** A collation would have to hold in matching, sorting and indexes alike: refused rather than ignored. */
export function refuseCollation(statement: Document): void {
  const collation = statement["collation"] as Document | undefined;
  if (collation && collation["locale"] !== "simple") {
    throw new MongoError(238, "Collation is not supported by the embedded engine: use a MongoDB server for it");
  }
}
