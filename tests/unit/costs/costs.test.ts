import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildCost } from "../../../server/costs/build-cost.ts";
import type { Cost } from "../../../server/costs/build-cost.ts";
import { parseCostFile } from "../../../server/costs/parse-cost-file.ts";
import { spreadCosts } from "../../../server/costs/spread-costs.ts";

const blank = { firstDay: "2026-03-01", lastDay: "", channel: "", source: "", medium: "", campaign: "", amount: "10", currency: "EUR" };

describe("a cost is named as visits are", () => {
  test.each([
    [{ source: "Google", medium: "CPC" }, { channel: "Paid Search", source: "google", medium: "cpc" }],
    [{ source: "www.facebook.com" }, { channel: "Paid Social", source: "facebook", medium: null }],
    [{ source: "newsletter", medium: "email", campaign: " Weekly " }, { channel: "Email", campaign: "Weekly" }],
    [{ channel: "affiliates" }, { channel: "Affiliates", source: null }],
    [{ campaign: "=cmd|' /C calc'!A0" }, { channel: null, campaign: "=cmd|' /C calc'!A0" }],
  ])("%j", (given, named) => {
    expect(buildCost({ ...blank, ...given })).toMatchObject({ ok: true, cost: { ...named, amountMinor: 1_000, firstDay: "2026-03-01", lastDay: "2026-03-01" } });
  });

  test.each([
    [{ source: "x", firstDay: "2026-02-30" }, /day such as/],
    [{ source: "x", lastDay: "2026-02-01" }, /before the first/],
    [{ source: "x", lastDay: "2028-03-01" }, /at most a year/],
    [{}, /what the money was for/],
    [{ channel: "Magic" }, /one of Direct/],
    [{ source: "x", amount: "1,234.50" }, /without thousands/],
    [{ source: "x", amount: "-5" }, /must be a number/],
    [{ source: "x", amount: "5.5", currency: "JPY" }, /number of JPY/],
    [{ source: "x", currency: "euro" }, /three letters/],
    [{ campaign: "x".repeat(256) }, /255/],
  ])("refused: %j", (given, words) => {
    expect(buildCost({ ...blank, ...given })).toMatchObject({ ok: false, message: expect.stringMatching(words) as string });
  });
});

describe("a file of costs", () => {
  test("with a byte order mark, semicolons, quotes, CRLF and columns of no use", () => {
    const file = "\uFEFFDate;Campaign name;Clicks;Spend\r\n2026-03-01;\"Spring; \"\"sale\"\"\";7;12.50\r\n\r\n2026-03-02;'=brand;1;3\r\n";
    expect(parseCostFile(file, "EUR")).toMatchObject({ ok: true, costs: [{ campaign: 'Spring; "sale"', amountMinor: 1_250 }, { campaign: "=brand", amountMinor: 300 }] });
  });
  test("is taken whole or not at all, with the line of each mistake", () => {
    const file = "date,source,cost\n2026-03-01,google,10\n2026-03-01,google,11\nyesterday,google,1\n2026-03-02,google,ten\n";
    expect(parseCostFile(file, "EUR")).toEqual({ ok: false, problems: [{ line: 3, message: expect.stringContaining("line 2") as string }, { line: 4, message: expect.stringContaining("day such as") as string }, { line: 5, message: expect.stringContaining("number of EUR") as string }] });
  });
  test.each([["", 1], ["hello", 1], ["date,cost\n", 2], ['date,cost,source\n2026-01-01,"5,google\n', 2], ["source,cost\ngoogle,1", 1]])("%j is refused with words", (file, line) => {
    const parsed = parseCostFile(file, "EUR");
    expect(parsed.ok ? null : parsed.problems[0]?.line).toBe(line);
  });
});

test("costs of several days add up over any way to cut the time", () => {
  const day = (n: number) => new Date(Date.UTC(2026, 0, 1 + n)).toISOString().slice(0, 10);
  fc.assert(
    fc.property(fc.array(fc.record({ first: fc.nat(40), length: fc.nat(30), amountMinor: fc.nat(100_000), source: fc.constantFrom("a", "b", null) }), { maxLength: 12 }), fc.nat(60), (given, cut) => {
      const costs = given.map(({ first, length, amountMinor, source }): Cost => ({ costKey: "", firstDay: day(first), lastDay: day(first + length), channel: null, source, medium: null, campaign: null, amountMinor, currency: "EUR" }));
      const spent = (from: number, to: number) => spreadCosts(costs, { dimension: "source", firstDay: day(from), lastDay: day(to), currency: "EUR" });
      const [before, after, all] = [spent(0, cut), spent(cut + 1, 200), spent(0, 200)];
      expect(before.totalMinor + after.totalMinor).toBe(given.reduce((sum, { amountMinor }) => sum + amountMinor, 0));
      for (const value of ["a", "b"]) expect((before.byValue.get(value) ?? 0) + (after.byValue.get(value) ?? 0)).toBe(all.byValue.get(value) ?? 0);
      expect([...all.byValue.values()].reduce((sum, minor) => sum + minor, 0) + all.unassignedMinor).toBe(all.totalMinor);
    }),
  );
});
