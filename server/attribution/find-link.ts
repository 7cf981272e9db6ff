import type { PaymentLink } from "../../models/payment-link.ts";
import type { PaymentRecord } from "../../models/payment.ts";
import type { Touch } from "../../models/touch.ts";
import { findByEmail } from "./find-by-email.ts";
import { findByTime } from "./find-by-time.ts";
import { findFirstOfCustomer, findFirstOfSubscription } from "./find-earlier-payment.ts";
import { latestSession } from "./find-session.ts";
import { followClaim, readClaims } from "./follow-claims.ts";

export type FoundLink = Omit<PaymentLink, "linkedAt"> & {
  /** Touches to freeze instead of the visitor's own: a renewal is credited as its first payment was. */
  touches: Touch[] | null;
  /** A claimed visitor or session that nobody has seen: worth another look later. */
  waitsForClaim: boolean;
};

/** Looks for who paid, strongest evidence first, and writes down every attempt in words. Reads only. */
export async function findLink(payment: PaymentRecord, options: { linkByTime: boolean; correction: { visitorId: string } | null }): Promise<FoundLink> {
  const evidence: string[] = [];
  const claims = readClaims(payment);
  let waitsForClaim = false;
  const result = (method: PaymentLink["method"], confidence: PaymentLink["confidence"], visitorId: string | null, sessionId: string | null): FoundLink => ({
    method, confidence, visitorId, sessionId, evidence, waitsForClaim, follows: null, touches: null,
  });

  if (options.correction) {
    const session = await latestSession(payment, options.correction.visitorId);
    evidence.push("A person of your team linked this payment to this visitor.");
    return result("manual", "certain", options.correction.visitorId, session?.sessionId ?? null);
  }

  const first = await findFirstOfSubscription(payment);
  if (first) {
    evidence.push(`A renewal: the subscription's first payment was linked to this visitor by ${first.link.method}.`);
    return follow(result("customer", first.link.method === "time" ? "estimated" : "certain", first.link.visitorId, first.link.sessionId), first, "subscription");
  }

  for (const claim of claims) {
    const found = await followClaim(payment, claim, evidence);
    waitsForClaim ||= !found?.complete;
    if (found) return result(claim.method, "certain", found.visitorId, found.sessionId);
  }
  if (claims.length === 0) evidence.push("The payment carries no visitorId or sessionId in its metadata and no client_reference_id from the script.");

  const earlier = await findFirstOfCustomer(payment);
  if (earlier?.link.visitorId) {
    const renewal = payment.kind === "subscription_renewal";
    evidence.push(`${renewal ? "A renewal: an" : "An"} earlier payment of the same customer was linked to this visitor by ${earlier.link.method}.`);
    if (renewal) return follow(result("customer", "certain", earlier.link.visitorId, earlier.link.sessionId), earlier, "customer");
    const session = await latestSession(payment, earlier.link.visitorId);
    return { ...result("customer", "likely", earlier.link.visitorId, session?.sessionId ?? earlier.link.sessionId), follows: { paymentId: earlier.paymentId, by: "customer" } };
  }
  evidence.push(payment.customerId ? `No earlier payment of the customer ${payment.customerId} is linked.` : "The payment names no customer, so no earlier payment can tell who it was.");

  const byEmail = await findByEmail(payment, evidence);
  if (byEmail) return result("email", "likely", byEmail.visitorId, byEmail.sessionId);

  if (payment.kind === "subscription_renewal") evidence.push("A renewal is charged without a visit, so the time tells nothing.");
  else if (!options.linkByTime) evidence.push("Linking by time is switched off for this website.");
  else {
    const byTime = await findByTime(payment, evidence);
    if (byTime) return result("time", "estimated", byTime.visitorId, byTime.sessionId);
  }
  return result("none", "none", null, null);
}

/** Credited as the first payment was: with its touches. */
function follow(link: FoundLink, first: PaymentRecord, by: "subscription" | "customer"): FoundLink {
  return { ...link, touches: first.touches, follows: { paymentId: first.paymentId, by } };
}
