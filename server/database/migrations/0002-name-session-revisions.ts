import type { mongo } from "mongoose";

/** Sessions of version 1 had no ordinal, no time of their exit page and no revision: the writer that names the revision it read must find one. */
export async function nameSessionRevisions(database: mongo.Db): Promise<void> {
  await database.collection("sessions").updateMany({ exitAt: { $exists: false } }, [
    { $set: { ordinal: { $ifNull: ["$ordinal", 0] }, revision: { $ifNull: ["$revision", ""] }, exitAt: "$lastSeenAt" } },
  ]);
}
