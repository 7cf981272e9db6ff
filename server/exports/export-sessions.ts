import { Session } from "../../models/session.ts";
import type { SessionRecord } from "../../models/session.ts";
import type { Period } from "../shared/period.ts";
import { readBatches } from "../shared/read-batches.ts";
import { writeCsv } from "./write-csv.ts";

const COLUMNS = ["session_id", "visitor_id", "started_at", "last_seen_at", "page_views", "goals", "engaged_seconds", "hostname", "entry_page", "exit_page", "channel", "source", "medium", "campaign", "keyword", "content", "referrer", "click_id", "country", "region", "city", "device", "browser", "os", "language", "screen"];

/** Every session that began in a period, oldest first. */
export function exportSessions(options: { websiteId: string; period: Period }): AsyncGenerator<string> {
  const { websiteId, period } = options;
  const batches = readBatches({
    period,
    find: (span, limit) => Session.find({ websiteId, startedAt: span }).sort({ startedAt: 1 }).limit(limit).lean<(SessionRecord & { _id: unknown })[]>(),
    timeOf: ({ startedAt }) => startedAt,
    toRow: ({ touch, ...session }) => [
      session.sessionId, session.visitorId, session.startedAt.toISOString(), session.lastSeenAt.toISOString(), session.pageViews, session.goals, Math.round(session.engagedMs / 1_000), session.hostname, session.entryPath, session.exitPath,
      touch.channel, touch.source, touch.medium, touch.campaign, touch.keyword, touch.content, touch.referrer, touch.clickId, touch.country, touch.region, touch.city, touch.device, touch.browser, touch.os, session.language, session.screen,
    ],
  });
  return writeCsv(COLUMNS, batches);
}
