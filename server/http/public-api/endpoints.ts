import type { z } from "zod";
import type { WebsiteRecord } from "../../../models/website.ts";
import type { HitRecorder } from "../../ingestion/hit-recorder.ts";
import { getBreakdown } from "../../reports/get-breakdown.ts";
import { getOverview } from "../../reports/get-overview.ts";
import { getTimeseries } from "../../reports/get-timeseries.ts";
import { getVisitor } from "../../reports/get-visitor.ts";
import { listPayments } from "../../reports/list-payments.ts";
import { breakdownAnswer, messageAnswer, overviewAnswer, paymentRecorded, paymentsAnswer, timeseriesAnswer, visitorAnswer } from "./answers.ts";
import { breakdownQuery, checkInput, goalBody, paymentBody, paymentsQuery, reportQuery, timeseriesQuery, visitorQuery } from "./inputs.ts";
import { postGoal } from "./post-goal.ts";
import { postPayment } from "./post-payment.ts";
import { readPaymentsQuery, readReportQuery } from "./read-report-query.ts";

type Query = Record<string, unknown>;
type Told = { website: WebsiteRecord; now: Date; recorder: HitRecorder };

type Described = { path: string; summary: string; answer: z.ZodType };
export type GetEndpoint = Described & { method: "get"; query: z.ZodObject; filters: boolean; notFound?: string; respond: (told: Told, query: Query) => Promise<unknown> };
export type PostEndpoint = Described & { method: "post"; body: z.ZodObject; respond: (told: Told, body: Record<string, unknown>) => Promise<unknown> };
export type Endpoint = GetEndpoint | PostEndpoint;

/** The public API, version 1: its router and its OpenAPI document are both made from this list. */
export const ENDPOINTS: readonly Endpoint[] = [
  {
    method: "get",
    path: "/visitor",
    summary: "A visitor with sessions and page views",
    query: visitorQuery,
    filters: false,
    notFound: "No such visitor on this website",
    answer: visitorAnswer,
    respond: ({ website }, query) => getVisitor(website._id, checkInput(visitorQuery, query).visitorId),
  },
  {
    method: "get",
    path: "/payments",
    summary: "Payments, newest first, a page at a time",
    query: paymentsQuery,
    filters: false,
    answer: paymentsAnswer,
    respond: ({ website, now }, query) => listPayments(readPaymentsQuery(website, checkInput(paymentsQuery, query), now)),
  },
  {
    method: "get",
    path: "/reports/overview",
    summary: "The figures of a period",
    query: reportQuery,
    filters: true,
    answer: overviewAnswer,
    respond: ({ website, now }, query) => getOverview(readReportQuery(website, checkInput(reportQuery, query), query, now)),
  },
  {
    method: "get",
    path: "/reports/breakdown",
    summary: "Visits and revenue by a dimension under an attribution model",
    query: breakdownQuery,
    filters: true,
    answer: breakdownAnswer,
    respond: ({ website, now }, query) => {
      const { dimension, model, window, limit, ...period } = checkInput(breakdownQuery, query);
      return getBreakdown({ ...readReportQuery(website, period, query, now), dimension, model, windowDays: window, limit });
    },
  },
  {
    method: "get",
    path: "/reports/timeseries",
    summary: "Metrics over time, gaps filled, in the website's timezone",
    query: timeseriesQuery,
    filters: true,
    answer: timeseriesAnswer,
    respond: ({ website, now }, query) => {
      const { interval, metric, ...period } = checkInput(timeseriesQuery, query);
      return getTimeseries({ ...readReportQuery(website, period, query, now), interval, metrics: metric });
    },
  },
  {
    method: "post",
    path: "/goal",
    summary: "Records a goal that your server knows of",
    body: goalBody,
    answer: messageAnswer,
    respond: ({ website, recorder, now }, body) => postGoal(website, body, { recorder, now }),
  },
  {
    method: "post",
    path: "/payment",
    summary: "Records a payment, once for each provider and providerPaymentId",
    body: paymentBody,
    answer: paymentRecorded,
    respond: ({ website, now }, body) => postPayment(website, body, now),
  },
];
