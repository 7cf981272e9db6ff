import type { CustomersReport } from "../insights/get-customers.ts";
import type { FunnelReport } from "../insights/get-funnel.ts";
import type { GoalShare } from "../insights/get-goal-breakdown.ts";
import type { GoalRow } from "../insights/get-goals.ts";
import type { RetentionReport } from "../insights/get-retention.ts";
import type { SubscriptionsReport } from "../insights/get-subscriptions.ts";
import { toMajorUnits } from "../shared/money.ts";
import type { ReportTable } from "./report-tables.ts";

export function goalsTable(goals: readonly GoalRow[], currency: string): ReportTable {
  return {
    columns: ["goal", "visitors", "sessions", "times", "conversion_rate", "value", "payments", "net_revenue_same_visit", "net_revenue_same_visitor", "currency"],
    rows: goals.map((goal) => [goal.name, goal.visitors, goal.sessions, goal.count, goal.conversionRate, goal.value, goal.payments, toMajorUnits(goal.netMinor, currency), toMajorUnits(goal.visitorNetMinor, currency), currency]),
  };
}

export function goalTable(dimension: string, shares: readonly GoalShare[]): ReportTable {
  return { columns: [dimension, "visitors", "converted", "conversion_rate", "times", "value"], rows: shares.map((share) => [share.value ?? "(none)", share.visitors, share.converted, share.conversionRate, share.count, share.goalValue]) };
}

export function funnelTable({ steps }: FunnelReport, currency: string): ReportTable {
  return {
    columns: ["step", "name", "visitors", "of_first", "of_previous", "left", "net_revenue", "currency"],
    rows: steps.map((step, index) => [index + 1, step.label, step.visitors, step.fromFirst, step.fromPrevious, step.left, toMajorUnits(step.netMinor, currency), currency]),
  };
}

export function retentionTable({ unit, cohorts }: RetentionReport): ReportTable {
  return { columns: ["first_visit", "visitors", ...cohorts.map((_, index) => `${unit}_${index}`)], rows: cohorts.map(({ start, visitors, returned }) => [start, visitors, ...returned]) };
}

export function paybackTable({ cohorts }: CustomersReport, currency: string): ReportTable {
  return {
    columns: ["first_touch", "customers", "spent", "currency", ...cohorts.map((_, index) => `month_${index}`)],
    rows: cohorts.map(({ start, customers, costMinor, netMinor }) => [start, customers, toMajorUnits(costMinor, currency), currency, ...netMinor.map((minor) => toMajorUnits(minor, currency))]),
  };
}

export function customersTable({ channels }: CustomersReport, currency: string): ReportTable {
  return { columns: ["first_channel", "customers", "payments", "net_revenue", "currency"], rows: channels.map((row) => [row.channel ?? "(no visit known)", row.customers, row.payments, toMajorUnits(row.netMinor, currency), currency]) };
}

export function subscriptionsTable({ points }: SubscriptionsReport, currency: string): ReportTable {
  return {
    columns: ["month", "mrr", "new", "churned", "changed", "active", "churned_customers", "currency"],
    rows: points.map((point) => [point.start, toMajorUnits(point.mrrMinor, currency), toMajorUnits(point.newMinor, currency), toMajorUnits(point.churnedMinor, currency), toMajorUnits(point.changedMinor, currency), point.active, point.churnedCustomers, currency]),
  };
}
