import { Payment } from "../../models/payment.ts";
import { Session } from "../../models/session.ts";
import { TrackedEvent } from "../../models/tracked-event.ts";
import type { PaymentRecord, PaymentStatus } from "../../models/payment.ts";
import type { SessionRecord } from "../../models/session.ts";
import type { TrackedEventRecord } from "../../models/tracked-event.ts";
import type { WebsiteRecord } from "../../models/website.ts";
import { valueOf } from "./dimensions.ts";
import type { TouchDimension } from "./dimensions.ts";
import type { Filters } from "./parse-filters.ts";
import type { Period } from "./parse-period.ts";

export type ReportSession = Pick<SessionRecord, "sessionId" | "visitorId" | "startedAt" | "lastSeenAt" | "pageViews" | "goals" | "hostname" | "touch">;
export type ReportPayment = Pick<
  PaymentRecord,
  "paymentId" | "status" | "kind" | "amountMinor" | "refundedMinor" | "disputeLostMinor" | "currency" | "customerEmail" | "customerId" | "refunds" | "paidAt" | "link" | "touches"
>;
export type ReportData = { currency: string; timezone: string; period: Period; sessions: ReportSession[]; payments: ReportPayment[] };

const COUNTED: PaymentStatus[] = ["succeeded", "partially_refunded", "refunded", "disputed"];

/** Money that was received: pending and failed payments are left out, test data unless the website shows it or has nothing else. */
export async function loadReportData(options: { website: WebsiteRecord; period: Period; filters: Filters }): Promise<ReportData> {
  const { website, period, filters } = options;
  const websiteId = website._id;
  const span = { $gte: period.from, $lt: period.to };
  const withTest = website.showTestData || !(await Payment.findOne({ websiteId, livemode: true }).select({ _id: 1 }).lean());
  const [sessions, payments] = await Promise.all([
    Session.find({ websiteId, startedAt: span })
      .select({ _id: 0, sessionId: 1, visitorId: 1, startedAt: 1, lastSeenAt: 1, pageViews: 1, goals: 1, hostname: 1, touch: 1 })
      .lean<ReportSession[]>(),
    Payment.find({ websiteId, paidAt: span, status: { $in: COUNTED }, ...(withTest ? {} : { livemode: true }) })
      .select({ _id: 0, paymentId: 1, status: 1, kind: 1, amountMinor: 1, refundedMinor: 1, disputeLostMinor: 1, currency: 1, customerEmail: 1, customerId: 1, refunds: 1, paidAt: 1, link: 1, touches: 1 })
      .lean<ReportPayment[]>(),
  ]);
  const kept = await applyFilters(websiteId, filters, sessions, payments);
  return { currency: website.currency, timezone: website.timezone, period, ...kept };
}

/** Filters choose sessions; a payment passes when the session that it is linked to does. */
async function applyFilters(websiteId: string, filters: Filters, sessions: ReportSession[], payments: ReportPayment[]): Promise<Pick<ReportData, "sessions" | "payments">> {
  const { page, hostname, goal, ...touchFilters } = filters;
  let [keptSessions, keptPayments] = [sessions, payments];
  for (const [name, values] of Object.entries(touchFilters)) {
    const wanted = new Set(values);
    const dimension = name as TouchDimension;
    keptSessions = keptSessions.filter(({ touch }) => wanted.has(valueOf(touch, dimension) ?? ""));
    keptPayments = keptPayments.filter((payment) => {
      const touch = linkedTouch(payment);
      return touch !== null && wanted.has(valueOf(touch, dimension) ?? "");
    });
  }
  for (const [query, values] of [["path", page], ["name", goal], ["hostname", hostname]] as const) {
    if (!values) continue;
    const type = query === "name" ? "goal" : "pageview";
    const ids = [...new Set([...keptSessions.map(({ sessionId }) => sessionId), ...keptPayments.flatMap(({ link }) => (link.sessionId ? [link.sessionId] : []))])];
    const events = await TrackedEvent.find({ websiteId, sessionId: { $in: ids }, type, [query]: { $in: values } }).select({ _id: 0, sessionId: 1 }).lean<TrackedEventRecord[]>();
    const seen = new Set(events.map(({ sessionId }) => sessionId));
    keptSessions = keptSessions.filter(({ sessionId }) => seen.has(sessionId));
    keptPayments = keptPayments.filter(({ link }) => link.sessionId !== null && seen.has(link.sessionId));
  }
  return { sessions: keptSessions, payments: keptPayments };
}

/** The touch of the session that a payment is linked to: as it was frozen, else the last one. */
export function linkedTouch(payment: Pick<ReportPayment, "link" | "touches">) {
  return payment.touches.find(({ sessionId }) => sessionId === payment.link.sessionId) ?? payment.touches.at(-1) ?? null;
}
