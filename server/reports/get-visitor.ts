import { Session } from "../../models/session.ts";
import { TrackedEvent } from "../../models/tracked-event.ts";
import { Visitor } from "../../models/visitor.ts";
import type { SessionRecord } from "../../models/session.ts";
import type { TrackedEventRecord } from "../../models/tracked-event.ts";
import type { VisitorRecord } from "../../models/visitor.ts";
import { AppError } from "../shared/app-error.ts";

const MAX_ROWS = 1_000;

/** A visitor with sessions and page views, newest last. Throws `not_found`. */
export async function getVisitor(websiteId: string, visitorId: string) {
  const visitor = await Visitor.findOne({ websiteId, visitorId }).lean<VisitorRecord>();
  if (!visitor) throw new AppError("not_found", `There is no visitor ${visitorId}`);
  const [sessions, pageViews, pageViewCount] = await Promise.all([
    Session.find({ websiteId, visitorId }).sort({ startedAt: 1 }).limit(MAX_ROWS).lean<SessionRecord[]>(),
    TrackedEvent.find({ websiteId, visitorId, type: "pageview" }).sort({ at: 1 }).limit(MAX_ROWS).lean<TrackedEventRecord[]>(),
    TrackedEvent.countDocuments({ websiteId, visitorId, type: "pageview" }),
  ]);
  return {
    visitorId,
    sessionCount: sessions.length,
    pageViewCount,
    firstVisit: visitor.firstSeenAt.toISOString(),
    lastVisit: visitor.lastSeenAt.toISOString(),
    sessions: sessions.map(({ sessionId, startedAt, lastSeenAt, pageViews: views, touch }) => ({
      sessionId,
      firstVisitAt: startedAt.toISOString(),
      lastSeenAt: lastSeenAt.toISOString(),
      pageViews: views,
      duration: Math.round((lastSeenAt.getTime() - startedAt.getTime()) / 1_000),
      device: touch.device,
      browser: touch.browser,
      os: touch.os,
      country: touch.country,
    })),
    pageViews: pageViews.map(({ path, title, at, referrer }) => ({ path, title, timestamp: at.toISOString(), referrer })),
  };
}
