import type { WebsiteRecord } from "../../models/website.ts";
import type { AttributionModel } from "../attribution/models.ts";
import { findFirstPayments } from "../reports/find-first-payments.ts";
import { getBreakdown } from "../reports/get-breakdown.ts";
import type { Filters } from "../reports/parse-filters.ts";
import { prepareReport } from "../reports/prepare-report.ts";
import type { ReportQuestion } from "../reports/prepare-report.ts";
import { addPayments, createTally } from "../reports/tally.ts";
import { dayText } from "../shared/local-days.ts";
import type { Period } from "../shared/period.ts";
import { findCosts } from "./find-costs.ts";
import { spreadCosts } from "./spread-costs.ts";
import type { CostDimension } from "./spread-costs.ts";

const MAX_ROWS = 1_000;

export type ReturnRow = {
  value: string | null;
  costMinor: number;
  visitors: number;
  /** Shared between touches under some models, so it may be fractional. */
  payments: number;
  /** Customers won: first payments ever, free trials included, renewals and later purchases left out. Who buys as a guest first is won twice. Fractional as payments are. */
  newCustomers: number;
  netMinor: number;
  /** Net revenue for each unit spent; null where nothing was spent. */
  returnOnSpend: number | null;
  costPerPaymentMinor: number | null;
  costPerNewCustomerMinor: number | null;
  costPerVisitorMinor: number | null;
};

type Brought = Pick<ReturnRow, "value" | "visitors" | "payments" | "newCustomers" | "netMinor">;

/** What was spent against what it brought, by a dimension under an attribution model. Rows that cost something first, dearest on top. */
export async function getReturnOnCosts(options: { website: WebsiteRecord; period: Period; filters: Filters; dimension: CostDimension; model: AttributionModel; windowDays?: number | undefined }) {
  const { website, period, dimension } = options;
  const firstDay = dayText(period.from, website.timezone);
  const lastDay = dayText(new Date(period.to.getTime() - 1), website.timezone);
  const [breakdown, won, costs] = await Promise.all([
    getBreakdown({ ...options, limit: MAX_ROWS }),
    countNewCustomers(options),
    findCosts(website._id, firstDay, lastDay),
  ]);
  const spread = spreadCosts(costs, { dimension, firstDay, lastDay, currency: website.currency });
  const seen = new Set(breakdown.rows.map(({ value }) => value));
  const unseen = [...spread.byValue.keys()].filter((value) => !seen.has(value)).map((value) => ({ value, visitors: 0, payments: 0, netMinor: 0 }));
  const rows = [...breakdown.rows, ...unseen].map((row) => toRow({ ...row, newCustomers: won(row.value) }, row.value === null ? 0 : (spread.byValue.get(row.value) ?? 0)));
  rows.sort((a, b) => b.costMinor - a.costMinor || b.netMinor - a.netMinor);
  const paid = rows.filter(({ costMinor }) => costMinor > 0);
  const sum = (read: (row: ReturnRow) => number) => paid.reduce((total, row) => total + read(row), 0);
  return {
    dimension,
    model: options.model,
    rows: rows.slice(0, MAX_ROWS),
    /** The rows that cost something, together. */
    total: toRow({ value: null, visitors: sum(({ visitors }) => visitors), payments: sum(({ payments }) => payments), newCustomers: sum(({ newCustomers }) => newCustomers), netMinor: sum(({ netMinor }) => netMinor) }, spread.totalMinor - spread.unassignedMinor),
    unassignedCostMinor: spread.unassignedMinor,
    otherCurrencies: spread.otherCurrencies,
  };
}

/** How many customers each value won, under the model. */
async function countNewCustomers(question: ReportQuestion & { dimension: CostDimension; model: AttributionModel; windowDays?: number | undefined }): Promise<(value: string | null) => number> {
  const { dimension, model, windowDays = null } = question;
  const rows = await prepareReport(question);
  const firsts = await findFirstPayments(question, rows);
  const { values, codes } = rows.visits.dictionary(dimension);
  const tally = createTally(values.length);
  addPayments(tally, { ...rows, money: { ...rows.money, revenue: firsts } }, { dimension, model, windowDays }, null);
  return (value) => Math.round((tally.payments[value === null ? 0 : (codes.get(value) ?? -1)] ?? 0) * 1e6) / 1e6;
}

function toRow({ value, visitors, payments, newCustomers, netMinor }: Brought, costMinor: number): ReturnRow {
  const per = (count: number) => (costMinor > 0 && count > 0 ? Math.round(costMinor / count) : null);
  return { value, costMinor, visitors, payments, newCustomers, netMinor, returnOnSpend: costMinor > 0 ? netMinor / costMinor : null, costPerPaymentMinor: per(payments), costPerNewCustomerMinor: per(newCustomers), costPerVisitorMinor: per(visitors) };
}
