import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Website } from "../../../models/website.ts";
import { FIRST_TEAM_ID } from "../../../server/auth/create-user.ts";
import { callAs } from "../../factories/call-procedures.ts";
import { SHARED_SECRET, startApp } from "../../factories/start-app.ts";
import type { TestApp } from "../../factories/start-app.ts";
import { checkoutCompleted, intentSucceeded, stripeEvent } from "../../fixtures/stripe/events.ts";

describe("the log of deliveries, and why a payment is missing", () => {
  let app: TestApp;
  let websiteId: string;
  let owner: Awaited<ReturnType<typeof callAs>>;
  let support: Awaited<ReturnType<typeof callAs>>;
  let runsTheServer: Awaited<ReturnType<typeof callAs>>;
  const ids = { visitorId: "log-visitor-1", sessionId: "log-session-1" };

  beforeAll(async () => {
    app = await startApp();
    ({ websiteId } = await app.createShop());
    owner = await callAs(app, "owner");
    support = await callAs(app, "support");
    runsTheServer = await callAs(app, "support");
    await app.post("/api/track", { websiteId, ...ids, type: "pageview", url: "https://shop.example.com/" });
  });
  afterAll(() => app.stop());
  const settled = () => app.services.processor.idle();
  const explain = (q: string) => owner.diagnostics.explain({ websiteId, q });

  test("pages by cursor give every delivery once, newest first, however many share a moment", async () => {
    await Promise.all(Array.from({ length: 7 }, (_, n) => app.deliver(stripeEvent("product.updated", { id: `prod_${n}`, object: "product" }), websiteId)));
    await settled();
    const seen: string[] = [];
    let cursor: string | null | undefined;
    do {
      const page: Awaited<ReturnType<typeof owner.webhooks.list>> = await owner.webhooks.list({ websiteId, limit: 3, cursor: cursor ?? undefined });
      seen.push(...page.deliveries.map(({ deliveryId }) => deliveryId));
      cursor = page.nextCursor;
    } while (cursor);
    expect(seen).toHaveLength(7);
    expect(new Set(seen).size).toBe(7);
    await expect(owner.webhooks.list({ websiteId, cursor: "nonsense" })).rejects.toThrow("cursor");
  });

  test("filters by result and type, and search by event, object and payment", async () => {
    const bought = checkoutCompleted({ n: "log1", minor: 1_000, email: "buyer@example.com", metadata: ids });
    await app.deliver(bought, websiteId);
    await app.deliver(bought, websiteId);
    await app.deliver(intentSucceeded({ n: "log2", minor: 500 }), websiteId, "whsec_another_secret_0123456789");
    await settled();
    const found = async (query: Record<string, unknown>) => (await owner.webhooks.list({ websiteId, ...query })).deliveries.map(({ result, type }) => `${result} ${type}`);
    expect(await found({ result: "processed" })).toEqual(["processed checkout.session.completed"]);
    expect(await found({ result: "duplicate" })).toEqual(["duplicate checkout.session.completed"]);
    expect(await found({ result: "refused" })).toEqual(["signature_invalid payment_intent.succeeded"]);
    expect(await found({ result: "ignored", limit: 2 })).toHaveLength(2);
    expect(await found({ type: "payment_intent.succeeded" })).toHaveLength(1);
    expect(await found({ q: bought.id })).toHaveLength(2);
    expect(await found({ q: bought.id.slice(0, -1) })).not.toHaveLength(0);
    expect(await found({ q: "pi_log1", result: "processed" })).toHaveLength(1);
    expect(await found({ q: "pi_log2" })).toEqual(["signature_invalid payment_intent.succeeded"]);
    const [paid] = (await owner.webhooks.list({ websiteId, q: "cs_log1", result: "processed" })).deliveries;
    expect(paid?.paymentId).toMatch(/^pay_/);
    expect(await found({ q: paid?.paymentId })).toHaveLength(2);
    expect(await found({ q: "pi_of_nobody" })).toEqual([]);
  });

  test("a delivery's page has the headers that matter, every step, and addresses only for who may read them", async () => {
    const [paid] = (await owner.webhooks.list({ websiteId, q: "cs_log1", result: "processed" })).deliveries;
    const detail = await owner.webhooks.get({ websiteId, deliveryId: paid?.deliveryId ?? "" });
    expect(detail.steps.map(({ title, state }) => `${title} ${state}`)).toEqual(["Signature done", "Stored done", "Website done", "Read done", "Payment done", "Link done"]);
    expect(detail.headers.signedAt).not.toBeNull();
    expect(JSON.stringify(detail)).toContain("buyer@example.com");
    expect(JSON.stringify(detail)).not.toMatch(/v1=|whsec_/);
    const masked = JSON.stringify(await support.webhooks.get({ websiteId, deliveryId: paid?.deliveryId ?? "" }));
    expect(masked).not.toContain("buyer@example.com");
    expect(masked).toContain("b•••@example.com");
    expect(await support.webhooks.processAgain({ websiteId, eventId: detail.eventId ?? "" })).toMatchObject({ status: "processed" });
    await expect(support.webhooks.processAgain({ websiteId, eventId: "evt_none" })).rejects.toThrow("not stored");
    await expect(owner.webhooks.get({ websiteId, deliveryId: "x" })).rejects.toThrow("no such delivery");
  });

  test("a refund whose payment is not known yet is shown as waiting for it, in the list, on its page and by the filter, until it comes", async () => {
    const purchase = { n: "early", minor: 700, email: "early@example.com" };
    const waiting = async () => (await owner.webhooks.list({ websiteId, result: "awaits_payment" })).deliveries;
    const processed = async () => (await owner.webhooks.list({ websiteId, q: "re_early", result: "processed" })).deliveries;
    await app.deliver(stripeEvent("refund.created", { id: "re_early", object: "refund", amount: 700, currency: "usd", status: "succeeded", payment_intent: "pi_early", charge: "ch_early", created: 1_767_600_000 }), websiteId);
    await settled();
    const [kept, ...more] = await waiting();
    expect(more).toEqual([]);
    expect(kept).toMatchObject({ type: "refund.created", result: "awaits_payment", says: "Kept until its payment arrives.", paymentId: null });
    expect(await processed()).toEqual([]);
    const detail = () => owner.webhooks.get({ websiteId, deliveryId: kept?.deliveryId ?? "" });
    expect(await detail()).toMatchObject({ result: "awaits_payment", paymentIds: [] });
    expect((await detail()).steps.at(-1)).toMatchObject({ title: "Payment", state: "waiting" });

    await app.deliver(intentSucceeded(purchase), websiteId);
    await settled();
    expect(await waiting()).toEqual([]);
    const [done] = await processed();
    expect(done?.paymentId).toMatch(/^pay_/);
    expect(done).toMatchObject({ type: "refund.created", result: "processed", says: `Part of payment ${done?.paymentId}.` });
    expect(await detail()).toMatchObject({ result: "processed", paymentIds: [done?.paymentId] });
  });

  test("of several that wait for different payments only those whose payment came stop waiting, however they are processed", async () => {
    const refund = (n: string) => stripeEvent("refund.created", { id: `re_${n}`, object: "refund", amount: 100, currency: "usd", status: "succeeded", payment_intent: `pi_${n}`, charge: `ch_${n}`, created: 1_767_600_000 });
    await Promise.all(["wait1", "wait2", "wait3"].map((n) => app.deliver(refund(n), websiteId)));
    await settled();
    await Promise.all(["wait1", "wait2"].map((n) => app.deliver(intentSucceeded({ n, minor: 300 }), websiteId)));
    await settled();
    const { deliveries } = await owner.webhooks.list({ websiteId, result: "awaits_payment" });
    expect(deliveries.map(({ eventId }) => eventId)).toEqual([(await owner.webhooks.list({ websiteId, q: "re_wait3" })).deliveries[0]?.eventId]);
  });

  test("a refused delivery says why, keeps nothing of its body, and how to mend it", async () => {
    const [refused] = (await owner.webhooks.list({ websiteId, result: "refused" })).deliveries;
    const detail = await owner.webhooks.get({ websiteId, deliveryId: refused?.deliveryId ?? "" });
    expect(detail).toMatchObject({ payload: null, again: false, refusal: { action: { to: "setup?step=stripe" } } });
    expect(await explain("pi_log2")).toMatchObject({ verdict: "Stripe delivered it, but the delivery was refused.", tone: "loss" });
  });

  test("what names no website is shown to who runs the server, and joins the website that claims it", async () => {
    await app.deliver(intentSucceeded({ n: "lost", minor: 300 }));
    await settled();
    await expect(owner.webhooks.list({ websiteId, scope: "unclaimed" })).rejects.toThrow("first team");
    const admin = await callAs(app, "admin", FIRST_TEAM_ID);
    await expect(admin.webhooks.list({ websiteId, scope: "unclaimed" })).rejects.toThrow("no such website");
    const mine = await app.createShop("other.example.com");
    await Website.updateOne({ _id: mine.websiteId }, { $set: { teamId: FIRST_TEAM_ID } });
    const { deliveries } = await admin.webhooks.list({ websiteId: mine.websiteId, scope: "unclaimed" });
    expect(deliveries).toMatchObject([{ result: "waiting", type: "payment_intent.succeeded", websiteId: null }]);
    expect(await explain("pi_lost")).toMatchObject({ verdict: expect.stringContaining("named no website") as unknown });
    await app.deliver(checkoutCompleted({ n: "lost", minor: 300, metadata: { websiteId, ...ids } }), undefined, SHARED_SECRET);
    await settled();
    expect((await admin.webhooks.list({ websiteId: mine.websiteId, scope: "unclaimed" })).deliveries).toEqual([]);
    expect((await owner.webhooks.list({ websiteId, q: "pi_lost" })).deliveries.map(({ result }) => result)).toEqual(["processed", "processed"]);
    expect((await owner.webhooks.list({ websiteId, scope: "all", q: "pi_lost" })).deliveries).toHaveLength(2);
  });

  test("any id, address or visitor answers why", async () => {
    expect(await explain("")).toBeNull();
    expect(await explain("pi_of_nobody")).toMatchObject({ verdict: "Nothing about it was ever received.", tone: "loss" });
    expect(await explain(" buyer@Example.com ")).toMatchObject({ verdict: "The payment is here and linked.", payments: [{ key: "pi_log1", method: "metadata" }] });
    expect(await explain(ids.visitorId)).toMatchObject({ tone: "gain" });
    expect(await explain("nobody-ever-seen")).toMatchObject({ verdict: "This visitor was never seen here." });
    await app.deliver(checkoutCompleted({ n: "log3", minor: 100, email: "stranger@example.com", metadata: { visitorId: "never-seen-9", sessionId: "never-seen-s" } }, {}, { at: new Date(Date.now() - 5 * 86_400_000) }), websiteId);
    await settled();
    expect(await explain("cs_log3")).toMatchObject({ tone: "warn", advice: expect.stringContaining("within 7 days") as unknown });
    expect(JSON.stringify(await runsTheServer.diagnostics.explain({ websiteId, q: "cs_log3" }))).not.toContain("stranger@example.com");
  });

  test("findings come from what came in", async () => {
    const findings = await owner.diagnostics.findings({ websiteId });
    const titles = Object.fromEntries(findings.map(({ id, status }) => [id, status]));
    expect(titles).toMatchObject({ "webhook-configured": "good", "deliveries-arriving": "good", "failed-events": "good", "visits-arriving": "good" });
    expect(titles["secret-right"]).toBe("warning");
    expect(findings.find(({ id }) => id === "unclaimed-events")).toBeUndefined();
    await expect((await callAs(app, "analyst")).diagnostics.findings({ websiteId })).rejects.toThrow("role");
  });
});
