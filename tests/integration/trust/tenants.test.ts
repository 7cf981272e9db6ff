import mongoose from "mongoose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Membership } from "../../../models/membership.ts";
import { Payment } from "../../../models/payment.ts";
import { Team } from "../../../models/team.ts";
import { Website } from "../../../models/website.ts";
import { createApiKey } from "../../../server/auth/create-api-key.ts";
import { createCallerFactory } from "../../../server/trpc/procedures.ts";
import { appRouter } from "../../../server/trpc/router.ts";
import { addStripeSecret } from "../../../server/websites/stripe-secrets.ts";
import { APP_SECRET, startApp } from "../../factories/start-app.ts";
import type { TestApp } from "../../factories/start-app.ts";
import { checkoutCompleted } from "../../fixtures/stripe/events.ts";
import { ACCESS } from "../access/access-table.ts";
import { buildWorld } from "../access/build-world.ts";
import type { World } from "../access/build-world.ts";

type Named = Record<string, unknown>;
/** What ends the asking website comes last. */
const LAST = ["websites.transfer", "websites.remove", "teams.leave"];
const now = new Date();

describe("two tenants on one server: who owns one asks for everything of the other by its real ids", () => {
  let app: TestApp;
  let theirs: World;
  let ours: World;
  let foreignIds: Named;
  const keys: Record<string, string> = {};

  beforeAll(async () => {
    app = await startApp();
    [theirs, ours] = [await buildWorld("not a hash: nobody logs in here"), await buildWorld("not a hash: nobody logs in here")];
    await fill(theirs, "theirs");
    await fill(ours, "ours");
    foreignIds = await collectIds();
  });
  afterAll(() => app.stop());

  const secretOf = (name: string) => `whsec_of_${name}_0123456789`;
  const textsOf = (name: string) => ({ visitorId: `visitor-${name}`, sessionId: `session-${name}`, email: `buyer@${name}.example.com` });

  async function fill(world: World, name: string): Promise<void> {
    const { websiteId } = world;
    const { email, ...ids } = textsOf(name);
    await addStripeSecret({ websiteId, secret: secretOf(name), appSecret: APP_SECRET, now });
    keys[name] = (await createApiKey({ websiteId, name, now })).key;
    await app.post("/api/track", { websiteId, ...ids, type: "pageview", url: `https://shop.example.com/page-${name}?utm_source=source-${name}&utm_campaign=campaign-${name}`, title: `title-${name}`, referrer: "" });
    await app.post("/api/identify", { site: websiteId, ...ids, email, name: `person-${name}` });
    await app.deliver(checkoutCompleted({ n: name, minor: 4_900, email, metadata: { websiteId, ...ids } }), websiteId, secretOf(name));
    await app.services.processor.idle();
  }

  async function ask(path: string, input: unknown, world: World): Promise<{ code: string; data: unknown }> {
    const caller = createCallerFactory(appRouter)({ deps: app.services.trpc, user: world.people.owner, loginToken: null, ip: "203.0.113.7", browser: "Test", knownBrowser: null, setLoginCookie: () => undefined, setKnownBrowserCookie: () => undefined });
    const [group = "", name = ""] = path.split(".");
    try {
      const data: unknown = await (caller as unknown as Record<string, Record<string, (input: unknown) => Promise<unknown>>>)[group]?.[name]?.(input);
      if (typeof data !== "object" || data === null || !(Symbol.asyncIterator in data)) return { code: "OK", data };
      let text = "";
      for await (const piece of data as AsyncIterable<unknown>) text += String(piece);
      return { code: "OK", data: text };
    } catch (error) {
      return { code: (error as { code?: string }).code ?? "THROWN", data: (error as Error).message };
    }
  }

  /** Real ids of everything that the other tenant has, under the names that procedures give them. */
  async function collectIds(): Promise<Named> {
    const own = async (path: string, input: object = {}) => {
      const { code, data } = await ask(path, { ...ACCESS[path]?.input(theirs), ...input }, theirs);
      expect(code, `${path}: ${JSON.stringify(data)}`).toBe("OK");
      return data as Record<string, unknown>;
    };
    const first = (data: Record<string, unknown>, list: string) => (data[list] as Named[])[0] ?? {};
    const invited = await own("teams.invite");
    const { payments } = (await own("payments.list")) as { payments: { paymentId: string }[] };
    return {
      ...textsOf("theirs"),
      paymentId: payments[0]?.paymentId,
      deliveryId: first(await own("webhooks.list"), "deliveries")["deliveryId"],
      eventId: first(await own("webhooks.list"), "deliveries")["eventId"],
      keyId: (await mongoose.connection.collection("api_keys").findOne({ websiteId: theirs.websiteId }))?.["keyId"],
      secretId: (await Website.findById(theirs.websiteId).lean())?.stripeSecrets[0]?.secretId,
      funnelId: (await own("funnels.save"))["funnelId"],
      viewId: (await own("views.save"))["viewId"],
      invitationId: invited["invitationId"] ?? (await mongoose.connection.collection("invitations").findOne({ teamId: theirs.teamId }))?._id,
      userId: theirs.adminId,
      person: textsOf("theirs").visitorId,
      q: "pi_theirs",
    };
  }

  /** Everything of the other tenant, as it lies in the database; what a timer writes of their own visits aside. */
  async function everythingOfTheirs(without = ""): Promise<string> {
    const models = Object.values(mongoose.models).filter((model) => model.schema.path("websiteId") && ![without, "dimension_days"].includes(model.collection.name));
    const documents = await Promise.all(models.map((model) => model.find({ websiteId: theirs.websiteId }).sort({ _id: 1 }).lean()));
    return JSON.stringify([documents, await Website.findById(theirs.websiteId).lean(), await Team.findById(theirs.teamId).lean(), await Membership.find({ teamId: theirs.teamId }).sort({ _id: 1 }).lean(), await mongoose.connection.collection("invitations").find({ teamId: theirs.teamId }).toArray()]);
  }

  test("by every procedure: nothing of theirs comes back, and nothing of theirs changes", async () => {
    for (const [name, id] of Object.entries(foreignIds)) expect(id, `no ${name} was collected, so nothing would be tried with it`).toBeTruthy();
    const before = await everythingOfTheirs();
    const paths = Object.keys(ACCESS).filter((path) => ["website", "team"].includes(ACCESS[path]?.of ?? ""));
    const answered = new Set<string>();
    for (const path of [...paths.filter((path) => !LAST.includes(path)), ...LAST]) {
      const input = ACCESS[path]?.input(theirs) ?? {};
      const tried: Named = { ...input, ...Object.fromEntries(Object.entries(foreignIds).filter(([name]) => name in input)), toTeamId: theirs.teamId };
      if ("websiteId" in input) tried["websiteId"] = path === "teams.restoreWebsite" ? theirs.websiteId : ours.websiteId;
      if ("teamId" in input) tried["teamId"] = ours.teamId;
      const { code, data } = await ask(path, tried, ours);
      expect(JSON.stringify(data) ?? "", `${path} answered ${code} with something of theirs`).not.toMatch(/(?:source|campaign|title|page|person)-theirs|@theirs\.example/);
      expect(["THROWN", "INTERNAL_SERVER_ERROR"], `${path}: ${JSON.stringify(data)}`).not.toContain(code);
      if (code === "OK") answered.add(path);
    }
    expect(answered.size, [...answered].join(" ")).toBeGreaterThan(30);
    expect(await everythingOfTheirs()).toBe(before);
  });

  test("by the public API with our key: their ids are nobody's", async () => {
    const world = await buildWorld("not a hash: nobody logs in here");
    await fill(world, "third");
    const before = await everythingOfTheirs();
    const { email, ...ids } = textsOf("theirs");
    const headers = { Authorization: `Bearer ${keys["third"]}` };
    const query = new URLSearchParams({ ...ids, email, websiteId: theirs.websiteId, paymentId: String(foreignIds["paymentId"]), from: now.toISOString().slice(0, 10), to: now.toISOString().slice(0, 10) });
    const openapi = (await (await fetch(`${app.url}/api/v1/openapi.json`)).json()) as { paths: Record<string, Record<string, unknown>> };
    for (const path of Object.keys(openapi.paths).filter((path) => openapi.paths[path]?.["get"])) {
      const answer = await fetch(`${app.url}${path.startsWith("/api") ? path : `/api/v1${path}`}?${query}`, { headers });
      expect(await answer.text(), path).not.toMatch(/(?:source|campaign|title|page|person)-theirs|@theirs\.example/);
    }
    expect((await app.post("/api/v1/payment", { provider: "custom", providerPaymentId: "forged", amount: 5, currency: "USD", customerEmail: email, ...ids }, headers)).status).toBe(200);
    await app.post("/api/v1/goal", { event: "forged", ...ids, websiteId: theirs.websiteId }, headers);
    expect((await Payment.findOne({ websiteId: world.websiteId, key: /forged/ }).lean())?.link).not.toMatchObject({ visitorId: ids.visitorId });
    expect(await everythingOfTheirs()).toBe(before);
  });

  test("by a webhook of our own endpoint that names their website", async () => {
    const world = await buildWorld("not a hash: nobody logs in here");
    await fill(world, "fourth");
    const before = await everythingOfTheirs("webhook_deliveries");
    const { email, ...ids } = textsOf("theirs");
    const forged = checkoutCompleted({ n: "forgedbywebhook", minor: 99_900, email, metadata: { websiteId: theirs.websiteId, ...ids } });
    expect((await app.deliver(forged, world.websiteId, secretOf("fourth"))).status).toBe(200);
    expect((await app.deliver(forged, theirs.websiteId, secretOf("fourth"))).status).toBe(400);
    await app.services.processor.idle();
    // A delivery that was refused stands in their log, as it should.
    expect(await everythingOfTheirs("webhook_deliveries")).toBe(before);
    expect(await Payment.countDocuments({ websiteId: theirs.websiteId, key: /forgedbywebhook/ })).toBe(0);
  });
});
