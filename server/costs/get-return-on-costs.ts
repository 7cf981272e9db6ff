import type { WebsiteRecord } from "../../models/website.ts";
import type { AttributionModel } from "../attribution/models.ts";
import { getBreakdown } from "../reports/get-breakdown.ts";
import type { Filters } from "../reports/parse-filters.ts";
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
  netMinor: number;
  /** Net revenue for each unit spent; null where nothing was spent. */
  returnOnSpend: number | null;
  costPerPaymentMinor: number | null;
  costPerVisitorMinor: number | null;
};

/** What was spent against what it brought, by a dimension under an attribution model. Rows that cost something first, dearest on top. */
export async function getReturnOnCosts(options: { website: WebsiteRecord; period: Period; filters: Filters; dimension: CostDimension; model: AttributionModel }) {
  const { website, period, dimension } = options;
  const firstDay = dayText(period.from, website.timezone);
  const lastDay = dayText(new Date(period.to.getTime() - 1), website.timezone);
  const [breakdown, costs] = await Promise.all([
    getBreakdown({ ...options, limit: MAX_ROWS }),
    findCosts(website._id, firstDay, lastDay),
  ]);
  const spread = spreadCosts(costs, { dimension, firstDay, lastDay, currency: website.currency });
  const seen = new Set(breakdown.rows.map(({ value }) => value));
  const unseen = [...spread.byValue.keys()].filter((value) => !seen.has(value)).map((value) => ({ value, visitors: 0, payments: 0, netMinor: 0 }));
  const rows = [...breakdown.rows, ...unseen].map((row) => toRow(row, row.value === null ? 0 : (spread.byValue.get(row.value) ?? 0)));
  rows.sort((a, b) => b.costMinor - a.costMinor || b.netMinor - a.netMinor);
  const paid = rows.filter(({ costMinor }) => costMinor > 0);
  const sum = (read: (row: ReturnRow) => number) => paid.reduce((total, row) => total + read(row), 0);
  return {
    dimension,
    model: options.model,
    rows: rows.slice(0, MAX_ROWS),
    /** The rows that cost something, together. */
    total: toRow({ value: null, visitors: sum(({ visitors }) => visitors), payments: sum(({ payments }) => payments), netMinor: sum(({ netMinor }) => netMinor) }, spread.totalMinor - spread.unassignedMinor),
    unassignedCostMinor: spread.unassignedMinor,
    otherCurrencies: spread.otherCurrencies,
  };
}

function toRow({ value, visitors, payments, netMinor }: Pick<ReturnRow, "value" | "visitors" | "payments" | "netMinor">, costMinor: number): ReturnRow {
  const per = (count: number) => (costMinor > 0 && count > 0 ? Math.round(costMinor / count) : null);
  return { value, costMinor, visitors, payments, netMinor, returnOnSpend: costMinor > 0 ? netMinor / costMinor : null, costPerPaymentMinor: per(payments), costPerVisitorMinor: per(visitors) };
}
