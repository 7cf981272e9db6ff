import type { PaymentRecord } from "../../models/payment.ts";
import type { Touch } from "../../models/touch.ts";

/** The touch of the session that a payment is linked to: as it was frozen, else the last one. */
export function linkedTouch(payment: Pick<PaymentRecord, "link" | "touches">): Touch | null {
  return payment.touches.find(({ sessionId }) => sessionId === payment.link.sessionId) ?? payment.touches.at(-1) ?? null;
}
