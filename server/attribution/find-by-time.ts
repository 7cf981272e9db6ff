import DataLoader from "dataloader";
import { CHECKOUT_INDEX, LONGEST_VISIT_MS, Session } from "../../models/session.ts";
import type { PaymentRecord } from "../../models/payment.ts";
import type { SessionRecord } from "../../models/session.ts";
import { sideBySide } from "../shared/side-by-side.ts";
import { paymentMoment } from "./payment-moment.ts";

type Visit = Pick<SessionRecord, "sessionId" | "visitorId">;
type Moment = Pick<PaymentRecord, "websiteId" | "paidAt">;

const WINDOW_MS = 30 * 60_000;
const ENOUGH = 200;
const READ_AT_ONCE = 8;

/** Payments of one second that ask at the same moment are answered by one look. */
const visits: DataLoader<Moment, { buying: Visit[]; present: Visit[] }, string> = new DataLoader(
  (moments) => {
    // What was asked from here on sees what is stored from here on.
    visits.clearAll();
    return sideBySide(moments.map((moment) => [moment]), READ_AT_ONCE, readVisits);
  },
  { cacheKeyFn: ({ websiteId, paidAt }) => `${websiteId} ${paidAt.getTime()}` },
);

/** The only visitor who was at the checkout, else the only one on the website, in the 30 minutes before the payment. */
export async function findByTime(payment: PaymentRecord, evidence: string[]): Promise<Visit | null> {
  const { buying, present } = await visits.load({ websiteId: payment.websiteId, paidAt: payment.paidAt });
  const candidates = onlyVisitor(buying) ? buying : present;
  const [latest] = candidates;
  if (latest && onlyVisitor(candidates)) {
    evidence.push(`Only one visitor ${candidates === buying ? "was at the checkout" : "was on the website"} in the 30 minutes before the payment.`);
    return latest;
  }
  const count = new Set(candidates.map(({ visitorId }) => visitorId)).size;
  evidence.push(count === 0 ? "Nobody was on the website in the 30 minutes before the payment." : `${count} visitors were on the website in the 30 minutes before: none can be picked.`);
  return null;
}

/** Those that showed a sign of buying, and, unless that was one visitor, all that were there; the last begun first. */
async function readVisits({ websiteId, paidAt }: Moment): Promise<{ buying: Visit[]; present: Visit[] }> {
  const from = new Date(paidAt.getTime() - WINDOW_MS);
  const filter = {
    websiteId,
    startedAt: { $gte: new Date(from.getTime() - LONGEST_VISIT_MS), $lte: paymentMoment(paidAt) },
    lastSeenAt: { $gte: from },
  };
  const read = (more: object) => Session.find({ ...filter, ...more }).sort({ startedAt: -1 }).limit(ENOUGH).select({ _id: 0, sessionId: 1, visitorId: 1 });
  // Coming back with session_id is a sign too, and comes just after the payment. Told to use its index: by the time of their beginning, all visits of half a day would be looked through for it.
  const buying = await read({ checkoutSignalAt: { $gte: from, $lte: new Date(paidAt.getTime() + WINDOW_MS) } }).hint(CHECKOUT_INDEX).lean<Visit[]>();
  return { buying, present: onlyVisitor(buying) ? [] : await read({}).lean<Visit[]>() };
}

function onlyVisitor(sessions: Visit[]): boolean {
  return new Set(sessions.map(({ visitorId }) => visitorId)).size === 1;
}
