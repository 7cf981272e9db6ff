import { StripeEvent } from "../../models/stripe-event.ts";
import type { StripeEventRecord } from "../../models/stripe-event.ts";
import { processStripeEvent } from "./process-stripe-event.ts";

/** Does every stored event again, oldest first; what is right already stays as it is. Returns how many, and how many failed. */
export async function replayStripeEvents(options: { now: Date; onProgress: (done: number) => void }): Promise<{ replayed: number; failed: number }> {
  let replayed = 0;
  const refs = await StripeEvent.find({}).sort({ receivedAt: 1 }).select({ websiteId: 1, eventId: 1 }).lean<StripeEventRecord[]>();
  for (const { websiteId, eventId } of refs) {
    await processStripeEvent({ websiteId, eventId }, options.now);
    replayed += 1;
    if (replayed % 200 === 0) options.onProgress(replayed);
  }
  const failed = await StripeEvent.countDocuments({ status: { $in: ["failed", "parked"] } });
  return { replayed, failed };
}
