import { z } from "zod";
import type { PaymentStatus } from "../../../models/payment.ts";
import { ATTRIBUTION_MODELS, MAX_WINDOW_DAYS } from "../../attribution/models.ts";
import { GOAL_NAME, VISITOR_ID } from "../../ingestion/parse-track-request.ts";
import { COMPARES } from "../../reports/compared-period.ts";
import { INTERVALS, METRICS } from "../../reports/metrics.ts";
import { DIMENSIONS } from "../../read-model/dimensions.ts";
import { AppError } from "../../shared/app-error.ts";

/** What the public API takes, checked by these and described by them in `/api/v1/openapi.json`. Messages name the parameter. */

const STATUSES: readonly PaymentStatus[] = ["pending", "succeeded", "failed", "partially_refunded", "refunded", "disputed"];

const once = (name: string, description: string) => z.string({ error: `${name} must be given once` }).meta({ description });
const oneOf = <const Values extends readonly string[]>(name: string, values: Values) => z.enum(values, { error: `${name} must be one of ${values.join(", ")}` });

function wholeNumber(name: string, max: number) {
  const error = `${name} must be a whole number from 1 to ${max}`;
  return z.string({ error }).regex(/^\d+$/, error).transform(Number).pipe(z.number().int().min(1, error).max(max, error));
}

function whole(name: string, fallback: number, max: number) {
  return wholeNumber(name, max).default(fallback);
}

const period = {
  from: once("from", "A day in the website's timezone (2026-01-31) or an instant (2026-01-31T12:00:00Z); 30 days ago when left out").optional(),
  to: once("to", "A day (inclusive) or an instant (exclusive); today when left out").optional(),
};

export const visitorQuery = z.object({ visitorId: z.string({ error: "visitorId parameter is required" }).min(1, "visitorId parameter is required") });

export const paymentsQuery = z.object({
  from: once("from", "A day in the website's timezone or an instant; all of them when left out").optional(),
  to: once("to", "A day (inclusive) or an instant (exclusive)").optional(),
  status: oneOf("status", STATUSES).optional(),
  linked: oneOf("linked", ["true", "false"] as const).meta({ description: "Only payments that are linked to a visitor, or only those that are not" }).optional(),
  limit: whole("limit", 50, 500),
  cursor: once("cursor", "`nextCursor` of the page before").optional(),
});

export const reportQuery = z.object({
  ...period,
  compare: oneOf("compare", COMPARES).optional().meta({ description: "Also the figures of as many days right before (`previous`), or of the same days a year earlier (`year`)" }),
});

export const breakdownQuery = reportQuery.extend({
  dimension: oneOf("dimension", DIMENSIONS),
  model: oneOf("model", ATTRIBUTION_MODELS).default("last_touch"),
  window: wholeNumber("window", MAX_WINDOW_DAYS).optional().meta({ description: "Days before a payment in which visits get credit; all of the year before it when left out" }),
  limit: whole("limit", 100, 1_000),
});

export const timeseriesQuery = reportQuery.extend({
  interval: oneOf("interval", INTERVALS).default("day"),
  metric: z
    .string({ error: "metric must be given once" })
    .transform((names) => names.split(","))
    .pipe(z.array(oneOf("metric", METRICS)))
    .default(["visitors", "netMinor"])
    .meta({ description: "Names separated by commas" }),
});

const trackingId = (name: string) => z.string({ error: `${name} must be 8 to 64 letters, digits, - or _` }).regex(VISITOR_ID, `${name} must be 8 to 64 letters, digits, - or _`).nullish();
const text = (name: string, max: number) => z.string({ error: `${name} must be text of at most ${max} characters` }).max(max, `${name} must be text of at most ${max} characters`).nullish();
const flag = (name: string) => z.boolean({ error: `${name} must be true or false` }).nullish();

const detail = z.union([z.string(), z.number(), z.boolean(), z.null()], { error: "metadata can hold text, numbers, true and false, no objects and no lists: send what is inside as entries of their own" });

export const goalBody = z.object({
  event: z.string({ error: "event must be at most 64 lower-case letters, digits, - or _" }).regex(GOAL_NAME, "event must be at most 64 lower-case letters, digits, - or _"),
  value: z.number({ error: "value must be a number" }).nullish(),
  visitorId: trackingId("visitorId"),
  sessionId: trackingId("sessionId"),
  path: z.string({ error: "path must begin with /" }).startsWith("/", "path must begin with /").default("/"),
  metadata: z.record(z.string(), detail, { error: "metadata must be an object" }).nullish(),
});

export const paymentBody = z.object({
  provider: z.string({ error: "provider must be at most 32 letters, digits, - or _" }).regex(/^[A-Za-z0-9_-]{1,32}$/, "provider must be at most 32 letters, digits, - or _"),
  providerPaymentId: z.string({ error: "providerPaymentId must be text of at most 255 characters" }).max(255, "providerPaymentId must be text of at most 255 characters"),
  amount: z.union([z.number(), z.string()], { error: "amount must be a number" }).meta({ description: "Major units: 12.34" }),
  currency: text("currency", 3),
  customerEmail: text("customerEmail", 254),
  customerId: text("customerId", 255),
  visitorId: trackingId("visitorId"),
  sessionId: trackingId("sessionId"),
  metadata: z.record(z.string(), z.unknown(), { error: "metadata must be an object" }).nullish(),
  timestamp: z.union([z.string(), z.number()], { error: "timestamp must be an ISO date or seconds since 1970, not in the future" }).nullish(),
  refunded: flag("refunded"),
  renewal: flag("renewal"),
});

/** Throws `bad_request` with the first thing that is wrong. */
export function checkInput<Output>(schema: z.ZodType<Output>, given: unknown): Output {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new AppError("bad_request", parsed.error.issues[0]?.message ?? "The request cannot be understood");
}
