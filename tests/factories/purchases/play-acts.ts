import { Payment } from "../../../models/payment.ts";
import { relinkWaitingPayments } from "../../../server/attribution/relink-payments.ts";
import { correctLink } from "../../../server/payments/correct-link.ts";
import { lookOnce } from "../other-server.ts";
import type { TestApp } from "../start-app.ts";
import { DAY_MS } from "./purchase-events.ts";
import type { Act, Shop } from "./buyer-acts.ts";

/** The time of the application under test, in ms; it only goes on, but for a hit that was on its way. */
export type Clock = { at: number };
/** Chance: a number from 0 to 1, the same for the same seed. */
export type Chance = () => number;
type Deliver = Extract<Act, { does: "deliver" }>;
/** `endpoint`: where it is delivered; `crash`: the server dies after its answer. */
export type Step = { at: number; act: Act; endpoint: "own" | "shared"; crash: boolean };

const endpointsOf = ({ endpoint }: Shop): ("own" | "shared")[] => (endpoint === "both" ? ["own", "shared"] : [endpoint]);

/** Every act at its own moment, each event once an endpoint. */
export function inOrder(acts: Act[], shop: Shop): Step[] {
  return acts.flatMap((act) => endpointsOf(shop).slice(0, act.does === "deliver" ? 2 : 1).map((endpoint) => ({ at: act.at, act, endpoint, crash: false }))).sort((a, b) => a.at - b.at);
}

/** Events up to three days late, some of them twice or with a crash after the answer; hits that were on their way after the payment's first word. */
export function atRandom(acts: Act[], shop: Shop, chance: Chance): Step[] {
  const delay = () => (chance() < 0.4 ? chance() * 20_000 : chance() < 0.6 ? chance() * 7_200_000 : chance() * 3 * DAY_MS);
  const steps = acts.flatMap((act): (Step & { tie: number })[] => {
    const step = (at: number, endpoint: Step["endpoint"], crash = false) => ({ at, act, endpoint, crash, tie: chance() });
    switch (act.does) {
      case "visit":
        return [step(act.late ? act.at + 6_000 : act.at, "own"), ...(chance() < 0.1 ? [step(act.at + (act.late ? 6_000 : 0), "own")] : [])];
      case "identify":
        return [step(act.at, "own"), ...(chance() < 0.2 ? [step(act.at + chance() * DAY_MS, "own")] : [])];
      case "deliver": {
        const once = endpointsOf(shop).map((endpoint) => (act.prompt ? step(act.at, endpoint) : step(act.at + delay(), endpoint, chance() < 0.15)));
        return chance() < 0.25 ? [...once, step(act.at + delay(), once[0]?.endpoint ?? "own", chance() < 0.15)] : once;
      }
      // A refund that a program tells of is dated by its telling.
      default:
        return [step(act.at, "own"), ...(act.does === "tell" && chance() < 0.3 ? [step(act.at + chance() * 3_600_000, "own")] : [])];
    }
  });
  return steps.sort((a, b) => a.at - b.at || a.tie - b.tie);
}

/** What an act did not find yet is tried again with the next. */
export async function play(app: TestApp, clock: Clock, shop: Shop, steps: Step[], chance: Chance | null): Promise<void> {
  const waiting: Extract<Act, { does: "correct" }>[] = [];
  const restarts = new Set(chance ? Array.from({ length: 2 }, () => Math.floor(chance() * steps.length)) : []);
  let relinkedAt = steps[0]?.at ?? 0;
  for (let start = 0; start < steps.length; ) {
    const first = steps[start] as Step;
    const together = steps.slice(start, endOfGroup(steps, start, chance ? 1 + Math.floor(chance() * 30) : 60));
    if (first.at - relinkedAt > DAY_MS) {
      await app.services.processor.idle();
      await relinkWaitingPayments(new Date(clock.at));
      relinkedAt = first.at;
    }
    clock.at = first.at;
    await doTogether(app, clock, shop, together, waiting);
    if (restarts.size > 0 && together.some((_, index) => restarts.has(start + index))) await restart(app, clock);
    if (!chance || chance() < 0.4 || waiting.length > 0) await app.services.processor.idle();
    for (const act of waiting.splice(0)) if (!(await correct(clock, shop, act))) waiting.push(act);
    start += together.length;
  }
  await app.services.processor.idle();
  await restart(app, clock);
  await app.services.processor.idle();
  for (const act of waiting) if (!(await correct(clock, shop, act))) throw new Error(`There never was a payment of ${act.ids.join(", ")}`);
  await relinkWaitingPayments(new Date(clock.at));
}

/** How far the clock may be behind an event that is delivered with others: less than a payment that nobody could be found for is looked at again. */
const TOGETHER_MS = 3 * 60_000;

/** Events that follow each other, or calls of one moment: what reaches a server at the same time. */
function endOfGroup(steps: Step[], start: number, most: number): number {
  const first = steps[start] as Step;
  let end = start + 1;
  const goesWith = ({ act, at }: Step) => act.does === first.act.does && act.does !== "correct" && (act.does === "deliver" ? at - first.at < TOGETHER_MS : at === first.at && !(act.does === "visit" && act.late));
  while (end < steps.length && end - start < most && goesWith(steps[end] as Step)) end += 1;
  return end;
}

async function doTogether(app: TestApp, clock: Clock, shop: Shop, steps: Step[], waiting: Extract<Act, { does: "correct" }>[]): Promise<void> {
  const hits = steps.flatMap(({ act }) => (act.does === "visit" ? [act] : []));
  const [hit] = hits;
  if (hit) {
    const now = clock.at;
    if (hit.late) await app.services.processor.idle();
    // It was sent before and stored only now.
    clock.at = hit.at;
    await expectStatus(202, app.post("/api/track", hits.map((one) => ({ ...one.hit, websiteId: shop.websiteId, type: "pageview" }))));
    clock.at = now;
    if (hit.late) await relinkWaitingPayments(new Date(now));
    return;
  }
  await Promise.all(
    steps.map(async ({ act, endpoint, crash }) => {
      switch (act.does) {
        case "deliver":
          return deliver(app, shop, act, endpoint, crash);
        case "identify":
          return expectStatus(200, app.post("/api/identify", { site: shop.websiteId, visitorId: act.visitorId, email: act.email }));
        case "tell":
          return expectStatus(200, app.post("/api/v1/payment", act.body, { Authorization: `Bearer ${shop.key}` }));
        case "correct":
          waiting.push(act);
      }
    }),
  );
}

/** Stored and answered as the route does it; after a crash nobody has it in its queue. */
async function deliver(app: TestApp, shop: Shop, { event }: Deliver, endpoint: Step["endpoint"], crash: boolean): Promise<void> {
  const own = endpoint === "own";
  if (!crash) return expectStatus(200, app.deliver(event, own ? shop.websiteId : undefined));
  const result = await app.store(event, { websiteId: own ? shop.websiteId : undefined, serverId: "server-that-died" });
  if (result.outcome !== "accepted" && result.outcome !== "duplicate") throw new Error(`A delivery was refused: ${result.outcome}`);
}

async function expectStatus(status: number, answer: Promise<Response>): Promise<void> {
  const { status: got, ...rest } = await answer.then(async (response) => ({ status: response.status, text: response.status === status ? "" : await response.text() }));
  if (got !== status) throw new Error(`${got} instead of ${status}: ${rest.text}`);
}

/** Another server starts, finds nobody else alive and does what was left. */
const restart = (app: TestApp, clock: Clock) => lookOnce(app, { serverId: "fresh", now: () => new Date(clock.at + 10_000) });

async function correct(clock: Clock, { websiteId }: Shop, { ids, visitorId }: Extract<Act, { does: "correct" }>): Promise<boolean> {
  const payment = await Payment.findOne({ websiteId, providerIds: { $in: ids } }).sort({ paidAt: 1 }).lean();
  if (!payment) return false;
  await correctLink({ websiteId, paymentId: payment.paymentId, visitorId, userId: "usr_test", now: new Date(clock.at) });
  return true;
}
