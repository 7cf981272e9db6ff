import type { mongo } from "mongoose";

const HOUR_MS = 3_600_000;

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
  for await (const { _id } of database.collection("websites").find({}, { projection: { _id: 1 } })) {
    const websiteId = String(_id);
    const refunds = database.collection("payments").find({ websiteId, "refunds.at": { $gt: new Date(0) } }, { projection: { _id: 0, refunds: 1 } });
    const payments = await findHours(database.collection("payments"), websiteId, "paidAt");
    for await (const { refunds: own } of refunds) for (const { at } of own as { at: Date }[]) payments.push(at);
    await tell(database, websiteId, { visits: await findHours(database.collection("sessions"), websiteId, "startedAt"), payments });
  }
}

/** An instant in every hour that has records, through the index on their time: a history of any length holds up nothing else. */
async function findHours(collection: mongo.Collection, websiteId: string, field: string): Promise<Date[]> {
  const hours: Date[] = [];
  for (let after = new Date(0); ; ) {
    const next = await collection.findOne({ websiteId, [field]: { $gte: after } }, { sort: { [field]: 1 }, projection: { _id: 0, [field]: 1 } });
    if (!next) return hours;
    const at = next[field] as Date;
    hours.push(at);
    after = new Date((Math.floor(at.getTime() / HOUR_MS) + 1) * HOUR_MS);
  }
}

async function tell(database: mongo.Db, websiteId: string, times: Record<"visits" | "payments", Date[]>): Promise<void> {
  const changes = database.collection("report_changes");
  const changedAt = new Date();
  const days = new Map<string, Record<string, number>>();
  for (const counter of ["visits", "payments"] as const) {
    for (const at of times[counter]) {
      const day = at.toISOString().slice(0, 10);
      days.set(day, { ...days.get(day), [`${counter}.${at.getUTCHours()}`]: 1 });
    }
  }
  if (days.size === 0) return;
  await changes.bulkWrite([...days].map(([day, counts]) => ({ updateOne: { filter: { websiteId, day }, update: { $inc: counts, $max: { changedAt } }, upsert: true } })), { ordered: false });
  // Last, as always: who sees the count of all changes sees the days too.
  await changes.updateOne({ websiteId, day: "all" }, { $inc: { changes: 1 }, $max: { changedAt } }, { upsert: true });
}
