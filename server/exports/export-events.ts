import { TrackedEvent } from "../../models/tracked-event.ts";
import type { TrackedEventRecord } from "../../models/tracked-event.ts";
import type { Period } from "../shared/period.ts";
import { readBatches } from "../shared/read-batches.ts";
import { writeCsv } from "./write-csv.ts";

const COLUMNS = ["at", "type", "visitor_id", "session_id", "hostname", "path", "title", "referrer", "goal", "value", "params", "engaged_seconds"];

/** Every page view, goal and leave of a period, oldest first; a goal's parameters as JSON. */
export function exportEvents(options: { websiteId: string; period: Period }): AsyncGenerator<string> {
  const { websiteId, period } = options;
  const batches = readBatches({
    period,
    find: (span, limit) => TrackedEvent.find({ websiteId, at: span }).sort({ at: 1 }).limit(limit).lean<(TrackedEventRecord & { _id: unknown })[]>(),
    timeOf: ({ at }) => at,
    toRow: (event) => [
      event.at.toISOString(), event.type, event.visitorId, event.sessionId, event.hostname, event.path, event.title, event.referrer, event.name, event.value,
      event.params ? JSON.stringify(event.params) : null, event.engagedMs === null ? null : Math.round(event.engagedMs / 1_000),
    ],
  });
  return writeCsv(COLUMNS, batches);
}
