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

/** The n-th page view of a launch day: every `viewsPerVisitor`-th one is a new visitor with an address of its own; browsers, referrers and campaigns vary. */
export function buildHit(options: { websiteId: string; n: number; run: string; viewsPerVisitor: number }): BuiltRequest {
  const { n, run } = options;
  const visitor = Math.floor(n / options.viewsPerVisitor);
  const first = n % options.viewsPerVisitor === 0;
  const body = {
    websiteId: options.websiteId,
    visitorId: `visitor-${run}-${visitor}`,
    sessionId: `session-${run}-${visitor}`,
    type: "pageview",
    url: `https://shop.example.com/page/${n % 200}${first ? CAMPAIGNS[visitor % CAMPAIGNS.length] : ""}`,
    referrer: first ? REFERRERS[visitor % REFERRERS.length] : "https://shop.example.com/",
    title: `Page ${n % 200}`,
    hitId: `hit-0000-${run}-${n}`,
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
