import { Checkout } from "../../models/checkout.ts";
import type { CheckoutRecord } from "../../models/checkout.ts";

export type CheckoutState = Omit<CheckoutRecord, "websiteId">;

/** Keeps checkouts for journeys and funnels. One ends once, either way, so every telling of it writes the same. */
export async function recordCheckouts(websiteId: string, checkouts: CheckoutState[]): Promise<void> {
  if (checkouts.length === 0) return;
  const upserts = checkouts.map(({ provider, livemode, checkoutId, endedAt, state, ...known }) => ({
    updateOne: { filter: { websiteId, provider, livemode, checkoutId }, update: { $set: known, $min: { endedAt, state } }, upsert: true },
  }));
  await Checkout.bulkWrite(upserts, { ordered: false, throwOnValidationError: true }).catch(async (error: { code?: number }) => {
    if (error.code !== 11_000) throw error;
    await Checkout.bulkWrite(upserts, { ordered: false, throwOnValidationError: true });
  });
}
