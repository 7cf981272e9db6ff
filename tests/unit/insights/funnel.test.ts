import fc from "fast-check";
import { expect, test } from "vitest";
import { collectDoings } from "../../../server/insights/collect-doings.ts";
import { computeFunnel } from "../../../server/insights/compute-funnel.ts";
import { matchPath } from "../../../server/shared/match-path.ts";

test("a pattern's star stands for any run of characters; all else, for itself", () => {
  const escape = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  fc.assert(
    fc.property(fc.array(fc.constantFrom("a", "/", ".", "*", "(", "+"), { maxLength: 8 }), fc.array(fc.constantFrom("a", "/", ".", "(", "+", "b"), { maxLength: 10 }), (pattern, path) => {
      const reference = new RegExp(`^${pattern.map((mark) => (mark === "*" ? "[^]*" : escape(mark))).join("")}$`);
      expect(matchPath(pattern.join(""), path.join(""))).toBe(reference.test(path.join("")));
    }),
    { numRuns: 500 },
  );
  expect(matchPath(`${"*a".repeat(200)}b`, "a".repeat(1_000))).toBe(false);
});

type Doing = { visitor: number; session: number; at: number; code: number; flag: boolean };
const STEPS = 3;

/** Every way through a visitor's doings, tried. */
function tryAll(doings: { at: number; does: number[] }[], windowMs: number): number[] {
  const reached: number[] = [];
  const go = (from: number, step: number, begun: number) => {
    for (let index = from; index < doings.length; index += 1) {
      const { at, does } = doings[index] as { at: number; does: number[] };
      if (!does.includes(step)) continue;
      const start = step === 0 ? at : begun;
      if (at - start > windowMs) continue;
      reached[step] = Math.min(reached[step] ?? Infinity, at);
      if (step + 1 < STEPS) go(index + 1, step + 1, start);
    }
  };
  go(0, 0, 0);
  return reached;
}

test("visitors and money of each step are those of a search through all ways", () => {
  const doing = fc.record({ visitor: fc.nat(3), session: fc.nat(2), at: fc.nat(40), code: fc.nat(3), flag: fc.boolean() });
  const checkout = fc.record({ visitor: fc.nat(3), at: fc.nat(40) });
  const payment = fc.record({ visitor: fc.nat(3), paidAt: fc.nat(40), netMinor: fc.nat(1_000), isRenewal: fc.boolean() });
  const masks = fc.array(fc.integer({ min: 0, max: 7 }), { minLength: 4, maxLength: 4 });
  fc.assert(
    fc.property(fc.array(doing, { maxLength: 14 }), fc.array(payment, { maxLength: 6 }), fc.array(checkout, { maxLength: 3 }), masks, fc.nat(7), fc.nat(7), fc.nat(40), fc.subarray([0, 1, 2]), (given, paid, left, codeSteps, paidSteps, checkoutSteps, windowMs, leftOut) => {
      // Doings at one instant have no order: keep them apart.
      const apart = new Set<string>();
      const doings = given.filter(({ visitor, at }) => !apart.has(`${visitor} ${at}`) && apart.add(`${visitor} ${at}`));
      const payments = paid.filter(({ visitor, paidAt }) => !apart.has(`${visitor} ${paidAt}`) && apart.add(`${visitor} ${paidAt}`)).sort((a, b) => a.visitor - b.visitor || a.paidAt - b.paidAt);
      const begun = left.filter(({ visitor, at }) => !apart.has(`${visitor} ${at}`) && apart.add(`${visitor} ${at}`)).sort((a, b) => a.visitor - b.visitor || a.at - b.at);
      const sessions = [...groupSessions(doings).values()].sort((a, b) => (a[0] as Doing).visitor - (b[0] as Doing).visitor || (a[0] as Doing).at - (b[0] as Doing).at);
      const start = [0];
      for (const own of sessions) start.push((start.at(-1) as number) + own.length);
      const visits = {
        rows: sessions.length,
        visitor: sessions.map(([first]) => (first as Doing).visitor),
        startedAt: sessions.map(([first]) => (first as Doing).at),
        mask: sessions.map(([first]) => (leftOut.includes((first as Doing).session) ? 0 : 1)),
      };
      const lists = [
        { items: { start, codes: sessions.flatMap((own) => own.map(({ code }) => code)), after: sessions.flatMap((own) => own.map(({ at }) => at - (own[0] as Doing).at)) }, steps: Uint8Array.from(codeSteps), flagged: { flags: sessions.flatMap((own) => own.map(({ flag }) => (flag ? 1 : 0))), steps: checkoutSteps } },
      ];
      const result = computeFunnel(visits, collectDoings(visits, lists, ((paidSteps | checkoutSteps) & 1) === 0), { visitor: payments.map(({ visitor }) => visitor), paidAt: payments.map(({ paidAt }) => paidAt), netMinor: payments.map(({ netMinor }) => netMinor), isRenewal: payments.map(({ isRenewal }) => (isRenewal ? 1 : 0)), steps: paidSteps }, { steps: STEPS, windowMs, checkouts: { begun, steps: checkoutSteps } });
      const expected = Array.from({ length: STEPS }, () => ({ visitors: 0, netMinor: 0 }));
      const bits = (mask: number) => [0, 1, 2].filter((step) => mask & (1 << step));
      for (const visitor of new Set(doings.map((one) => one.visitor))) {
        const own = [
          ...doings.filter((one) => one.visitor === visitor && !leftOut.includes(one.session)).map(({ at, code, flag }) => ({ at, does: bits((codeSteps[code] ?? 0) | (flag ? checkoutSteps : 0)) })),
          ...begun.filter((one) => one.visitor === visitor && !leftOut.includes(sessionDuring(doings, one))).map(({ at }) => ({ at, does: bits(checkoutSteps) })),
          ...payments.filter((one) => one.visitor === visitor && !one.isRenewal).map(({ paidAt }) => ({ at: paidAt, does: bits(paidSteps) })),
        ].sort((a, b) => a.at - b.at);
        tryAll(own, windowMs).forEach((at, step) => {
          const total = expected[step] as (typeof expected)[number];
          total.visitors += 1;
          for (const one of payments) if (one.visitor === visitor && one.paidAt >= at) total.netMinor += one.netMinor;
        });
      }
      expect(result).toEqual(expected);
      for (let step = 1; step < STEPS; step += 1) expect((result[step] as { visitors: number }).visitors).toBeLessThanOrEqual((result[step - 1] as { visitors: number }).visitors);
    }),
    { numRuns: 400 },
  );
});

/** The visitor's session that had begun last by then, else the first. */
function sessionDuring(doings: Doing[], { visitor, at }: { visitor: number; at: number }): number {
  const sessions = [...groupSessions(doings.filter((one) => one.visitor === visitor)).values()].map(([first]) => first as Doing);
  return (sessions.filter((first) => first.at <= at).pop() ?? (sessions[0] as Doing)).session;
}

function groupSessions(doings: Doing[]): Map<string, Doing[]> {
  const sessions = new Map<string, Doing[]>();
  for (const one of [...doings].sort((a, b) => a.at - b.at)) sessions.set(`${one.visitor} ${one.session}`, [...(sessions.get(`${one.visitor} ${one.session}`) ?? []), one]);
  return sessions;
}
