import mongoose from "mongoose";
import { paymentLinkDefinition } from "./payment-link.ts";
import { touchDefinition } from "./touch.ts";
import type { PaymentLink } from "./payment-link.ts";
import type { Touch } from "./touch.ts";

export type PaymentStatus = "pending" | "succeeded" | "failed" | "partially_refunded" | "refunded" | "disputed";
export type PaymentKind = "one_time" | "subscription_initial" | "subscription_renewal";

/** One money record, derived from its facts: rebuilt whole, never incremented. Amounts are integer minor units of `currency`. */
export type PaymentRecord = {
  websiteId: string;
  /** Derived from website, provider and key, so that a rebuild gives the same one. */
  paymentId: string;
  provider: string;
  /** Canonical key: PaymentIntent, else Charge, Invoice, Checkout Session; or the id that the API was given. */
  key: string;
  /** Every id of the provider that it has been seen under. */
  providerIds: string[];
  account: string | null;
  livemode: boolean;
  status: PaymentStatus;
  kind: PaymentKind;
  amountMinor: number;
  refundedMinor: number;
  disputeLostMinor: number;
  /** Upper case. */
  currency: string;
  customerEmail: string | null;
  customerId: string | null;
  subscriptionId: string | null;
  /** Each refund that counts, by the day it happened. */
  refunds: { refundId: string; amountMinor: number; at: Date }[];
  /** What the buyer's checkout claimed: untrusted, for linking only. */
  claimed: { visitorId: string | null; sessionId: string | null; clientReference: string | null };
  paidAt: Date;
  /** Number of facts it was built from: a rebuild from fewer never overwrites one from more. */
  factCount: number;
  link: PaymentLink;
  /** Touches up to the payment's time, oldest first, frozen when linked. */
  touches: Touch[];
  /** Until when a claimed visitor that is not known yet is looked for again; null when there is nothing to wait for. */
  linkRetryUntil: Date | null;
  createdAt: Date;
  updatedAt: Date;
};

const schema = new mongoose.Schema<PaymentRecord>(
  {
    websiteId: { type: String, required: true },
    paymentId: { type: String, required: true },
    provider: { type: String, required: true },
    key: { type: String, required: true },
    providerIds: { type: [String], default: [] },
    account: { type: String, default: null },
    livemode: { type: Boolean, required: true },
    status: { type: String, required: true },
    kind: { type: String, required: true },
    amountMinor: { type: Number, required: true },
    refundedMinor: { type: Number, required: true },
    disputeLostMinor: { type: Number, required: true },
    currency: { type: String, required: true },
    customerEmail: { type: String, default: null },
    customerId: { type: String, default: null },
    subscriptionId: { type: String, default: null },
    refunds: { type: [{ _id: false, refundId: String, amountMinor: Number, at: Date }], default: [] },
    claimed: {
      visitorId: { type: String, default: null },
      sessionId: { type: String, default: null },
      clientReference: { type: String, default: null },
    },
    paidAt: { type: Date, required: true },
    factCount: { type: Number, required: true },
    link: { type: new mongoose.Schema(paymentLinkDefinition, { _id: false }), required: true },
    touches: { type: [new mongoose.Schema(touchDefinition, { _id: false })], default: [] },
    linkRetryUntil: { type: Date, default: null },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { versionKey: false },
);
schema.index({ websiteId: 1, provider: 1, key: 1 }, { unique: true });
schema.index({ websiteId: 1, paymentId: 1 }, { unique: true });
schema.index({ websiteId: 1, providerIds: 1 });
schema.index({ websiteId: 1, paidAt: -1, paymentId: 1 });
schema.index({ websiteId: 1, customerId: 1, paidAt: 1 });
schema.index({ websiteId: 1, subscriptionId: 1, paidAt: 1 });
schema.index({ websiteId: 1, customerEmail: 1, paidAt: 1 });
schema.index({ websiteId: 1, "link.visitorId": 1, paidAt: 1 });
schema.index({ websiteId: 1, linkRetryUntil: 1 });

export const Payment = mongoose.model<PaymentRecord>("Payment", schema, "payments");
