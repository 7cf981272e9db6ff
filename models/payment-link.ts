/** How sure a link is, and why. `none` is a link too: it says what was tried. */
export type LinkMethod = "manual" | "metadata" | "client_reference_id" | "customer" | "email" | "time" | "none";
export type LinkConfidence = "certain" | "likely" | "estimated" | "none";

/** What ties a payment to the visitor and session that led to it, with its evidence in words. */
export type PaymentLink = {
  method: LinkMethod;
  confidence: LinkConfidence;
  visitorId: string | null;
  sessionId: string | null;
  /** Every attempt, in words, in the order tried. */
  evidence: string[];
  linkedAt: Date | null;
  /** The payment whose link this one follows: a renewal its subscription's first one, else an earlier one of the customer. */
  follows: { paymentId: string; by: "subscription" | "customer" } | null;
};

export const paymentLinkDefinition = {
  method: { type: String, required: true },
  confidence: { type: String, required: true },
  visitorId: { type: String, default: null },
  sessionId: { type: String, default: null },
  evidence: { type: [String], default: [] },
  linkedAt: { type: Date, default: null },
  follows: { type: Object, default: null },
} as const;
