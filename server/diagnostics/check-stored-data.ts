import mongoose from "mongoose";
import { Payment } from "../../models/payment.ts";
import { Session } from "../../models/session.ts";
import { StripeEvent } from "../../models/stripe-event.ts";

/** `wrong` needs somebody to act; `note` is worth knowing and may well be right (a session that retention deleted). */
export type StoredDataFinding = { severity: "wrong" | "note"; message: string };

const STUCK_MS = 60 * 60_000;
const SAMPLE = 1_000;

/** Holds the stored data against itself: indexes and documents in both directions, the models' indexes, links that lead nowhere, events that stay unprocessed. */
export async function checkStoredData(now: Date): Promise<{ collections: number; documents: number; findings: StoredDataFinding[] }> {
  const database = mongoose.connection.db as mongoose.mongo.Db;
  const findings: StoredDataFinding[] = [];
  const names = (await database.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name).filter((name) => !name.startsWith("system.")).sort();
  let documents = 0;
  for (const name of names) {
    const result = await database.command({ validate: name, full: true });
    documents += Number(result["nrecords"]);
    if (result["valid"] !== true) for (const error of result["errors"] as string[]) findings.push({ severity: "wrong", message: `${name}: ${error}` });
  }
  findings.push(...(await checkIndexes(names)), ...(await checkEvents(now)), ...(await checkLinks()));
  return { collections: names.length, documents, findings };
}

async function checkIndexes(names: string[]): Promise<StoredDataFinding[]> {
  const findings: StoredDataFinding[] = [];
  for (const model of Object.values(mongoose.models)) {
    // A collection comes into being with its first document.
    if (!names.includes(model.collection.collectionName)) continue;
    const { toCreate } = await model.diffIndexes();
    for (const key of toCreate as unknown[]) findings.push({ severity: "wrong", message: `${model.collection.collectionName}: the index ${JSON.stringify(key)} is missing. Start the server: it makes it` });
  }
  return findings;
}

async function checkEvents(now: Date): Promise<StoredDataFinding[]> {
  const before = new Date(now.getTime() - STUCK_MS);
  const stuck = await StripeEvent.find({ status: { $in: ["pending", "failed"] }, receivedAt: { $lt: before } }).select({ websiteId: 1, eventId: 1, status: 1, outcome: 1 }).limit(20).lean();
  return stuck.map(({ websiteId, eventId, status, outcome }) => ({ severity: "wrong", message: `Stripe event ${eventId} of website ${websiteId} has been ${status} for over an hour${outcome ? ` (${outcome})` : ""}: npm run admin -- replay-stripe-events` }));
}

async function checkLinks(): Promise<StoredDataFinding[]> {
  const findings: StoredDataFinding[] = [];
  let lost = 0;
  let waiting: { websiteId: string; sessionId: string }[] = [];
  const lookUp = async (): Promise<void> => {
    const found = new Set<string>();
    for (const websiteId of new Set(waiting.map((link) => link.websiteId))) {
      const ids = waiting.filter((link) => link.websiteId === websiteId).map(({ sessionId }) => sessionId);
      for (const { sessionId } of await Session.find({ websiteId, sessionId: { $in: ids } }).select({ sessionId: 1 }).lean()) found.add(`${websiteId} ${sessionId}`);
    }
    lost += waiting.filter(({ websiteId, sessionId }) => !found.has(`${websiteId} ${sessionId}`)).length;
    waiting = [];
  };
  for await (const payment of Payment.find({ "link.sessionId": { $ne: null } }).select({ websiteId: 1, "link.sessionId": 1 }).lean().cursor()) {
    waiting.push({ websiteId: payment.websiteId, sessionId: String(payment.link.sessionId) });
    if (waiting.length >= SAMPLE) await lookUp();
  }
  await lookUp();
  if (lost > 0) findings.push({ severity: "note", message: `${lost} payments are linked to sessions that are not stored (any more): retention or an erasure deletes sessions and keeps the payments` });
  return findings;
}
