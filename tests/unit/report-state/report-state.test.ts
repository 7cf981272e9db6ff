import { describe, expect, test } from "vitest";
import { nameValue } from "../../../app/report-state/dimensions.ts";
import { filtersForProcedure, readFilters, withFilter, withoutFilter } from "../../../app/report-state/filters.ts";
import { nameDays, readPeriod } from "../../../app/report-state/read-period.ts";

const now = new Date("2026-03-01T03:30:00Z");
const read = (query: string, timezone = "UTC") => readPeriod(new URLSearchParams(query), timezone, now);

describe("the period in an address", () => {
  test("presets count days of the website's time zone", () => {
    expect(read("period=today")).toMatchObject({ from: "2026-03-01", to: "2026-03-01", days: 1, interval: "hour" });
    // Half past three in London is still the day before in New York.
    expect(read("period=today", "America/New_York")).toMatchObject({ from: "2026-02-28", to: "2026-02-28" });
    expect(read("period=last-month")).toMatchObject({ from: "2026-02-01", to: "2026-02-28", days: 28 });
    expect(read("period=12mo")).toMatchObject({ from: "2025-03-02", to: "2026-03-01", days: 365 });
    expect(read("")).toMatchObject({ name: "30d", from: "2026-01-31", to: "2026-03-01", days: 30, interval: "day" });
  });

  test("a range of one's own is taken as it is, an impossible one is the default", () => {
    expect(read("from=2024-02-29&to=2024-03-02")).toMatchObject({ name: "custom", days: 3 });
    for (const query of ["from=2026-02-30&to=2026-03-01", "from=2026-03-01&to=2026-02-01", "from=x&to=y", "period=__proto__"]) expect(read(query)).toMatchObject({ name: "30d" });
  });

  test("an interval is only taken when it suits the length", () => {
    expect(read("period=today&interval=month").interval).toBe("hour");
    expect(read("period=90d&interval=week").interval).toBe("week");
    expect(read("from=2016-01-01&to=2026-01-01").interval).toBe("month");
  });

  test("is named", () => {
    expect(nameDays("2026-11-03", "2026-11-09")).toBe("3 Nov – 9 Nov 2026");
    expect(nameDays("2025-12-31", "2026-01-01")).toBe("31 Dec 2025 – 1 Jan 2026");
  });
});

describe("filters in an address", () => {
  test("are read with their operator; what is none is passed over", () => {
    const query = new URLSearchParams("filter_source=google&filter_not_country=DE&filter_contains_landing_page=%2Fblog&filter_nonsense=1&page=2&filter_campaign=");
    expect(readFilters(query).map(({ dimension, operator, value }) => [dimension, operator, value])).toEqual([
      ["source", "is", "google"],
      ["country", "not", "DE"],
      ["landing_page", "contains", "/blog"],
      ["campaign", "is", ""],
    ]);
  });

  test("of one dimension are alternatives", () => {
    expect(filtersForProcedure(readFilters(new URLSearchParams("filter_source=a&filter_not_os=x&filter_source=b")))).toEqual({ source: ["a", "b"], not_os: ["x"] });
  });

  test("are added once, and taken away alone; a new one begins at the first page", () => {
    const query = new URLSearchParams("period=7d&filter_source=google&cursor=abc");
    const more = withFilter(query, "source", "is", "bing");
    expect(more).toBe("?period=7d&filter_source=google&filter_source=bing");
    expect(withFilter(new URLSearchParams(more), "source", "is", "bing")).toBe(more);
    const [google] = readFilters(query);
    expect(withoutFilter(new URLSearchParams(more), google as NonNullable<typeof google>)).toBe("?period=7d&filter_source=bing");
  });

  test("no value has a name of its own in each dimension", () => {
    expect([nameValue("source", null), nameValue("campaign", ""), nameValue("country", "DE"), nameValue("device", "mobile")]).toEqual(["Direct / none", "No campaign", "Germany", "Mobile"]);
  });
});
