import { customersTable, funnelTable, goalsTable, goalTable, paybackTable, retentionTable, subscriptionsTable } from "../../exports/insight-tables.ts";
import type { ReportTable } from "../../exports/report-tables.ts";
import { writeCsv } from "../../exports/write-csv.ts";
import { parseFunnelSteps } from "../../insights/funnel-steps.ts";
import { getCustomers } from "../../insights/get-customers.ts";
import { getFunnel } from "../../insights/get-funnel.ts";
import { getGoalBreakdown } from "../../insights/get-goal-breakdown.ts";
import { getGoals } from "../../insights/get-goals.ts";
import { getRetention } from "../../insights/get-retention.ts";
import { getSubscriptions } from "../../insights/get-subscriptions.ts";
import { parseFilters } from "../../reports/parse-filters.ts";
import { customersInput } from "../insights/customers.ts";
import { funnelInput } from "../insights/funnel.ts";
import { goalBreakdownInput } from "../insights/goal-breakdown.ts";
import { retentionInput } from "../insights/retention.ts";
import { subscriptionsInput } from "../insights/subscriptions.ts";
import { websiteProcedure } from "../procedures.ts";
import { readReportInput, reportInput } from "../report-input.ts";

const reports = websiteProcedure("reports");
const write = ({ columns, rows }: ReportTable) => writeCsv(columns, [rows]);

/** The tables of the pages of insights as files. */
export const goals = reports.input(reportInput).query(async ({ ctx, input }) => write(goalsTable((await getGoals(readReportInput(ctx.website, input, ctx.deps.now()))).goals, ctx.website.currency)));

export const goal = reports.input(goalBreakdownInput).query(async ({ ctx, input: { goal: name, dimension, ...rest } }) => {
  return write(goalTable(dimension, (await getGoalBreakdown({ ...readReportInput(ctx.website, rest, ctx.deps.now()), goal: name, dimension })).rows));
});

export const funnel = reports.input(funnelInput).query(async ({ ctx, input: { steps, windowDays, ...rest } }) => {
  return write(funnelTable(await getFunnel({ ...readReportInput(ctx.website, rest, ctx.deps.now()), steps: parseFunnelSteps(steps), windowDays }), ctx.website.currency));
});

export const retention = reports.input(retentionInput).query(async ({ ctx, input: { unit, count, filters } }) => {
  return write(retentionTable(await getRetention({ website: ctx.website, filters: parseFilters(filters ?? {}), unit, count, now: ctx.deps.now() })));
});

export const payback = reports.input(customersInput).query(async ({ ctx, input: { months, filters } }) => {
  return write(paybackTable(await getCustomers({ website: ctx.website, filters: parseFilters(filters ?? {}), months, now: ctx.deps.now() }), ctx.website.currency));
});

export const customers = reports.input(customersInput).query(async ({ ctx, input: { months, filters } }) => {
  return write(customersTable(await getCustomers({ website: ctx.website, filters: parseFilters(filters ?? {}), months, now: ctx.deps.now() }), ctx.website.currency));
});

export const subscriptions = reports.input(subscriptionsInput).query(async ({ ctx, input: { months } }) => write(subscriptionsTable(await getSubscriptions({ website: ctx.website, months, now: ctx.deps.now() }), ctx.website.currency)));
