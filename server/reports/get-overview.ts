import { Payment } from "../../models/payment.ts";
import type { PaymentRecord } from "../../models/payment.ts";
import type { WebsiteRecord } from "../../models/website.ts";
import { computeOverview } from "./compute-overview.ts";
import type { Overview } from "./compute-overview.ts";
import { loadReportData } from "./load-report-data.ts";
import type { Filters } from "./parse-filters.ts";
import type { Period } from "./parse-period.ts";

export type OverviewReport = { from: string; to: string; timezone: string; currency: string } & Overview;

/** The figures of a period; money in the website's currency, other currencies apart. */
export async function getOverview(options: { website: WebsiteRecord; period: Period; filters: Filters }): Promise<OverviewReport> {
  const { website, period } = options;
  const data = await loadReportData(options);
  const refunded = await Payment.find({ websiteId: website._id, currency: website.currency, "refunds.at": { $gte: period.from, $lt: period.to } }).select({ _id: 0, refunds: 1 }).lean<PaymentRecord[]>();
  const issued = refunded.flatMap(({ refunds }) => refunds).filter(({ at }) => at >= period.from && at < period.to);
  return {
    from: period.from.toISOString(),
    to: period.to.toISOString(),
    timezone: website.timezone,
    currency: website.currency,
    ...computeOverview(data, issued.reduce((sum, { amountMinor }) => sum + amountMinor, 0)),
  };
}
