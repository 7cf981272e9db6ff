import type { mongo } from "mongoose";

const BATCH = 500;

/**
 * Payments of version 1 had no revision and no list of earlier ids, and reports were read from the records themselves. The columns that they are
 * read from now learn of changes by counters: every hour in which a visit began, or money was paid or refunded, counts as changed once.
 */
export async function tellReportsOfHistory(database: mongo.Db): Promise<void> {
  await database.collection("payments").updateMany({ revision: { $exists: false } }, [
    {
      $set: {
        revision: 0,
        paymentIds: { $ifNull: ["$paymentIds", ["$paymentId"]] },
        emailRank: { $ifNull: ["$emailRank", { $cond: [{ $eq: [{ $ifNull: ["$customerEmail", null] }, null] }, -1, 1] }] },
        followersDue: { $ifNull: ["$followersDue", false] },
      },
    },
  ]);
  await countHours(database, "sessions", "visits", [], "$startedAt");
  await countHours(database, "payments", "payments", [], "$paidAt");
  await countHours(database, "payments", "payments", [{ $unwind: "$refunds" }], "$refunds.at");
}

async function countHours(database: mongo.Db, from: string, counter: "visits" | "payments", before: mongo.Document[], at: string): Promise<void> {
  const changes = database.collection("report_changes");
  const hour = { day: { $dateToString: { date: at, format: "%Y-%m-%d" } }, hour: { $hour: at }, websiteId: "$websiteId" };
  const hours = database.collection(from).aggregate<{ _id: { websiteId: string; day: string; hour: number } }>([...before, { $group: { _id: hour } }]);
  const changedAt = new Date();
  let writes: mongo.AnyBulkWriteOperation[] = [];
  const websites = new Set<string>();
  const write = async () => {
    if (writes.length > 0) await changes.bulkWrite(writes, { ordered: false });
    writes = [];
  };
  for await (const { _id } of hours) {
    websites.add(_id.websiteId);
    writes.push({ updateOne: { filter: { websiteId: _id.websiteId, day: _id.day }, update: { $inc: { [`${counter}.${_id.hour}`]: 1 }, $max: { changedAt } }, upsert: true } });
    if (writes.length >= BATCH) await write();
  }
  await write();
  // Last, as always: who sees the count of all changes sees the days too.
  for (const websiteId of websites) await changes.updateOne({ websiteId, day: "all" }, { $inc: { changes: 1 }, $max: { changedAt } }, { upsert: true });
}
