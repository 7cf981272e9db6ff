import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Payment } from "../../../models/payment.ts";
import type { PaymentRecord } from "../../../models/payment.ts";
import { PaymentFactRecord } from "../../../models/payment-fact-record.ts";
import type { PaymentFact, StoredPaymentFact } from "../../../models/payment-fact-record.ts";
import { buildPayments } from "../../../server/payments/build-payments.ts";
import { recordFacts } from "../../../server/payments/record-facts.ts";
import { settleHeldPayment } from "../../../server/payments/settle-held-payment.ts";
import { normalizeStripeEvent, readEventBody } from "../../../server/stripe-events/normalize-stripe-event.ts";
import { subscriptionSession } from "../../fixtures/stripe/checkout-session.ts";
import { chargeSucceeded, checkoutCompleted, intentSucceeded, stripeEvent } from "../../fixtures/stripe/events.ts";
import type { StripeEventJson } from "../../fixtures/stripe/events.ts";
import { invoice, invoicePayment } from "../../fixtures/stripe/invoice.ts";
import { startApp } from "../../factories/start-app.ts";
import type { TestApp } from "../../factories/start-app.ts";

const BASE = Math.floor(Date.now() / 1_000) * 1_000 - 5 * 3_600_000;
const at = (minute: number) => ({ at: new Date(BASE + minute * 60_000) });
const OF_ONE = { customer: "cus_x", minor: 500 };

/** Moments about the hour within which an invoice finds its intent. */
const minute = fc.constantFrom(0, 1, 2, 30, 58, 59, 60, 61, 62, 63, 118, 120, 122);
const plan = fc.record({
  bills: fc.array(fc.record({ minute, checkout: fc.boolean(), paidBy: fc.option(fc.nat(3), { nil: null, freq: 3 }) }), { maxLength: 3 }),
  intents: fc.array(fc.record({ minute, checkout: fc.boolean(), charge: fc.boolean() }), { minLength: 1, maxLength: 4 }),
  order: fc.array(fc.nat(1_000), { minLength: 30, maxLength: 30 }),
  settleAfter: fc.array(fc.nat(12), { maxLength: 2 }),
  atOnce: fc.boolean(),
});

/** Invoices and payments of one customer and one amount, each with what else tells of it, in the order of the plan. */
function eventsOf({ bills, intents, order }: typeof plan extends fc.Arbitrary<infer Plan> ? Plan : never): StripeEventJson[] {
  const events = [
    ...bills.flatMap(({ minute: paid, checkout, paidBy }, n) => [
      stripeEvent("invoice.paid", invoice({ id: `in_${n}`, customer: "cus_x", amount_due: 500, amount_paid: 500, total: 500, parent: null, billing_reason: "manual" }), at(paid)),
      ...(checkout ? [stripeEvent("checkout.session.completed", subscriptionSession({ customer: "cus_x", currency: "usd", id: `cs_in_${n}`, invoice: `in_${n}`, subscription: `sub_${n}`, amount_total: 500, metadata: {} }), at(paid))] : []),
      ...(paidBy !== null && intents[paidBy] ? [stripeEvent("invoice_payment.paid", invoicePayment({ id: `inpay_${n}`, invoice: `in_${n}`, amount_paid: 500, payment: { type: "payment_intent", payment_intent: `pi_${paidBy}` } }), at(paid + 1))] : []),
    ]),
    ...intents.flatMap(({ minute: paid, checkout, charge }, n) => [
      intentSucceeded({ ...OF_ONE, n: String(n) }, { receipt_email: null }, at(paid)),
      ...(checkout ? [checkoutCompleted({ ...OF_ONE, n: String(n) }, {}, at(paid + 1))] : []),
      // It moves the payment's moment, and with it what fits.
      ...(charge ? [chargeSucceeded({ ...OF_ONE, n: String(n) }, {}, at(paid - 2))] : []),
    ]),
  ];
  return events.map((event, index) => ({ event, rank: order[index] ?? 0 })).sort((a, b) => a.rank - b.rank).map(({ event }) => event);
}

function factsOf(event: StripeEventJson): PaymentFact[] {
  const body = readEventBody(event);
  const said = body ? normalizeStripeEvent(body) : { ignored: "" };
  return "facts" in said ? said.facts : [];
}

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

test("after every event and every word of a person, what is stored is what all facts build, also what is held and for what", async () => {
  const now = new Date(BASE);
  const line = ({ key, status, heldFor = [], providerIds }: Pick<PaymentRecord, "key" | "status" | "heldFor" | "providerIds">) => `${key} ${status} held for ${heldFor.join()} of ${providerIds.join()}`;
  await fc.assert(
    fc.asyncProperty(plan, async (given) => {
      const { websiteId } = await app.createShop();
      const events = eventsOf(given);
      const story: string[] = [];
      const compare = async () => {
        const built = buildPayments(await PaymentFactRecord.find({ websiteId }).lean<StoredPaymentFact[]>());
        expect((await Payment.find({ websiteId }).lean<PaymentRecord[]>()).map(line).sort(), story.join("\n")).toEqual(built.map(line).sort());
      };
      if (given.atOnce) await Promise.all(events.map((event) => recordFacts({ websiteId, facts: factsOf(event), now })));
      else {
        for (const [index, event] of events.entries()) {
          await recordFacts({ websiteId, facts: factsOf(event), now });
          story.push(`${event.type} ${String((event.data.object as { id?: string }).id)}`);
          const held = given.settleAfter.includes(index) ? await Payment.findOne({ websiteId, "heldFor.0": { $exists: true } }).lean<PaymentRecord>() : null;
          if (held) {
            const paidBy = index % 2 === 1 ? (held.heldFor?.[0] ?? null) : null;
            await settleHeldPayment({ websiteId, paymentId: held.paymentId, paidBy, now });
            story.push(`settled ${held.key} ${paidBy}`);
          }
          await compare();
        }
      }
      await compare();
    }),
    { numRuns: 60 },
  );
}, 120_000);
