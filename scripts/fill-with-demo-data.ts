import { randomUUID } from "node:crypto";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import Stripe from "stripe";
import { createApiKey } from "../server/auth/create-api-key.ts";
import { createUser, FIRST_TEAM_ID } from "../server/auth/create-user.ts";
import { loadAppSecret } from "../server/config/load-app-secret.ts";
import { readConfig } from "../server/config/read-config.ts";
import { createServices } from "../server/create-services.ts";
import { connectDatabase } from "../server/database/connect-database.ts";
import { recordIdentity } from "../server/identities/record-identity.ts";
import { acceptHits } from "../server/ingestion/accept-hits.ts";
import { parseTrackRequest } from "../server/ingestion/parse-track-request.ts";
import { createLogger } from "../server/shared/logger.ts";
import { processStripeEvent } from "../server/stripe-events/process-stripe-event.ts";
import { receiveStripeEvent } from "../server/stripe-events/receive-stripe-event.ts";
import { createWebsite } from "../server/websites/create-website.ts";
import { addStripeSecret } from "../server/websites/stripe-secrets.ts";
import { recordDemoPlans } from "./record-demo-plans.ts";
import { setPersonalDataSecret } from "../server/shared/personal-data.ts";

const DAYS = 90;
const DAY_MS = 86_400_000;
const SECRET = "whsec_demo_secret_of_no_account";

const WEBSITES = [
  { name: "Northwind Tea", domain: "tea.example.com", currency: "USD", timezone: "America/New_York", visitors: 1_700, prices: [1_900, 2_900, 4_900, 8_900], plan: 0, goal: "add_to_cart" },
  { name: "Ledgerly", domain: "ledgerly.example.com", currency: "EUR", timezone: "Europe/Berlin", visitors: 1_300, prices: [1_200], plan: 2_900, goal: "trial_started" },
  { name: "Field Guide", domain: "fieldguide.example.com", currency: "GBP", timezone: "Europe/London", visitors: 700, prices: [2_400, 3_900], plan: 0, goal: "sample_read" },
];
const ARRIVALS: [share: number, query: string, referrer: string][] = [
  [0.2, "", ""],
  [0.24, "", "https://www.google.com/"],
  [0.06, "", "https://duckduckgo.com/"],
  [0.12, "?utm_source=google&utm_medium=cpc&utm_campaign=brand&gclid=demo", "https://www.google.com/"],
  [0.08, "?utm_source=facebook&utm_medium=paid_social&utm_campaign=spring-sale", "https://www.facebook.com/"],
  [0.08, "?utm_source=newsletter&utm_medium=email&utm_campaign=weekly", ""],
  [0.06, "", "https://chatgpt.com/"],
  [0.06, "", "https://www.reddit.com/r/tea"],
  [0.05, "?utm_source=youtube&utm_medium=video&utm_campaign=review", "https://www.youtube.com/"],
  [0.05, "?ref=partnerblog", "https://partnerblog.example.org/best-of"],
];
const PAGES = ["/", "/pricing", "/product", "/blog/how-to-choose", "/about", "/checkout"];
const AGENTS = [
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36",
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15",
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
  "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36",
  "Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0",
];
const COUNTRIES = ["US", "US", "US", "DE", "DE", "GB", "GB", "FR", "NL", "CA", "AU", "IN"];

type Random = () => number;

/** The same numbers every time (mulberry32), so that the demo looks alike everywhere. */
function createRandom(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Three websites, 90 days, through the code of the real endpoints: parsed hits, really signed events, only the clock is told. */
export async function fillWithDemoData(options: { dataDir: string; workerUrl: URL }): Promise<void> {
  await rm(options.dataDir, { recursive: true, force: true });
  const config = readConfig({ ...process.env, LOG_LEVEL: "error" });
  const appSecret = await loadAppSecret(config);
  setPersonalDataSecret(appSecret);
  const logger = createLogger("error");
  const database = await connectDatabase({ mongodbUri: undefined, dataDir: config.dataDir, workerUrl: options.workerUrl });
  const services = createServices({ config, appSecret, appUrl: "http://127.0.0.1", logger, trackerScriptPath: "" });
  const random = createRandom(20_261_124);
  const end = Date.now() - 5 * 60_000;
  const since = new Date(end - DAYS * DAY_MS);
  const user = await createUser({ email: "demo@example.com", password: "demo-password", name: "Demo", now: since });
  const total = WEBSITES.reduce((sum, { visitors }) => sum + visitors, 0);
  let done = 0;
  for (const plan of WEBSITES) {
    const website = await createWebsite({ teamId: FIRST_TEAM_ID, input: { name: plan.name, domain: plan.domain, timezone: plan.timezone, currency: plan.currency }, now: since });
    await createApiKey({ websiteId: website._id, name: "Shop server", now: since });
    await addStripeSecret({ websiteId: website._id, secret: SECRET, appSecret, now: since });
    const stage = { websiteId: website._id, plan, random, services };
    for (let n = 0; n < plan.visitors; n += 25) {
      const visitors = Array.from({ length: Math.min(25, plan.visitors - n) }, (_, index) => n + index);
      await Promise.all(visitors.map((number) => playVisitor(stage, number, since.getTime(), end)));
      done += visitors.length;
      tellProgress(done, total);
    }
    await playBadDeliveries(stage, new Date(end));
    await recordDemoPlans({ websiteId: website._id, currency: plan.currency, goal: plan.goal, userId: user._id, visitors: plan.visitors, days: DAYS, end: new Date(end) });
  }
  await services.stop();
  await database.stop();
  await writeFile(join(config.dataDir, "complete"), "");
}

/** One line that counts up in a terminal; a line every tenth elsewhere. */
function tellProgress(done: number, total: number): void {
  const tenth = Math.floor((done / total) * 10);
  if (process.stderr.isTTY) process.stderr.write(`\rMaking demo data: ${done} of ${total} visitors${done === total ? "\n" : ""}`);
  else if (tenth > Math.floor(((done - 25) / total) * 10)) process.stderr.write(`Making demo data: ${tenth * 10} %\n`);
}

type Stage = { websiteId: string; plan: (typeof WEBSITES)[number]; random: Random; services: ReturnType<typeof createServices> };

async function playVisitor(stage: Stage, number: number, since: number, end: number): Promise<void> {
  const { random, plan, websiteId, services } = stage;
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  const visitorId = randomUUID();
  const userAgent = pick(AGENTS);
  const country = pick(COUNTRIES);
  // More visitors lately than three months ago, as a growing shop has.
  let at = since + (end - since) * Math.sqrt(random());
  let roll = random();
  const arrival = ARRIVALS.find(([share]) => (roll -= share) < 0) ?? (ARRIVALS[0] as (typeof ARRIVALS)[number]);
  const visits = random() < 0.3 ? 2 + Math.floor(random() * 3) : 1;
  const interest = arrival[1].includes("cpc") || arrival[1].includes("email") ? 0.09 : 0.045;
  const email = `buyer${number}@example.com`;
  for (let visit = 0; visit < visits && at < end; visit += 1) {
    const sessionId = randomUUID();
    const pages = 1 + Math.floor(random() * random() * 6);
    const buys = random() < interest && visit === visits - 1;
    for (let page = 0; page < pages + (buys ? 2 : 0); page += 1) {
      const [query, referrer] = visit === 0 && page === 0 ? [arrival[1], arrival[2]] : ["", ""];
      const path = page === 0 ? pick(["/", "/", "/blog/how-to-choose", "/pricing"]) : buys && page === pages + 1 ? "/checkout" : pick(PAGES.slice(0, 5));
      const url = `https://${plan.domain}${path}${query}`;
      await hit(stage, { websiteId, visitorId, sessionId, type: "pageview", url, referrer, hitId: randomUUID() }, userAgent, country, new Date(at));
      at += 15_000 + random() * 120_000;
      const goal = page === pages - 1 ? (buys || random() < 0.06 ? plan.goal : random() < 0.04 ? "newsletter_signup" : null) : null;
      if (goal) await hit(stage, { websiteId, visitorId, sessionId, type: "goal", name: goal, url, hitId: randomUUID(), ...(goal === plan.goal ? { value: (plan.plan || (plan.prices[0] as number)) / 100 } : {}) }, userAgent, country, new Date(at - 5_000));
    }
    if (buys) {
      if (random() < 0.8) await recordIdentity({ websiteId, visitorId, ties: [{ kind: "email", value: email }], name: null, at: new Date(at) });
      await playPurchase(stage, { id: `${websiteId.slice(4, 10)}${number}`, email, visitorId, sessionId, at, end });
    }
    at += DAY_MS * (0.5 + random() * 6);
  }
  if (number % 150 === 0) await hit(stage, { websiteId, visitorId, sessionId: visitorId, type: "pageview", url: `https://${plan.domain}/`, hitId: randomUUID() }, "Googlebot/2.1", country, new Date(Math.min(at, end)));
  await services.processor.idle();
}

async function hit(stage: Stage, body: Record<string, unknown>, userAgent: string, country: string, now: Date): Promise<void> {
  const parsed = parseTrackRequest(body);
  if (!parsed.ok) throw new Error(parsed.message);
  await acceptHits(parsed.hits, { ip: undefined, userAgent, headers: { "cf-ipcountry": country }, trustHeaders: true }, { recorder: stage.services.recorder, now });
}

type Purchase = { id: string; email: string; visitorId: string; sessionId: string; at: number; end: number };

/** One purchase as Stripe would tell it: by metadata, by e-mail alone, as a subscription with renewals, refunded, disputed, failed. */
async function playPurchase(stage: Stage, { id, email, visitorId, sessionId, at, end }: Purchase): Promise<void> {
  const { random, plan, websiteId } = stage;
  const currency = random() < 0.03 ? "chf" : plan.currency.toLowerCase();
  const subscription = plan.plan > 0 && random() < 0.7;
  const minor = subscription ? plan.plan : (plan.prices[Math.floor(random() * plan.prices.length)] as number);
  const metadata = random() < 0.75 ? { websiteId, visitorId, sessionId } : {};
  const common = { currency, customer: `cus_${id}`, metadata: {} };
  const session = { id: `cs_${id}`, object: "checkout.session", mode: subscription ? "subscription" : "payment", payment_status: "paid", amount_total: minor, customer_details: { email }, ...common, metadata, payment_intent: subscription ? null : `pi_${id}`, invoice: subscription ? `in_${id}` : null, subscription: subscription ? `sub_${id}` : null };
  const charge = (n: string) => ({ id: `ch_${n}`, object: "charge", payment_intent: `pi_${n}`, status: "succeeded", paid: true, captured: true, amount: minor, amount_captured: minor, amount_refunded: 0, refunded: false, billing_details: { email }, ...common });
  const intent = (n: string) => ({ id: `pi_${n}`, object: "payment_intent", status: "succeeded", amount: minor, amount_received: minor, latest_charge: `ch_${n}`, ...common });
  if (random() < 0.08) {
    await deliver(stage, "payment_intent.payment_failed", { ...intent(`${id}f`), id: `pi_${id}f`, status: "requires_payment_method", amount_received: 0, latest_charge: null }, at - 60_000);
  }
  await deliver(stage, "payment_intent.succeeded", intent(id), at);
  await deliver(stage, "charge.succeeded", charge(id), at);
  await deliver(stage, "checkout.session.completed", session, at + 1_000);
  if (subscription) {
    const told = { id: `sub_${id}`, object: "subscription", ...common, metadata, start_date: Math.floor(at / 1_000), created: Math.floor(at / 1_000), items: { data: [{ quantity: 1, price: { unit_amount: minor, currency, recurring: { interval: "month", interval_count: 1 } } }] } };
    await deliver(stage, "customer.subscription.created", { ...told, status: "active" }, at + 3_000);
    const leavesAt = at + 30 * DAY_MS * (0.8 + random() * 4);
    const leaves = random() < 0.3 && leavesAt < end;
    if (leaves) await deliver(stage, "customer.subscription.deleted", { ...told, status: "canceled", canceled_at: Math.floor(leavesAt / 1_000), ended_at: Math.floor(leavesAt / 1_000) }, leavesAt);
    for (let month = 0; at + month * 30 * DAY_MS < (leaves ? leavesAt : end) && month < 3; month += 1) {
      const n = month === 0 ? id : `${id}r${month}`;
      const when = at + month * 30 * DAY_MS;
      if (month > 0) await deliver(stage, "payment_intent.succeeded", intent(n), when);
      await deliver(stage, "invoice.paid", { id: `in_${n}`, object: "invoice", amount_paid: minor, billing_reason: month === 0 ? "subscription_create" : "subscription_cycle", customer_email: email, ...common, parent: { subscription_details: { subscription: `sub_${id}`, metadata } }, payments: { data: [{ payment: { type: "payment_intent", payment_intent: `pi_${n}` } }] } }, when + 2_000);
    }
  }
  const fate = random();
  if (fate < 0.07) await deliver(stage, "charge.refunded", { ...charge(id), amount_refunded: minor, refunded: true }, Math.min(end, at + 3 * DAY_MS));
  else if (fate < 0.11) await deliver(stage, "charge.refunded", { ...charge(id), amount_refunded: Math.round(minor / 3) }, Math.min(end, at + 2 * DAY_MS));
  else if (fate < 0.13) await deliver(stage, "charge.dispute.closed", { id: `dp_${id}`, object: "dispute", charge: `ch_${id}`, payment_intent: `pi_${id}`, amount: minor, status: random() < 0.5 ? "lost" : "won" }, Math.min(end, at + 10 * DAY_MS));
}

const stripe = new Stripe("sk_unused");

async function deliver(stage: Stage, type: string, object: Record<string, unknown>, at: number, secret = SECRET): Promise<void> {
  const now = new Date(at);
  const event = { id: `evt_${randomUUID().replaceAll("-", "")}`, object: "event", api_version: "2025-03-31.basil", created: Math.floor(at / 1_000), livemode: true, type, data: { object } };
  const payload = JSON.stringify(event);
  const signature = await stripe.webhooks.generateTestHeaderStringAsync({ payload, secret, timestamp: Math.floor(at / 1_000) });
  const { services, websiteId } = stage;
  const result = await receiveStripeEvent({ rawBody: Buffer.from(payload), signature, endpoint: { kind: "website", websiteId }, now, deps: services });
  if (result.outcome === "accepted") await processStripeEvent(result.ref, now);
}

/** What support staff meet: a wrong secret, an event that is of no use, a refund without its payment. */
async function playBadDeliveries(stage: Stage, now: Date): Promise<void> {
  await deliver(stage, "checkout.session.completed", { id: "cs_x" }, now.getTime() - 3_600_000, "whsec_another_secret_entirely");
  await deliver(stage, "product.updated", { id: "prod_demo", object: "product" }, now.getTime() - 1_800_000);
  await deliver(stage, "refund.created", { id: "re_early", object: "refund", charge: "ch_not_seen", amount: 500, currency: "usd", status: "succeeded" }, now.getTime() - 600_000);
}
