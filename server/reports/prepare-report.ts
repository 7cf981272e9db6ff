import { Payment } from "../../models/payment.ts";
import type { WebsiteRecord } from "../../models/website.ts";
import { loadFrames } from "../read-model/load-frame.ts";
import type { VisitsFrame } from "../read-model/visits-frame.ts";
import type { Period } from "../shared/period.ts";
import { filterPayments, filterVisits } from "./filter-rows.ts";
import type { Mask } from "./filter-rows.ts";
import type { Filters } from "./parse-filters.ts";
import { selectMoney } from "./select-money.ts";
import type { Money } from "./select-money.ts";

export type ReportQuestion = { website: WebsiteRecord; period: Period; filters: Filters };

/** What every report is computed from: the period's sessions with those that pass the filters, and the money of the payments that do. */
export type ReportRows = { visits: VisitsFrame; mask: Mask; money: Money; withTest: boolean };

export async function prepareReport({ website, period, filters }: ReportQuestion): Promise<ReportRows> {
  const [{ visits, payments }, withTest] = await Promise.all([loadFrames(website, period), showsTestMoney(website)]);
  return { visits, mask: filterVisits(visits, filters), money: selectMoney(payments, filterPayments(payments, filters), { currency: website.currency, withTest }), withTest };
}

/** Test money counts when the website shows it, or has nothing else. */
export async function showsTestMoney(website: WebsiteRecord): Promise<boolean> {
  return website.showTestData || !(await Payment.collection.findOne({ websiteId: website._id, livemode: true }, { projection: { _id: 1 }, sort: { paidAt: -1 } }));
}
