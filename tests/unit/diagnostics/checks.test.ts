import { describe, expect, test } from "vitest";
import { CHECKS, runChecks } from "../../../server/diagnostics/run-checks.ts";
import type { DiagnosticFacts, Finding } from "../../../server/diagnostics/facts.ts";
import type { LinkMethod } from "../../../models/payment-link.ts";

const now = new Date("2026-05-20T12:00:00Z");
const DAY = 86_400_000;
const back = (days: number) => new Date(now.getTime() - days * DAY);

/** A website where all is well. */
const well: DiagnosticFacts = {
  now,
  website: { domain: "shop.example.com", createdAt: back(100), secrets: 1, secretAddedAt: back(90), sharedSecret: false, excludedPaths: [], linkByTime: true },
  outcomes: { accepted: 50, duplicate: 1 },
  lastAcceptedAt: back(0.1),
  lastBadSignature: null,
  lags: [0.2, 0.4, 1, 3],
  types: ["checkout.session.completed", "payment_intent.succeeded", "charge.refunded"].map((type) => ({ type, livemode: true, count: 20, lastAt: back(1) })),
  eventsAtBothEndpoints: 0,
  eventsNamingAnother: 0,
  payments: payments(20, "metadata"),
  refundsWithoutPayment: 0,
  unclaimed: { count: 0, oldestAt: null },
  failed: 0,
  parked: 0,
  lastIdentifiedAt: back(1),
  firstHitAt: back(90),
  lastHitAt: back(0),
  drops: [],
  overflows: [],
};

function payments(many: number, method: LinkMethod, more: Partial<DiagnosticFacts["payments"][number]> = {}, from = 1): DiagnosticFacts["payments"] {
  return Array.from({ length: many }, (_, index) => ({ at: back(from + index * 0.5), livemode: true, method, hasIds: method === "metadata", hasEmail: true, paid: true, held: false, ...more }));
}

const findOne = (id: string, changes: Partial<DiagnosticFacts>): Finding | undefined => runChecks({ ...well, ...changes }).find((finding) => finding.id === id);
const website = (changes: Partial<DiagnosticFacts["website"]>) => ({ website: { ...well.website, ...changes } });
const type = (name: string, livemode = true, many = 20) => ({ type: name, livemode, count: many, lastAt: back(1) });

describe("where all is well", () => {
  test("no finding asks for anything", () => {
    expect(runChecks(well).filter(({ status }) => status !== "good")).toEqual([]);
    expect(runChecks(well).length).toBeGreaterThan(12);
  });

  test("a website just made is told what comes first, and nothing that cannot be judged yet", () => {
    const fresh: DiagnosticFacts = { ...well, ...website({ secrets: 0 }), outcomes: {}, lastAcceptedAt: null, lags: [], types: [], payments: [], lastIdentifiedAt: null, firstHitAt: null, lastHitAt: null };
    expect(runChecks(fresh).filter(({ status }) => status !== "good").map(({ id }) => id)).toEqual(["webhook-configured", "visits-arriving"]);
  });
});

describe("each check", () => {
  test.each<[string, Partial<DiagnosticFacts>, string, Finding["status"] | undefined, RegExp]>([
    ["no secret at all", website({ secrets: 0 }), "webhook-configured", "problem", /turned away/],
    ["the shared secret alone", website({ secrets: 0, sharedSecret: true }), "webhook-configured", "good", /configured/],
    ["a secret and no delivery", { lastAcceptedAt: null, outcomes: {} }, "deliveries-arriving", "problem", /not delivered anything/],
    ["only refused deliveries", { lastAcceptedAt: null, outcomes: { signature_invalid: 3 }, lastBadSignature: { at: back(0), reason: "No signing secret fits" } }, "deliveries-arriving", "problem", /nothing could be accepted/],
    ["a week of silence", { lastAcceptedAt: back(9) }, "deliveries-arriving", "warning", /9 days/],
    ["the last one refused", { lastBadSignature: { at: back(0), reason: "No signing secret fits" }, outcomes: { accepted: 5, signature_invalid: 2 } }, "secret-right", "problem", /secret is wrong/],
    ["one refused, then accepted", { lastBadSignature: { at: back(2), reason: "No signing secret fits" }, outcomes: { accepted: 5, signature_invalid: 2 } }, "secret-right", "warning", /Some deliveries/],
    ["refused, then mended by a new secret", { ...website({ secretAddedAt: back(1) }), lastBadSignature: { at: back(2), reason: "No signing secret fits" }, outcomes: { accepted: 5, signature_invalid: 2 } }, "secret-right", "good", /right/],
    ["a new secret, and nothing accepted since", { ...website({ secretAddedAt: back(0.05) }), lastBadSignature: { at: back(0.06), reason: "No signing secret fits" }, outcomes: { signature_invalid: 2 } }, "secret-right", "problem", /wrong/],
    ["one refused long ago", { lastBadSignature: { at: back(40), reason: "No signing secret fits" } }, "secret-right", "good", /right/],
    ["refused for the clock", { lastBadSignature: { at: back(0), reason: "The signature is 400 seconds old: check this server's clock" }, outcomes: { signature_invalid: 2 } }, "secret-right", "problem", /clock/],
    ["no secret: nothing to say of it", website({ secrets: 0 }), "secret-right", undefined, /./],
    ["another website's id", { eventsNamingAnother: 2 }, "website-in-metadata", "warning", /2 events name another/],
    ["the shared endpoint without ids", { ...website({ secrets: 0, sharedSecret: true }), unclaimed: { count: 3, oldestAt: back(3) } }, "website-in-metadata", "problem", /name no website/],
    ["an invoice that two payments may have paid", { payments: payments(2, "metadata", { paid: false, held: true }) }, "money-held", "warning", /2 invoices are held/],
    ["an invoice of a moment ago", { payments: payments(1, "metadata", { paid: false, held: true }, 0) }, "money-held", undefined, /./],
    ["no payment has ids", { payments: payments(5, "email") }, "ids-in-metadata", "problem", /No payment carries/],
    ["half have ids", { payments: [...payments(5, "email"), ...payments(5, "metadata")] }, "ids-in-metadata", "warning", /Some payments/],
    ["renewals are not asked for ids", { payments: payments(5, "customer") }, "ids-in-metadata", undefined, /./],
    ["e-mails that nobody identified with", { payments: payments(3, "none"), lastIdentifiedAt: null }, "identification-on", "problem", /3 payments have an e-mail/],
    ["nobody identified, nothing missed", { lastIdentifiedAt: null }, "identification-on", "warning", /Nobody/],
    ["ids nobody was seen with", { payments: payments(4, "none", { hasIds: true }) }, "visitor-tracked-first", "problem", /never seen/],
    ["a few ids nobody was seen with", { payments: [...payments(1, "email", { hasIds: true }), ...payments(20, "metadata")] }, "visitor-tracked-first", "warning", /never seen/],
    ["no event of money", { types: [type("product.updated")] }, "events-subscribed", "problem", /checkout\.session\.completed and payment_intent\.succeeded/],
    ["charges alone", { types: [type("charge.succeeded")] }, "events-subscribed", "problem", /payment_intent\.succeeded/],
    ["subscriptions without invoices", { types: [type("checkout.session.completed"), type("customer.subscription.created"), type("charge.refunded")] }, "events-subscribed", "problem", /invoice\.paid/],
    ["refunds of the other kind", { types: [type("checkout.session.completed"), type("refund.created")] }, "events-subscribed", "problem", /charge\.refunded/],
    ["never a refund", { types: [type("checkout.session.completed", true, 40)] }, "events-subscribed", "warning", /refund/],
    ["too few events to miss a refund", { types: [type("checkout.session.completed", true, 4)] }, "events-subscribed", "good", /needed events/],
    ["both addresses", { eventsAtBothEndpoints: 4 }, "duplicate-endpoints", "warning", /both/],
    ["many repeats", { outcomes: { accepted: 10, duplicate: 9 } }, "duplicate-endpoints", "warning", /two endpoints/],
    ["few repeats", { outcomes: { accepted: 10, duplicate: 3 } }, "duplicate-endpoints", "good", /once/],
    ["only test events", { types: [type("checkout.session.completed", false)] }, "mode-mix", "warning", /Only test-mode/],
    ["test and live", { types: [type("checkout.session.completed", false), type("checkout.session.completed")] }, "mode-mix", "good", /kept out/],
    ["a clock a minute ahead", { lags: [61, 60, 64] }, "clock-skew", "warning", /60 seconds ahead/],
    ["a clock four minutes behind", { lags: [-241, -240, -238] }, "clock-skew", "problem", /240 seconds behind/],
    ["one slow delivery is no clock", { lags: [200, 0.5, 1] }, "clock-skew", "good", /right/],
    ["too few deliveries for a clock", { lags: [90] }, "clock-skew", undefined, /./],
    ["refunds of the unknown", { refundsWithoutPayment: 2 }, "refunds-without-payment", "warning", /2 refunds belong to payments/],
    ["unclaimed for a day", { unclaimed: { count: 1, oldestAt: back(2) } }, "unclaimed-events", "warning", /1 event .* has named no website/],
    ["unclaimed, for who may not know", { unclaimed: null }, "unclaimed-events", undefined, /./],
    ["parked", { parked: 2 }, "failed-events", "problem", /2 events .* are parked/],
    ["failed", { failed: 1 }, "failed-events", "warning", /1 event failed and is/],
    ["few are linked", { payments: [...payments(5, "none"), ...payments(5, "metadata")] }, "share-linked", "problem", /Only 50%/],
    ["most are linked", { payments: [...payments(2, "none", {}, 30), ...payments(8, "metadata", {}, 30)] }, "share-linked", "warning", /80%/],
    ["fewer than before", { payments: [...payments(6, "none", {}, 1), ...payments(40, "metadata", {}, 20)] }, "share-linked", "problem", /Fewer/],
    ["only pending payments", { payments: payments(3, "none", { paid: false }) }, "share-linked", undefined, /./],
    ["every hit dropped", { lastHitAt: null, firstHitAt: null, drops: [{ reason: "excluded_ip", count: 4 }] }, "hits-dropped", "problem", /every hit was dropped/],
    ["some excluded", { drops: [{ reason: "excluded_country", count: 7 }] }, "hits-dropped", "warning", /7 hits were dropped .* excluded countries/],
    ["only robots", { drops: [{ reason: "bot", count: 70 }] }, "hits-dropped", "good", /No visit of a person/],
    ["a reason not known here", { drops: [{ reason: "spam_referrer", count: 1 }] }, "hits-dropped", "warning", /1 hit was dropped .* spam referrer/],
    ["browsers that ask not to be tracked", { drops: [{ reason: "privacy_signal", count: 7 }] }, "hits-dropped", "good", /No visit of a person was dropped against your wish/],
    ["too many campaigns", { overflows: [{ day: "2026-05-18", dimension: "path", bound: 20_000, hits: 2 }, { day: "2026-05-19", dimension: "campaign", bound: 2_000, hits: 40 }] }, "values-bounded", "warning", /More than 2,000 different campaigns .*2026-05-19.*“\(other\)”/],
    ["a foreign host", { drops: [{ reason: "foreign_hostname", count: 3 }] }, "foreign-hosts", "warning", /3 hits were/],
    ["the checkout is excluded", website({ excludedPaths: ["/checkout*"] }), "checkout-excluded", "warning", /checkout/],
    ["everything is excluded", website({ excludedPaths: ["/*"] }), "checkout-excluded", "warning", /checkout/],
    ["something else is excluded", website({ excludedPaths: ["/admin/*"] }), "checkout-excluded", "good", /No checkout page/],
    ["never a visit", { firstHitAt: null, lastHitAt: null }, "visits-arriving", "problem", /No visit has come in yet/],
    ["no visit any more", { lastHitAt: back(5) }, "visits-arriving", "problem", /5 days, although/],
  ])("%s", (_name, changes, id, status, words) => {
    const finding = findOne(id, changes);
    expect(finding?.status).toBe(status);
    if (finding) expect(finding.title).toMatch(words);
  });

  test("each that asks for something says what to do and offers one action", () => {
    const broken: Partial<DiagnosticFacts>[] = [website({ secrets: 0 }), { parked: 1, lastHitAt: back(9), payments: payments(9, "none"), lastIdentifiedAt: null, types: [type("x", false)], lags: [90, 91, 92], unclaimed: { count: 1, oldestAt: back(2) } }];
    for (const changes of broken) {
      for (const finding of runChecks({ ...well, ...changes })) {
        expect(finding.title, finding.id).toMatch(/[.]$/);
        expect(finding.figures.length, finding.id).toBeGreaterThan(0);
        if (finding.status !== "good") expect([finding.id, finding.action !== null, finding.recommendation.length > 20]).toEqual([finding.id, true, true]);
      }
    }
  });

  test("the worst come first", () => {
    const order = runChecks({ ...well, parked: 1, failed: 1, unclaimed: { count: 2, oldestAt: back(2) } }).map(({ status }) => status);
    expect(order).toEqual([...order].sort((a, b) => ["problem", "warning", "good"].indexOf(a) - ["problem", "warning", "good"].indexOf(b)));
    expect(CHECKS).toHaveLength(21);
  });

  test("the weeks of links sum to the payments in them", () => {
    const weeks = findOne("share-linked", { payments: [...payments(10, "metadata"), ...payments(4, "none")] })?.weeks ?? [];
    expect(weeks).toHaveLength(8);
    expect(weeks.reduce((sum, { methods }) => sum + (methods.metadata ?? 0) + (methods.none ?? 0), 0)).toBe(14);
  });
});
