import { Visitor } from "../../models/visitor.ts";
import { findPayment } from "../ledger/find-payment.ts";
import { AppError } from "../shared/app-error.ts";
import { emptyFact } from "./empty-fact.ts";
import { recordFacts } from "./record-facts.ts";
import { slotOf } from "./slot-of.ts";

/** A person's word on who paid: kept as a fact, so that it outranks every method and survives every rebuild. */
export async function correctLink(options: { websiteId: string; paymentId: string; visitorId: string; userId: string; now: Date }): Promise<void> {
  const { websiteId, visitorId, userId, now } = options;
  const payment = await findPayment(websiteId, options.paymentId);
  if (payment.erasedAt) throw new AppError("bad_request", "Who made this payment was erased, as they asked: it can be linked to nobody");
  if (!(await Visitor.findOne({ websiteId, visitorId }).lean())) throw new AppError("bad_request", "There is no such visitor on this website");
  const fact = emptyFact({
    factId: `correction:${payment.key}:${now.getTime()}:${visitorId}`,
    provider: payment.provider,
    account: payment.account,
    livemode: payment.livemode,
    at: now,
    source: "correction",
    ...slotOf(payment.key),
    correction: { visitorId, userId },
  });
  await recordFacts({ websiteId, facts: [fact], now });
}
