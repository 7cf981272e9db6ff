import { afterAll, beforeAll, expect, test } from "vitest";
import { WebhookDelivery } from "../../../models/webhook-delivery.ts";
import { LISTED_A_MINUTE } from "../../../server/stripe-events/bound-refusals.ts";
import { checkoutCompleted } from "../../fixtures/stripe/events.ts";
import { startApp } from "../../factories/start-app.ts";
import type { TestApp } from "../../factories/start-app.ts";

let app: TestApp;
const clock = { at: Math.floor(Date.now() / 60_000) * 60_000 + 1_000 };
beforeAll(async () => {
  app = await startApp({}, null, { now: () => new Date(clock.at) });
});
afterAll(() => app.stop());

test("a flood of forged deliveries is refused one by one and does not fill the log; what Stripe signed is always in it", async () => {
  const { websiteId } = await app.createShop();
  const forge = async (many: number, path: (n: number) => string) => {
    const answers = await Promise.all(Array.from({ length: many }, (_, n) => app.post(`/api/webhooks/stripe/${path(n)}`, { id: `evt_${n}` }, { "Stripe-Signature": "t=1,v1=00" })));
    return new Set(answers.map(({ status }) => status));
  };
  const listed = (outcome: string) => WebhookDelivery.countDocuments({ outcome });
  expect(await forge(LISTED_A_MINUTE + 80, () => websiteId)).toEqual(new Set([400]));
  expect(await listed("signature_invalid")).toBe(LISTED_A_MINUTE);
  expect(await WebhookDelivery.countDocuments({ websiteId, reason: /further ones are not listed/ })).toBe(1);
  // Made-up websites share one bound.
  expect(await forge(LISTED_A_MINUTE + 80, (n) => `web_made_up_${n}`)).toEqual(new Set([404]));
  expect(await listed("unknown_website")).toBe(LISTED_A_MINUTE);
  expect((await app.deliver(checkoutCompleted({ n: "flood", minor: 500 }), websiteId)).status).toBe(200);
  expect(await listed("accepted")).toBe(1);
  clock.at += 60_000;
  await forge(1, () => websiteId);
  expect(await listed("signature_invalid")).toBe(LISTED_A_MINUTE + 1);
});
