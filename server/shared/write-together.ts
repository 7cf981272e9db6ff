import mongoose from "mongoose";

export type UpdateOne = { updateOne: { filter: Record<string, unknown>; update: Record<string, unknown>; upsert?: boolean } };
/** New documents of a collection, or changes of documents of it, each of one. */
export type Write = { collection: string; documents: object[] } | { collection: string; updates: UpdateOne[] };

const CONFLICTS = new Set<unknown>([11_000, 112]);

/**
 * Writes to several collections of the embedded engine with one commit, all of it or nothing. False, and nothing written, when a document is there
 * already or one that is to be changed is not as its filter says. Durable when it resolves.
 */
export async function writeTogether(writes: Write[]): Promise<boolean> {
  const statements = writes.flatMap((write) => ("documents" in write ? insertOf(write) : updateOf(write)));
  const { db } = mongoose.connection;
  if (!db) throw new mongoose.mongo.MongoNotConnectedError("The database is not connected");
  try {
    await db.command({ postmetricWriteTogether: 1, writes: statements });
    return true;
  } catch (error) {
    if (CONFLICTS.has((error as { code?: unknown }).code)) return false;
    throw error;
  }
}

function insertOf({ collection, documents }: { collection: string; documents: object[] }): object[] {
  if (documents.length === 0) return [];
  const encoded = documents.map((document) => mongoose.mongo.BSON.serialize({ _id: new mongoose.mongo.ObjectId(), ...document }, { ignoreUndefined: false }));
  return [{ insert: collection, documents: new mongoose.mongo.Binary(Buffer.concat(encoded)) }];
}

function updateOf({ collection, updates }: { collection: string; updates: UpdateOne[] }): object[] {
  if (updates.length === 0) return [];
  return [{ update: collection, updates: updates.map(({ updateOne: { filter, update, upsert = false } }) => ({ q: filter, u: update, upsert })) }];
}
