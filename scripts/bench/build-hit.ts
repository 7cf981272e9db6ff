import type { BuiltRequest } from "./measure-load.ts";

const BROWSERS = [
  (n: number) => `Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${100 + (n % 40)}.0.0.0 Safari/537.36`,
  (n: number) => `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_${n % 8}) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/${14 + (n % 5)}.1 Safari/605.1.15`,
  (n: number) => `Mozilla/5.0 (iPhone; CPU iPhone OS ${15 + (n % 4)}_${n % 6} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/${15 + (n % 4)}.0 Mobile/15E148 Safari/604.1`,
  (n: number) => `Mozilla/5.0 (Linux; Android ${10 + (n % 5)}; Pixel ${4 + (n % 5)}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${100 + (n % 40)}.0.0.0 Mobile Safari/537.36`,
  (n: number) => `Mozilla/5.0 (X11; Linux x86_64; rv:${100 + (n % 40)}.0) Gecko/20100101 Firefox/${100 + (n % 40)}.0`,
];
const REFERRERS = ["https://www.google.com/", "https://t.co/abc", "https://news.ycombinator.com/", "https://www.bing.com/", ""];
const CAMPAIGNS = ["", "", "", "?utm_source=newsletter&utm_medium=email&utm_campaign=spring", "?gclid=abc123&utm_campaign=brand"];

/** `time` as the script makes them: UUIDs of version 7, which begin with the time; `random` of version 4, as other programs may. */
export type IdKind = "time" | "random";

/**
 * The n-th page view of a launch day: every `viewsPerVisitor`-th one is a new visitor with an address of its own; browsers, referrers and campaigns vary.
 */
export function buildHit(options: { websiteId: string; n: number; run: string; viewsPerVisitor: number; ids?: IdKind }): BuiltRequest {
  const { n, run, ids = "time" } = options;
  const visitor = Math.floor(n / options.viewsPerVisitor);
  const first = n % options.viewsPerVisitor === 0;
  const body = {
    websiteId: options.websiteId,
    visitorId: visitorIdOf(run, visitor, ids),
    sessionId: uuidOf(ids, `s${run}`, visitor),
    type: "pageview",
    url: `https://shop.example.com/page/${n % 200}${first ? CAMPAIGNS[visitor % CAMPAIGNS.length] : ""}`,
    referrer: first ? REFERRERS[visitor % REFERRERS.length] : "https://shop.example.com/",
    title: `Page ${n % 200}`,
    hitId: uuidOf(ids, `h${run}`, n),
    screen: "1920x1080",
    language: "en-US",
  };
  return {
    path: "/api/track",
    body: JSON.stringify(body),
    headers: {
      "content-type": "text/plain",
      "user-agent": (BROWSERS[visitor % BROWSERS.length] as (n: number) => string)(visitor),
      "x-forwarded-for": `${11 + (visitor % 200)}.${(visitor >> 8) & 255}.${(visitor >> 16) & 255}.${visitor & 255}`,
      origin: "https://shop.example.com",
    },
  };
}

/** The id of the n-th visitor of a run. */
export function visitorIdOf(run: string, visitor: number, ids: IdKind = "time"): string {
  return uuidOf(ids, `v${run}`, visitor);
}

const PER_SECOND = 5_000;
const startOf = new Map<string, number>();

/** The same UUID each time for the same name and number. */
function uuidOf(ids: IdKind, name: string, n: number): string {
  const seed = [...name].reduce((sum, letter) => Math.imul(sum, 31) + letter.charCodeAt(0), 7);
  const word = (k: number) => (mix(n * 8 + k, seed) >>> 0).toString(16).padStart(8, "0");
  const start = startOf.get(name) ?? Date.now();
  startOf.set(name, start);
  const first = ids === "time" ? Math.floor(start + (n / PER_SECOND) * 1_000).toString(16).padStart(12, "0") : word(0) + word(1).slice(4);
  const rest = word(2) + word(3);
  return `${first.slice(0, 8)}-${first.slice(8)}-${ids === "time" ? 7 : 4}${rest.slice(0, 3)}-a${rest.slice(3, 6)}-${rest.slice(6)}${word(4).slice(6)}`;
}

/** 32 bits that look random, the same for the same two numbers. */
function mix(n: number, seed: number): number {
  let x = Math.imul(n ^ seed, 0x9e3779b1);
  x = Math.imul(x ^ (x >>> 15) ^ seed, 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return x ^ (x >>> 16);
}
