import { StripeEvent, UNCLAIMED } from "../../../models/stripe-event.ts";
import type { StripeEventRecord } from "../../../models/stripe-event.ts";
import { AppError } from "../../shared/app-error.ts";

/**
 * Hands a stored event to processing again, also one that was joined from the shared endpoint, and tells what came of it. What is right
 * already stays as it is. Throws `not_found`.
 */
export async function processDeliveryAgain(options: {
  websiteId: string;
  eventId: string;
  unclaimed: boolean;
  process: (ref: { websiteId: string; eventId: string }) => Promise<void>;
}): Promise<{ status: StripeEventRecord["status"]; outcome: string | null }> {
  const { websiteId, eventId } = options;
  const places = [{ websiteId }, { websiteId: UNCLAIMED, claimedBy: websiteId }, ...(options.unclaimed ? [{ websiteId: UNCLAIMED, claimedBy: null }] : [])];
  for (const place of places) {
    const event = await StripeEvent.findOne({ eventId, ...place }).select({ payload: 0 }).lean<StripeEventRecord>();
    if (!event) continue;
    await options.process({ websiteId: event.websiteId, eventId });
    const after = await StripeEvent.findOne({ websiteId: event.websiteId, eventId }).select({ payload: 0 }).lean<StripeEventRecord>();
    return { status: after?.status ?? event.status, outcome: after?.outcome ?? null };
  }
  throw new AppError("not_found", "This event is not stored for this website, so it cannot be processed again");
}
