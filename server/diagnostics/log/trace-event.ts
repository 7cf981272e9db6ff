import type { PaymentRecord } from "../../../models/payment.ts";
import type { StoredPaymentFact } from "../../../models/payment-fact-record.ts";
import type { StripeEventRecord } from "../../../models/stripe-event.ts";
import type { WebhookDeliveryRecord } from "../../../models/webhook-delivery.ts";
import { moneyText } from "../../shared/money.ts";

export type TraceStep = { title: string; state: "done" | "waiting" | "failed" | "skipped"; text: string };
export type TraceFacts = {
  delivery: Omit<WebhookDeliveryRecord, "_id">;
  event: Omit<StripeEventRecord, "payload"> | null;
  fact: StoredPaymentFact | null;
  payments: PaymentRecord[];
};

/** What became of a delivery, station by station: verified, stored, joined to a website, read, put into a payment, linked. Pure. */
export function traceEvent(facts: TraceFacts): TraceStep[] {
  const { delivery, event } = facts;
  const refused = !["accepted", "duplicate"].includes(delivery.outcome);
  const signed = delivery.headers.signedAt;
  const steps: TraceStep[] = [];
  if (refused) {
    steps.push({ title: "Received", state: "failed", text: delivery.reason ?? delivery.outcome });
    steps.push({ title: "Stored and processed", state: "skipped", text: "A refused delivery is not kept; only this line is." });
    return steps;
  }
  const ago = signed ? Math.round((delivery.receivedAt.getTime() - signed.getTime()) / 1_000) : null;
  steps.push({ title: "Signature", state: "done", text: ago === null ? "A signing secret fits." : `A signing secret fits; it was signed ${describeLag(ago)}.` });
  if (!event) return [...steps, { title: "Stored", state: "failed", text: "The event itself is no longer stored." }];
  steps.push({ title: "Stored", state: "done", text: delivery.outcome === "duplicate" ? "It was stored before: this delivery is a repeat and changed nothing." : `Kept whole under ${event.eventId}.` });
  steps.push(traceOwner(event));
  if (event.status === "waiting") return steps;
  steps.push(traceProcessing(facts, event));
  if (event.status !== "processed") return steps;
  return [...steps, ...tracePayments(facts)];
}

function describeLag(seconds: number): string {
  if (Math.abs(seconds) <= 1) return "within a second of arriving";
  return seconds > 0 ? `${seconds} seconds before it arrived` : `${-seconds} seconds after it arrived, by this server's clock`;
}

function traceOwner(event: Omit<StripeEventRecord, "payload">): TraceStep {
  const title = "Website";
  if (event.endpoint === "website") return { title, state: "done", text: "It came to this website's own address." };
  if (event.claimedBy) return { title, state: "done", text: "It named no website; another event about the same payment did, and it was joined to that one." };
  if (event.status === "waiting") return { title, state: "waiting", text: event.outcome ?? "It names no website and waits for an event that does." };
  return { title, state: "done", text: "metadata.websiteId named the website." };
}

function traceProcessing({ fact }: TraceFacts, event: Omit<StripeEventRecord, "payload">): TraceStep {
  const title = "Read";
  switch (event.status) {
    case "processed": {
      const amount = fact?.amount && fact.currency ? `, ${moneyText(fact.amount.minor, fact.currency)}` : "";
      return { title, state: "done", text: fact ? `It says of a payment: ${fact.outcome ?? "no outcome of its own"}${amount}.` : (event.outcome ?? "Done.") };
    }
    case "ignored":
      return { title, state: "skipped", text: event.outcome ?? "PostMetric has no use for it." };
    case "failed":
      return { title, state: "failed", text: `${event.outcome ?? "Processing failed."} It is tried again${event.nextAttemptAt ? ` at ${event.nextAttemptAt.toISOString()}` : ""}.` };
    case "parked":
      return { title, state: "failed", text: `${event.outcome ?? "Processing failed."} It was tried for three days and is parked: process it again when the cause is mended.` };
    default:
      return { title, state: "waiting", text: "It is in the queue." };
  }
}

function tracePayments({ payments }: TraceFacts): TraceStep[] {
  if (payments.length === 0) return [{ title: "Payment", state: "waiting", text: "It speaks of a payment that has not been told of yet: it is kept and applied when that comes." }];
  return payments.slice(0, 5).flatMap((payment): TraceStep[] => [
    { title: "Payment", state: "done", text: `Part of ${payment.paymentId}, which is ${payment.status.replace("_", " ")}.` },
    payment.link.visitorId
      ? { title: "Link", state: "done", text: payment.link.evidence.at(-1) ?? `Linked by ${payment.link.method}.` }
      : { title: "Link", state: "failed", text: `Not linked. ${payment.link.evidence.join(" ")}` },
  ]);
}
