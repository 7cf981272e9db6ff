import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ATTRIBUTION_MODELS, SHARED, creditWeights } from "../../../server/attribution/models.ts";
import type { AttributionModel } from "../../../server/attribution/models.ts";
import { createBucketFinder, listBuckets } from "../../../server/reports/bucket-times.ts";
import { comparedPeriod } from "../../../server/reports/compared-period.ts";
import { INTERVALS } from "../../../server/reports/metrics.ts";
import { parseFilters } from "../../../server/reports/parse-filters.ts";
import { parsePeriod } from "../../../server/reports/parse-period.ts";
import { takeTop } from "../../../server/reports/take-top.ts";
import { splitMinorUnits } from "../../../server/shared/money.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const period = (from: string, to: string, timezone: string) => parsePeriod({ from, to, timezone, now: new Date() });

describe("days of the website's timezone", () => {
  test("a day is 23 hours long when clocks go forward, 25 when they go back", () => {
    const spring = period("2026-03-29", "2026-03-29", "Europe/Berlin");
    expect([spring.from.toISOString(), spring.to.toISOString()]).toEqual(["2026-03-28T23:00:00.000Z", "2026-03-29T22:00:00.000Z"]);
    const autumn = period("2026-11-01", "2026-11-01", "America/New_York");
    expect(autumn.to.getTime() - autumn.from.getTime()).toBe(25 * HOUR);
  });
  test("what is no date is refused by its name", () => {
    for (const [from, to, name] of [["2026-02-30", "2026-03-01", "from"], ["2026-01-01", "tomorrow", "to"], ["2026-01-02", "2026-01-01", "from"]] as const) expect(() => period(from, to, "UTC")).toThrow(new RegExp(`^${name} must`));
  });
  test("a period is held against as many days before it, or the same days a year earlier", () => {
    const compared = (from: string, to: string, by: "previous" | "year") => {
      const { from: start, to: end } = comparedPeriod(period(from, to, "Europe/Berlin"), by, "Europe/Berlin");
      return [start.toISOString(), end.toISOString()];
    };
    expect(compared("2026-03-30", "2026-04-01", "previous")).toEqual(["2026-03-26T23:00:00.000Z", "2026-03-29T22:00:00.000Z"]);
    expect(compared("2028-02-29", "2028-02-29", "year")).toEqual(["2027-02-27T23:00:00.000Z", "2027-02-28T23:00:00.000Z"]);
    const odd = { from: new Date("2026-01-02T10:00:00Z"), to: new Date("2026-01-02T12:00:00Z") };
    expect(comparedPeriod(odd, "previous", "UTC")).toEqual({ from: new Date("2026-01-02T08:00:00Z"), to: new Date("2026-01-02T10:00:00Z") });
  });
  test("every instant falls into the last bucket that began before it", () => {
    fc.assert(
      fc.property(fc.constantFrom("America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"), fc.constantFrom(...INTERVALS), fc.integer({ min: 0, max: 400 }), fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 59 }), fc.double({ min: 0, max: 0.999, noNaN: true }), (timezone, interval, day, days, minute, part) => {
        const from = Date.parse("2025-09-20T00:00:00Z") + day * DAY + minute * 61_001;
        const to = from + days * DAY;
        const starts = listBuckets({ from: new Date(from), to: new Date(to) }, interval, timezone);
        const at = Math.floor(from + (to - from) * part);
        expect(createBucketFinder(starts, to)(at)).toBe(starts.findLastIndex((start) => start <= at));
      }),
    );
  });
});

describe("attribution models", () => {
  const touches = (ages: number[], options: { direct?: number[]; linked?: number } = {}) => ({ count: ages.length, at: (touch: number) => -(ages[touch] as number) * DAY, isDirect: (touch: number) => (options.direct ?? []).includes(touch), linked: options.linked ?? -1, paidAt: 0 });
  test.each<[AttributionModel, number[], { direct?: number[]; linked?: number }, number | null, number[]]>([
    ["last_touch", [20, 10, 1], {}, null, [0, 0, 1]],
    ["last_touch", [20, 10, 1], { linked: 1 }, null, [0, 1, 0]],
    ["last_touch", [20, 10, 1], { linked: 0 }, 15, [0, 0, 0]],
    ["first_touch", [20, 10, 1], {}, null, [1, 0, 0]],
    ["first_touch", [20, 10, 1], {}, 10, [0, 1, 0]],
    ["last_non_direct", [20, 10, 1], { direct: [2] }, null, [0, 1, 0]],
    ["last_non_direct", [20, 10, 1], { direct: [0, 1, 2] }, null, [0, 0, 1]],
    ["linear", [20, 10, 1, 0], {}, null, [0.25, 0.25, 0.25, 0.25]],
    ["linear", [20, 10, 1, 0], {}, 5, [0, 0, 0.5, 0.5]],
    ["position_based", [20, 10, 5, 1], {}, null, [0.4, 0.1, 0.1, 0.4]],
    ["position_based", [20, 10], {}, null, [0.5, 0.5]],
    ["time_decay", [14, 7, 0], {}, null, [0.1429, 0.2857, 0.5714]],
    ["linear", [20, 10], {}, 1, [0, 0]],
    ["linear", [], {}, null, []],
  ])("%s over visits %j days before, %j, window %s", (model, ages, options, windowDays, expected) => {
    const weights: number[] = [];
    const whole = creditWeights(touches(ages, options), model, windowDays, weights);
    expect(weights.map((weight) => Math.round(weight * 10_000) / 10_000)).toEqual(expected);
    expect(whole).toBe(expected.includes(1) ? expected.indexOf(1) : expected.some((weight) => weight > 0) ? SHARED : -1);
  });
  test("weights add up to one, or to nothing, and split any amount to the last unit", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 30 }), fc.constantFrom(...ATTRIBUTION_MODELS), fc.constantFrom(null, 1, 30, 365), fc.integer({ min: 0, max: 10_000_000 }), (ages, model, windowDays, amount) => {
        const weights: number[] = [];
        creditWeights(touches([...ages].sort((a, b) => b - a), { direct: [0] }), model, windowDays, weights);
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        if (total === 0) return;
        expect(total).toBeCloseTo(1, 9);
        const parts = splitMinorUnits(amount, weights);
        expect(parts.reduce((sum, part) => sum + part, 0)).toBe(amount);
        parts.forEach((part, touch) => expect(part).toBeGreaterThanOrEqual(weights[touch] === 0 ? 0 : Math.floor(amount * (weights[touch] as number) - 1e-6)));
      }),
    );
  });
});

test("the first rows are those that sorting would put first", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 60 }), fc.integer({ min: 1, max: 20 }), (figures, limit) => {
      const compare = (a: number, b: number) => (figures[b] as number) - (figures[a] as number) || a - b;
      const sorted = figures.map((_, code) => code).sort(compare);
      expect(takeTop(figures.keys(), limit, compare)).toEqual({ top: sorted.slice(0, limit), beyond: Math.max(0, figures.length - limit) });
    }),
  );
});

test("filters say their dimension and operator, and what is unknown is refused by its name", () => {
  expect(parseFilters({ campaign: "a", not_page: ["/x", "/y"], contains_referrer: "(.*)" })).toEqual([
    { dimension: "campaign", operator: "is", values: ["a"] },
    { dimension: "page", operator: "is_not", values: ["/x", "/y"] },
    { dimension: "referrer", operator: "contains", values: ["(.*)"] },
  ]);
  for (const name of ["colour", "$where", "not_", "__proto__", "contains_not_page"]) expect(() => parseFilters(Object.fromEntries([[name, "x"]]))).toThrow(/is unknown/);
});
