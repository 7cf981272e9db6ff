import { TrackedEvent } from "../../models/tracked-event.ts";
import type { TrackedEventRecord } from "../../models/tracked-event.ts";
import type { WebsiteRecord } from "../../models/website.ts";
import type { AttributionModel } from "../attribution/models.ts";
import { computeBreakdown, computePageBreakdown } from "./compute-breakdown.ts";
import type { Breakdown } from "./compute-breakdown.ts";
import type { Dimension } from "./dimensions.ts";
import { loadReportData } from "./load-report-data.ts";
import type { Filters } from "./parse-filters.ts";
import type { Period } from "./parse-period.ts";

/** Visits and revenue by a dimension under an attribution model, by net revenue, then visitors. */
export async function getBreakdown(options: {
  website: WebsiteRecord;
  period: Period;
  filters: Filters;
  dimension: Dimension;
  model: AttributionModel;
  limit: number;
}): Promise<{ dimension: Dimension; model: AttributionModel } & Breakdown> {
  const { dimension, model, limit, website } = options;
  const data = await loadReportData(options);
  if (dimension !== "page") return { dimension, model, ...computeBreakdown(data, dimension, model, limit) };
  const ids = new Set([...data.sessions.map(({ sessionId }) => sessionId), ...data.payments.flatMap(({ link }) => (link.sessionId ? [link.sessionId] : []))]);
  const views = await TrackedEvent.find({ websiteId: website._id, sessionId: { $in: [...ids] }, type: "pageview" }).select({ _id: 0, sessionId: 1, path: 1 }).lean<TrackedEventRecord[]>();
  const pages = new Map<string, Set<string>>();
  for (const { sessionId, path } of views) pages.set(sessionId, (pages.get(sessionId) ?? new Set()).add(path));
  return { dimension, model, ...computePageBreakdown(data, pages, limit) };
}
