import { findRecords } from "./find-records.ts";
import type { Storage } from "./storage.ts";

/** Deletes what TTL indexes say is over: a date field older than `expireAfterSeconds`. Returns how many. */
export async function expireDocuments(storage: Storage, now: Date): Promise<number> {
  let expired = 0;
  for (const collection of [...storage.collections.values()]) {
    for (const { spec } of collection.indexes) {
      if (spec.expireAfterSeconds === undefined) continue;
      const field = Object.keys(spec.key)[0] as string;
      const before = new Date(now.getTime() - spec.expireAfterSeconds * 1_000);
      expired += await storage.write(() => {
        const { records } = findRecords(storage, collection, { filter: { [field]: { $lte: before } } });
        for (const record of records) storage.remove(collection, record);
        return records.length;
      });
    }
  }
  return expired;
}
