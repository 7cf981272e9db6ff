// Columns: what laying out and counting costs by itself, over columns made here: no records, no database.
// npm run bench columns -- [--views 1000000] [--days 90] [--rounds 20]
import { parseArgs } from "node:util";
import { createDictionaries } from "../../server/read-model/website-dictionaries.ts";
import { codeOf } from "../../server/read-model/dictionary.ts";
import { DIMENSIONS, SINGLE_DIMENSIONS } from "../../server/read-model/dimensions.ts";
import type { SingleDimension } from "../../server/read-model/dimensions.ts";
import { sizeOf } from "../../server/read-model/encode-segment.ts";
import { createVisitsFrame } from "../../server/read-model/visits-frame.ts";
import type { DaySegment } from "../../server/read-model/load-segments.ts";
import { toVisitsSegment } from "../../server/read-model/visits-segment.ts";
import type { VisitRow } from "../../server/read-model/visits-segment.ts";
import { filterVisits } from "../../server/reports/filter-rows.ts";
import { parseFilters } from "../../server/reports/parse-filters.ts";
import { addVisits, createTally } from "../../server/reports/tally.ts";
import { createRandom, skewed } from "./make-history.ts";
import { describeMachine, print } from "./measure-load.ts";

const DAY_MS = 86_400_000;
const { values } = parseArgs({ options: { views: { type: "string", default: "1000000" }, days: { type: "string" }, rounds: { type: "string", default: "20" } } });
const views = Number(values.views);
const days = Number(values.days ?? (views > 2_000_000 ? 365 : 90));
const rounds = Number(values.rounds);
const SIZES: Record<SingleDimension, number> = { channel: 12, source: 340, medium: 5, campaign: 60, keyword: 200, referrer: 300, landing_page: 500, country: 60, region: 150, city: 400, device: 3, browser: 6, os: 5, exit_page: 500, hostname: 1, visitor_type: 2 };

const random = createRandom(7);
const dictionaries = createDictionaries();
const [visitsADay, visitors] = [Math.round((views * 0.26) / days), Math.round(views * 0.2)];
const start = Date.parse("2026-01-01T00:00:00Z");
const makeRow = (): VisitRow => {
  const pages = Array.from({ length: 1 + Math.floor(-Math.log(1 - random()) * 3.35) }, (_, page) => ({ code: codeOf(dictionaries.page, `/page-${skewed(random, 500)}`), after: page * 40_000 }));
  return {
    startedAt: Math.floor(random() * DAY_MS),
    visitor: Math.floor(random() * visitors),
    durationMs: pages.length * 40_000,
    pageViews: pages.length,
    goalCount: 0,
    dimensions: SINGLE_DIMENSIONS.map((name) => codeOf(dictionaries[name], `${name}-${skewed(random, SIZES[name])}`)),
    pages,
    goals: [],
  };
};
print(describeMachine());
const segments: DaySegment<"visits">[] = [];
for (let index = 0; index < days; index += 1) {
  const from = new Date(start + index * DAY_MS);
  segments.push({ day: { day: from.toISOString().slice(0, 10), from, to: new Date(from.getTime() + DAY_MS) }, segment: await toVisitsSegment(Array.from({ length: visitsADay }, makeRow)) });
}
const period = { from: new Date(start), to: new Date(start + days * DAY_MS) };
const mib = (bytes: number) => `${Math.round(bytes / 1_048_576)} MB`;
let laidBytes = 0;
print(`columns: ${segments.reduce((sum, { segment }) => sum + segment.page.value.codes.length, 0)} page views, ${visitsADay * days} visits, ${days} days; segments take ${mib(sizeOf(segments.map(({ segment }) => segment)))}`);

/** CPU, not the clock: other work shares the machine. */
async function measure(name: string, work: (round: number) => unknown): Promise<void> {
  const spent: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const before = process.cpuUsage();
    await work(round);
    const { user, system } = process.cpuUsage(before);
    spent.push((user + system) / 1_000);
  }
  spent.sort((a, b) => a - b);
  print(`${name.padEnd(44)} p50 ${(spent[rounds >> 1] as number).toFixed(1).padStart(7)}  worst ${(spent.at(-1) as number).toFixed(1).padStart(7)} ms of CPU`);
}

const grew = (bytes: number) => void (laidBytes += bytes);
const lay = () => createVisitsFrame(segments, dictionaries, period, { hold: grew, holdColumn: (_name, bytes) => grew(bytes), touch: () => undefined });
await measure("rows put in order", lay);
const frames = await Promise.all([lay(), lay()]);
const at = (round: number) => frames[round % 2] as (typeof frames)[number];
for (const dimension of ["channel", "city", "page"] as const) await measure(`${dimension} laid out, after that`, async () => (dimension === "page" ? (await lay()).distinct("page") : (await lay()).column(dimension)));
const count = (frame: (typeof frames)[number], mask: Uint8Array | null, dimension: (typeof DIMENSIONS)[number]) => addVisits(createTally(dictionaries[dimension].values.length), { visits: frame, mask }, dimension);
for (const dimension of ["channel", "landing_page", "page"] as const) {
  await measure(`by ${dimension}`, (round) => count(at(round), null, dimension));
  await measure(`by ${dimension}, two filters`, (round) => count(at(round), filterVisits(at(round), parseFilters({ not_country: `country-${round}`, contains_page: `page-${round}` })), dimension));
}
laidBytes = 0;
const whole = await lay();
for (const dimension of DIMENSIONS) count(whole, null, dimension);
print(`a frame with every dimension takes ${mib(laidBytes)}`);
