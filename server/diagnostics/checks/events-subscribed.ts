import { WANTED_EVENTS } from "../../stripe-events/wanted-events.ts";
import type { Check } from "../facts.ts";

const ENOUGH = 20;

/** Which needed events have never come? Inferred from the types seen: Stripe is not asked. */
export const eventsSubscribed: Check = ({ types }) => {
  const total = types.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return null;
  const seen = new Set(types.map(({ type }) => type));
  const has = (...names: string[]) => names.some((name) => seen.has(name));
  const missing: string[] = [];
  if (!has("checkout.session.completed", "payment_intent.succeeded", "charge.succeeded", "invoice.paid")) missing.push("checkout.session.completed", "payment_intent.succeeded");
  else if (!has("checkout.session.completed") && !has("payment_intent.succeeded")) missing.push("payment_intent.succeeded");
  const subscriptions = [...seen].some((type) => type.startsWith("customer.subscription.") || (type.startsWith("invoice.") && type !== "invoice.paid" && type !== "invoice.payment_succeeded"));
  if (subscriptions && !has("invoice.paid", "invoice.payment_succeeded", "invoice_payment.paid")) missing.push("invoice.paid");
  if (has("refund.created", "refund.updated", "charge.dispute.created") && !has("charge.refunded")) missing.push("charge.refunded");
  const better = WANTED_EVENTS.filter(({ type }) => !seen.has(type)).length;
  const figures = [{ label: "Events in 30 days", value: String(total) }, { label: "Types seen", value: [...seen].slice(0, 8).join(", ") }];
  const action = { label: "See the list of events", to: "setup?step=stripe" };
  if (missing.length > 0) return { id: "events-subscribed", status: "problem", title: `The endpoint does not seem to send ${missing.join(" and ")}.`, figures, recommendation: `Edit the endpoint in Stripe and tick ${missing.join(", ")}.`, action };
  if (total >= ENOUGH && !seen.has("charge.refunded")) return { id: "events-subscribed", status: "warning", title: "No refund has ever come. You may have none; or charge.refunded is not ticked.", figures, recommendation: "Look at the endpoint’s events in Stripe: without charge.refunded, refunded money stays in your figures.", action };
  return { id: "events-subscribed", status: "good", title: "The needed events come.", figures: [...figures, { label: "Of the useful ones not seen", value: String(better) }], recommendation: "Nothing to do.", action: null };
};
