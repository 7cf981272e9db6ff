import type { Request } from "express";
import type { WebsiteRecord } from "../../../models/website.ts";
import type { PaymentStatus } from "../../../models/payment.ts";
import { ATTRIBUTION_MODELS } from "../../attribution/models.ts";
import { INTERVALS, METRICS } from "../../reports/compute-timeseries.ts";
import { DIMENSIONS } from "../../reports/dimensions.ts";
import { parseFilters } from "../../reports/parse-filters.ts";
import { parsePeriod } from "../../reports/parse-period.ts";
import { AppError } from "../../shared/app-error.ts";
import type { PaymentQuery } from "../../reports/list-payments.ts";

type Query = Request["query"];

const STATUSES: readonly PaymentStatus[] = ["pending", "succeeded", "failed", "partially_refunded", "refunded", "disputed"];

function text(query: Query, name: string): string | undefined {
  const value = query[name];
  if (value === undefined) return undefined;
  if (typeof value !== "string") throw new AppError("bad_request", `${name} must be given once`);
  return value;
}

function oneOf<Value extends string>(query: Query, name: string, known: readonly Value[], fallback?: Value): Value {
  const value = text(query, name) ?? fallback;
  if (value !== undefined && (known as readonly string[]).includes(value)) return value as Value;
  throw new AppError("bad_request", `${name} must be one of ${known.join(", ")}`);
}

function whole(query: Query, name: string, fallback: number, max: number): number {
  const value = text(query, name);
  if (value === undefined) return fallback;
  const number = Number(value);
  if (!/^\d+$/.test(value) || number < 1 || number > max) throw new AppError("bad_request", `${name} must be a whole number from 1 to ${max}`);
  return number;
}

/** What every report takes: the period and the filters. Throws `bad_request` that names the parameter. */
export function readReportQuery(website: WebsiteRecord, query: Query, now: Date) {
  const period = parsePeriod({ from: text(query, "from"), to: text(query, "to"), timezone: website.timezone, now });
  const given = Object.keys(query).filter((name) => name.startsWith("filter_"));
  const filters = parseFilters(
    Object.fromEntries(
      given.map((name) => {
        const value = query[name];
        if (typeof value !== "string" && !(Array.isArray(value) && value.every((entry) => typeof entry === "string"))) throw new AppError("bad_request", `${name} must be text`);
        return [name.slice("filter_".length), value as string | string[]];
      }),
    ),
  );
  return { website, period, filters };
}

export function readBreakdownQuery(website: WebsiteRecord, query: Query, now: Date) {
  return {
    ...readReportQuery(website, query, now),
    dimension: oneOf(query, "dimension", DIMENSIONS),
    model: oneOf(query, "model", ATTRIBUTION_MODELS, "last_touch"),
    limit: whole(query, "limit", 100, 1_000),
  };
}

export function readTimeseriesQuery(website: WebsiteRecord, query: Query, now: Date) {
  const metrics = (text(query, "metric") ?? "visitors,netMinor").split(",");
  for (const metric of metrics) oneOf({ metric }, "metric", METRICS);
  return { ...readReportQuery(website, query, now), interval: oneOf(query, "interval", INTERVALS, "day"), metrics: metrics.map((metric) => oneOf({ metric }, "metric", METRICS)) };
}

export function readPaymentsQuery(website: WebsiteRecord, query: Query, now: Date): PaymentQuery {
  const bounded = query["from"] !== undefined || query["to"] !== undefined;
  const linked = text(query, "linked");
  if (linked !== undefined && linked !== "true" && linked !== "false") throw new AppError("bad_request", "linked must be true or false");
  return {
    websiteId: website._id,
    period: bounded ? parsePeriod({ from: text(query, "from"), to: text(query, "to"), timezone: website.timezone, now }) : null,
    status: query["status"] === undefined ? undefined : oneOf(query, "status", STATUSES),
    linked: linked === undefined ? undefined : linked === "true",
    limit: whole(query, "limit", 50, 500),
    cursor: text(query, "cursor"),
  };
}
