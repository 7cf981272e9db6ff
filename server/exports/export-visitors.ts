import type { WebsiteRecord } from "../../models/website.ts";
import { listVisitors } from "../reports/list-visitors.ts";
import type { VisitorFilter } from "../reports/list-visitors.ts";
import { toMajorUnits } from "../shared/money.ts";
import { readPages } from "./read-pages.ts";
import { writeCsv } from "./write-csv.ts";

const COLUMNS = ["visitor_id", "identity", "first_seen_at", "last_seen_at", "channel", "source", "campaign", "country", "city", "device", "browser", "os", "sessions", "page_views", "payments", "net_revenue", "currency"];
const AT_ONCE = 100;

/** The list of visitors, the last seen first; revenue is net, in the website's currency and its major units. */
export function exportVisitors(options: { website: WebsiteRecord; filter: VisitorFilter }): AsyncGenerator<string> {
  const { currency } = options.website;
  const pages = readPages({
    read: async (cursor) => {
      const { visitors, nextCursor } = await listVisitors({ ...options, limit: AT_ONCE, cursor });
      return { rows: visitors, nextCursor };
    },
    toRow: (visitor) => [
      visitor.visitorId, visitor.identity, visitor.firstSeenAt, visitor.lastSeenAt, visitor.channel, visitor.source, visitor.campaign, visitor.country, visitor.city,
      visitor.device, visitor.browser, visitor.os, visitor.sessions, visitor.pageViews, visitor.payments, toMajorUnits(visitor.netMinor, currency), currency,
    ],
  });
  return writeCsv(COLUMNS, pages);
}
