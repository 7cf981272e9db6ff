import { execFile, spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import mongoose from "mongoose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startEmbeddedEngine } from "../../server/database/embedded/start-embedded-engine.ts";
import type { EmbeddedEngine } from "../../server/database/embedded/start-embedded-engine.ts";
import { signStripeEvent } from "../factories/sign-stripe-event.ts";
import { USER_AGENT } from "../factories/launch-browser.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const SECRET = "whsec_two_servers_made_up_0123";
const HITS = 240;
/** Odd, so that each is seen by both servers. */
const VISITORS = 15;
const PAYMENTS = 20;
const workerUrl = new URL("../../scripts/engine-worker-from-source.mjs", import.meta.url);

/** Two processes of the built product on one database, as two machines would be; here the database is an engine in this process. */
describe("two servers on one database", () => {
  let dataDir: string;
  let engine: EmbeddedEngine;
  type Shop = { websiteId: string; apiKey: string };
  let shop: Shop;
  const servers: { url: string; child: ChildProcess }[] = [];
  const env: NodeJS.ProcessEnv = { ...process.env, NODE_ENV: "production", HOST: "127.0.0.1", STRIPE_WEBHOOK_SECRET: SECRET, APP_SECRET: "one secret for both servers, made up for tests", LOG_LEVEL: "silent" };

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "postmetric-two-"));
    engine = await startEmbeddedEngine({ dataDir, workerUrl });
    env["MONGODB_URI"] = engine.uri;
    env["DATA_DIR"] = join(dataDir, "server");
    shop = await openShop();
    servers.push(await startServer(), await startServer());
    await mongoose.connect(engine.uri);
  });
  afterAll(async () => {
    for (const { child } of servers) if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
    await mongoose.disconnect();
    await engine.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  async function openShop(): Promise<Shop> {
    const { stdout } = await promisify(execFile)(process.execPath, ["build/server/admin.js", "create-website", "--name", "Shop", "--domain", "shop.example.com", "--json"], { cwd: root, env });
    return JSON.parse(stdout) as Shop;
  }

  async function startServer(): Promise<(typeof servers)[number]> {
    const port = await freePort();
    const child = spawn(process.execPath, ["build/server/index.js"], { cwd: root, env: { ...env, PORT: String(port) }, stdio: "ignore" });
    const url = `http://127.0.0.1:${port}`;
    for (let tries = 0; tries < 600; tries += 1) {
      if (await fetch(`${url}/readyz`).then(({ status }) => status === 200, () => false)) return { url, child };
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error("a server did not start");
  }

  const collection = (name: string) => {
    const { db } = mongoose.connection;
    if (!db) throw new Error("not connected");
    return db.collection(name);
  };

  const send = (server: number, path: string, body: string, headers: Record<string, string>) =>
    fetch(`${servers[server]?.url}${path}`, { method: "POST", body, headers, signal: AbortSignal.timeout(20_000) }).then(({ status }) => status < 300, () => false);

  /** As the script and Stripe do: what is not acknowledged is sent again, here to the other server. */
  async function deliver(n: number, path: string, body: string, headers: Record<string, string>): Promise<void> {
    for (let tries = 0; tries < 20; tries += 1) {
      if (await send((n + tries) % 2, path, body, headers)) return;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    throw new Error(`${path} was never acknowledged`);
  }

  const hit = (n: number, { websiteId } = shop) => JSON.stringify({ websiteId, visitorId: `visitor-${n % VISITORS}`, sessionId: `session-${n % VISITORS}`, type: "pageview", url: `https://shop.example.com/${n % 7}`, hitId: `hit-of-two-${n}` });
  async function ask<Answer>(server: number, path: string, { apiKey } = shop): Promise<Answer> {
    const answer = await fetch(`${servers[server]?.url}/api/v1${path}`, { headers: { Authorization: `Bearer ${apiKey}` } });
    return ((await answer.json()) as { data: Answer }).data;
  }
  function payment(n: number): string {
    const intent = { id: `pi_two_${n >> 1}`, object: "payment_intent", amount: 5_000, amount_received: 5_000, currency: "usd", status: "succeeded", created: 1_767_000_000, livemode: true, metadata: { websiteId: shop.websiteId, visitorId: `visitor-${(n >> 1) % VISITORS}` } };
    const charge = { id: `ch_two_${n >> 1}`, object: "charge", amount: 5_000, amount_captured: 5_000, amount_refunded: 0, captured: true, paid: true, status: "succeeded", currency: "usd", created: 1_767_000_000, livemode: true, payment_intent: intent.id, metadata: { websiteId: shop.websiteId } };
    return JSON.stringify({ id: `evt_two_${n}`, object: "event", type: n % 2 === 0 ? "payment_intent.succeeded" : "charge.succeeded", created: 1_767_000_000, livemode: true, data: { object: n % 2 === 0 ? intent : charge } });
  }

  test("both take what comes, and tell the same of it", async () => {
    const other = await openShop();
    await Promise.all(
      Array.from({ length: 60 }, async (_, n) => {
        await deliver(n, "/api/track", hit(n, other), { "User-Agent": USER_AGENT, "Content-Type": "text/plain" });
        const order = { provider: "custom", providerPaymentId: `order-${n >> 1}`, amount: 50, currency: "USD", visitorId: `visitor-${(n >> 1) % VISITORS}` };
        if (n < 20) await deliver(n, "/api/v1/payment", JSON.stringify(order), { Authorization: `Bearer ${other.apiKey}`, "Content-Type": "application/json" });
      }),
    );
    const both = () => Promise.all([0, 1].map((server) => ask(server, "/reports/overview", other)));
    const told = expect.objectContaining({ pageviews: 60, visitors: VISITORS, sessions: VISITORS, payments: 10, revenue: expect.objectContaining({ grossMinor: 50_000 }) });
    await expect.poll(both, { timeout: 20_000, interval: 500 }).toEqual([told, told]);
    const [first, second] = await Promise.all([0, 1].map((server) => ask(server, "/reports/breakdown?dimension=landing_page", other)));
    expect(first).toEqual(second);
  });

  test("one is killed in the middle of the load: nothing acknowledged is lost, nothing counts twice, and the other finishes its work", async () => {
    let sent = 0;
    const hits = Array.from({ length: HITS }, (_, n) => n);
    const worker = async () => {
      for (let n = hits.shift(); n !== undefined; n = hits.shift()) {
        sent += 1;
        if (sent === HITS / 2) servers[0]?.child.kill("SIGKILL");
        await deliver(n, "/api/track", hit(n), { "User-Agent": USER_AGENT, "Content-Type": "text/plain" });
      }
    };
    const webhooks = Array.from({ length: PAYMENTS * 2 }, async (_, n) => {
      const body = payment(n);
      await deliver(n, "/api/webhooks/stripe", body, { "Stripe-Signature": await signStripeEvent(body, SECRET) });
    });
    await Promise.all([worker(), worker(), worker(), worker(), worker(), worker(), ...webhooks]);

    expect(await collection("tracked_events").countDocuments({ websiteId: shop.websiteId })).toBe(HITS);
    expect(await collection("stripe_events").countDocuments({ websiteId: shop.websiteId })).toBe(PAYMENTS * 2);
    await expect.poll(() => collection("stripe_events").countDocuments({ websiteId: shop.websiteId, status: "processed" }), { timeout: 60_000, interval: 500 }).toBe(PAYMENTS * 2);
    expect(await collection("payments").countDocuments({ websiteId: shop.websiteId, status: "succeeded", amountMinor: 5_000 })).toBe(PAYMENTS);
    const sessions = await collection("sessions").find({ websiteId: shop.websiteId }).toArray();
    expect(sessions.reduce((sum, session) => sum + Number(session["pageViews"]), 0)).toBe(HITS);
    expect(sessions.length).toBe(VISITORS);
    expect(await collection("visitors").countDocuments({ websiteId: shop.websiteId })).toBe(VISITORS);
    const money = { payments: PAYMENTS, revenue: expect.objectContaining({ grossMinor: PAYMENTS * 5_000 }) };
    await expect.poll(() => ask(1, "/reports/overview?from=2025-12-01&to=2026-01-31"), { timeout: 20_000, interval: 500 }).toMatchObject(money);
    await expect.poll(() => ask(1, "/reports/overview"), { timeout: 20_000, interval: 500 }).toMatchObject({ pageviews: HITS, visitors: VISITORS });
  });

  test("the database is gone and comes back: a clear state, then everything as before", async () => {
    const alive = servers[1]?.url ?? "";
    const track = (n: number) => fetch(`${alive}/api/track`, { method: "POST", body: hit(n), headers: { "User-Agent": USER_AGENT }, signal: AbortSignal.timeout(30_000) });
    await mongoose.disconnect();
    await engine.stop();
    await expect.poll(() => fetch(`${alive}/readyz`).then(({ status, headers }) => [status, headers.get("retry-after")]), { timeout: 20_000 }).toEqual([503, "5"]);
    expect((await fetch(`${alive}/healthz`)).status).toBe(200);
    const refused = await track(HITS);
    expect([refused.status, Number(refused.headers.get("retry-after")) > 0]).toEqual([503, true]);
    const body = payment(2 * PAYMENTS);
    const delivery = await fetch(`${alive}/api/webhooks/stripe`, { method: "POST", body, headers: { "Stripe-Signature": await signStripeEvent(body, SECRET) }, signal: AbortSignal.timeout(30_000) });
    expect([delivery.status, Number(delivery.headers.get("retry-after")) > 0]).toEqual([503, true]);
    engine = await startEmbeddedEngine({ dataDir, workerUrl });
    await mongoose.connect(engine.uri);
    await expect.poll(() => fetch(`${alive}/readyz`).then(({ status }) => status), { timeout: 30_000 }).toBe(200);
    await expect.poll(() => track(HITS).then(({ status }) => status), { timeout: 30_000 }).toBe(202);
    expect(await collection("tracked_events").countDocuments({ websiteId: shop.websiteId })).toBe(HITS + 1);
    expect(await collection("payments").countDocuments({ websiteId: shop.websiteId, status: "succeeded" })).toBe(PAYMENTS);
  });
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
