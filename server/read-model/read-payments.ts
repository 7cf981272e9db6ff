import mongoose from "mongoose";
import { Payment } from "../../models/payment.ts";
import type { PaymentRecord, PaymentStatus } from "../../models/payment.ts";
import { Session } from "../../models/session.ts";
import type { SessionRecord } from "../../models/session.ts";
import { TrackedEvent } from "../../models/tracked-event.ts";
import type { TrackedEventRecord } from "../../models/tracked-event.ts";
import { linkedTouch } from "../shared/linked-touch.ts";
import type { LocalDay } from "../shared/local-days.ts";
import type { Period } from "../shared/period.ts";
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
  "paymentId" | "revision" | "status" | "kind" | "livemode" | "amountMinor" | "refundedMinor" | "disputeLostMinor" | "currency" | "customerEmail" | "customerId" | "paidAt" | "link" | "touches" | "refunds"
> & { _id: unknown };
type LinkedSession = Pick<SessionRecord, "sessionId" | "startedAt" | "lastSeenAt" | "exitPath" | "hostname">;

/**
 * What a day's columns are made of, by the id of its record: the payments paid on it, the refunds that happened on it, and which revision was read.
 * `lastSeenAt`: when the last of the linked sessions was active.
 */
export type DayPayments = { paid: Map<string, { row: PaymentRow; visitorId: string | null }>; refunds: Map<string, RefundRow[]>; revisions: Map<string, number>; lastSeenAt: number };
type Where = { websiteId: string; day: LocalDay; dictionaries: Dictionaries };

const PAYMENT_FIELDS = { paymentId: 1, revision: 1, status: 1, kind: 1, livemode: 1, amountMinor: 1, refundedMinor: 1, disputeLostMinor: 1, currency: 1, customerEmail: 1, customerId: 1, paidAt: 1, link: 1, touches: 1, refunds: 1 } as const;

/** Money that was received; pending and failed payments are none. */
export const COUNTED: readonly PaymentStatus[] = ["succeeded", "partially_refunded", "refunded", "disputed"];

/** Payments of a day and the refunds that happened on it, from the records. */
export async function readPayments(where: Where): Promise<DayPayments> {
  const { websiteId, day } = where;
  const read: DayPayments = { paid: new Map(), refunds: new Map(), revisions: new Map(), lastSeenAt: 0 };
  await put(read, await find<ReadPayment>({ websiteId, status: { $in: [...COUNTED] } }, "paidAt", { from: day.from, to: day.to }, PAYMENT_FIELDS), where);
  const refunded = (await Payment.collection.find({ websiteId, "refunds.at": { $gte: day.from, $lt: day.to } }, { projection: { refunds: 1, currency: 1, livemode: 1 } }).toArray()) as unknown as ReadPayment[];
  for (const payment of refunded) putRefunds(read, payment, where);
  return read;
}

/** The same of a day that was read before: only payments that were written since are read again, and those of some visitors, whose visits went on. */
export async function rereadPayments(known: DayPayments, options: Where & { since: Date; visitorIds: ReadonlySet<string> }): Promise<DayPayments> {
  const { websiteId, since, visitorIds } = options;
  const written = await find<Pick<ReadPayment, "_id" | "revision">>({ websiteId }, "writtenAt", { from: since, to: new Date(8.64e15) }, { revision: 1 });
  const ids = written.filter(({ _id, revision }) => known.revisions.get(String(_id)) !== revision).map(({ _id }) => String(_id));
  for (const [id, { visitorId }] of known.paid) if (visitorId !== null && visitorIds.has(visitorId)) ids.push(id);
  const payments: ReadPayment[] = [];
  for (const some of chunk([...new Set(ids)])) {
    const found = Payment.collection.find({ websiteId, _id: { $in: some.map((id) => new mongoose.Types.ObjectId(id)) } }, { projection: PAYMENT_FIELDS });
    payments.push(...((await found.toArray()) as unknown as ReadPayment[]));
  }
  // Of others than the day's own, only those of a moment ago may be met again.
  const recent = new Set(written.map(({ _id }) => String(_id)));
  const revisions = new Map([...known.revisions].filter(([id]) => known.paid.has(id) || recent.has(id)));
  const read: DayPayments = { paid: new Map(known.paid), refunds: new Map(known.refunds), revisions, lastSeenAt: known.lastSeenAt };
  for (const payment of payments) putRefunds(read, payment, options);
  await put(read, payments, options);
  return read;
}

/** In looks of some milliseconds each: what is recorded meanwhile has its turn in between. */
async function find<Found extends { _id: unknown }>(filter: Record<string, unknown>, by: "paidAt" | "writtenAt", period: Period, fields: Record<string, 1>): Promise<Found[]> {
  const batches = readBatches({
    period,
    find: (within, limit) => Payment.collection.find({ ...filter, [by]: within }, { projection: { ...fields, [by]: 1 } }).sort({ [by]: 1 }).limit(limit).toArray(),
    timeOf: (payment) => payment[by] as Date,
    toRow: (payment) => payment as unknown as Found,
  });
  const found = new Map<string, Found>();
  for await (const batch of batches) for (const payment of batch) found.set(String(payment._id), payment);
  return [...found.values()];
}

/** Takes payments as they are now: those that are none of the day's leave it. */
async function put(read: DayPayments, payments: ReadPayment[], { websiteId, day, dictionaries }: Where): Promise<void> {
  for (const { _id, revision } of payments) read.revisions.set(String(_id), revision);
  const isOfDay = ({ paidAt, status }: ReadPayment) => paidAt >= day.from && paidAt < day.to && COUNTED.includes(status);
  for (const payment of payments) if (!isOfDay(payment)) read.paid.delete(String(payment._id));
  const own = payments.filter(isOfDay);
  const [sessions, steps, visitors] = await readLinked(websiteId, own);
  for (const payment of own) read.paid.set(String(payment._id), { row: toRow(payment), visitorId: payment.link.visitorId });
  for (const { lastSeenAt } of sessions.values()) read.lastSeenAt = Math.max(read.lastSeenAt, lastSeenAt.getTime());

  function toRow(payment: ReadPayment): PaymentRow {
    const touch = linkedTouch(payment);
    const session = payment.link.sessionId ? sessions.get(payment.link.sessionId) : undefined;
    const seen = steps.get(payment.link.sessionId ?? "") ?? [];
    const payer = visitors.get(payment.link.visitorId ?? "");
    const type = touch && visitorType(touch.at, payer?.firstSeenAt ?? null);
    const list = (kind: "page" | "goal") =>
      seen
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
  }
}

function putRefunds(read: DayPayments, { _id, refunds, currency, livemode }: Pick<ReadPayment, "_id" | "refunds" | "currency" | "livemode">, { day, dictionaries }: Where): void {
  const own = refunds.filter(({ at }) => at >= day.from && at < day.to);
  if (own.length === 0) return void read.refunds.delete(String(_id));
  read.refunds.set(
    String(_id),
    own.map(({ at, amountMinor }) => ({ at: at.getTime() - day.from.getTime(), amount: amountMinor, currency: codeOf(dictionaries.currency, currency), live: livemode ? 1 : 0 })),
  );
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
