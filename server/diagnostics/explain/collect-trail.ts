import { Identity } from "../../../models/identity.ts";
import { Payment } from "../../../models/payment.ts";
import { Session } from "../../../models/session.ts";
import { StripeEvent, UNCLAIMED } from "../../../models/stripe-event.ts";
import { WebhookDelivery } from "../../../models/webhook-delivery.ts";
import type { PaymentRecord } from "../../../models/payment.ts";
import type { SessionRecord } from "../../../models/session.ts";
import type { StripeEventRecord } from "../../../models/stripe-event.ts";
import type { WebhookDeliveryRecord } from "../../../models/webhook-delivery.ts";
import { sealEmail } from "../../shared/personal-data.ts";
import type { Subject } from "./read-subject.ts";

const MAX = 20;

/** Everything on record that a subject leads to, a few of each. `elsewhere`: it is stored, but belongs to no website yet. */
export type Trail = {
  subject: Subject;
  payments: PaymentRecord[];
  events: Omit<StripeEventRecord, "payload">[];
  refused: WebhookDeliveryRecord[];
  elsewhere: number;
  sessions: number;
  lastSeenAt: Date | null;
  identified: number;
  /** When the oldest and newest of all events came, to say whether this one could have. */
  anyEventAt: Date | null;
};

export async function collectTrail(websiteId: string, subject: Subject): Promise<Trail> {
  const payments = await findPayments(websiteId, subject);
  const ids = [...new Set([subject.value, ...payments.flatMap(({ providerIds }) => providerIds)])];
  const about = subject.kind === "event" ? { eventId: subject.value } : { objectIds: { $in: ids } };
  const people = subject.kind === "email" ? { kind: "email" as const, value: sealEmail(subject.value) } : null;
  const [own, joined, refused, elsewhere, any, identities] = await Promise.all([
    StripeEvent.find({ websiteId, ...about }).limit(MAX).select({ payload: 0 }).lean<StripeEventRecord[]>(),
    StripeEvent.find({ websiteId: UNCLAIMED, claimedBy: websiteId, ...about }).limit(MAX).select({ payload: 0 }).lean<StripeEventRecord[]>(),
    WebhookDelivery.find({ websiteId, ...about, outcome: { $nin: ["accepted", "duplicate"] } }).limit(MAX).lean<WebhookDeliveryRecord[]>(),
    StripeEvent.countDocuments({ websiteId: UNCLAIMED, claimedBy: null, ...about }),
    StripeEvent.findOne({ websiteId }).sort({ receivedAt: -1 }).select({ receivedAt: 1 }).lean<StripeEventRecord>(),
    people ? Identity.countDocuments({ websiteId, ...people }) : 0,
  ]);
  const sessions = subject.kind === "visitor" ? await findSessions(websiteId, subject.value) : [];
  return {
    subject,
    payments,
    events: [...own, ...joined].sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime()),
    refused,
    elsewhere,
    sessions: sessions.length,
    lastSeenAt: sessions.reduce<Date | null>((latest, { lastSeenAt }) => (latest && latest >= lastSeenAt ? latest : lastSeenAt), null),
    identified: identities,
    anyEventAt: any?.receivedAt ?? null,
  };
}

function findPayments(websiteId: string, { kind, value }: Subject): Promise<PaymentRecord[]> {
  const find = (filter: Record<string, unknown>) => Payment.find({ websiteId, ...filter }).sort({ paidAt: -1 }).limit(MAX).lean<PaymentRecord[]>();
  switch (kind) {
    case "payment":
      return find({ paymentId: value });
    case "customer":
      return find({ customerId: value });
    case "email":
      return find({ customerEmail: sealEmail(value) });
    case "visitor":
      return find({ "link.visitorId": value });
    case "object":
      return find({ providerIds: value });
    case "event":
      return findPaymentsOfEvent(websiteId, value);
  }
}

async function findPaymentsOfEvent(websiteId: string, eventId: string): Promise<PaymentRecord[]> {
  const events = await StripeEvent.find({ websiteId: { $in: [websiteId, UNCLAIMED] }, eventId }).select({ payload: 0 }).lean<StripeEventRecord[]>();
  const ids = events.filter((event) => event.websiteId === websiteId || event.claimedBy === websiteId).flatMap(({ objectIds }) => objectIds);
  return ids.length === 0 ? [] : Payment.find({ websiteId, providerIds: { $in: ids } }).limit(MAX).lean<PaymentRecord[]>();
}

async function findSessions(websiteId: string, id: string): Promise<SessionRecord[]> {
  const [byVisitor, bySession] = await Promise.all([
    Session.find({ websiteId, visitorId: id }).sort({ startedAt: -1 }).limit(MAX).lean<SessionRecord[]>(),
    Session.find({ websiteId, clientSessionId: id }).sort({ startedAt: -1 }).limit(MAX).lean<SessionRecord[]>(),
  ]);
  return [...byVisitor, ...bySession];
}
