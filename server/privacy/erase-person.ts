import { Checkout } from "../../models/checkout.ts";
import { Identity } from "../../models/identity.ts";
import { Session } from "../../models/session.ts";
import { TrackedEvent } from "../../models/tracked-event.ts";
import { Visitor } from "../../models/visitor.ts";
import type { SessionRecord } from "../../models/session.ts";
import { forgetVisits } from "../read-model/forget-visits.ts";
import { deleteInSlices } from "../shared/delete-in-slices.ts";
import { erasePayments } from "./erase-payments.ts";
import { findPerson } from "./find-person.ts";
import type { PersonQuery } from "./find-person.ts";

export type Erased = { visitors: number; sessions: number; events: number; identities: number; payments: number };

/**
 * Erases a person (GDPR article 17): visits, events and identities go; payments stay without them. Payments first and the identities last, so that
 * a process that dies in between leaves what finds the rest: doing it again finishes it. What is sent about them afterwards is new data.
 */
export async function erasePerson(websiteId: string, query: PersonQuery, now: Date): Promise<Erased> {
  const { emails, visitorIds, payments } = await findPerson(websiteId, query);
  await erasePayments(websiteId, payments, now);
  const ofVisitors = { websiteId, visitorId: { $in: visitorIds } };
  await deleteInSlices(Checkout, ofVisitors);
  const events = await deleteInSlices(TrackedEvent, ofVisitors);
  const begun = await Session.find(ofVisitors).select({ _id: 0, startedAt: 1 }).lean<SessionRecord[]>();
  const sessions = await deleteInSlices(Session, ofVisitors);
  const starts = [...begun, ...payments.map(({ paidAt }) => ({ startedAt: paidAt }))].map(({ startedAt }) => startedAt);
  await forgetVisits(websiteId, starts);
  await Checkout.updateMany(ofVisitors, { $set: { visitorId: null, sessionId: null } });
  const visitors = await deleteInSlices(Visitor, ofVisitors);
  const identities = (await deleteInSlices(Identity, ofVisitors)) + (await deleteInSlices(Identity, { websiteId, kind: "email", value: { $in: emails } }));
  return { visitors, sessions, events, identities, payments: payments.length };
}
