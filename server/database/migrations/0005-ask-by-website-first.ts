import type { mongo } from "mongoose";

/** Events that wait for their payment were found by an index that did not begin with the website, of no use to a cluster. The new one is made with all the others. */
export async function askByWebsiteFirst(database: mongo.Db): Promise<void> {
  const [collection] = await database.listCollections({ name: "stripe_events" }).toArray();
  if (!collection) return;
  const events = database.collection("stripe_events");
  if (await events.indexExists("awaitsPaymentOf_1")) await events.dropIndex("awaitsPaymentOf_1");
}
