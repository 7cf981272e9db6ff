import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Lease } from "../../../models/lease.ts";
import { Payment } from "../../../models/payment.ts";
import { Session } from "../../../models/session.ts";
import { StripeEvent } from "../../../models/stripe-event.ts";
import { TrackedEvent } from "../../../models/tracked-event.ts";
import { createServerLife } from "../../../server/leases/server-life.ts";
import { takeLease } from "../../../server/leases/take-lease.ts";
import { withLease } from "../../../server/leases/with-lease.ts";
import { createLogger } from "../../../server/shared/logger.ts";
import { signStripeEvent } from "../../factories/sign-stripe-event.ts";
import { OWN_SECRET, startApp } from "../../factories/start-app.ts";
import type { TestApp } from "../../factories/start-app.ts";
import { checkoutCompleted } from "../../fixtures/stripe/events.ts";

const HOUR_MS = 3_600_000;

describe("the server's clock is set back by two hours", () => {
  let now = new Date("2026-03-01T12:00:00Z");
  const setBack = () => (now = new Date(now.getTime() - 2 * HOUR_MS));
  let app: TestApp;
  let websiteId: string;

  beforeAll(async () => {
    app = await startApp({}, null, { now: () => now });
    ({ websiteId } = await app.createShop());
  });
  afterAll(() => app.stop());

  async function hit(n: number): Promise<void> {
    const answer = await app.post("/api/track", { websiteId, visitorId: "visitor-1", sessionId: "session-1", type: "pageview", url: `https://shop.example.com/${n}`, hitId: `hit-clock-${n}` });
    expect(await answer.json()).toMatchObject({ data: { accepted: 1 } });
  }
  async function pay(n: string, signedAt: Date): Promise<number> {
    const body = JSON.stringify(checkoutCompleted({ n, minor: 1_000, metadata: { websiteId, visitorId: "visitor-1", sessionId: "session-1" } }, {}, { at: signedAt }));
    const { status } = await fetch(`${app.url}/api/webhooks/stripe/${websiteId}`, { method: "POST", body, headers: { "Stripe-Signature": await signStripeEvent(body, OWN_SECRET, signedAt) } });
    await app.services.processor.idle();
    return status;
  }

  test("hits and payments go on, each once; what the clock makes of Stripe's signatures is refused, told, and taken once the clock is right", async () => {
    const right = now;
    await hit(1);
    expect(await pay("clock1", right)).toBe(200);
    setBack();
    await Promise.all([2, 3, 4].map(hit));
    await hit(2);
    expect(await pay("clock2", now)).toBe(200);
    expect(await pay("clock3", right), "signed two hours ahead of this clock").toBe(400);
    now = right;
    expect(await pay("clock3", right), "Stripe sends it again").toBe(200);
    await hit(5);
    expect((await TrackedEvent.find({ websiteId }).lean()).map(({ hitId }) => hitId).sort()).toHaveLength(5);
    const sessions = await Session.find({ websiteId }).lean();
    expect(sessions.reduce((sum, { pageViews }) => sum + pageViews, 0)).toBe(5);
    for (const { startedAt, lastSeenAt } of sessions) expect(lastSeenAt.getTime()).toBeGreaterThanOrEqual(startedAt.getTime());
    expect((await Payment.find({ websiteId }).sort({ key: 1 }).lean()).map(({ key, amountMinor }) => [key, amountMinor])).toEqual([["pi_clock1", 1_000], ["pi_clock2", 1_000], ["pi_clock3", 1_000]]);
    expect(await StripeEvent.countDocuments({ websiteId, status: { $ne: "processed" } })).toBe(0);
  });

  test("a lease taken before is nobody's, one of an honest clock stays, and work under one goes on", async () => {
    expect(await takeLease({ name: "clock", owner: "dead", forMs: 15_000, now })).toBe(true);
    expect(await takeLease({ name: "clock", owner: "other", forMs: 15_000, now: new Date(now.getTime() - 10_000) }), "a clock ten seconds behind").toBe(false);
    setBack();
    expect(await takeLease({ name: "clock", owner: "other", forMs: 15_000, now })).toBe(true);
    expect(await withLease({ name: "work", forMs: 15_000, now }, async () => {
      setBack();
      return withLease({ name: "work", forMs: 15_000, now: new Date(now.getTime() + 2 * HOUR_MS) }, () => Promise.resolve("twice"));
    })).toEqual({ result: null });
    expect(await Lease.findById("work").lean(), "given back").toBeNull();
  });

  test("what a dead server had is taken over, though it seems to live for two hours yet", async () => {
    await takeLease({ name: "server:dead", owner: "dead", forMs: 15_000, now });
    await takeLease({ name: "sweep:things", owner: "dead", forMs: 15_000, now });
    setBack();
    const dead: Date[] = [];
    const told = { logger: createLogger("silent"), now: () => now, onDead: ({ lastAliveAt }: { lastAliveAt: Date }) => Promise.resolve(void dead.push(lastAliveAt)) };
    const beside = createServerLife({ ...told, serverId: "beside", alone: false });
    expect(await beside.others()).not.toContain("dead");
    const alone = createServerLife({ ...told, serverId: "alone", alone: true });
    await alone.beat();
    expect(dead).toContainEqual(new Date(now.getTime() + 2 * HOUR_MS));
    expect(await takeLease({ name: "sweep:things", owner: "alone", forMs: 15_000, now })).toBe(true);
    expect(await Lease.findById("server:dead").lean()).toBeNull();
    await Promise.all([alone.stop({ died: false }), beside.stop({ died: false })]);
  });
});
