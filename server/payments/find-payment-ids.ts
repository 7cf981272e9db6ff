import { Payment } from "../../models/payment.ts";
import type { PaymentFact } from "../../models/payment-fact-record.ts";
import type { PaymentRecord } from "../../models/payment.ts";
import { idsOf } from "./connect-facts.ts";

/** Which payments each of some facts has a part in: `factId -> paymentIds`. */
export async function findPaymentIds(websiteId: string, facts: PaymentFact[]): Promise<Map<string, string[]>> {
  const ids = [...new Set(facts.flatMap(idsOf))];
  if (ids.length === 0) return new Map();
  const payments = await Payment.find({ websiteId, providerIds: { $in: ids } })
    .select({ _id: 0, provider: 1, paymentId: 1, providerIds: 1 })
    .lean<Pick<PaymentRecord, "provider" | "paymentId" | "providerIds">[]>();
  return new Map(
    facts.map((fact) => {
      const own = idsOf(fact);
      return [fact.factId, payments.filter(({ provider, providerIds }) => provider === fact.provider && own.some((id) => providerIds.includes(id))).map(({ paymentId }) => paymentId)];
    }),
  );
}
