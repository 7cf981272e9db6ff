import fc from "fast-check";

export const METHODS = [
  "checkout", "payment link", "delayed", "delayed and failed", "intent", "charge", "part captured", "subscription", "older subscription", "trial", "free", "expired", "bill paid past Stripe", "two intents", "api", "api and stripe",
] as const;
export const FATES = ["kept", "part refunded", "told by refunds", "refund failed", "refunded", "dispute open", "dispute lost", "dispute won"] as const;
export const EVIDENCE = ["none", "visitor and session", "session of another", "reference", "e-mail before", "e-mail after", "e-mail of two devices", "visitor comes later"] as const;

export type Method = (typeof METHODS)[number];
export type Fate = (typeof FATES)[number];
export type Evidence = (typeof EVIDENCE)[number];

/** What a made-up buyer does. Amounts in minor units of `currency`. */
export type PurchasePlan = {
  method: Method;
  fate: Fate;
  evidence: Evidence;
  minor: number;
  currency: "usd" | "eur" | "jpy" | "kwd";
  livemode: boolean;
  /** Which object witnesses the e-mail address. */
  emailBy: "session" | "charge" | "customer";
  /** Only the events that the guide names are sent. */
  guide: boolean;
  guest: boolean;
  renewals: number;
  /** The same customer buys once more, with no evidence of its own. */
  again: boolean;
  /** A person links it to somebody else. */
  corrected: boolean;
  /** Who else was there: decides whether the time alone tells who paid. */
  crowd: "alone" | "with another" | "at the checkout, with another";
  /** A visit before, of another campaign. */
  before: boolean;
  /** The page view was still on its way when the payment came. */
  hitLate: boolean;
  campaign: "" | "utm_source=google&utm_medium=cpc&utm_campaign=ads" | "utm_source=facebook&utm_medium=social&utm_campaign=friends";
};

const SUBSCRIPTIONS: readonly Method[] = ["subscription", "older subscription", "trial"];
const BY_GUIDE: readonly Method[] = ["checkout", "payment link", "delayed", "subscription"];
const NO_MONEY: readonly Method[] = ["free", "trial", "expired", "delayed and failed"];
const NO_CORRECTION: readonly Method[] = ["expired", "two intents", "api", "api and stripe"];
const NO_SECOND: readonly Method[] = ["expired", "two intents", "api", "api and stripe"];
const WITH_SESSION: readonly Method[] = ["checkout", "payment link", "delayed", "delayed and failed", "subscription", "older subscription", "trial", "free", "expired", "api and stripe"];

export const isSubscription = (method: Method) => SUBSCRIPTIONS.includes(method);
export const hasSession = (method: Method) => WITH_SESSION.includes(method);

const often = fc.integer({ min: 0, max: 3 }).map((number) => number > 0);
const seldom = fc.integer({ min: 0, max: 4 }).map((number) => number === 0);

/** Any plan that can happen: what contradicts itself is made the nearest that does not. */
export const purchasePlan: fc.Arbitrary<PurchasePlan> = fc
  .record({
    method: fc.constantFrom(...METHODS),
    fate: fc.constantFrom(...FATES),
    evidence: fc.constantFrom(...EVIDENCE),
    minor: fc.constantFrom(1_000, 2_500, 9_900),
    currency: fc.constantFrom("usd" as const, "usd" as const, "usd" as const, "eur" as const, "jpy" as const, "kwd" as const),
    livemode: often,
    emailBy: fc.constantFrom("session" as const, "charge" as const, "customer" as const),
    guide: seldom,
    guest: seldom,
    renewals: fc.integer({ min: 0, max: 2 }),
    again: seldom,
    corrected: seldom,
    crowd: fc.constantFrom("alone" as const, "with another" as const, "at the checkout, with another" as const),
    before: fc.boolean(),
    hitLate: seldom,
    campaign: fc.constantFrom("" as const, "utm_source=google&utm_medium=cpc&utm_campaign=ads" as const, "utm_source=facebook&utm_medium=social&utm_campaign=friends" as const),
  })
  .map(reconcile);

function reconcile(plan: PurchasePlan): PurchasePlan {
  const { method } = plan;
  const guide = plan.guide && BY_GUIDE.includes(method);
  const simple = NO_MONEY.includes(method) || method === "two intents" || method === "bill paid past Stripe" || method === "api";
  const told = guide && !["part refunded", "refunded"].includes(plan.fate) ? "kept" : plan.fate;
  const late = plan.evidence === "visitor comes later";
  return {
    ...plan,
    guide,
    fate: method === "api" && plan.fate === "refunded" ? "refunded" : simple ? "kept" : told,
    // A program knows of real money only; what a charge took in part is dated by its capture.
    livemode: plan.livemode || method === "api",
    emailBy: guide || (plan.emailBy === "charge" && ["free", "trial", "delayed and failed"].includes(method)) ? "session" : !hasSession(method) && plan.emailBy === "session" ? "charge" : plan.emailBy,
    // Else one of two payments of one moment follows the other, by the chance of their ids.
    guest: method === "two intents" || (plan.guest && !isSubscription(method) && plan.emailBy !== "customer" && !guide),
    renewals: isSubscription(method) ? plan.renewals : 0,
    again: plan.again && !NO_SECOND.includes(method) && !(plan.guest && !isSubscription(method)),
    corrected: plan.corrected && !NO_CORRECTION.includes(method),
    hitLate: plan.hitLate && !late,
    // Whom a missing hit would have decided between, the time or the address has decided without it.
    evidence: plan.hitLate && plan.evidence === "e-mail of two devices" ? "e-mail before" : plan.evidence,
    crowd: plan.hitLate && !late ? "alone" : plan.crowd,
    before: plan.before && !late && !plan.hitLate,
  };
}
