import { readAcquisition } from "../../server/ingestion/acquisition/read-acquisition.ts";
import { createHitRecorder } from "../../server/ingestion/hit-recorder.ts";
import type { ReadyHit } from "../../server/ingestion/ready-hit.ts";
import { recordApiPayment } from "../../server/payments/record-api-payment.ts";

const DAY_MS = 86_400_000;
const BATCH_HITS = 1_000;
const WRITERS = 8;
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

/**
 * Page views, visits, visitors and payments in the proportions of PERFORMANCE.md, through the code that records them; only the clock is told. Visits come in
 * time order, so that each batch falls on one day or two. Returns what was recorded.
 */
export async function makeHistory(options: { websiteId: string; views: number; days: number; end: number; onProgress(line: string): void }) {
  const { websiteId, views, days, end } = options;
  const random = createRandom(7);
  const recorder = createHitRecorder();
  const visits = Math.round(views * VISITS);
  const visitors = Math.round(views * VISITORS);
  const start = end - days * DAY_MS;
  const buyers: Visit[] = [];
  let [recorded, known, batch, running] = [0, 0, [] as ReadyHit[], [] as Promise<void>[]];
  const flush = async (): Promise<void> => {
    running.push(recorder.record(batch));
    recorded += batch.length;
    batch = [];
    if (running.length < 4) return;
    await Promise.all(running);
    running = [];
    options.onProgress(`${recorded} of about ${views} hits`);
  };
  for (let visit = 0; visit < visits; visit += 1) {
    const at = start + Math.floor(((visit + random()) / visits) * (days * DAY_MS - 3_600_000));
    const isNew = known === 0 || random() < visitors / visits;
    const visitorId = `visitor-${isNew ? known++ : Math.floor(random() * known)}`;
    const one = { visitorId, sessionId: `session-${visit}-00`, at };
    batch.push(...playVisit({ websiteId, ...one }, random, views / visits));
    if (random() < (views * PAYMENTS) / visits) buyers.push(one);
    if (batch.length >= BATCH_HITS) await flush();
  }
  await flush();
  await Promise.all(running);
  await recorder.stop();
  await pay(websiteId, buyers, random, options.onProgress);
  return { hits: recorded, visits, visitors: known, payments: buyers.length };
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

async function pay(websiteId: string, buyers: Visit[], random: Random, onProgress: (line: string) => void): Promise<void> {
  let next = 0;
  const write = async (): Promise<void> => {
    for (let index = next++; index < buyers.length; index = next++) {
      const { visitorId, sessionId, at } = buyers[index] as Visit;
      const input = { provider: "custom", providerPaymentId: `order-${index}`, amountMinor: 900 + Math.floor(random() * 20_000), currency: random() < 0.95 ? "USD" : "EUR", customerEmail: null, customerId: `customer-${visitorId}`, visitorId, sessionId, timestamp: new Date(at + 120_000), refunded: random() < 0.04, renewal: false };
      await recordApiPayment({ websiteId, input, now: new Date(at + 120_000) });
      if (index % 1_000 === 0) onProgress(`${index} of ${buyers.length} payments`);
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, write));
}
