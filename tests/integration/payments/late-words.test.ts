import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { Payment } from "../../../models/payment.ts";
import { Session } from "../../../models/session.ts";
import { Subscription } from "../../../models/subscription.ts";
import { StripeEvent, UNCLAIMED } from "../../../models/stripe-event.ts";
import { emptyFact } from "../../../server/payments/empty-fact.ts";
import { recordFacts } from "../../../server/payments/record-facts.ts";
import { openEmail } from "../../../server/shared/personal-data.ts";
import type { PaymentFact } from "../../../models/payment-fact-record.ts";
import type { PaymentRecord } from "../../../models/payment.ts";
import { relinkWaitingPayments } from "../../../server/attribution/relink-payments.ts";
import { processStripeEvents } from "../../../server/stripe-events/process-stripe-events.ts";
import { lookOnce } from "../../factories/other-server.ts";
import { checkoutCompleted, intentSucceeded, stripeEvent } from "../../fixtures/stripe/events.ts";
import { customer, subscription, subscriptionItem } from "../../fixtures/stripe/subscription-and-customer.ts";
import { startApp } from "../../factories/start-app.ts";
import type { StripeEventJson } from "../../fixtures/stripe/events.ts";
import type { TestApp } from "../../factories/start-app.ts";

/** What is said of a payment after it was linked, or looked at in vain. */
describe("words that come late", () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app.stop());

  const ago = (hours: number) => ({ at: new Date(Date.now() - hours * 3_600_000) });
  async function visit(websiteId: string, visitorId: string, at?: Date): Promise<void> {
    await app.post("/api/track", { websiteId, visitorId, sessionId: `s-${visitorId}`, type: "pageview", url: "https://shop.example.com/" });
    if (at) await Session.updateOne({ websiteId, visitorId }, { $set: { startedAt: at, lastSeenAt: at, "touch.at": at } });
  }
  async function deliver(events: StripeEventJson[], websiteId?: string): Promise<void> {
    for (const event of events) {
      expect((await app.deliver(event, websiteId)).status).toBe(200);
      await app.services.processor.idle();
    }
  }
  const links = async (websiteId: string) => (await Payment.find({ websiteId }).sort({ amountMinor: 1 }).lean()).map(({ key, link }) => [key, link.method, link.visitorId]);

  test("a visitor whom only a later event names is waited for as long as one whom the first named", async () => {
    const { websiteId } = await app.createShop();
    await deliver([intentSucceeded({ n: "late1", minor: 500 }, {}, ago(50)), checkoutCompleted({ n: "late1", minor: 500, metadata: { visitorId: "visitor-late" } }, {}, ago(50))], websiteId);
    expect(await links(websiteId)).toEqual([["pi_late1", "none", null]]);
    await visit(websiteId, "visitor-late");
    await relinkWaitingPayments(new Date());
    expect(await links(websiteId)).toEqual([["pi_late1", "metadata", "visitor-late"]]);
  });

  test("a named session whose hits come late gets the credit that an older visit had until then", async () => {
    const { websiteId } = await app.createShop();
    await visit(websiteId, "visitor-back", ago(50).at);
    const metadata = { visitorId: "visitor-back", sessionId: "s-of-today" };
    await deliver([checkoutCompleted({ n: "back", minor: 500, metadata }, {}, ago(1))], websiteId);
    const credited = async () => (await Payment.findOne({ websiteId }).lean())!;
    const older = await Session.findOne({ websiteId }).lean();
    expect((await credited()).link).toMatchObject({ method: "metadata", sessionId: older?.sessionId });
    await relinkWaitingPayments(new Date());
    expect((await credited()).revision).toBe(0);
    await app.post("/api/track", { websiteId, visitorId: "visitor-back", sessionId: "s-of-today", type: "pageview", url: "https://shop.example.com/?utm_campaign=today" });
    await Session.updateOne({ websiteId, clientSessionId: "s-of-today" }, { $set: { startedAt: ago(2).at, lastSeenAt: ago(2).at, "touch.at": ago(2).at } });
    await relinkWaitingPayments(new Date());
    const { link, touches, linkRetryUntil } = await credited();
    expect([link.method, touches.at(-1)?.campaign, linkRetryUntil]).toEqual(["metadata", "today", null]);
  });

  test("each price of a subscription is kept with its moment, in whatever order and how often it is told", async () => {
    const told = (type: string, minor: number, hours: number, n: string) => stripeEvent(type, subscription({ id: `sub_${n}`, items: { object: "list", data: [subscriptionItem(minor)], has_more: false, url: "" } }), ago(hours));
    const pricesOf = async (order: number[], n: string) => {
      const { websiteId } = await app.createShop();
      const events = [told("customer.subscription.created", 1_000, 50, n), told("customer.subscription.updated", 3_000, 20, n), told("customer.subscription.deleted", 3_000, 1, n)] as StripeEventJson[];
      await deliver(order.map((place) => events[place] as StripeEventJson), websiteId);
      const { prices = [], monthlyMinor } = (await Subscription.findOne({ websiteId }).lean())!;
      return [prices.map((price) => price.monthlyMinor).sort(), monthlyMinor];
    };
    const expected = [[1_000, 3_000, 3_000], 3_000];
    expect(await pricesOf([0, 1, 2], "a")).toEqual(expected);
    expect(await pricesOf([2, 1, 1, 0], "b")).toEqual(expected);
  });

  test("who buys again while their bank debit is on its way is known by the debit, whichever is told first", async () => {
    for (const [index, order] of [[0, 1, 2], [2, 1, 0], [1, 2, 0]].entries()) {
      const { websiteId } = await app.createShop();
      await visit(websiteId, "visitor-debit", ago(60).at);
      const own = { n: `debit${index}`, minor: 700, customer: `cus_debit${index}`, metadata: { visitorId: "visitor-debit" } };
      const begun = checkoutCompleted(own, { payment_status: "unpaid" }, ago(59));
      const arrived = { ...checkoutCompleted(own, {}, ago(1)), type: "checkout.session.async_payment_succeeded" };
      const again = intentSucceeded({ n: `again${index}`, minor: 900, customer: own.customer }, {}, ago(20));
      await deliver(order.map((place) => [begun, arrived, again][place] as StripeEventJson), websiteId);
      expect(await links(websiteId)).toEqual([[`pi_${own.n}`, "metadata", "visitor-debit"], [`pi_again${index}`, "customer", "visitor-debit"]]);
    }
  });

  test("a bank debit that only an address names does not follow what its buyer bought later, whichever is told first", async () => {
    for (const [index, order] of [[0, 1, 2], [2, 1, 0], [1, 2, 0], [2, 0, 1]].entries()) {
      const { websiteId } = await app.createShop();
      const email = `debit${index}@example.com`;
      await visit(websiteId, "visitor-debit", ago(60).at);
      await app.post("/api/identify", { site: websiteId, visitorId: "visitor-debit", sessionId: "s-visitor-debit", email });
      const own = { n: `named${index}`, minor: 700, customer: `cus_named${index}` };
      const begun = checkoutCompleted(own, { payment_status: "unpaid" }, ago(59));
      const arrived = { ...checkoutCompleted(own, {}, ago(1)), type: "checkout.session.async_payment_succeeded" };
      const again = intentSucceeded({ n: `later${index}`, minor: 900, customer: own.customer }, {}, ago(20));
      await deliver([stripeEvent("customer.created", customer({ id: own.customer, email }), ago(59)), ...order.map((place) => [begun, arrived, again][place] as StripeEventJson)], websiteId);
      expect(await links(websiteId), order.join()).toEqual([[`pi_${own.n}`, "email", "visitor-debit"], [`pi_later${index}`, "customer", "visitor-debit"]]);
    }
  });

  test("a renewal does not keep the visitor whom its subscription's first payment had by a guess that is none any more, whichever is told first", async () => {
    const subscribed = { customerId: "cus_debit", subscriptionId: "sub_debit", currency: "USD", amount: { rank: 5, minor: 700 } };
    const begun = { ...subscribed, at: ago(1_000).at, checkoutId: "cs_debit", invoiceId: "in_first", outcome: "pending", kind: "subscription_initial" } as const;
    const paid = { ...subscribed, at: ago(928).at, invoiceId: "in_first", intentId: "pi_first", outcome: "succeeded", kind: "subscription_initial" } as const;
    const renewed = { ...subscribed, at: ago(200).at, invoiceId: "in_second", intentId: "pi_second", outcome: "succeeded", kind: "subscription_renewal" } as const;
    for (const order of [[begun, paid, renewed], [paid, renewed, begun]]) {
      const { websiteId } = await app.createShop();
      await visit(websiteId, "visitor-passing-by", ago(928.2).at);
      for (const fact of order) await recordFacts({ websiteId, facts: [emptyFact({ factId: `${fact.at.getTime()}`, provider: "stripe", livemode: true, source: "event", ...fact })], now: new Date() });
      expect((await links(websiteId)).sort()).toEqual([["pi_first", "none", null], ["pi_second", "none", null]]);
    }
  });

  test("a guess by time is made anew when it turns out that the buyer acted days before", async () => {
    const { websiteId } = await app.createShop();
    await visit(websiteId, "visitor-passing-by", ago(1).at);
    const own = { n: "guess", minor: 700 };
    const arrived = { ...checkoutCompleted(own, {}, ago(0.9)), type: "checkout.session.async_payment_succeeded" };
    await deliver([arrived], websiteId);
    expect(await links(websiteId)).toEqual([["pi_guess", "time", "visitor-passing-by"]]);
    await deliver([checkoutCompleted(own, { payment_status: "unpaid" }, ago(70))], websiteId);
    expect(await links(websiteId)).toEqual([["pi_guess", "none", null]]);
    await visit(websiteId, "visitor-buyer", ago(70.1).at);
    await deliver([checkoutCompleted(own, { payment_status: "unpaid" }, ago(70))], websiteId);
    expect(await links(websiteId)).toEqual([["pi_guess", "time", "visitor-buyer"]]);
  });
});

describe("words that another server is told between a writer's look and its write", () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app.stop());
  const now = new Date();

  /** A payment; then what is `told`, and before that is written, all that is told `meanwhile`. */
  async function tellInBetween({ told, meanwhile }: { told: Partial<PaymentFact>; meanwhile: Partial<PaymentFact> }): Promise<PaymentRecord[]> {
    const { websiteId } = await app.createShop();
    const tell = (fact: Partial<PaymentFact>) => recordFacts({ websiteId, facts: [emptyFact({ factId: JSON.stringify(fact), provider: "stripe", livemode: true, at: now, source: "event", ...fact })], now });
    await tell({ intentId: "pi_between", outcome: "succeeded", currency: "USD", amount: { rank: 5, minor: 2_500 } });
    const write = Payment.collection.bulkWrite.bind(Payment.collection);
    const writing = vi.spyOn(Payment.collection, "bulkWrite").mockImplementationOnce(async (...args) => {
      await tell(meanwhile);
      return write(...args);
    });
    await tell({ intentId: "pi_between", ...told });
    expect(writing).toHaveBeenCalled();
    writing.mockRestore();
    return Payment.find({ websiteId }).lean<PaymentRecord[]>();
  }

  test("a refund that fails is not taken off by who heard of the refund alone", async () => {
    const refund = { refundId: "re_between", amountMinor: 300, at: now };
    const payments = await tellInBetween({ told: { refunds: [{ ...refund, failed: false }] }, meanwhile: { intentId: "pi_between", refunds: [{ ...refund, failed: true }] } });
    expect(payments).toMatchObject([{ status: "succeeded", refundedMinor: 0, refunds: [] }]);
  });

  test("the address of a customer whom the payment is just told of becomes the payment's", async () => {
    const payments = await tellInBetween({ told: { customerId: "cus_between" }, meanwhile: { customerId: "cus_between", email: { rank: 0, value: "between@example.com" } } });
    expect(payments.map(({ customerEmail }) => openEmail(customerEmail))).toEqual(["between@example.com"]);
  });
});

describe("events that come to the shared endpoint and to the website's own", () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app.stop());
  const waiting = () => StripeEvent.countDocuments({ websiteId: UNCLAIMED, status: { $in: ["waiting", "pending", "failed"] } });
  async function deliver(event: StripeEventJson, websiteId?: string): Promise<void> {
    await app.deliver(event, websiteId);
    await app.services.processor.idle();
  }

  test("what names no website waits for nobody when the website has it, whichever endpoint is told first", async () => {
    const { websiteId } = await app.createShop();
    const [one, two] = [intentSucceeded({ n: "both1", minor: 500 }), intentSucceeded({ n: "both2", minor: 600 })];
    await deliver(one);
    expect(await waiting()).toBe(1);
    await deliver(one, websiteId);
    await deliver(two, websiteId);
    await deliver(two);
    expect(await waiting()).toBe(0);
    expect((await Payment.find({ websiteId }).lean()).map(({ amountMinor }) => amountMinor).sort()).toEqual([500, 600]);
  });

  test("another event under the same id is not taken for the website's", async () => {
    const { websiteId } = await app.createShop();
    const event = intentSucceeded({ n: "both3", minor: 500 });
    await deliver({ ...event, type: "payment_intent.processing" }, websiteId);
    await deliver(event);
    expect(await waiting()).toBe(1);
    await StripeEvent.deleteMany({ websiteId: UNCLAIMED });
  });

  test("a checkout that both have seen joins what only the shared one gets", async () => {
    for (const ownFirst of [true, false]) {
      const { websiteId } = await app.createShop();
      const purchase = { n: `mixed${ownFirst}`, minor: 800, metadata: { websiteId } };
      const session = checkoutCompleted(purchase, { payment_status: "unpaid" });
      for (const place of ownFirst ? [websiteId, undefined] : [undefined, websiteId]) await deliver(session, place);
      await deliver(intentSucceeded({ ...purchase, metadata: null }));
      expect(await Payment.find({ websiteId }).lean()).toMatchObject([{ status: "succeeded", amountMinor: 800 }]);
      expect(await waiting()).toBe(0);
    }
  });

  test.each([1, 2])("a checkout that the shared one is told of while its other delivery is being done, of %i, by a server that dies then, joins it too", async (count) => {
    const { websiteId } = await app.createShop();
    const purchase = { n: `meanwhile${count}`, minor: 800, metadata: { websiteId } };
    const session = checkoutCompleted(purchase, { payment_status: "unpaid" });
    const together = [session, checkoutCompleted({ n: `beside${count}`, minor: 700 })].slice(0, count);
    for (const event of together) await app.store(event, { websiteId, serverId: "busy" });
    // The last look before it is written down as done.
    const look = vi.spyOn(StripeEvent, "exists").mockImplementationOnce((() => app.store(session, { serverId: "died" }).then(() => null)) as never);
    await processStripeEvents(websiteId, together.map(({ id }) => id), new Date());
    expect(look).toHaveBeenCalled();
    look.mockRestore();
    await lookOnce(app, { serverId: "next", now: () => new Date() });
    await deliver(intentSucceeded({ ...purchase, metadata: null }));
    expect(await Payment.find({ websiteId, key: `pi_meanwhile${count}` }).lean()).toMatchObject([{ status: "succeeded", amountMinor: 800 }]);
    expect(await waiting()).toBe(0);
  });
});
