import mongoose from "mongoose";
import type { PaymentKind } from "./payment.ts";

/**
 * What one event (of Stripe, another provider or the API) says of money, in the provider's neutral words. Facts are only ever added;
 * payments are built from them. A field that an event does not speak of is null or empty.
 */
export type PaymentFact = {
  /** Made from the event's id, so that a repeat is the same fact. */
  factId: string;
  provider: string;
  account: string | null;
  livemode: boolean;
  /** When it happened, by the provider's clock. */
  at: Date;
  /** What it was, for people: `payment_intent.succeeded`, `api` … */
  source: string;
  /** Told by an import or a program, not by the provider's own event: its time only counts while no event tells one. */
  secondhand: boolean;
  /** Paid past the provider: no intent will ever tell of this money. */
  standalone: boolean;
  intentId: string | null;
  chargeId: string | null;
  invoiceId: string | null;
  checkoutId: string | null;
  subscriptionId: string | null;
  customerId: string | null;
  paymentLinkId: string | null;
  /** Upper case. */
  currency: string | null;
  /** The higher rank is the better witness: it replaces, never adds. Integer minor units. */
  amount: { rank: number; minor: number } | null;
  outcome: "succeeded" | "pending" | "failed" | null;
  kind: PaymentKind | null;
  /** Sealed when it is stored. */
  email: { rank: number; value: string } | null;
  claimed: { rank: number; visitorId: string | null; sessionId: string | null; clientReference: string | null } | null;
  /** Highest cumulative refund that a charge told, what was never captured taken off. */
  refundedMinor: number | null;
  /** What a charge authorised and did not take: the provider books its release as a refund. */
  uncapturedMinor: number | null;
  refunds: { refundId: string; amountMinor: number; failed: boolean; at: Date }[];
  dispute: { disputeId: string; amountMinor: number; state: "open" | "lost" | "won"; rank: number } | null;
  /** A person's own word on who paid. */
  correction: { visitorId: string; userId: string } | null;
};

/** `ids`: those of the money, or, of a fact about the customer alone, the customer's. */
export type StoredPaymentFact = PaymentFact & { websiteId: string; ids: string[]; recordedAt: Date };

const schema = new mongoose.Schema<StoredPaymentFact>(
  {
    websiteId: { type: String, required: true },
    factId: { type: String, required: true },
    ids: { type: [String], default: [] },
    recordedAt: { type: Date, required: true },
    provider: { type: String, required: true },
    account: { type: String, default: null },
    livemode: { type: Boolean, required: true },
    at: { type: Date, required: true },
    source: { type: String, required: true },
    secondhand: { type: Boolean, default: false },
    standalone: { type: Boolean, default: false },
    intentId: { type: String, default: null },
    chargeId: { type: String, default: null },
    invoiceId: { type: String, default: null },
    checkoutId: { type: String, default: null },
    subscriptionId: { type: String, default: null },
    customerId: { type: String, default: null },
    paymentLinkId: { type: String, default: null },
    currency: { type: String, default: null },
    amount: { type: Object, default: null },
    outcome: { type: String, default: null },
    kind: { type: String, default: null },
    email: { type: Object, default: null },
    claimed: { type: Object, default: null },
    refundedMinor: { type: Number, default: null },
    uncapturedMinor: { type: Number, default: null },
    refunds: { type: [{ _id: false, refundId: String, amountMinor: Number, failed: Boolean, at: Date }], default: [] },
    dispute: { type: Object, default: null },
    correction: { type: Object, default: null },
  },
  { versionKey: false, minimize: false },
);
schema.index({ websiteId: 1, factId: 1 }, { unique: true });
schema.index({ websiteId: 1, ids: 1 });
schema.index({ websiteId: 1, customerId: 1, "amount.minor": 1, at: 1 });

export const PaymentFactRecord = mongoose.model<StoredPaymentFact>("PaymentFactRecord", schema, "payment_facts");
