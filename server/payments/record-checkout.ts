import { Checkout } from "../../models/checkout.ts";
import type { CheckoutRecord } from "../../models/checkout.ts";

export type CheckoutState = Omit<CheckoutRecord, "websiteId">;

/** Keeps a checkout for journeys and funnels. It ends once, either way, so every telling of it writes the same. */
export async function recordCheckout(websiteId: string, checkout: CheckoutState): Promise<void> {
  const { provider, livemode, checkoutId, endedAt, state, ...known } = checkout;
  const place = { websiteId, provider, livemode, checkoutId };
  const update = { $set: known, $min: { endedAt, state } };
  await Checkout.updateOne(place, update, { upsert: true }).catch(async (error: { code?: number }) => {
    if (error.code !== 11_000) throw error;
    await Checkout.updateOne(place, update);
  });
}
