import { explainRefusal } from "../log/explain-refusal.ts";
import type { TraceStep } from "../log/trace-event.ts";
import type { PaymentRecord } from "../../../models/payment.ts";
import type { Trail } from "./collect-trail.ts";

export type Answer = {
  /** The answer in one sentence. */
  verdict: string;
  tone: "gain" | "warn" | "loss";
  steps: TraceStep[];
  advice: string;
  action: { label: string; to: string } | null;
  payments: { paymentId: string; key: string; status: string; method: string; amountMinor: number; currency: string; at: Date }[];
};

/** Why is this payment missing, or not linked? Station by station until the first that failed. Pure. */
export function buildAnswer(trail: Trail): Answer {
  const payments = trail.payments.map(({ paymentId, key, status, link, amountMinor, currency, paidAt }) => ({ paymentId, key, status, method: link.method, amountMinor, currency, at: paidAt }));
  return { ...judge(trail), payments };
}

type Judged = Omit<Answer, "payments">;

function judge(trail: Trail): Judged {
  const { subject, payments, events } = trail;
  if (subject.kind === "visitor") return judgeVisitor(trail);
  if (payments.length === 0 && events.length === 0) return judgeUnknown(trail);
  const steps = [stepReceived(trail), ...(events.length > 0 ? [stepProcessed(trail)] : [])];
  const [payment] = payments;
  if (!payment) return judgeWithoutPayment(trail, steps);
  const many = payments.length > 1 ? ` (and ${payments.length - 1} more)` : "";
  steps.push({ title: "Payment", state: "done", text: `It is part of ${payment.paymentId}${many}, which is ${payment.status.replaceAll("_", " ")}.` });
  if (payment.heldFor?.length) return { verdict: "It is here, and held: which payment paid it is not known.", tone: "warn", steps, advice: `${payment.heldFor.join(" or ")} may have brought this very money. It is not counted beside them until Stripe tells (invoice_payment.paid) or you say so on its page.`, action: { label: "Open it", to: `payments/${payment.paymentId}` } };
  const unlinked = payments.filter(({ link }) => link.visitorId === null);
  const first = unlinked[0] ?? payment;
  steps.push(stepLink(first));
  if (unlinked.length === 0) return { verdict: "The payment is here and linked.", tone: "gain", steps, advice: "Nothing to change. Open it to see the journey that led to it.", action: { label: "Open the payment", to: `payments/${payment.paymentId}` } };
  return { verdict: `The payment is here, but no visitor could be linked to it${unlinked.length > 1 ? ` (${unlinked.length} of ${payments.length})` : ""}.`, tone: "warn", steps, ...adviseLink(first) };
}

function judgeUnknown(trail: Trail): Judged {
  const { refused, elsewhere, subject } = trail;
  const [refusal] = refused;
  if (refusal) {
    const advice = explainRefusal(refusal);
    return { verdict: "Stripe delivered it, but the delivery was refused.", tone: "loss", steps: [{ title: "Received", state: "failed", text: advice?.why ?? refusal.outcome }], advice: advice ? `${advice.mend} ${advice.lost}` : "Look at the delivery.", action: advice?.action ?? { label: "See the delivery", to: `webhooks/${refusal._id.toHexString()}` } };
  }
  if (elsewhere > 0) return { verdict: "An event about it came to the shared endpoint and has named no website.", tone: "warn", steps: [{ title: "Received", state: "done", text: "Accepted and stored." }, { title: "Website", state: "waiting", text: "Neither its metadata nor another event says that it is this website’s." }], advice: "Put websiteId into the metadata of the checkout, or use this website’s own webhook address.", action: { label: "See the snippets", to: "setup?step=ids" } };
  if (subject.kind === "email") return { verdict: "No payment with this e-mail address is known.", tone: "warn", steps: [stepIdentified(trail)], advice: "Look in Stripe which address the buyer used, or search for the payment’s id (pi_…), which is on its page there.", action: null };
  const quiet = trail.anyEventAt ? "Other events do arrive." : "No event has ever arrived for this website.";
  return { verdict: "Nothing about it was ever received.", tone: "loss", steps: [{ title: "Received", state: "failed", text: `No delivery of the last 90 days and no stored event speaks of it. ${quiet}` }], advice: "Open it in Stripe and look at its events and to which endpoints they went: the mode (test or live), the account, the endpoint’s address or its ticked events differ. Stripe can resend an event of the last 30 days.", action: trail.anyEventAt ? { label: "See the list of events", to: "setup?step=stripe" } : { label: "Connect Stripe", to: "setup?step=stripe" } };
}

function judgeWithoutPayment({ events }: Trail, steps: TraceStep[]): Judged {
  const failed = events.find(({ status }) => status === "failed" || status === "parked");
  if (failed) return { verdict: "It was received, but could not be processed.", tone: "loss", steps, advice: "Open the event in the log, read its error, and process it again. It is stored whole: nothing is lost.", action: { label: "See the event", to: `webhooks?q=${failed.eventId}` } };
  const pending = events.find(({ status }) => status === "pending");
  if (pending) return { verdict: "It was received and is in the queue.", tone: "warn", steps, advice: "Look again in a moment.", action: null };
  steps.push({ title: "Payment", state: "waiting", text: "No event has told of a payment yet: " + (events.at(-1)?.outcome ?? "only of things around it.") });
  return { verdict: "It was received, but no payment came of it.", tone: "warn", steps, advice: "Either it is no payment (a product, a plan, a setup), or the event that tells of the money is not ticked on the endpoint.", action: { label: "See the list of events", to: "setup?step=stripe" } };
}

function judgeVisitor({ payments, sessions, lastSeenAt }: Trail): Judged {
  const seen: TraceStep = sessions > 0
    ? { title: "Tracked", state: "done", text: `Seen in ${sessions === 1 ? "one session" : `${sessions} sessions`}, last at ${lastSeenAt?.toISOString() ?? "an unknown time"}.` }
    : { title: "Tracked", state: "failed", text: "No visitor and no session has this id on this website." };
  if (sessions === 0) return { verdict: "This visitor was never seen here.", tone: "loss", steps: [seen], advice: "If your checkout passed this id, the script did not reach the server: it is blocked in that browser, missing on the page, or its hits were dropped. If it is an id of Stripe’s, paste it whole, with its prefix.", action: { label: "Check a page", to: "setup?step=script" } };
  const [payment] = payments;
  if (!payment) return { verdict: "This visitor is known, and no payment is linked to them.", tone: "warn", steps: [seen, { title: "Payment", state: "waiting", text: "None is linked." }], advice: "If they paid, search for the payment by its id or e-mail: its page says why it is not linked, and an owner can link it by hand.", action: null };
  return { verdict: `This visitor is known, with ${payments.length === 1 ? "one payment" : `${payments.length} payments`}.`, tone: "gain", steps: [seen, { title: "Payment", state: "done", text: `${payment.paymentId}, linked by ${payment.link.method.replaceAll("_", " ")}.` }], advice: "Nothing to change.", action: { label: "Open the payment", to: `payments/${payment.paymentId}` } };
}

function stepReceived({ events, refused }: Trail): TraceStep {
  if (events.length === 0) return { title: "Received", state: "done", text: "It was told by the API, not by a webhook." };
  const types = [...new Set(events.map(({ type }) => type))].join(", ");
  const note = refused.length > 0 ? ` ${refused.length === 1 ? "One delivery was" : `${refused.length} deliveries were`} refused before.` : "";
  return { title: "Received", state: "done", text: `${events.length === 1 ? "One event" : `${events.length} events`}: ${types}.${note}` };
}

function stepProcessed({ events }: Trail): TraceStep {
  const bad = events.find(({ status }) => status === "failed" || status === "parked");
  if (bad) return { title: "Processed", state: "failed", text: bad.outcome ?? "Processing failed." };
  if (events.some(({ status }) => status === "pending" || status === "waiting")) return { title: "Processed", state: "waiting", text: "Some of it is still in the queue." };
  return { title: "Processed", state: "done", text: events.every(({ status }) => status === "ignored") ? "Looked at and found to say nothing of money." : "Without an error." };
}

function stepIdentified({ identified }: Trail): TraceStep {
  return identified > 0
    ? { title: "Identified", state: "done", text: `${identified === 1 ? "One visitor has" : `${identified} visitors have`} identified with it.` }
    : { title: "Identified", state: "waiting", text: "No visitor has identified with it either." };
}

function stepLink({ link }: PaymentRecord): TraceStep {
  if (link.visitorId) return { title: "Linked", state: "done", text: link.evidence.at(-1) ?? `By ${link.method}.` };
  return { title: "Linked", state: "failed", text: link.evidence.join(" ") };
}

function adviseLink(payment: PaymentRecord): Pick<Answer, "advice" | "action"> {
  const { claimed, customerEmail, paymentId } = payment;
  const hasIds = claimed.visitorId ?? claimed.sessionId ?? claimed.clientReference;
  if (hasIds) return { advice: "It names a visitor who was never seen: the script did not reach the server from that browser. It links by itself if the visitor turns up within 7 days.", action: { label: "Check a page", to: "setup?step=script" } };
  if (customerEmail) return { advice: "It carries no ids. Pass visitorId and sessionId where your server makes the checkout; and identify visitors by e-mail, then this payment links by itself.", action: { label: "See the snippets", to: "setup?step=ids" } };
  return { advice: "It carries neither ids nor an e-mail address. Pass visitorId and sessionId where your server makes the checkout. An owner can link this one by hand.", action: { label: "Open the payment", to: `payments/${paymentId}` } };
}
