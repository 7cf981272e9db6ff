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

/** The records of the payments that were read, and the rows of those that are the day's. */
export type ReadPayments = { read: Set<string>; rows: PaymentRow[]; known: KnownPayments };
/**
 * What bringing a day up to date needs beside its columns, by the ids of records: the refunds that happened on it, and which revision was read; and
 * when the last of the linked sessions was active.
 */
export type KnownPayments = { refunds: Map<string, RefundRow[]>; revisions: Map<string, number>; lastSeenAt: number };
type Where = { websiteId: string; day: LocalDay; dictionaries: Dictionaries };

const PAYMENT_FIELDS = { paymentId: 1, revision: 1, status: 1, kind: 1, livemode: 1, amountMinor: 1, refundedMinor: 1, disputeLostMinor: 1, currency: 1, customerEmail: 1, customerId: 1, paidAt: 1, link: 1, touches: 1, refunds: 1 } as const;

/** Money that was received; pending and failed payments are none. */
export const COUNTED: readonly PaymentStatus[] = ["succeeded", "partially_refunded", "refunded", "disputed"];

/** Payments of a day and the refunds that happened on it, from the records. */
export async function readPayments(where: Where): Promise<ReadPayments> {
  const { websiteId, day } = where;
  const paid = await find<ReadPayment>({ websiteId, status: { $in: [...COUNTED] } }, "paidAt", { from: day.from, to: day.to }, PAYMENT_FIELDS);
  const refunded = (await Payment.collection.find({ websiteId, "refunds.at": { $gte: day.from, $lt: day.to } }, { projection: { refunds: 1, currency: 1, livemode: 1 } }).toArray()) as unknown as ReadPayment[];
  return toRows(paid, refunded, { refunds: new Map(), revisions: new Map(), lastSeenAt: 0 }, where);
}

/** Of a day that was read before: only payments that were written since are read again, and those of `recordIds`, whose visitors' visits went on. */
export async function rereadPayments(known: KnownPayments, options: Where & { since: Date; recordIds: string[] }): Promise<ReadPayments> {
  const { websiteId, since, recordIds } = options;
  const written = await find<Pick<ReadPayment, "_id" | "revision">>({ websiteId }, "writtenAt", { from: since, to: new Date(8.64e15) }, { revision: 1 });
  const ids = written.filter(({ _id, revision }) => known.revisions.get(String(_id)) !== revision).map(({ _id }) => String(_id));
  const payments: ReadPayment[] = [];
  for (const some of chunk([...new Set([...ids, ...recordIds])])) {
    const found = Payment.collection.find({ websiteId, _id: { $in: some.map((id) => new mongoose.Types.ObjectId(id)) } }, { projection: PAYMENT_FIELDS });
    payments.push(...((await found.toArray()) as unknown as ReadPayment[]));
  }
  // Only those of a moment ago may be met again.
  const recent = written.flatMap(({ _id }) => {
    const revision = known.revisions.get(String(_id));
    return revision === undefined ? [] : [[String(_id), revision] as const];
  });
  return toRows(payments, payments, { refunds: new Map(known.refunds), revisions: new Map(recent), lastSeenAt: known.lastSeenAt }, options);
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

async function toRows(payments: ReadPayment[], refunded: ReadPayment[], known: KnownPayments, where: Where): Promise<ReadPayments> {
  const { websiteId, day, dictionaries } = where;
  for (const { _id, revision } of payments) known.revisions.set(String(_id), revision);
  for (const payment of refunded) putRefunds(known.refunds, payment, where);
  const own = payments.filter(({ paidAt, status }) => paidAt >= day.from && paidAt < day.to && COUNTED.includes(status));
  const [sessions, steps, visitors] = await readLinked(websiteId, own);
  for (const { lastSeenAt } of sessions.values()) known.lastSeenAt = Math.max(known.lastSeenAt, lastSeenAt.getTime());
  return { read: new Set(payments.map(({ _id }) => String(_id))), rows: own.map(toRow), known };

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
      recordId: String(payment._id),
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

function putRefunds(known: KnownPayments["refunds"], { _id, refunds, currency, livemode }: Pick<ReadPayment, "_id" | "refunds" | "currency" | "livemode">, { day, dictionaries }: Where): void {
  const own = refunds.filter(({ at }) => at >= day.from && at < day.to);
  if (own.length === 0) return void known.delete(String(_id));
  known.set(
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
