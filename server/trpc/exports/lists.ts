import { exportDeliveries } from "../../diagnostics/log/export-deliveries.ts";
import { findLogSources } from "../../diagnostics/log/find-log-sources.ts";
import { exportVisitors } from "../../exports/export-visitors.ts";
import { websiteProcedure } from "../procedures.ts";
import { visitorFilterInput } from "../visitors/list.ts";
import { deliveryFilterInput } from "../webhooks/list.ts";

/** The lists of visitors and of deliveries as CSV, with the filters that the pages have. */
export const visitors = websiteProcedure("reports")
  .input(visitorFilterInput)
  .query(({ ctx, input: { websiteId: _websiteId, ...filter } }) => exportVisitors({ website: ctx.website, filter }));

export const deliveries = websiteProcedure("webhooks")
  .input(deliveryFilterInput)
  .query(async ({ ctx, input: { scope, q, result, type } }) => exportDeliveries({ sources: await findLogSources({ scope, website: ctx.website, userId: ctx.user._id }), result, type, search: q || undefined }));
