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
  /** Derived from website, provider, mode and key, so that a rebuild gives the same one. */
  paymentId: string;
  /** Every id that it was or could have been shown under, one a provider's id: an address that someone kept goes on working. */
  paymentIds: string[];
  provider: string;
  /** Canonical key: PaymentIntent, else Charge, Invoice, Checkout Session; or the id that the API was given. */
  key: string;
  /** Every id of the provider that it has been seen under. */
  providerIds: string[];
  account: string | null;
  livemode: boolean;
  status: PaymentStatus;
  /** Payments (their keys) of which one may be this very money: while there are any it is pending, not counted beside them. */
  heldFor?: string[];
  kind: PaymentKind;
  amountMinor: number;
  refundedMinor: number;
  disputeLostMinor: number;
  /** Upper case. */
  currency: string;
  /** Sealed, so that equal addresses are equal. */
  customerEmail: string | null;
  /** How good the witness of the e-mail is: 0 is the customer's own record, which may be told of later; -1 when there is none. */
  emailRank: number;
  customerId: string | null;
  subscriptionId: string | null;
  paymentLinkId: string | null;
  /** Each refund that counts, by the day it happened. */
  refunds: { refundId: string; amountMinor: number; at: Date }[];
  /** Each dispute as it stands; inquiries are none. */
  disputes: { disputeId: string; amountMinor: number; state: "open" | "lost" | "won"; at: Date }[];
  /** What the buyer's checkout claimed: untrusted, for linking only. */
  claimed: { visitorId: string | null; sessionId: string | null; clientReference: string | null };
  paidAt: Date;
  /** When the buyer acted, where the money came later (bank debits, captures): their visits up to then led to it. Null: at `paidAt`. */
  boughtAt?: Date | null;
  link: PaymentLink;
  /** Touches up to the payment's time, oldest first, frozen when linked. */
  touches: Touch[];
  /** Until when a claimed visitor that is not known yet is looked for again; null when there is nothing to wait for. */
  linkRetryUntil: Date | null;
  /** The customer's later payments have still to be looked at, since this one's link changed. */
  followersDue: boolean;
  /** Raised by every write: a writer that saw an older one reads again. */
  revision: number;
  /** When the person behind it was erased: the money stays, nobody is looked for again. */
  erasedAt?: Date | null;
  createdAt: Date;
  updatedAt: Date;
  /** By the real clock, whatever time the writer plays: the reports find again by it what changed a moment ago. */
  writtenAt?: Date;
  /** Instants that it, or a refund of it, was at before it was last moved: the days that the reports must be told of beside those it is on. */
  leftAt?: Date[];
};

const schema = new mongoose.Schema<PaymentRecord>(
  {
    websiteId: { type: String, required: true },
    paymentId: { type: String, required: true },
    paymentIds: { type: [String], default: [] },
    provider: { type: String, required: true },
    key: { type: String, required: true },
    providerIds: { type: [String], default: [] },
    account: { type: String, default: null },
    livemode: { type: Boolean, required: true },
    status: { type: String, required: true },
    heldFor: { type: [String], default: [] },
    kind: { type: String, required: true },
    amountMinor: { type: Number, required: true },
    refundedMinor: { type: Number, required: true },
    disputeLostMinor: { type: Number, required: true },
    currency: { type: String, required: true },
    customerEmail: { type: String, default: null },
    emailRank: { type: Number, default: -1 },
    customerId: { type: String, default: null },
    subscriptionId: { type: String, default: null },
    paymentLinkId: { type: String, default: null },
    refunds: { type: [{ _id: false, refundId: String, amountMinor: Number, at: Date }], default: [] },
    disputes: { type: [{ _id: false, disputeId: String, amountMinor: Number, state: String, at: Date }], default: [] },
    claimed: {
      visitorId: { type: String, default: null },
      sessionId: { type: String, default: null },
      clientReference: { type: String, default: null },
    },
    paidAt: { type: Date, required: true },
    boughtAt: { type: Date, default: null },
    link: { type: new mongoose.Schema(paymentLinkDefinition, { _id: false }), required: true },
    touches: { type: [new mongoose.Schema(touchDefinition, { _id: false })], default: [] },
    linkRetryUntil: { type: Date, default: null },
    followersDue: { type: Boolean, default: false },
    revision: { type: Number, default: 0 },
    erasedAt: { type: Date, default: null },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
    writtenAt: { type: Date },
    leftAt: { type: [Date], default: undefined },
  },
  { versionKey: false },
);
schema.index({ websiteId: 1, provider: 1, livemode: 1, key: 1 }, { unique: true });
schema.index({ websiteId: 1, paymentId: 1 }, { unique: true });
schema.index({ websiteId: 1, paymentIds: 1 });
schema.index({ websiteId: 1, providerIds: 1 });
schema.index({ websiteId: 1, heldFor: 1 });
schema.index({ websiteId: 1, paidAt: -1, paymentId: 1 });
schema.index({ websiteId: 1, livemode: 1, paidAt: -1 });
schema.index({ websiteId: 1, "refunds.at": 1 });
schema.index({ websiteId: 1, customerId: 1, "link.method": 1, paidAt: 1 });
schema.index({ websiteId: 1, customerId: 1, emailRank: 1 });
schema.index({ websiteId: 1, subscriptionId: 1, kind: 1, paidAt: 1 });
schema.index({ websiteId: 1, customerEmail: 1, paidAt: 1 });
schema.index({ websiteId: 1, "link.visitorId": 1, paidAt: 1 });
schema.index({ websiteId: 1, linkRetryUntil: 1 });
schema.index({ websiteId: 1, writtenAt: 1 });

export const Payment = mongoose.model<PaymentRecord>("Payment", schema, "payments");
