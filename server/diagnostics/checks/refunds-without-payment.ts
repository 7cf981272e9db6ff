import { count } from "../facts.ts";
import type { Check } from "../facts.ts";

/** Are there refunds of payments that were never told of? */
export const refundsWithoutPayment: Check = ({ refundsWithoutPayment: orphans, types }) => {
  if (!types.some(({ type }) => type.startsWith("refund.") || type === "charge.refunded")) return null;
  const figures = [{ label: "Refunds without payment, 30 days", value: String(orphans) }];
  if (orphans === 0) return { id: "refunds-without-payment", status: "good", title: "Every refund has its payment.", figures, recommendation: "Nothing to do.", action: null };
  return { id: "refunds-without-payment", status: "warning", title: `${count(orphans, "refund belongs", "refunds belong")} to ${orphans === 1 ? "a payment that was" : "payments that were"} never told of.`, figures, recommendation: "They were paid before the webhook was set up, or their events are not ticked. They change no figure; resend the payment’s event in Stripe to complete them.", action: { label: "See the deliveries", to: "webhooks" } };
};
