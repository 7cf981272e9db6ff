import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import mongoose from "mongoose";
import { expect, test } from "vitest";
import { findRunningEngine } from "../../server/database/embedded/find-running-engine.ts";
import { createHttpClient } from "../factories/http-client.ts";
import { signStripeEvent } from "../factories/sign-stripe-event.ts";
import { startProduct } from "../factories/start-product.ts";
import { intentSucceeded } from "../fixtures/stripe/events.ts";

const SECRET = "whsec_made_up_for_tests_0123456789";
const ROUNDS = Number(process.env["CRASH_ROUNDS"] ?? 3);
const PASSWORD = "a password for tests";

test(`kill -9 under load, ${ROUNDS} times: everything acknowledged is there, each payment once, and the doctor finds nothing`, { timeout: 60_000 + ROUNDS * 60_000 }, async () => {
  const product = await startProduct({ runtime: "node", stripeSecret: SECRET, mortalEngine: true });
  try {
    await product.admin("create-user", "--email", "owner@example.com", "--password", PASSWORD);
    const created = await product.admin("create-website", "--name", "Shop", "--domain", "shop.example.com", "--owner", "owner@example.com", "--json");
    const { websiteId } = JSON.parse(created.stdout) as { websiteId: string };
    const owner = createHttpClient(product.url, { Origin: product.url });
    expect((await owner.logIn("owner@example.com", PASSWORD)).status).toBe(200);
    const acknowledged = { hits: [] as string[], payments: [] as { n: string; minor: number }[], keys: [] as string[] };
    let [next, killed] = [0, false];

    const sendHit = async (n: number): Promise<void> => {
      const hitId = `hit-crash-${n}`;
      const body = { websiteId, visitorId: `visitor-${n % 50}`, sessionId: `session-${n % 70}`, type: "pageview", url: `https://shop.example.com/${n % 9}`, hitId };
      const answer = await fetch(`${product.url}/api/track`, { method: "POST", headers: { "Content-Type": "application/json", "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0" }, body: JSON.stringify(body) });
      const { data } = (await answer.json()) as { data?: { accepted: number } };
      if (answer.status === 202 && data?.accepted === 1) acknowledged.hits.push(hitId);
    };
    const sendWebhook = async (n: number): Promise<void> => {
      const purchase = { n: `crash${n}`, minor: 100 + n };
      const body = JSON.stringify(intentSucceeded(purchase, { metadata: { websiteId, visitorId: `visitor-${n % 50}`, sessionId: `session-${n % 70}` } }));
      const answer = await fetch(`${product.url}/api/webhooks/stripe`, { method: "POST", body, headers: { "Stripe-Signature": await signStripeEvent(body, SECRET) } });
      if (answer.status === 200) acknowledged.payments.push(purchase);
    };
    const saveSetting = async (n: number): Promise<void> => {
      const name = `key ${n}`;
      if ((await owner.mutate("apiKeys.create", { websiteId, name })).status === 200) acknowledged.keys.push(name);
    };
    const keepOn = async (send: (n: number) => Promise<void>): Promise<void> => {
      while (!killed) {
        const n = next;
        next += 1;
        // What the kill cuts off was not acknowledged.
        await send(n).catch(() => undefined);
      }
    };

    for (let round = 0; round < ROUNDS; round += 1) {
      killed = false;
      const before = acknowledged.payments.length;
      const senders = [...Array.from({ length: 8 }, () => keepOn(sendHit)), ...Array.from({ length: 4 }, () => keepOn(sendWebhook)), keepOn(saveSetting)];
      await expect.poll(() => acknowledged.payments.length - before, { timeout: 20_000, interval: 20 }).toBeGreaterThan(5);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 1_200));
      // Every third time it is the engine's thread alone: the rest of the server has to notice, say so and end.
      if (round % 3 === 2) {
        const { code, output } = await product.end("SIGUSR2");
        // Null: cut off within a transaction, the thread hangs in its end, and the process kills itself.
        expect([1, null]).toContain(code);
        expect(output).toMatch(/The embedded database's thread has ended(?: with 1|, and hangs in it)\. What was acknowledged is stored/);
      } else await product.end("SIGKILL");
      killed = true;
      await Promise.all(senders);
      await product.restart();

      const engine = await findRunningEngine(product.dataDir);
      const client = await new mongoose.mongo.MongoClient(engine?.uri ?? "").connect();
      const database = client.db();
      const missing = async (collection: string, field: string, wanted: string[]): Promise<string[]> => {
        const stored = new Set((await database.collection(collection).find({ websiteId }, { projection: { [field]: 1 } }).toArray()).map((document) => String(document[field])));
        return wanted.filter((value) => !stored.has(value));
      };
      expect(await missing("tracked_events", "hitId", acknowledged.hits)).toEqual([]);
      expect(await missing("api_keys", "name", acknowledged.keys)).toEqual([]);
      const undone = async () => (await database.collection("stripe_events").find({ status: { $in: ["pending", "failed"] } }).toArray()).map(({ eventId, status, attempts, outcome }) => [eventId, status, attempts, outcome]);
      await expect.poll(undone, { timeout: 60_000, interval: 100 }).toEqual([]);
      const payments = await database.collection("payments").find({ websiteId }).toArray();
      const byKey = new Map(payments.map((payment) => [String(payment["key"]), payment]));
      expect(byKey.size, "each payment once").toBe(payments.length);
      for (const { n, minor } of acknowledged.payments) {
        const payment = byKey.get(`pi_${n}`);
        expect([payment?.["amountMinor"], payment?.["refundedMinor"]], `payment ${n}`).toEqual([minor, 0]);
      }
      await client.close();
      if (round % 10 === 9 || round === ROUNDS - 1) {
        const examined = await product.admin("doctor", "--json");
        expect([examined.code, examined.stderr], examined.stdout).toEqual([0, ""]);
      }
      if (ROUNDS > 3) process.stdout.write(`  round ${round + 1}: ${acknowledged.hits.length} hits, ${acknowledged.payments.length} payments, ${acknowledged.keys.length} settings acknowledged, all there\n`);
    }
  } finally {
    await product.stop();
  }
});

test.each([
  ["by an error", "./dying-engine-worker.mjs", 1, "The embedded database has failed: made up by a test"],
  ["within a transaction, and hangs", "./stuck-engine-worker.mjs", null, "The embedded database's thread has ended, and hangs in it. What was acknowledged is stored"],
])("when the engine's thread dies %s, the server says so and ends", async (_, worker, wanted, said) => {
  const dataDir = await mkdtemp(join(tmpdir(), "postmetric-lost-"));
  const script = new URL("../factories/serve-with-dying-engine.mjs", import.meta.url).pathname;
  const child = spawn(process.execPath, [script, dataDir, worker], { stdio: ["ignore", "pipe", "pipe"] });
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const code = await new Promise((resolve) => child.once("close", resolve));
  expect([code, stderr]).toEqual([wanted, expect.stringContaining(said)]);
  await rm(dataDir, { recursive: true, force: true });
});
