import { StripeEvent, UNCLAIMED } from "../../models/stripe-event.ts";
import type { StripeEventRecord } from "../../models/stripe-event.ts";

const PATIENCE_MS = 24 * 3_600_000;

/** Events of the shared endpoint that for 24 hours no other event has joined to a website, oldest first: worth a finding. Those about customers alone carry no money. */
export function findUnclaimedEvents(options: { now: Date; limit: number }): Promise<Pick<StripeEventRecord, "eventId" | "type" | "receivedAt" | "outcome" | "livemode">[]> {
  return StripeEvent.find({ websiteId: UNCLAIMED, status: "waiting", type: { $not: /^customer\./ }, receivedAt: { $lte: new Date(options.now.getTime() - PATIENCE_MS) } })
    .sort({ receivedAt: 1 })
    .limit(options.limit)
    .select({ _id: 0, eventId: 1, type: 1, receivedAt: 1, outcome: 1, livemode: 1 })
    .lean<StripeEventRecord[]>();
}
