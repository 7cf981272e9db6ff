import { Payment } from "../../models/payment.ts";
import type { PaymentRecord } from "../../models/payment.ts";
import { AppError } from "../shared/app-error.ts";
import { Visitor } from "../../models/visitor.ts";
import { emptyFact } from "./empty-fact.ts";
import { recordFacts } from "./record-facts.ts";

/** A person's word on who paid: kept as a fact, so that it outranks every method and survives every rebuild. */
export async function correctLink(options: { websiteId: string; paymentId: string; visitorId: string; userId: string; now: Date }): Promise<void> {
  const { websiteId, visitorId, userId, now } = options;
  const payment = await Payment.findOne({ websiteId, paymentId: options.paymentId }).lean<PaymentRecord>();
  if (!payment) throw new AppError("not_found", "There is no such payment");
  if (!(await Visitor.findOne({ websiteId, visitorId }).lean())) throw new AppError("bad_request", "There is no such visitor on this website");
  const base = emptyFact({ factId: `correction:${payment.key}:${now.getTime()}`, provider: payment.provider, account: payment.account, livemode: payment.livemode, at: now, source: "correction" });
  const slot = payment.key.startsWith("pi_") ? "intentId" : payment.key.startsWith("in_") ? "invoiceId" : payment.key.startsWith("cs_") ? "checkoutId" : "chargeId";
  await recordFacts({ websiteId, facts: [{ ...base, [slot]: payment.key, correction: { visitorId, userId } }], now });
}
