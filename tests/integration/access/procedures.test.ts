import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AuditEntry } from "../../../models/audit-entry.ts";
import { hashPassword } from "../../../server/auth/password.ts";
import { createCallerFactory } from "../../../server/trpc/procedures.ts";
import { appRouter } from "../../../server/trpc/router.ts";
import { addStripeSecret } from "../../../server/websites/stripe-secrets.ts";
import { OWN_SECRET, startApp } from "../../factories/start-app.ts";
import type { TestApp } from "../../factories/start-app.ts";
import { checkoutCompleted } from "../../fixtures/stripe/events.ts";
import { ACCESS } from "./access-table.ts";
import { ACTORS, buildWorld } from "./build-world.ts";
import type { Actor, World } from "./build-world.ts";

type Procedure = { _def: { type: "query" | "mutation"; meta?: { does?: string } } };
type Answer = { code: string; message: string; data: unknown };

const PROCEDURES = Object.entries(appRouter._def.procedures as unknown as Record<string, Procedure>);
const VISITOR = "visitor-of-the-world";
const EMAIL = "buyer.in.full@customer.example.com";
const NOT_YOURS = /^There is no such (website|team), or you do not belong/;
const WRONG_ROLE = /^This needs the role /;

describe("who may do what", () => {
  let app: TestApp;
  let passwordHash: string;
  let shared: World;

  beforeAll(async () => {
    app = await startApp();
    passwordHash = await hashPassword("a long password");
    shared = await buildWorld(passwordHash);
    await fill(shared);
  });
  afterAll(() => app.stop());

  /** A visitor who identified and paid, so that every answer about customers has an address to hide. */
  async function fill(world: World): Promise<void> {
    const { websiteId } = world;
    const ids = { visitorId: VISITOR, sessionId: "session-of-the-world" };
    await addStripeSecret({ websiteId, secret: OWN_SECRET, appSecret: app.services.appSecret, now: new Date() });
    await app.post("/api/track", { websiteId, ...ids, type: "pageview", url: `https://shop.example.com/?email=${EMAIL}`, title: `Hello ${EMAIL}`, referrer: "" });
    await app.post("/api/identify", { site: websiteId, ...ids, email: EMAIL });
    expect((await app.deliver(checkoutCompleted({ n: "world", minor: 4_900, email: EMAIL, metadata: { websiteId, ...ids } }), websiteId)).status).toBe(200);
    await app.services.processor.idle();
    const ask = (path: string, input: unknown) => call(path, input, "owner", world);
    const { payments } = (await ask("payments.list", { websiteId })).data as { payments: { paymentId: string; customerEmail: string }[] };
    expect(payments[0]?.customerEmail).toBe(EMAIL);
    const { deliveries } = (await ask("webhooks.list", { websiteId })).data as { deliveries: { deliveryId: string }[] };
    Object.assign(world, { visitorId: VISITOR, paymentId: payments[0]?.paymentId, deliveryId: deliveries[0]?.deliveryId });
  }

  async function call(path: string, input: unknown, actor: Actor, world: World): Promise<Answer> {
    const caller = createCallerFactory(appRouter)({ deps: app.services.trpc, user: world.people[actor], loginToken: null, ip: "203.0.113.7", browser: "Test", knownBrowser: null, setLoginCookie: () => undefined, setKnownBrowserCookie: () => undefined });
    const [group = "", name = ""] = path.split(".");
    const procedure = (caller as unknown as Record<string, Record<string, (input: unknown) => Promise<unknown>>>)[group]?.[name];
    try {
      return { code: "OK", message: "", data: await readWhole(await procedure?.(input)) };
    } catch (error) {
      const { code, message } = error as { code?: string; message: string };
      return { code: code ?? "THROWN", message, data: null };
    }
  }

  /** Exports come in pieces. */
  async function readWhole(data: unknown): Promise<unknown> {
    if (typeof data !== "object" || data === null || !(Symbol.asyncIterator in data)) return data;
    let text = "";
    for await (const piece of data as AsyncIterable<unknown>) text += String(piece);
    return text;
  }

  test("every procedure has a row, and no row is left over", () => {
    const paths = PROCEDURES.map(([path]) => path);
    const missing = paths.filter((path) => !ACCESS[path]);
    expect(missing, `Without a row: ${missing.join(", ")}. Say in tests/integration/access/access-table.ts who may call it; its first comment tells how`).toEqual([]);
    expect(Object.keys(ACCESS).filter((path) => !paths.includes(path)), "rows of procedures that are gone").toEqual([]);
  });

  test("every mutation says in plain words what it does, for the team's log", () => {
    const silent = PROCEDURES.filter(([, { _def }]) => _def.type === "mutation" && !_def.meta?.does).map(([path]) => path);
    expect(silent, 'Give it .meta({ does: "revoked the API key “{name}”" }): what the log says after the name of who did it').toEqual([]);
  });

  test.each(PROCEDURES)("%s", async (path, { _def }) => {
    const row = ACCESS[path];
    if (!row) throw new Error(`${path} has no row in access-table.ts`);
    for (const actor of ACTORS) {
      const world = _def.type === "mutation" ? await buildWorld(passwordHash) : shared;
      const input = row.input({ ...world, email: world.people[actor]?.email ?? "" });
      const answer = await call(path, input, actor, world);
      const who = `${actor} calling ${path} got ${answer.code}: ${answer.message}`;
      const loggedIn = actor !== "stranger";
      const member = loggedIn && actor !== "outsider";
      const scoped = row.of === "website" || row.of === "team";
      if (row.of !== "open" && !loggedIn) expect([answer.code, answer.message], who).toEqual(["UNAUTHORIZED", "Log in first"]);
      else if (scoped && !member) expect(answer, who).toMatchObject({ code: "NOT_FOUND", message: expect.stringMatching(NOT_YOURS) as string });
      else if (scoped && !(row.roles as readonly Actor[]).includes(actor)) expect(answer, who).toMatchObject({ code: "FORBIDDEN", message: expect.stringMatching(WRONG_ROLE) as string });
      else {
        expect(["OK", ...row.answers], who).toContain(answer.code);
        expect(answer.message, who).not.toMatch(NOT_YOURS);
        expect(answer.message, who).not.toMatch(WRONG_ROLE);
        if (scoped && (actor === "analyst" || actor === "support")) expect(JSON.stringify(answer.data) ?? "", `${who}: e-mail in full`).not.toContain(EMAIL);
        if (_def.type === "mutation" && answer.code === "OK" && scoped) {
          const [line] = await AuditEntry.find({ teamId: world.teamId, procedure: path }).lean();
          expect(line, `${who}: nothing in the log`).toMatchObject({ userId: world.people[actor]?._id, address: "203.0.113.0/24" });
        }
      }
    }
  });
});
