import { setupServer } from "msw/node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Website } from "../../../models/website.ts";
import type { WebsiteRecord } from "../../../models/website.ts";
import { WANTED_EVENTS } from "../../../server/stripe-events/wanted-events.ts";
import { callAs } from "../../factories/call-procedures.ts";
import { startApp } from "../../factories/start-app.ts";
import type { TestApp } from "../../factories/start-app.ts";
import { checkoutCompleted } from "../../fixtures/stripe/events.ts";
import { mockStripeApi } from "../../mocks/stripe-api.ts";

describe("the setup, from nothing to the first payment", () => {
  let app: TestApp;
  let owner: Awaited<ReturnType<typeof callAs>>;
  let support: Awaited<ReturnType<typeof callAs>>;
  let websiteId: string;
  let key: string;
  const account = { endpoints: [] as Parameters<typeof mockStripeApi>[0]["endpoints"], requests: [] as string[] };
  const stripeApi = setupServer(...mockStripeApi(account));

  beforeAll(async () => {
    stripeApi.listen({ onUnhandledRequest: (request, print) => (new URL(request.url).hostname === "127.0.0.1" ? undefined : print.error()) });
    app = await startApp();
    ({ websiteId, key } = await app.createShop());
    await Website.updateOne({ _id: websiteId }, { $set: { stripeSecrets: [] } });
    app.services.trpc.sharedSecrets = [];
    owner = await callAs(app, "owner");
    support = await callAs(app, "support");
  });
  afterAll(async () => {
    stripeApi.close();
    await app.stop();
  });
  const step = async (id: string) => (await owner.setup.state({ websiteId })).steps.find((one) => one.id === id);

  test("begins with the script", async () => {
    const state = await owner.setup.state({ websiteId });
    expect(state.steps.map(({ id, state: how }) => [id, how])).toEqual([["website", "done"], ["script", "waiting"], ["stripe", "waiting"], ["ids", "waiting"], ["payment", "waiting"]]);
    expect(state.current).toBe("script");
  });

  test("says why hits are dropped, until one is counted", async () => {
    const hit = { websiteId, visitorId: "visitor-1234", sessionId: "session-1234", type: "pageview", url: "https://other.example.org/" };
    await app.post("/api/track", hit);
    expect(await step("script")).toMatchObject({ state: "problem", notes: ["1 hit was dropped: they came from a host that is not this website's."] });
    await app.post("/api/track", { ...hit, url: "https://shop.example.com/" });
    expect(await step("script")).toMatchObject({ state: "done" });
  });

  test("no test event without a secret", async () => {
    expect(await owner.setup.sendTestEvent({ websiteId })).toMatchObject({ ok: false, message: expect.stringContaining("no signing secret") as unknown });
  });

  test.each([
    ["pk_live_abc", "publishable key"], ["sk_test_abc", "API key"], ["rk_live_abc", "API key"], ["we_1abc", "endpoint's id"], ["https://x.example", "address"], ["whsec_••••", "hidden form"], ["whsec_ab", "too short"], ["whsec_abc defghijkl", "space"], ["hello", "begins with whsec_"], ["", "Paste"],
  ])("pasting %s as the secret gets a sentence of its own", async (secret, words) => {
    await expect(owner.websites.addStripeSecret({ websiteId, secret })).rejects.toThrow(words);
  });

  test.each([["rk_test_unknown1234567", "does not know this key"], ["rk_test_forbidden123456", "Write"], ["sk_live_abcdefghijk", "full secret key"], ["pk_live_abcdefghij", "publishable"], ["whsec_abcdefghijkl", "other field"], ["nonsense", "rk_live_ or rk_test_"]])("the key %s is refused in words", async (restricted, words) => {
    app.services.trpc.appUrl = "https://stats.example.com";
    await expect(owner.setup.connectStripe({ websiteId, key: restricted })).rejects.toThrow(words);
  });

  test("an address that Stripe cannot reach is told before Stripe is asked", async () => {
    app.services.trpc.appUrl = "http://127.0.0.1:3000";
    account.requests.length = 0;
    await expect(owner.setup.connectStripe({ websiteId, key: "rk_test_1234567890" })).rejects.toThrow("cannot reach");
    expect(account.requests).toEqual([]);
  });

  test("a restricted key makes the endpoint once, with every event, and its secret is stored encrypted", async () => {
    app.services.trpc.appUrl = "https://stats.example.com";
    expect(await owner.setup.connectStripe({ websiteId, key: " rk_test_1234567890 " })).toMatchObject({ secretNeeded: false, message: expect.stringContaining("test mode") as unknown });
    expect(account.endpoints).toMatchObject([{ url: `https://stats.example.com/api/webhooks/stripe/${websiteId}`, enabled_events: WANTED_EVENTS.map(({ type }) => type) }]);
    const website = await Website.findOne({ _id: websiteId }).lean<WebsiteRecord>();
    expect(website?.stripeSecrets).toMatchObject([{ lastFour: "6789" }]);
    expect(JSON.stringify(website)).not.toContain("whsec_made");
    expect(JSON.stringify(website)).not.toContain("rk_test");
  });

  test("doing it again completes the endpoint instead of making a second", async () => {
    const [endpoint] = account.endpoints;
    if (!endpoint) throw new Error("no endpoint");
    Object.assign(endpoint, { enabled_events: ["charge.refunded", "product.created"], status: "disabled" });
    const answer = await owner.setup.connectStripe({ websiteId, key: "rk_test_1234567890" });
    expect(answer.message).toMatch(/missing events were added .* switched on again/);
    expect(account.endpoints).toHaveLength(1);
    expect(endpoint.status).toBe("enabled");
    expect(new Set(endpoint.enabled_events)).toEqual(new Set(["product.created", ...WANTED_EVENTS.map(({ type }) => type)]));
    expect((await owner.setup.connectStripe({ websiteId, key: "rk_test_1234567890" })).message).toContain("had all events already");
  });

  test("a test event travels the real route and proves the secret, and is never a payment", async () => {
    expect(await owner.setup.sendTestEvent({ websiteId })).toMatchObject({ ok: true });
    await app.services.processor.idle();
    expect(await step("stripe")).toMatchObject({ state: "done", sentence: expect.stringContaining("test event") as unknown });
    expect(await app.ask(key, "/payments")).toMatchObject({ payments: [] });
    const { deliveries } = await owner.webhooks.list({ websiteId });
    expect(deliveries).toMatchObject([{ result: "ignored", type: "postmetric.test_event", paymentId: null }]);
  });

  test("a proxy that answers by itself, another server and nobody are told apart", async () => {
    app.services.trpc.appUrl = "http://127.0.0.1:9";
    expect((await owner.setup.sendTestEvent({ websiteId, through: "proxy" })).message).toContain("does not answer");
    app.services.trpc.appUrl = `${app.url}/healthz?`;
    expect((await owner.setup.sendTestEvent({ websiteId, through: "proxy" })).ok).toBe(false);
  });

  test("Stripe's own event with another secret shows that the stored one is wrong, and the right one mends it", async () => {
    const event = checkoutCompleted({ n: "setup1", minor: 1_500, metadata: { visitorId: "visitor-1234", sessionId: "session-1234" } }, {}, { livemode: false });
    const right = "whsec_of_the_real_endpoint_0123";
    expect((await app.deliver(event, websiteId, right)).status).toBe(400);
    expect(await step("stripe")).toMatchObject({ state: "problem", sentence: expect.stringContaining("not the one of the endpoint") as unknown });
    const { deliveries } = await support.webhooks.list({ websiteId, result: "refused" });
    expect(deliveries).toMatchObject([{ result: "signature_invalid", eventId: event.id, type: "checkout.session.completed" }]);
    await owner.websites.addStripeSecret({ websiteId, secret: `"${right}"\n` });
    expect((await app.deliver(event, websiteId, right)).status).toBe(200);
    await app.services.processor.idle();
    expect(await step("stripe")).toMatchObject({ state: "done", notes: [expect.stringContaining("Only test-mode events") as unknown] });
    expect(await step("ids")).toMatchObject({ state: "done" });
    expect(await step("payment")).toMatchObject({ state: "done" });
    expect((await owner.setup.state({ websiteId })).current).toBeNull();
  });

  test("what may be changed follows the role", async () => {
    await expect(support.setup.connectStripe({ websiteId, key: "rk_test_1234567890" })).rejects.toThrow("role");
    await expect((await callAs(app, "analyst")).setup.checkSite({ websiteId, page: "" })).rejects.toThrow("role");
    await expect((await callAs(app, "owner", "team_other")).setup.state({ websiteId })).rejects.toThrow("no such website");
  });

  test("the site checker refuses this machine, and is slowed down", async () => {
    await expect(owner.setup.checkSite({ websiteId, page: "https://elsewhere.example.org/" })).rejects.toThrow("not one of this website's hosts");
    expect(await owner.setup.checkSite({ websiteId, page: "http://127.0.0.1/" })).toMatchObject({ verdict: "wrong", problem: "refused" });
    const many = await Promise.allSettled(Array.from({ length: 24 }, () => owner.setup.checkSite({ websiteId, page: "http://localhost/" })));
    expect(many.some((result) => result.status === "rejected" && /Too many attempts/.test(String(result.reason)))).toBe(true);
  });
});
