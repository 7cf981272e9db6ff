import { toMajorUnits } from "../../../server/shared/money.ts";
import type { StripeEventJson } from "../../fixtures/stripe/events.ts";
import { DAY_MS, purchaseEvents } from "./purchase-events.ts";
import { hasSession } from "./purchase-plan.ts";
import type { PurchasePlan } from "./purchase-plan.ts";

/** Something that happens to a website at a moment (`at`, ms). `who`: the buyer it belongs to. */
export type Act = { who: string; at: number } & (
  | { does: "visit"; hit: { visitorId: string; sessionId: string; url: string; hitId: string }; late: boolean }
  | { does: "identify"; visitorId: string; email: string }
  /** `prompt`: delivered at once, since another act is late after it. */
  | { does: "deliver"; event: StripeEventJson; prompt: boolean }
  | { does: "tell"; body: Record<string, unknown> }
  | { does: "correct"; ids: string[]; visitorId: string }
);

export type Shop = { websiteId: string; key: string; /** Two letters; part of every id, so that two shops share none. */ prefix: string; endpoint: "own" | "shared" | "both"; linkByTime: boolean };

const MINUTE = 60_000;
/** Buyers of one slot are there at the same time; those of the next are never within each other's half hour. */
export const SLOT_MS = 180 * MINUTE;

/** All that a buyer and what they meet do on a website. Pure: the same for the same plan and number. */
export function buyerActs(plan: PurchasePlan, number: number, slotAt: number, shop: Pick<Shop, "websiteId" | "prefix" | "endpoint">): Act[] {
  const n = `${shop.prefix}${String(number).padStart(4, "0")}`;
  const who = n.slice(2);
  const [visitor, other] = [`vis-${n}`, `vis-${n}-x`];
  const t = slotAt + 10 * MINUTE;
  const hit = (visitorId: string, sessionId: string, query: string, path = "/") => ({ visitorId, sessionId, url: `https://shop.example.com${path}${query && `?${query}`}`, hitId: `hit-${sessionId}-${path.length}` });
  const visit = (at: number, visitorId: string, session: string, query: string, path?: string): Act => ({ who, at, does: "visit", hit: hit(visitorId, `${session}-${n}`, query, path), late: false });
  const email = `${n}@example.com`;
  const identify = (at: number, visitorId: string): Act => ({ who, at, does: "identify", visitorId, email });
  const comesLater = plan.evidence === "visitor comes later";
  const crowded = plan.crowd !== "alone" || plan.corrected;
  const main: Act = { ...(visit(plan.hitLate ? t - 2_000 : slotAt, visitor, "session", plan.campaign) as Extract<Act, { does: "visit" }>), late: plan.hitLate };
  const claimed = claimsOf(plan, n, visitor);
  // What comes to both endpoints need not name its website.
  const named = shop.endpoint === "shared" || (shop.endpoint === "both" && number % 2 === 0);
  const carried = {
    metadata: { ...claimed.metadata, ...(named ? { websiteId: shop.websiteId } : {}) },
    reference: claimed.reference,
    email: plan.evidence.startsWith("e-mail") ? email : null,
  };
  const events = purchaseEvents(plan, n, t, carried);
  return [
    ...(plan.before ? [visit(slotAt - 150 * MINUTE, visitor, "before", "utm_source=news&utm_medium=email&utm_campaign=early")] : []),
    ...(comesLater ? [] : [main]),
    ...(plan.crowd === "at the checkout, with another" && !comesLater && !plan.hitLate ? [visit(slotAt + 5 * MINUTE, visitor, "session", "", "/checkout")] : []),
    ...(crowded ? [visit(slotAt, other, "other", "utm_source=elsewhere")] : []),
    visit(t + 40 * MINUTE, visitor, "after", "utm_source=later"),
    ...(plan.evidence === "e-mail before" || plan.evidence === "e-mail of two devices" ? [identify(slotAt + MINUTE, visitor)] : []),
    ...(plan.evidence === "e-mail of two devices" ? [visit(slotAt - 150 * MINUTE, `vis-${n}-b`, "phone", ""), identify(slotAt - 149 * MINUTE, `vis-${n}-b`)] : []),
    ...(plan.evidence === "e-mail after" ? [identify(t + DAY_MS, visitor)] : []),
    ...events.map((event, index): Act => ({ who, at: Math.max(event.created * 1_000, slotAt), does: "deliver", event, prompt: plan.hitLate && index === firstTold(events) })),
    ...tellings(plan, n, t, visitor, carried.email).map(([at, body]): Act => ({ who, at, does: "tell", body })),
    ...(plan.corrected ? [{ who, at: t + DAY_MS + 60 * MINUTE, does: "correct" as const, ids: [`pi_${n}`, `ch_${n}`, `in_${n}`, `cs_${n}`], visitorId: other }] : []),
  ];
}

/** The first event that speaks of the payment, not of the customer. */
const firstTold = (events: StripeEventJson[]) => events.findIndex(({ type }) => !type.startsWith("customer."));

function claimsOf(plan: PurchasePlan, n: string, visitor: string): { metadata: Record<string, string>; reference: string | null } {
  switch (plan.evidence) {
    case "visitor and session":
      return { metadata: { visitorId: visitor, sessionId: `session-${n}` }, reference: null };
    case "session of another":
      return { metadata: { visitor_id: "vis-of-nobody", session_id: `session-${n}` }, reference: null };
    case "visitor comes later":
      return { metadata: { visitorId: visitor }, reference: null };
    case "reference":
      return hasSession(plan.method) ? { metadata: {}, reference: `pm_${visitor}_session-${n}` } : { metadata: { visitorId: visitor }, reference: null };
    default:
      return { metadata: {}, reference: null };
  }
}

function tellings(plan: PurchasePlan, n: string, t: number, visitor: string, email: string | null): [number, Record<string, unknown>][] {
  if (plan.method !== "api" && plan.method !== "api and stripe") return [];
  const currency = plan.currency;
  const ids = plan.method === "api" ? { provider: "custom", providerPaymentId: `order-${n}` } : { provider: "stripe", providerPaymentId: `pi_${n}` };
  const evidence = plan.evidence === "none" || email ? {} : { visitorId: visitor };
  const body = { ...ids, amount: toMajorUnits(plan.minor, currency), currency, timestamp: new Date(t).toISOString(), ...(email ? { customerEmail: email } : {}), ...evidence };
  const again: [number, Record<string, unknown>][] = plan.fate === "refunded" && plan.method === "api" ? [[t + DAY_MS, { ...body, refunded: true }]] : [];
  return [[t + 2_000, body], [t + 3_000, body], ...again];
}

/** Who each of a plan's payments is credited to, in their order: `[visitor, method]`; the visitor as `own`, `other` or null. */
export function expectedLink(plan: PurchasePlan, linkByTime: boolean): { first: [string | null, string]; renewal: [string | null, string]; second: [string | null, string] } {
  const first = firstLink(plan, linkByTime);
  const own = first[1] !== "none" && first[1] !== "time";
  return { first, renewal: first[0] ? [first[0], "customer"] : [null, "none"], second: own && !plan.guest ? [first[0], "customer"] : [null, "none"] };
}

function firstLink(plan: PurchasePlan, linkByTime: boolean): [string | null, string] {
  const { evidence, method } = plan;
  if (plan.corrected) return ["other", "manual"];
  if (evidence === "reference" && hasSession(method) && method !== "api and stripe") return ["own", "client_reference_id"];
  if (evidence.startsWith("e-mail")) return ["own", "email"];
  if (evidence !== "none") return ["own", "metadata"];
  const alone = plan.crowd === "alone" || (plan.crowd === "at the checkout, with another" && !plan.hitLate);
  return linkByTime && alone ? ["own", "time"] : [null, "none"];
}
