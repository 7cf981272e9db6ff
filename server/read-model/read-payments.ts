import { Payment } from "../../models/payment.ts";
import type { PaymentRecord, PaymentStatus } from "../../models/payment.ts";
import { Session } from "../../models/session.ts";
import type { SessionRecord } from "../../models/session.ts";
import { TrackedEvent } from "../../models/tracked-event.ts";
import type { TrackedEventRecord } from "../../models/tracked-event.ts";
import { linkedTouch } from "../shared/linked-touch.ts";
import type { LocalDay } from "../shared/local-days.ts";
import { readBatches } from "../shared/read-batches.ts";
import { codeOf } from "./dictionary.ts";
import { TOUCH_DIMENSIONS, valueOf } from "./dimensions.ts";
import { PAYMENT_KINDS } from "./payments-segment.ts";
import type { PaymentRow, RefundRow } from "./payments-segment.ts";
import { chunk, visitorType } from "./read-visits.ts";
import { findVisitors } from "./visitor-ordinals.ts";
import type { Dictionaries } from "./website-dictionaries.ts";

type ReadPayment = Pick<
  PaymentRecord,
  "paymentId" | "kind" | "livemode" | "amountMinor" | "refundedMinor" | "disputeLostMinor" | "currency" | "customerEmail" | "customerId" | "paidAt" | "link" | "touches" | "refunds"
>;
type LinkedSession = Pick<SessionRecord, "sessionId" | "startedAt" | "lastSeenAt" | "exitPath" | "hostname">;

const PAYMENT_FIELDS = { paymentId: 1, kind: 1, livemode: 1, amountMinor: 1, refundedMinor: 1, disputeLostMinor: 1, currency: 1, customerEmail: 1, customerId: 1, paidAt: 1, link: 1, touches: 1 } as const;

/** Money that was received; pending and failed payments are none. */
export const COUNTED: readonly PaymentStatus[] = ["succeeded", "partially_refunded", "refunded", "disputed"];

/** Payments of a day and the refunds that happened on it, from the records; `lastSeenAt`: when the last of the linked sessions was still active. */
export async function readPayments(options: { websiteId: string; day: LocalDay; dictionaries: Dictionaries }): Promise<{ rows: PaymentRow[]; refunds: RefundRow[]; lastSeenAt: number }> {
  const { websiteId, day, dictionaries } = options;
  const span = { $gte: day.from, $lt: day.to };
  // In looks of some milliseconds each: what is recorded meanwhile has its turn in between.
  const batches = readBatches({
    period: day,
    find: (within, limit) => Payment.collection.find<ReadPayment & { _id: unknown }>({ websiteId, paidAt: within, status: { $in: [...COUNTED] } }, { projection: PAYMENT_FIELDS }).sort({ paidAt: 1 }).limit(limit).toArray(),
    timeOf: ({ paidAt }) => paidAt,
    toRow: (payment) => payment,
  });
  const found = new Map<string, ReadPayment>();
  for await (const batch of batches) for (const payment of batch) found.set(payment.paymentId, payment);
  const payments = [...found.values()];
  const refunded = (await Payment.collection.find({ websiteId, "refunds.at": span }, { projection: { _id: 0, refunds: 1, currency: 1, livemode: 1 } }).toArray()) as unknown as ReadPayment[];
  const [sessions, steps, visitors] = await readLinked(websiteId, payments);
  const rows = payments.map((payment): PaymentRow => {
    const touch = linkedTouch(payment);
    const session = payment.link.sessionId ? sessions.get(payment.link.sessionId) : undefined;
    const own = steps.get(payment.link.sessionId ?? "") ?? [];
    const payer = visitors.get(payment.link.visitorId ?? "");
    const type = touch && visitorType(touch.at, payer?.firstSeenAt ?? null);
    const list = (kind: "page" | "goal") =>
      own
        .filter((event) => (event.type === "pageview") === (kind === "page"))
        .map((event) => ({ code: codeOf(dictionaries[kind], kind === "page" ? event.path : event.name), after: event.at.getTime() - (session?.startedAt ?? event.at).getTime() }));
    return {
      paymentId: payment.paymentId,
      paidAt: payment.paidAt.getTime() - day.from.getTime(),
      amount: payment.amountMinor,
      refunded: payment.refundedMinor,
      lost: payment.disputeLostMinor,
      kind: PAYMENT_KINDS.indexOf(payment.kind),
      live: payment.livemode ? 1 : 0,
      currency: codeOf(dictionaries.currency, payment.currency),
      customer: codeOf(dictionaries.customer, payment.customerId ?? payment.customerEmail ?? payment.link.visitorId ?? payment.paymentId),
      payingVisitor: codeOf(dictionaries.payingVisitor, payment.link.visitorId),
      payer: payer?.firstSeenAt ? payer.ordinal + 1 : 0,
      session: [codeOf(dictionaries.exit_page, session?.exitPath ?? null), codeOf(dictionaries.hostname, session?.hostname || null), codeOf(dictionaries.visitor_type, type)],
      pages: list("page"),
      goals: list("goal"),
      touches: payment.touches.map((each) => ({ at: each.at.getTime(), codes: TOUCH_DIMENSIONS.map((name) => codeOf(dictionaries[name], valueOf(each, name) ?? null)) })),
      linked: touch ? payment.touches.indexOf(touch) : payment.touches.length,
    };
  });
  const refunds = refunded.flatMap(({ refunds: all, currency, livemode }) =>
    all
      .filter(({ at }) => at >= day.from && at < day.to)
      .map(({ at, amountMinor }) => ({ at: at.getTime() - day.from.getTime(), amount: amountMinor, currency: codeOf(dictionaries.currency, currency), live: livemode ? 1 : 0 })),
  );
  return { rows, refunds, lastSeenAt: [...sessions.values()].reduce((latest, { lastSeenAt }) => Math.max(latest, lastSeenAt.getTime()), 0) };
}

/** The sessions that payments are linked to, what was seen in them, and their visitors. */
async function readLinked(websiteId: string, payments: ReadPayment[]) {
  const sessions = new Map<string, LinkedSession>();
  const steps = new Map<string, TrackedEventRecord[]>();
  const distinct = (read: (payment: ReadPayment) => string | null) => chunk([...new Set(payments.flatMap((payment) => read(payment) ?? []))]);
  for (const ids of distinct(({ link }) => link.sessionId)) {
    const [found, events] = await Promise.all([
      Session.collection.find({ websiteId, sessionId: { $in: ids } }, { projection: { _id: 0, sessionId: 1, startedAt: 1, lastSeenAt: 1, exitPath: 1, hostname: 1 } }).toArray(),
      TrackedEvent.collection.find({ websiteId, sessionId: { $in: ids }, type: { $in: ["pageview", "goal"] } }, { projection: { _id: 0, sessionId: 1, type: 1, at: 1, path: 1, name: 1 } }).toArray(),
    ]);
    for (const session of found as unknown as LinkedSession[]) sessions.set(session.sessionId, session);
    for (const event of events as unknown as TrackedEventRecord[]) steps.set(event.sessionId, [...(steps.get(event.sessionId) ?? []), event]);
  }
  const visitors = await findVisitors(websiteId, payments.flatMap(({ link }) => link.visitorId ?? []));
  return [sessions, steps, visitors] as const;
}
