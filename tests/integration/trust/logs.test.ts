import { expect, test } from "vitest";
import { createUser } from "../../../server/auth/create-user.ts";
import { createLogger } from "../../../server/shared/logger.ts";
import { createHttpClient } from "../../factories/http-client.ts";
import { signStripeEvent } from "../../factories/sign-stripe-event.ts";
import { APP_SECRET, OWN_SECRET, SHARED_SECRET, startApp } from "../../factories/start-app.ts";
import { checkoutCompleted } from "../../fixtures/stripe/events.ts";

const PASSWORD = "password-that-no-log-may-hold";
const EMAIL = "nobody-may-log-me@example.com";

test("the most talkative log holds no secret, key, token, password, address or body, whatever goes right or wrong", async () => {
  const lines: string[] = [];
  const app = await startApp({}, null, { logger: createLogger("trace", { write: (line) => void lines.push(line) }) });
  try {
    const { websiteId, key } = await app.createShop();
    await createUser({ email: EMAIL, password: PASSWORD, now: new Date() });
    const client = createHttpClient(app.url);
    expect((await client.logIn(EMAIL, PASSWORD)).status).toBe(200);
    await createHttpClient(app.url).logIn(EMAIL, `${PASSWORD}!`);
    const token = client.cookies.get("pm_login") ?? "";
    const ids = { visitorId: "visitor-1", sessionId: "session-1" };
    for (const path of ["/api/track", "/api/identify", "/api/v1/goal", "/api/v1/payment", "/trpc/auth.logIn", "/trpc/auth.resetPassword", "/api/goals/track"]) {
      for (const body of [{ websiteId, site: websiteId, ...ids, type: "pageview", url: `https://shop.example.com/?email=${EMAIL}`, email: EMAIL, password: PASSWORD, event: "g", provider: "custom", providerPaymentId: "p", amount: 1, customerEmail: EMAIL, token: PASSWORD }, `{"email":"${EMAIL}","password":"${PASSWORD}"`, { email: { $ne: EMAIL }, password: [PASSWORD] }]) {
        await app.post(path, body, { Authorization: `Bearer ${key}`, Cookie: `pm_login=${token}` });
      }
    }
    await fetch(`${app.url}/api/v1/visitor?email=${EMAIL}&visitorId=visitor-1`, { headers: { Authorization: `Bearer ${key}` } });
    await fetch(`${app.url}/first-owner?token=${PASSWORD}`);
    await app.deliver(checkoutCompleted({ n: "log", minor: 500, email: EMAIL, metadata: { websiteId, ...ids } }), websiteId);
    await app.deliver(checkoutCompleted({ n: "log2", minor: 500, email: EMAIL }), websiteId, "whsec_wrong_made_up_0123456789");
    // What processing chokes on is logged with its error.
    const broken = JSON.stringify({ ...checkoutCompleted({ n: "log3", minor: 500, email: EMAIL }), data: { object: { id: 5, object: "checkout.session", customer_details: { email: EMAIL }, amount_total: {} } } });
    await fetch(`${app.url}/api/webhooks/stripe/${websiteId}`, { method: "POST", body: broken, headers: { "Stripe-Signature": await signStripeEvent(broken, OWN_SECRET) } });
    await app.services.processor.idle();
    // A failure deep inside, as the database's errors are: the log tells of it, without the documents in it.
    Object.assign(app.services.eventStore, { addEvent: () => Promise.reject(Object.assign(new Error(`made up by a test, dup key: { email: "${EMAIL}" }`), { code: 11_001, keyValue: { email: EMAIL }, writeErrors: [{ op: { payload: EMAIL } }] })) });
    await app.deliver(checkoutCompleted({ n: "log4", minor: 500, email: EMAIL }), websiteId);
    const log = lines.join("");
    expect(lines.length).toBeGreaterThan(20);
    expect(log).toContain("made up by a test");
    for (const secret of [PASSWORD, EMAIL, key, token, OWN_SECRET, SHARED_SECRET, APP_SECRET, "whsec_wrong", "v1="]) expect(log.includes(secret), `${secret} stands in the log: ${lines.find((line) => line.includes(secret))}`).toBe(false);
  } finally {
    await app.stop();
  }
});
