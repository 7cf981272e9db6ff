import Stripe from "stripe";
import { visitorIdOf } from "./build-hit.ts";
import { WEBHOOK_SECRET } from "./start-bench-server.ts";
import type { BuiltRequest } from "./measure-load.ts";

const { webhooks } = new Stripe("sk_unused");

/** The n-th event of a day of sales, signed as Stripe signs: each payment is told by a PaymentIntent and by its charge. */
export function buildStripeEvent(options: { websiteId: string; n: number; run: string }): BuiltRequest {
  const { websiteId, n, run } = options;
  const payment = n >> 1;
  const created = Math.floor(Date.now() / 1_000);
  const intent = `pi_${run}_${payment}`;
  const amount = amountOf(payment);
  const object =
    n % 2 === 0
      ? { id: intent, object: "payment_intent", amount, amount_received: amount, currency: "usd", status: "succeeded", customer: `cus_${run}_${payment}`, created, livemode: true, receipt_email: `buyer${payment}@example.com`, metadata: { websiteId, visitorId: visitorIdOf(run, payment) } }
      : { id: `ch_${run}_${payment}`, object: "charge", amount, amount_captured: amount, amount_refunded: 0, captured: true, paid: true, status: "succeeded", currency: "usd", payment_intent: intent, customer: `cus_${run}_${payment}`, created, livemode: true, billing_details: { email: `buyer${payment}@example.com` }, metadata: { websiteId } };
  const body = JSON.stringify({ id: `evt_${run}_${n}`, object: "event", api_version: "2025-09-30.clover", created, livemode: true, type: n % 2 === 0 ? "payment_intent.succeeded" : "charge.succeeded", data: { object } });
  return { path: "/api/webhooks/stripe", body, headers: { "content-type": "application/json", "stripe-signature": webhooks.generateTestHeaderString({ payload: body, secret: WEBHOOK_SECRET, timestamp: created }) } };
}

/** Minor units that the payments of the first `events` events add up to. */
export function sumOfStripeEvents(events: number): number {
  return Array.from({ length: events / 2 }, (_, payment) => amountOf(payment)).reduce((sum, amount) => sum + amount, 0);
}

function amountOf(payment: number): number {
  return 1_000 + (payment % 90) * 100;
}
