/** `needed`: without it payments, subscriptions or refunds are missed. `better`: it makes the picture fuller. */
export type WantedEvent = { type: string; weight: "needed" | "better"; why: string };

/** The events that a webhook endpoint should send here, in the order in which Stripe's list has their objects. */
export const WANTED_EVENTS: readonly WantedEvent[] = [
  { type: "checkout.session.completed", weight: "needed", why: "Payments by Checkout and Payment Links, with the ids that you passed" },
  { type: "payment_intent.succeeded", weight: "needed", why: "Payments by PaymentIntents, and the amount really received" },
  { type: "charge.refunded", weight: "needed", why: "Refunds, which are taken off your revenue" },
  { type: "invoice.paid", weight: "needed", why: "Subscriptions and their renewals" },
  { type: "checkout.session.async_payment_succeeded", weight: "better", why: "Bank debits and transfers that arrive days later" },
  { type: "checkout.session.async_payment_failed", weight: "better", why: "Bank debits that fail after the checkout" },
  { type: "checkout.session.expired", weight: "better", why: "Checkouts that were left" },
  { type: "payment_intent.payment_failed", weight: "better", why: "Failed attempts" },
  { type: "charge.succeeded", weight: "better", why: "The buyer's e-mail address, for linking" },
  { type: "refund.created", weight: "better", why: "Each refund by its day" },
  { type: "refund.updated", weight: "better", why: "Refunds that change their state" },
  { type: "refund.failed", weight: "better", why: "Refunds that came back: the money is yours again" },
  { type: "charge.dispute.created", weight: "better", why: "Disputes" },
  { type: "charge.dispute.closed", weight: "better", why: "Disputes won or lost" },
  { type: "invoice_payment.paid", weight: "better", why: "Which payment paid which invoice" },
  { type: "customer.subscription.created", weight: "better", why: "Subscriptions, for recurring revenue" },
  { type: "customer.subscription.updated", weight: "better", why: "Subscriptions that change their price or state" },
  { type: "customer.subscription.deleted", weight: "better", why: "Subscriptions that end" },
  { type: "customer.created", weight: "better", why: "Which e-mail address belongs to which customer" },
  { type: "customer.updated", weight: "better", why: "Changed e-mail addresses" },
];

/** The type of the event that the setup sends through the webhook's own route: never money. */
export const TEST_EVENT_TYPE = "postmetric.test_event";
