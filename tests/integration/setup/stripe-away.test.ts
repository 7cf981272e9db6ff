import { delay, http, HttpResponse } from "msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Website } from "../../../models/website.ts";
import type { WebsiteRecord } from "../../../models/website.ts";
import { ensureWebhookEndpoint } from "../../../server/stripe-events/ensure-webhook-endpoint.ts";
import { callAs } from "../../factories/call-procedures.ts";
import { startApp } from "../../factories/start-app.ts";
import type { TestApp } from "../../factories/start-app.ts";
import { mockStripeApi } from "../../mocks/stripe-api.ts";
import type { StripeAccount } from "../../mocks/stripe-api.ts";

const KEY = "rk_test_1234567890";
const EVERYTHING = "https://api.stripe.com/*";
const CREATION = "https://api.stripe.com/v1/webhook_endpoints";
const page = () => HttpResponse.html("<html><body>Please log in to the network</body></html>");
const refuse = (status: number, message: string) => HttpResponse.json({ error: { type: "invalid_request_error", message } }, { status });

describe("making the endpoint while Stripe is in trouble", () => {
  let app: TestApp;
  let owner: Awaited<ReturnType<typeof callAs>>;
  let websiteId: string;
  const account: StripeAccount = { endpoints: [], requests: [] };
  const stripeApi = setupServer(...mockStripeApi(account));

  beforeAll(async () => {
    stripeApi.listen({ onUnhandledRequest: (request, print) => (new URL(request.url).hostname === "127.0.0.1" ? undefined : print.error()) });
    app = await startApp();
    app.services.trpc.appUrl = "https://stats.example.com";
    owner = await callAs(app, "owner");
  });
  afterAll(async () => {
    stripeApi.close();
    await app.stop();
  });
  beforeEach(async () => {
    ({ websiteId } = await app.createShop());
    await Website.updateOne({ _id: websiteId }, { $set: { stripeSecrets: [] } });
    Object.assign(account, { endpoints: [], loseAnswers: 0 });
  });
  afterEach(() => stripeApi.resetHandlers());

  const secrets = async () => (await Website.findOne({ _id: websiteId }).lean<WebsiteRecord>())?.stripeSecrets.length;
  const connect = () => owner.setup.connectStripe({ websiteId, key: KEY });

  test.each<[string, () => Response, RegExp]>([
    ["away", () => HttpResponse.error(), /could not be reached .* check its connection to api\.stripe\.com and try again/],
    ["refusing the key (401)", () => refuse(401, "Invalid API Key provided"), /does not know this key/],
    ["asking to slow down (429)", () => refuse(429, "Request rate limit exceeded"), /slow down: try again in a minute/],
    ["failing inside (500)", () => refuse(500, "Something went wrong"), /try again in a minute, or make it by hand/],
    ["behind a portal that answers with its own page", page, /What answered is not Stripe.* Let it through and try again/],
    ["behind a proxy that answers 502 with a page", () => HttpResponse.html("<html>Bad Gateway</html>", { status: 502 }), /What answered is not Stripe/],
    ["behind something that answers JSON of its own", () => HttpResponse.json({ ok: true }), /What answered is not Stripe/],
  ])("Stripe %s, at the first request or only at the last: it says what to do, keeps nothing, and works once Stripe does", async (_what, answer, words) => {
    for (const trouble of [http.all(EVERYTHING, answer), http.post(CREATION, answer)]) {
      stripeApi.use(trouble);
      await expect(connect()).rejects.toThrow(words);
      expect([account.endpoints.length, await secrets()]).toEqual([0, 0]);
      stripeApi.resetHandlers();
    }
    expect(await connect()).toMatchObject({ secretNeeded: false });
    expect([account.endpoints.length, await secrets()]).toEqual([1, 1]);
  });

  test("no answer in time is said to be that", async () => {
    stripeApi.use(http.all(EVERYTHING, async () => {
      await delay("infinite");
      return HttpResponse.json({});
    }));
    expect(await ensureWebhookEndpoint({ apiKey: KEY, url: "https://stats.example.com/x", websiteId, timeoutMs: 50 })).toEqual({ outcome: "refused", reason: expect.stringContaining("did not answer in time") as unknown });
    expect(account.endpoints).toEqual([]);
  });

  test("made, but the answer was lost: asked once more under the same idempotency key, so there is one endpoint, with its secret", async () => {
    account.loseAnswers = 1;
    expect(await connect()).toMatchObject({ secretNeeded: false });
    expect([account.endpoints.length, await secrets()]).toEqual([1, 1]);
  });

  test("made, and no answer ever came: the next attempt finds it, makes no second one and asks for its secret", async () => {
    account.loseAnswers = 2;
    await expect(connect()).rejects.toThrow(/no endpoint is made twice/);
    expect(await secrets()).toBe(0);
    expect(await connect()).toMatchObject({ secretNeeded: true, message: expect.stringMatching(/reveal it there and paste it below/) as unknown });
    expect(await owner.websites.addStripeSecret({ websiteId, secret: account.endpoints[0]?.secret ?? "" })).toBeDefined();
    expect([account.endpoints.length, await secrets()]).toEqual([1, 1]);
  });
});
