import type { StripeObject } from "../stripe-object.ts";

export type ImportStep = {
  /** Also the key under which progress is counted. */
  name: string;
  path: string;
  params: Record<string, string>;
  /** What the key must be allowed to read, as Stripe's page of keys names it. */
  permission: string;
  /** The event that would have told of such an object; null when it tells of no money. */
  eventType: (object: StripeObject) => string | null;
};

/** The lists that hold a past payment, in the order in which they are read. Those that name the website and the visitor come first. */
export const IMPORT_STEPS: readonly ImportStep[] = [
  { name: "checkouts", path: "/v1/checkout/sessions", params: { status: "complete" }, permission: "Checkout Sessions", eventType: () => "checkout.session.completed" },
  { name: "invoices", path: "/v1/invoices", params: { status: "paid", "expand[]": "data.payments" }, permission: "Invoices", eventType: () => "invoice.paid" },
  { name: "payments", path: "/v1/payment_intents", params: {}, permission: "PaymentIntents", eventType: readIntentType },
  { name: "charges", path: "/v1/charges", params: {}, permission: "Charges", eventType: () => "charge.updated" },
  { name: "refunds", path: "/v1/refunds", params: {}, permission: "Charges", eventType: () => "refund.updated" },
  { name: "disputes", path: "/v1/disputes", params: {}, permission: "Disputes", eventType: () => "charge.dispute.updated" },
  { name: "subscriptions", path: "/v1/subscriptions", params: { status: "all" }, permission: "Subscriptions", eventType: () => "customer.subscription.updated" },
];

function readIntentType({ status, last_payment_error: problem }: StripeObject): string | null {
  if (status === "succeeded") return "payment_intent.succeeded";
  if (status === "processing") return "payment_intent.processing";
  if (status === "canceled") return "payment_intent.canceled";
  return status === "requires_payment_method" && problem ? "payment_intent.payment_failed" : null;
}
