import type { mongo } from "mongoose";
import { isSealed, sealEmail, sealText } from "../../shared/personal-data.ts";

const SLICE = 500;

/**
 * Version 1 stored customers' addresses and Stripe's bodies as they came. They are read in slices by their own `_id`, sealed, and only written
 * over what was read; an address that a newer server has sealed already beside the old one becomes one tie with both their times.
 */
export async function sealPersonalData(database: mongo.Db): Promise<void> {
  await sealField(database.collection("payments"), "customerEmail", sealEmail);
  await sealField(database.collection("payment_facts"), "email.value", sealEmail);
  await sealField(database.collection("stripe_events"), "payload", sealText);
  await sealIdentities(database.collection("identities"));
}

async function sealField(collection: mongo.Collection, field: string, seal: (text: string) => string): Promise<void> {
  await forSlices(collection, field, {}, async (documents) => {
    await collection.bulkWrite(
      documents.map(({ _id, websiteId, text }) => ({ updateOne: { filter: { _id, websiteId, [field]: text }, update: { $set: { [field]: seal(text) } } } })),
      { ordered: false },
    );
  });
}

async function sealIdentities(identities: mongo.Collection): Promise<void> {
  await forSlices(identities, "value", { kind: "email" }, async (documents) => {
    await identities.bulkWrite(
      documents.map(({ websiteId, text, whole: { visitorId, name, firstAt, lastAt } }) => ({
        updateOne: {
          filter: { websiteId, kind: "email", value: sealEmail(text), visitorId },
          update: { $setOnInsert: { name: name ?? null }, $min: { firstAt }, $max: { lastAt } },
          upsert: true,
        },
      })),
      { ordered: false },
    );
    await identities.deleteMany({ _id: { $in: documents.map(({ _id }) => _id) } });
  });
}

type Unsealed = { _id: mongo.ObjectId; websiteId: string; text: string; whole: mongo.Document };

/** Gives the documents whose `field` is a text that is not sealed, some hundred at a time. */
async function forSlices(collection: mongo.Collection, field: string, filter: mongo.Document, seal: (documents: Unsealed[]) => Promise<void>): Promise<void> {
  let after: unknown = null;
  for (;;) {
    const slice = await collection.find({ ...filter, ...(after === null ? {} : { _id: { $gt: after as mongo.ObjectId } }) }).sort({ _id: 1 }).limit(SLICE).toArray();
    if (slice.length === 0) return;
    const unsealed = slice.flatMap((whole) => {
      const text: unknown = field.split(".").reduce<unknown>((value, name) => (value as mongo.Document | null | undefined)?.[name], whole);
      return typeof text === "string" && text !== "" && !isSealed(text) ? [{ _id: whole._id, websiteId: String(whole["websiteId"]), text, whole }] : [];
    });
    if (unsealed.length > 0) await seal(unsealed);
    after = slice.at(-1)?._id;
  }
}
