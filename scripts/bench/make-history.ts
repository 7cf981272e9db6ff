import type { PaymentFact } from "../../models/payment-fact-record.ts";
import { readAcquisition } from "../../server/ingestion/acquisition/read-acquisition.ts";
import { writeHits } from "../../server/ingestion/write-hits.ts";
import type { ReadyHit } from "../../server/ingestion/ready-hit.ts";
import { factsOfApiPayment } from "../../server/payments/record-api-payment.ts";
import { recordFacts } from "../../server/payments/record-facts.ts";

const DAY_MS = 86_400_000;
const BATCH_HITS = 2_000;
const BATCHES_AT_ONCE = 4;
/** Batches whose reports are told and whose payments are recorded, while the next hits are written. */
const SETTLING_AT_ONCE = 12;
const PAID_AFTER_MS = 120_000;
const [VISITS, VISITORS, PAYMENTS] = [0.26, 0.2, 0.02];

const BROWSERS = ["Chrome", "Safari", "Firefox", "Edge", "Samsung Internet", "Opera"];
const SYSTEMS = ["Windows", "macOS", "iOS", "Android", "Linux"];
const DEVICES = ["desktop", "mobile", "tablet"];

type Random = () => number;

/** The same numbers every time (mulberry32). */
export function createRandom(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A few common ones and a long tail, as names of anything on the web are spread. */
export function skewed(random: Random, count: number): number {
  return Math.floor(count * random() ** 3);
}

type Visit = { visitorId: string; sessionId: string; at: number };
type Batch = { hits: ReadyHit[]; bought: PaymentFact[]; now: Date };

/**
 * Page views, visits, visitors and payments in the proportions of PERFORMANCE.md, through the code that records them; only the clock is told. Visits come in
 * time order, so that each batch falls on one day or two; a visit lies whole in one batch, and its payment is recorded once it is. Returns what was recorded.
 */
export async function makeHistory(options: { websiteId: string; views: number; days: number; end: number; onProgress(line: string): void }) {
  const { websiteId, views, days, end } = options;
  const random = createRandom(7);
  const visits = Math.round(views * VISITS);
  const visitors = Math.round(views * VISITORS);
  const start = end - days * DAY_MS;
  const [writing, settling] = [createGate(BATCHES_AT_ONCE), createGate(SETTLING_AT_ONCE)];
  let [hits, known, payments, batch] = [0, 0, 0, { hits: [], bought: [], now: new Date(start) } as Batch];
  const flush = async (): Promise<void> => {
    const full = batch;
    batch = { hits: [], bought: [], now: full.now };
    hits += full.hits.length;
    await writing.start(async () => {
      const { marked } = await writeHits(full.hits);
      await settling.start(async () => {
        await Promise.all([marked, recordFacts({ websiteId, facts: full.bought, now: full.now })]);
      });
    });
    options.onProgress(`${hits} of about ${views} hits, ${payments} payments`);
  };
  for (let visit = 0; visit < visits; visit += 1) {
    const at = start + Math.floor(((visit + random()) / visits) * (days * DAY_MS - 3_600_000));
    const isNew = known === 0 || random() < visitors / visits;
    const visitorId = `visitor-${isNew ? known++ : Math.floor(random() * known)}`;
    const one = { visitorId, sessionId: `session-${visit}-00`, at };
    batch.hits.push(...playVisit({ websiteId, ...one }, random, views / visits));
    batch.now = new Date(at + PAID_AFTER_MS);
    if (random() < (views * PAYMENTS) / visits) batch.bought.push(...buy(one, payments++, random));
    if (batch.hits.length >= BATCH_HITS) await flush();
  }
  await flush();
  await writing.ended();
  await settling.ended();
  return { hits, visits, visitors: known, payments };
}

/** Lets so many works run at once: `start` resolves when one has begun, `ended` when all are done; both reject once one has failed. */
function createGate(atOnce: number) {
  const running = new Set<Promise<void>>();
  const failures: unknown[] = [];
  const check = (): void => {
    if (failures.length > 0) throw failures[0];
  };
  return {
    start: async (work: () => Promise<void>): Promise<void> => {
      while (running.size >= atOnce) await Promise.race(running);
      check();
      const done: Promise<void> = work().catch((error: unknown) => void failures.push(error)).finally(() => running.delete(done));
      running.add(done);
    },
    ended: async (): Promise<void> => {
      while (running.size > 0) await Promise.all(running);
      check();
    },
  };
}

function playVisit({ websiteId, visitorId, sessionId, at }: Visit & { websiteId: string }, random: Random, meanPages: number): ReadyHit[] {
  const hostname = "shop.example.com";
  const landing = `/page-${skewed(random, 500)}`;
  const campaign = random() < 0.45 ? `?utm_source=source-${skewed(random, 40)}&utm_medium=${random() < 0.5 ? "cpc" : "email"}&utm_campaign=campaign-${skewed(random, 60)}&utm_term=keyword-${skewed(random, 200)}` : "";
  const referrer = random() < 0.6 ? `https://site-${skewed(random, 300)}.example.org/` : null;
  const url = new URL(`https://${hostname}${landing}${campaign}`);
  const place = skewed(random, 400);
  const known = { country: `C${place % 60}`, region: `R${place % 150}`, city: `City ${place}`, device: DEVICES[skewed(random, 3)] as string, browser: BROWSERS[skewed(random, 6)] as string, os: SYSTEMS[skewed(random, 5)] as string };
  const acquisition = readAcquisition({ url, referrer, ownHosts: [hostname] });
  const plain = readAcquisition({ url: new URL(`https://${hostname}/`), referrer: null, ownHosts: [hostname] });
  const pages = 1 + Math.floor(-Math.log(1 - random()) * (meanPages - 0.5));
  const hit = (page: number, path: string, goal: string | null): ReadyHit => ({
    websiteId, visitorId, clientSessionId: sessionId, hitId: `${sessionId}-${page}${goal ? "g" : ""}`, type: goal ? "goal" : "pageview", at: new Date(at + page * 40_000 + (goal ? 5_000 : 0)), hostname, path,
    title: null, referrer: page === 0 ? referrer : null, name: goal, value: goal ? 1 : null, params: null, engagedMs: null, screen: null, language: "en", acquisition: page === 0 ? acquisition : plain, checkoutSignal: false, ...known,
  });
  const hits = Array.from({ length: pages }, (_, page) => hit(page, page === 0 ? landing : `/page-${skewed(random, 500)}`, null));
  if (random() < 0.05) hits.push(hit(pages - 1, landing, `goal-${skewed(random, 8)}`));
  return hits;
}

function buy({ visitorId, sessionId, at }: Visit, order: number, random: Random): PaymentFact[] {
  const paidAt = new Date(at + PAID_AFTER_MS);
  const input = { provider: "custom", providerPaymentId: `order-${order}`, amountMinor: 900 + Math.floor(random() * 20_000), currency: random() < 0.95 ? "USD" : "EUR", customerEmail: null, customerId: `customer-${visitorId}`, visitorId, sessionId, timestamp: paidAt, refunded: random() < 0.04, renewal: false };
  return factsOfApiPayment(input, paidAt);
}
