import mongoose from "mongoose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { appRouter } from "../../../server/trpc/router.ts";
import { checkoutCompleted, chargeRefunded, intentSucceeded } from "../../fixtures/stripe/events.ts";
import { logInAs } from "../../factories/log-in.ts";
import { startApp } from "../../factories/start-app.ts";
import type { TestApp } from "../../factories/start-app.ts";

type Asked = { collection: string; command: Record<string, unknown>; filter: Record<string, unknown> };

/** A sweep goes over all websites (one small document a tenant) to do each one's work by its own index. */
const READ_WHOLE = new Set(["websites"]);

let app: TestApp;
const asked = new Map<string, Asked>();

beforeAll(async () => {
  app = await startApp();
  mongoose.connection.getClient().on("commandStarted", note);
});
afterAll(() => app.stop());

function note({ commandName, command }: mongoose.mongo.CommandStartedEvent): void {
  const collection = String(command[commandName]);
  if (commandName === "find" || commandName === "count" || commandName === "distinct") add(commandName, collection, command, command["filter"] ?? command["query"] ?? {});
  if (commandName === "aggregate") add(commandName, collection, command, command["pipeline"]?.[0]?.$match ?? {});
  if (commandName === "findAndModify") add(commandName, collection, command, command["query"] ?? {});
  if (commandName === "update") for (const statement of command["updates"]) add("update", collection, { update: collection, updates: [statement] }, statement.q);
  if (commandName === "delete") for (const statement of command["deletes"]) add("delete", collection, { delete: collection, deletes: [statement] }, statement.q);
}

function add(name: string, collection: string, command: Record<string, unknown>, filter: Record<string, unknown>): void {
  const shape = JSON.stringify([name, collection, shapeOf(filter), shapeOf(command["sort"])]);
  if (!asked.has(shape)) asked.set(shape, { collection, command, filter });
}

function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(shapeOf);
  if (typeof value !== "object" || value === null || value.constructor !== Object) return "?";
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shapeOf(inner)]));
}

test("every query that the rooms make reaches its documents through an index", async () => {
  const { websiteId, key } = await app.createShop();
  const ids = { visitorId: "visitor-1234", sessionId: "session-1234" };
  await app.post("/api/track", [
    { websiteId, ...ids, type: "pageview", url: "https://shop.example.com/?utm_source=a&utm_campaign=b", hitId: "hit-00000001" },
    { websiteId, ...ids, type: "goal", name: "signup", url: "https://shop.example.com/x", hitId: "hit-00000002" },
    { websiteId, ...ids, type: "leave", engagedMs: 500, url: "https://shop.example.com/x", hitId: "hit-00000003" },
  ]);
  await app.post("/api/identify", { site: websiteId, ...ids, email: "buyer@example.com", userId: "u1" });
  const purchase = { n: "explain", minor: 5_000, email: "buyer@example.com", metadata: { websiteId, ...ids } };
  for (const event of [checkoutCompleted(purchase), intentSucceeded(purchase), chargeRefunded(purchase, 1_000)]) {
    await app.deliver(event, websiteId);
    await app.deliver(event);
  }
  await app.post("/api/v1/payment", { provider: "custom", providerPaymentId: "1", amount: 5, ...ids }, { Authorization: `Bearer ${key}` });
  await app.post("/api/v1/goal", { event: "signup", ...ids }, { Authorization: `Bearer ${key}` });
  for (const path of ["/payments", `/visitor?visitorId=${ids.visitorId}`, "/reports/overview", "/reports/timeseries?interval=day", "/reports/breakdown?dimension=channel", "/reports/breakdown?dimension=page&model=linear"]) await app.ask(key, path);
  const { cookie } = await logInAs(app, "owner");
  const inputs: Record<string, unknown>[] = [{ websiteId }, { websiteId, period: "30d" }, { websiteId, from: "2026-01-01", to: "2026-12-31", dimension: "channel", interval: "day" }, { websiteId, ...ids }, { websiteId, query: "buyer@example.com", search: "buyer" }];
  const procedures = Object.entries((appRouter as unknown as { _def: { procedures: Record<string, { _def: { type: string } }> } })._def.procedures);
  let answered = 0;
  for (const [path, { _def }] of procedures) {
    if (_def.type !== "query") continue;
    for (const input of inputs) {
      const { status } = await fetch(`${app.url}/trpc/${path}?input=${encodeURIComponent(JSON.stringify(input))}`, { headers: { Cookie: cookie } });
      if (status === 200) answered += 1;
    }
  }
  expect(answered).toBeGreaterThan(20);
  const questions = [...asked.values()];
  expect(questions.length).toBeGreaterThan(30);

  const scans: string[] = [];
  for (const { collection, command, filter } of questions) {
    const everything = Object.keys(filter).length === 0;
    // "Is there any?" looks at one document.
    if (everything && (command["limit"] === 1 || READ_WHOLE.has(collection))) continue;
    const { $db: _database, lsid: _session, ...plain } = command as Record<string, unknown>;
    const plan = await mongoose.connection.db?.command({ explain: plain, verbosity: "queryPlanner" });
    const winning = JSON.stringify(plan?.["queryPlanner"]?.winningPlan ?? plan?.["stages"]);
    if (winning.includes("COLLSCAN")) scans.push(`${Object.keys(plain)[0]} ${collection} ${JSON.stringify(filter)}`);
  }
  expect(scans).toEqual([]);
});
