import { StripeEvent, UNCLAIMED } from "../../models/stripe-event.ts";
import type { StripeEventRecord } from "../../models/stripe-event.ts";
import { Website } from "../../models/website.ts";
import type { WebsiteRecord } from "../../models/website.ts";

const WEBSITES_A_QUERY = 500;
const SETTLED = { status: "ignored", outcome: "It came to a website's own endpoint too, which tells the same", nextAttemptAt: null } as const;

type Told = Pick<StripeEventRecord, "eventId" | "type" | "createdAt" | "endpoint">;

/*
 * Where the shared endpoint and a website's own are both set up in Stripe, every event comes to both. What names no website then waits on the shared
 * one for a claim that never comes, though the website has it: such a copy is done with. It is not made the website's, since the website's secret says
 * nothing of what came under the shared one. Whichever of the two comes second finds the other.
 */

/** Settles the waiting copies of what came to a website's own endpoint. */
export async function settleCopiesOf(events: Told[]): Promise<void> {
  const own = events.filter(({ endpoint }) => endpoint === "website");
  if (own.length === 0) return;
  const waiting = await StripeEvent.find({ websiteId: UNCLAIMED, eventId: { $in: own.map(({ eventId }) => eventId) }, status: "waiting" }).select({ eventId: 1, type: 1, createdAt: 1 }).lean<Told[]>();
  const copies = waiting.filter((copy) => own.some((event) => isSame(event, copy))).map(({ eventId }) => eventId);
  if (copies.length > 0) await StripeEvent.updateMany({ websiteId: UNCLAIMED, eventId: { $in: copies }, status: "waiting" }, { $set: SETTLED });
}

/** Settles an event that waits on the shared endpoint, if a website has it. */
export async function settleIfCopy(waiting: Told): Promise<void> {
  const websites = await Website.find({}).select({ _id: 1 }).lean<Pick<WebsiteRecord, "_id">[]>();
  for (let start = 0; start < websites.length; start += WEBSITES_A_QUERY) {
    const websiteIds = websites.slice(start, start + WEBSITES_A_QUERY).map(({ _id }) => _id);
    const told = await StripeEvent.find({ websiteId: { $in: websiteIds }, eventId: waiting.eventId }).select({ eventId: 1, type: 1, createdAt: 1 }).lean<Told[]>();
    if (!told.some((event) => isSame(event, waiting))) continue;
    await StripeEvent.updateOne({ websiteId: UNCLAIMED, eventId: waiting.eventId, status: "waiting" }, { $set: SETTLED });
    return;
  }
}

function isSame(a: Told, b: Told): boolean {
  return a.eventId === b.eventId && a.type === b.type && a.createdAt.getTime() === b.createdAt.getTime();
}
