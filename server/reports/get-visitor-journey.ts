import { Identity } from "../../models/identity.ts";
import { Payment } from "../../models/payment.ts";
import { Session } from "../../models/session.ts";
import { TrackedEvent } from "../../models/tracked-event.ts";
import { Visitor } from "../../models/visitor.ts";
import type { IdentityRecord } from "../../models/identity.ts";
import type { PaymentRecord } from "../../models/payment.ts";
import type { SessionRecord } from "../../models/session.ts";
import type { TrackedEventRecord } from "../../models/tracked-event.ts";
import type { VisitorRecord } from "../../models/visitor.ts";
import { AppError } from "../shared/app-error.ts";
import { openEmail } from "../shared/personal-data.ts";
import { viewPayment } from "./list-payments.ts";

export type VisitStep = { at: string; kind: "page" | "goal" | "payment" | "refund"; text: string; detail: string | null };

const MOST_SESSIONS = 100;
const MOST_EVENTS = 1_000;

/** A visitor's sessions, newest first, each with its pages, goals and payments in order; who it is known to be; what was paid. Throws `not_found`. */
export async function getVisitorJourney(websiteId: string, visitorId: string) {
  const visitor = await Visitor.findOne({ websiteId, visitorId }).lean<VisitorRecord>();
  if (!visitor) throw new AppError("not_found", `There is no visitor ${visitorId}`);
  const [sessions, sessionCount, events, identities, payments] = await Promise.all([
    Session.find({ websiteId, visitorId }).sort({ startedAt: -1 }).limit(MOST_SESSIONS).lean<SessionRecord[]>(),
    Session.countDocuments({ websiteId, visitorId }),
    TrackedEvent.find({ websiteId, visitorId, type: { $in: ["pageview", "goal"] } }).sort({ at: -1 }).limit(MOST_EVENTS).lean<TrackedEventRecord[]>(),
    Identity.find({ websiteId, visitorId }).sort({ firstAt: 1 }).lean<IdentityRecord[]>(),
    Payment.find({ websiteId, "link.visitorId": visitorId }).sort({ paidAt: -1 }).limit(MOST_SESSIONS).lean<PaymentRecord[]>(),
  ]);
  const steps = new Map<string, VisitStep[]>(sessions.map(({ sessionId }) => [sessionId, []]));
  for (const { sessionId, at, type, path, name, title } of events) {
    steps.get(sessionId)?.push({ at: at.toISOString(), kind: type === "goal" ? "goal" : "page", text: type === "goal" ? `Goal ${name}` : path, detail: type === "goal" ? path : title });
  }
  for (const { link, paidAt, key } of payments) if (link.sessionId) steps.get(link.sessionId)?.push({ at: paidAt.toISOString(), kind: "payment", text: "Paid", detail: key });
  return {
    visitorId,
    firstSeenAt: visitor.firstSeenAt.toISOString(),
    lastSeenAt: visitor.lastSeenAt.toISOString(),
    sessionCount,
    sessions: sessions.map(({ sessionId, startedAt, lastSeenAt, pageViews, goals, hostname, touch }) => ({
      sessionId,
      startedAt: startedAt.toISOString(),
      seconds: Math.round((lastSeenAt.getTime() - startedAt.getTime()) / 1_000),
      pageViews,
      goals,
      hostname,
      channel: touch.channel,
      source: touch.source,
      campaign: touch.campaign,
      referrer: touch.referrer,
      country: touch.country,
      city: touch.city,
      device: touch.device,
      browser: touch.browser,
      os: touch.os,
      steps: (steps.get(sessionId) ?? []).sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)),
    })),
    identities: identities.map(({ kind, value, name, firstAt }) => ({ kind, value: openEmail(value), name, firstAt: firstAt.toISOString() })),
    payments: payments.map(viewPayment),
  };
}
