import type { CampaignCostRecord } from "../../models/campaign-cost.ts";
import type { ReturnRow } from "../costs/get-return-on-costs.ts";
import type { Breakdown } from "../reports/get-breakdown.ts";
import type { Point } from "../reports/get-timeseries.ts";
import type { Metric } from "../reports/metrics.ts";
import { toMajorUnits } from "../shared/money.ts";
import type { Cell } from "./write-csv.ts";

/** A report as a table for a file: money in major units, shares from 0 to 1. */
export type ReportTable = { columns: string[]; rows: Cell[][] };

type Figures = Breakdown["rows"][number];

export function breakdownTable(dimension: string, { rows, other, unattributed }: Breakdown, currency: string): ReportTable {
  const money = (minor: number) => toMajorUnits(minor, currency);
  const line = (name: string | null, row: Omit<Figures, "value">): Cell[] => [name, row.visitors, row.sessions, row.payments, money(row.netMinor), money(row.grossMinor), money(row.refundedMinor), row.conversionRate, money(row.averageOrderValueMinor), money(row.revenuePerVisitorMinor), currency];
  return {
    columns: [dimension, "visitors", "sessions", "payments", "net_revenue", "gross_revenue", "refunded", "conversion_rate", "average_order_value", "revenue_per_visitor", "currency"],
    rows: [
      ...rows.map((row) => line(row.value ?? "(none)", row)),
      ...(other ? [line(`(${other.count} more)`, other)] : []),
      ["(not linked)", null, null, unattributed.payments, money(unattributed.netMinor), money(unattributed.grossMinor), money(unattributed.refundedMinor), null, null, null, currency],
    ],
  };
}

export function timeseriesTable(points: readonly Point[], metrics: readonly Metric[], currency: string): ReportTable {
  const isMoney = (metric: Metric) => metric.endsWith("Minor");
  return {
    columns: ["start", ...metrics.map((metric) => metric.replace(/Minor$/, "")), "currency"],
    rows: points.map((point) => [point.start, ...metrics.map((metric) => (isMoney(metric) ? toMajorUnits(point[metric] ?? 0, currency) : (point[metric] ?? 0))), currency]),
  };
}

export function costsTable(costs: readonly CampaignCostRecord[]): Cell[][] {
  return costs.map((cost) => [cost.firstDay, cost.lastDay, cost.channel, cost.source, cost.medium, cost.campaign, toMajorUnits(cost.amountMinor, cost.currency), cost.currency]);
}

export function returnsTable(dimension: string, rows: readonly ReturnRow[], currency: string): ReportTable {
  const money = (minor: number | null) => (minor === null ? null : toMajorUnits(minor, currency));
  return {
    columns: [dimension, "cost", "net_revenue", "return_on_spend", "visitors", "new_customers", "payments", "cost_per_new_customer", "cost_per_payment", "cost_per_visitor", "currency"],
    rows: rows.map((row) => [row.value ?? "(none)", money(row.costMinor), money(row.netMinor), row.returnOnSpend, row.visitors, row.newCustomers, row.payments, money(row.costPerNewCustomerMinor), money(row.costPerPaymentMinor), money(row.costPerVisitorMinor), currency]),
  };
}
