import type { PaymentFact } from "../../models/payment-fact-record.ts";

/** Which kind of id this is, by the prefixes that Stripe's own have; one of any other shape stands for a charge. */
export function slotOf(id: string): Partial<Pick<PaymentFact, "intentId" | "invoiceId" | "checkoutId" | "chargeId">> {
  if (id.startsWith("pi_")) return { intentId: id };
  if (id.startsWith("in_")) return { invoiceId: id };
  return id.startsWith("cs_") ? { checkoutId: id } : { chargeId: id };
}
