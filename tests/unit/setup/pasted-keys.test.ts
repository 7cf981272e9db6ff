import { describe, expect, test } from "vitest";
import { deriveSetupSteps } from "../../../server/setup/derive-setup-steps.ts";
import type { SetupFacts } from "../../../server/setup/collect-setup-facts.ts";
import { findUnreachableReason } from "../../../server/setup/stripe-step/find-unreachable-reason.ts";
import { judgeTestDelivery } from "../../../server/setup/stripe-step/run-test-event.ts";
import { readSigningSecret } from "../../../server/websites/read-signing-secret.ts";

describe("a signing secret as pasted", () => {
  test.each(["whsec_0123456789abcdef", "  whsec_0123456789abcdef\n", '"whsec_0123456789abcdef"', "STRIPE_WEBHOOK_SECRET=whsec_0123456789abcdef"])("%j is read", (pasted) => {
    expect(readSigningSecret(pasted)).toEqual({ ok: true, secret: "whsec_0123456789abcdef" });
  });
});

describe("an address that Stripe shall reach", () => {
  test.each(["http://127.0.0.1:3000", "http://localhost:3000", "https://192.168.1.5", "https://nas", "https://stats.local", "https://[::1]"])("%s cannot be", (url) => expect(findUnreachableReason(url)).toContain("cannot reach"));
  test("http can be, but not for live events", () => expect(findUnreachableReason("http://stats.example.com")).toContain("https"));
  test.each(["https://stats.example.com", "https://93.184.215.14"])("%s can be", (url) => expect(findUnreachableReason(url)).toBeNull());
});

describe("the answer to a test event", () => {
  const context = { stored: true, through: "proxy" as const, url: "https://stats.example.com/api/webhooks/stripe/web_1" };
  test.each([
    [{ outcome: "answered", status: 200, message: null }, true, true, /unchanged/],
    [{ outcome: "answered", status: 200, message: null }, false, false, /did not arrive here/],
    [{ outcome: "answered", status: 400, message: "No signing secret fits: copy" }, false, false, /proxy changes the body/],
    [{ outcome: "answered", status: 413, message: null }, false, false, /1 MiB/],
    [{ outcome: "answered", status: 502, message: null }, false, false, /502/],
    [{ outcome: "redirected", to: "https://www.example.com/" }, false, false, /does not follow redirects/],
    [{ outcome: "unreachable", reason: "ECONNREFUSED" }, false, false, /APP_URL/],
  ] as const)("%j", (delivery, stored, ok, words) => {
    const result = judgeTestDelivery(delivery, { ...context, stored });
    expect(result.ok).toBe(ok);
    expect(result.message).toMatch(words);
  });
});

describe("the steps of the setup", () => {
  const at = new Date("2026-05-01T10:00:00Z");
  const later = new Date("2026-05-01T11:00:00Z");
  const empty: SetupFacts = { website: { name: "Shop", domain: "shop.example.com", secrets: 0, sharedSecret: false }, firstHitAt: null, lastHitAt: null, drops: [], events: [], testEventAt: null, lastRefusal: null, payments: [] };
  const withSecret = { ...empty, website: { ...empty.website, secrets: 1 } };
  const refusal = { at, outcome: "signature_invalid", reason: "No signing secret fits" };
  const event = (type: string, livemode = true, when = at) => ({ at: when, type, livemode });
  const stripe = (facts: SetupFacts) => deriveSetupSteps(facts).find(({ id }) => id === "stripe");

  test.each<[string, SetupFacts, string, RegExp]>([
    ["nothing", empty, "waiting", /No signing secret/],
    ["deliveries before the secret", { ...empty, lastRefusal: { ...refusal, outcome: "secret_missing" } }, "problem", /No signing secret/],
    ["a secret alone", withSecret, "waiting", /Send a test event/],
    ["the shared secret alone", { ...empty, website: { ...empty.website, sharedSecret: true } }, "waiting", /Send a test event/],
    ["our test event", { ...withSecret, testEventAt: at }, "done", /test event was accepted/],
    ["our test event, and Stripe's refused", { ...withSecret, testEventAt: later, lastRefusal: refusal }, "problem", /not the one of the endpoint/],
    ["refused, then accepted", { ...withSecret, lastRefusal: refusal, events: [event("charge.succeeded", true, later)] }, "done", /accepted/],
    ["accepted, then refused", { ...withSecret, lastRefusal: { ...refusal, at: later }, events: [event("charge.succeeded")] }, "problem", /not the one/],
  ])("Stripe: %s", (_name, facts, state, words) => {
    expect(stripe(facts)?.state).toBe(state);
    expect(stripe(facts)?.sentence).toMatch(words);
  });

  test("a mix-up of modes and a missing type get a sentence of their own", () => {
    const notes = (...events: SetupFacts["events"]) => stripe({ ...withSecret, events })?.notes.join(" ") ?? "";
    expect(notes(event("checkout.session.completed", false))).toContain("Only test-mode events");
    expect(notes(event("checkout.session.completed", false), event("checkout.session.completed"))).toContain("Both test and live");
    expect(notes(event("payment_intent.succeeded"))).toContain("checkout.session.completed has not come yet");
    expect(notes(event("payment_intent.succeeded"), event("checkout.session.completed"))).toBe("");
  });

  test("payments without ids and without a visitor are problems, not dead ends", () => {
    const payment = { at, livemode: true, hasIds: false, linked: false, method: "none" };
    const states = (one: Partial<typeof payment>) => deriveSetupSteps({ ...empty, payments: [{ ...payment, ...one }] }).slice(3).map(({ state }) => state);
    expect(states({})).toEqual(["problem", "problem"]);
    expect(states({ linked: true })).toEqual(["problem", "done"]);
    expect(states({ linked: true, hasIds: true })).toEqual(["done", "done"]);
  });
});
