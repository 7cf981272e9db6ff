import { Checkout } from "../../models/checkout.ts";
import type { CheckoutRecord } from "../../models/checkout.ts";
import { TrackedEvent } from "../../models/tracked-event.ts";
import type { TrackedEventRecord } from "../../models/tracked-event.ts";
import { netOf, readWorld } from "./naive-reports.ts";
import type { Question } from "./naive-reports.ts";

/** `page:/path`, `goal:name`, `checkout`, `paid`; patterns are not tried here. */
type Step = string;
type Doing = { at: number; does: (step: Step) => boolean };

const CHECKOUT_LINK = /^(buy\.stripe\.com|checkout\.stripe\.com)\//;

function eventDoes(event: TrackedEventRecord, step: Step): boolean {
  if (step === "checkout") return event.type === "pageview" ? event.path.includes("/checkout") : event.name === "outbound_link" && CHECKOUT_LINK.test(event.params?.["url"] ?? "");
  return step === (event.type === "pageview" ? `page:${event.path}` : `goal:${event.name}`);
}

/** The funnel, said as plainly as possible: every visitor's doings, every way through them. */
export async function naiveFunnel(question: Question & { steps: Step[]; windowDays: number }): Promise<{ visitors: number; netMinor: number }[]> {
  const { website, from, to, steps, windowDays } = question;
  const [{ sessions: passing, payments, showTest }, { sessions }] = await Promise.all([readWorld(question), readWorld({ ...question, filters: [] })]);
  const [events, checkouts] = await Promise.all([TrackedEvent.find({ websiteId: website._id }).lean<TrackedEventRecord[]>(), Checkout.find({ websiteId: website._id }).lean<CheckoutRecord[]>()]);
  const passes = new Set(passing.map(({ sessionId }) => sessionId));
  const totals = steps.map(() => ({ visitors: 0, netMinor: 0 }));
  for (const visitorId of new Set(sessions.map((session) => session.visitorId))) {
    const own = sessions.filter((session) => session.visitorId === visitorId).sort((a, b) => a.startedAt.getTime() - b.startedAt.getTime());
    const paid = payments.filter(({ link }) => link.visitorId === visitorId);
    const begun = checkouts.filter((checkout) => checkout.visitorId === visitorId && (checkout.livemode || showTest) && checkout.startedAt >= from && checkout.startedAt < to);
    const doings: Doing[] = [
      ...events.filter(({ sessionId, type }) => passes.has(sessionId) && own.some((session) => session.sessionId === sessionId) && type !== "leave").map((event) => ({ at: event.at.getTime(), does: (step: Step) => eventDoes(event, step) })),
      ...begun.filter(({ startedAt }) => passes.has((own.filter((session) => session.startedAt <= startedAt).pop() ?? own[0])?.sessionId ?? "")).map(({ startedAt }) => ({ at: startedAt.getTime(), does: (step: Step) => step === "checkout" })),
      ...paid.filter(({ kind }) => kind !== "subscription_renewal").map(({ paidAt }) => ({ at: paidAt.getTime(), does: (step: Step) => step === "paid" })),
    ].sort((a, b) => a.at - b.at);
    const reached: number[] = [];
    const go = (next: number, step: number, begunAt: number): void => {
      doings.slice(next).forEach(({ at, does }, index) => {
        const start = step === 0 ? at : begunAt;
        if (!does(steps[step] as Step) || at - start > windowDays * 86_400_000) return;
        reached[step] = Math.min(reached[step] ?? Infinity, at);
        if (step + 1 < steps.length) go(next + index + 1, step + 1, start);
      });
    };
    go(0, 0, 0);
    reached.forEach((at, step) => {
      const total = totals[step] as (typeof totals)[number];
      total.visitors += 1;
      for (const payment of paid) if (payment.currency === website.currency && payment.amountMinor > 0 && payment.paidAt.getTime() >= at) total.netMinor += netOf(payment);
    });
  }
  return totals;
}
