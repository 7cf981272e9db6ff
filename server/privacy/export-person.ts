import { Identity } from "../../models/identity.ts";
import { PaymentFactRecord } from "../../models/payment-fact-record.ts";
import { Session } from "../../models/session.ts";
import { TrackedEvent } from "../../models/tracked-event.ts";
import { Visitor } from "../../models/visitor.ts";
import type { IdentityRecord } from "../../models/identity.ts";
import type { StoredPaymentFact } from "../../models/payment-fact-record.ts";
import { openEmail } from "../shared/personal-data.ts";
import { findPerson } from "./find-person.ts";
import type { PersonQuery } from "./find-person.ts";

/** All that is held of a person, addresses opened, for a request of access (GDPR article 15). Empty lists where nothing is held. */
export async function exportPerson(websiteId: string, query: PersonQuery, now: Date) {
  const { emails, visitorIds, payments } = await findPerson(websiteId, query);
  const ofVisitors = { websiteId, visitorId: { $in: visitorIds } };
  const ids = payments.flatMap(({ providerIds }) => providerIds);
  const [visitors, sessions, events, identities, facts] = await Promise.all([
    Visitor.find(ofVisitors).select({ _id: 0 }).lean(),
    Session.find(ofVisitors).select({ _id: 0 }).sort({ startedAt: 1 }).lean(),
    TrackedEvent.find(ofVisitors).select({ _id: 0 }).sort({ at: 1 }).lean(),
    Identity.find(ofVisitors).select({ _id: 0 }).lean<IdentityRecord[]>(),
    PaymentFactRecord.find({ websiteId, ids: { $in: ids } }).select({ _id: 0 }).sort({ at: 1 }).lean<StoredPaymentFact[]>(),
  ]);
  return {
    exportedAt: now.toISOString(),
    websiteId,
    emails: emails.map(openEmail),
    visitors,
    sessions,
    events,
    identities: identities.map((tie) => ({ ...tie, value: tie.kind === "email" ? openEmail(tie.value) : tie.value })),
    payments: payments.map((payment) => ({ ...payment, customerEmail: openEmail(payment.customerEmail) })),
    facts: facts.map((fact) => ({ ...fact, email: fact.email && { ...fact.email, value: openEmail(fact.email.value) } })),
  };
}
