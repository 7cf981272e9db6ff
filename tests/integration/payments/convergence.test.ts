import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { StripeEvent, UNCLAIMED } from "../../../models/stripe-event.ts";
import { Website } from "../../../models/website.ts";
import { forgetWebsite } from "../../../server/websites/find-website.ts";
import { buyerActs, expectedLink, SLOT_MS } from "../../factories/purchases/buyer-acts.ts";
import { atRandom, inOrder, play } from "../../factories/purchases/play-acts.ts";
import { DAY_MS, expectedMoney } from "../../factories/purchases/purchase-events.ts";
import { purchasePlan } from "../../factories/purchases/purchase-plan.ts";
import { readOutcome } from "../../factories/purchases/read-outcome.ts";
import { startApp } from "../../factories/start-app.ts";
import type { Act, Shop } from "../../factories/purchases/buyer-acts.ts";
import type { Chance, Clock, Step } from "../../factories/purchases/play-acts.ts";
import type { PurchasePlan } from "../../factories/purchases/purchase-plan.ts";
import type { Outcome, SeenPayment } from "../../factories/purchases/read-outcome.ts";
import type { TestApp } from "../../factories/start-app.ts";

/** Each website's purchases are delivered once in order, then so often at random. */
const SHUFFLES = 4;
const BUYERS = 42;
/** Buyers that are there together; one at a time where the time alone may tell who paid. */
const AT_ONCE = 21;

type Kind = Pick<Shop, "endpoint" | "linkByTime">;
const WEBSITES: Kind[] = [
  { endpoint: "own", linkByTime: true },
  { endpoint: "own", linkByTime: false },
  { endpoint: "both", linkByTime: false },
  { endpoint: "own", linkByTime: false },
  { endpoint: "shared", linkByTime: false },
  { endpoint: "own", linkByTime: false },
];

/** Mulberry32. */
function chanceOf(seed: number): Chance {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

describe("whatever the order, the repeats and the crashes", () => {
  const clock: Clock = { at: Date.now() };
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp({}, null, { now: () => new Date(clock.at) });
  });
  afterAll(() => app.stop());

  let shops = 0;
  async function createShop({ endpoint, linkByTime }: Kind): Promise<Shop> {
    const { websiteId, key } = await app.createShop();
    await Website.updateOne({ _id: websiteId }, { $set: { linkByTime } });
    forgetWebsite(websiteId);
    shops += 1;
    return { websiteId, key, endpoint, linkByTime, prefix: `${String.fromCharCode(97 + Math.floor(shops / 26))}${String.fromCharCode(97 + (shops % 26))}` };
  }

  /** All cases happen in the past, which is where most of a website's reports lie. */
  const begin = Math.floor((Date.now() - 100 * DAY_MS) / 1_000) * 1_000;
  const slotOf = (number: number, linkByTime: boolean) => begin + DAY_MS + (linkByTime ? number : Math.floor(number / AT_ONCE)) * SLOT_MS;

  async function run(kind: Kind, plans: PurchasePlan[], chance: Chance | null) {
    const shop = await createShop(kind);
    const acts: Act[] = plans.flatMap((plan, number) => buyerActs(plan, number, slotOf(number, kind.linkByTime), shop));
    const steps = chance ? atRandom(acts, shop, chance) : inOrder(acts, shop);
    clock.at = begin;
    await play(app, clock, shop, steps, chance);
    const outcome = await readOutcome(app, shop, begin, begin + 95 * DAY_MS);
    await retire(shop.websiteId);
    return { websiteId: shop.websiteId, steps, outcome };
  }

  /** Its waiting payments would be looked at again whenever the clock goes back for the next. */
  const retire = (websiteId: string) => Website.updateOne({ _id: websiteId }, { $set: { deletedAt: new Date(clock.at) } });
  const nameOf = (number: number) => String(number).padStart(4, "0");

  /** What of one purchase is not as in the orderly delivery, or not as worked out by hand; with its plan and the order of its acts. */
  function complain(plan: PurchasePlan, who: string, linkByTime: boolean, orderly: Outcome, shuffled: Outcome, steps: Step[]): object | null {
    const mine = ({ payments, checkouts, subscriptions }: Outcome) => ({ payments: payments.filter(({ ids }) => ids.join().includes(who)), others: [...checkouts, ...subscriptions].filter((text) => text.includes(who)) });
    const [wanted, got] = [mine(orderly), mine(shuffled)];
    const money = expectedMoney(plan).map(({ minor, refunded, lost, currency }) => `${minor} ${refunded} ${lost} ${currency}`).sort();
    const links = expectedLink(plan, linkByTime);
    const linked = ({ key, money: [, kind] }: SeenPayment) => (key.endsWith("_again") ? links.second : kind === "subscription_renewal" ? links.renewal : links.first);
    const seen = {
      money: wanted.payments.map(({ money: [, , ...figures] }) => figures.slice(0, 4).join(" ")).sort(),
      links: wanted.payments.map(({ link: [visitor, method] }) => `${visitor} ${method}`),
    };
    const byHand = { money, links: wanted.payments.map(linked).map(([visitor, method]) => `${visitor && `vis-${who}${visitor === "other" ? "-x" : ""}`} ${method}`) };
    const story = () => steps.filter(({ act }) => act.who === who).map(({ at, act, crash, endpoint }) => `${new Date(at).toISOString()} ${act.does === "deliver" ? `${act.event.type} of ${new Date(act.event.created * 1_000).toISOString()} to ${endpoint}${crash ? ", then a crash" : ""}` : act.does}`);
    if (!isDeepStrictEqual(wanted, got)) return { plan, orderly: wanted, shuffled: got, story: story() };
    return isDeepStrictEqual(seen, byHand) ? null : { plan, orderly: seen, byHand, story: story() };
  }

  function expectedRevenue(plans: PurchasePlan[]) {
    const counted = plans.flatMap((plan) => expectedMoney(plan)).filter(({ counts, currency }) => counts && currency === "USD");
    const sum = (read: (one: (typeof counted)[number]) => number) => counted.reduce((total, one) => total + read(one), 0);
    const [grossMinor, refundedMinor, disputeLostMinor] = [sum(({ minor }) => minor), sum(({ refunded }) => refunded), sum(({ lost }) => lost)];
    return { grossMinor, refundedMinor, disputeLostMinor, netMinor: grossMinor - refundedMinor - disputeLostMinor };
  }

  test(`${WEBSITES.length * BUYERS * SHUFFLES} deliveries of purchases: the same payments, links and totals as in order, and as worked out by hand`, async () => {
    const given = process.env["PURCHASES_SEED"];
    const first = given ? Number(given) : Date.now() % 1_000_000_000;
    // At once: of a run that is ended before its report, too, it is known what to look at again.
    process.stdout.write(`The purchases of this run: PURCHASES_SEED=${first}\n`);
    for (const [number, kind] of WEBSITES.entries()) {
      const plans = fc.sample(purchasePlan, { seed: first + number, numRuns: BUYERS });
      const orderly = await run(kind, plans, null);
      for (let shuffle = 0; shuffle < SHUFFLES; shuffle += 1) {
        const shuffled = await run(kind, plans, chanceOf(first + number + shuffle * 1_000));
        const wrong = plans.flatMap((plan, buyer) => complain(plan, nameOf(buyer), kind.linkByTime, orderly.outcome, shuffled.outcome, shuffled.steps) ?? []);
        const about = `Again with PURCHASES_SEED=${first} (website ${number}, ${JSON.stringify(kind)}, shuffle ${shuffle}): ${wrong.length} purchases are wrong`;
        expect(wrong.slice(0, 3), about).toEqual([]);
        expect(shuffled.outcome.totals, about).toEqual(orderly.outcome.totals);
        expect(orderly.outcome.totals.revenue, about).toEqual(expectedRevenue(plans));
        const left = await StripeEvent.find({ websiteId: { $in: [UNCLAIMED, orderly.websiteId, shuffled.websiteId] }, status: { $nin: ["processed", "ignored"] } }).lean();
        expect(left.slice(0, 5).map(({ eventId, type, endpoint, status, outcome }) => `${eventId} ${type} ${endpoint} ${status} ${outcome}`), about).toEqual([]);
      }
    }
  }, 600_000);
});
