import { z } from "zod";
import { ATTRIBUTION_MODELS } from "../../attribution/models.ts";
import { INTERVALS, METRICS } from "../../reports/metrics.ts";
import { DIMENSIONS } from "../../read-model/dimensions.ts";

/** What the public API answers: the document at `/api/v1/openapi.json` is made of these, and a test holds the answers to it. */

const instant = z.iso.datetime();
const minor = z.number().int().meta({ description: "Integer minor units of the currency" });
const count = z.number().int().nonnegative();
const share = z.number().min(0).max(1);
const text = z.string().nullable();

const money = { grossMinor: minor, refundedMinor: minor, disputeLostMinor: minor, netMinor: minor };

export const errorAnswer = z.object({ status: z.literal("error"), error: z.object({ code: z.number().int(), message: z.string() }) });

export const messageAnswer = z.object({ message: z.string() });

export const paymentRecorded = z.object({ paymentId: z.string(), message: z.string() });

export const visitorAnswer = z.object({
  visitorId: z.string(),
  sessionCount: count,
  pageViewCount: count,
  firstVisit: instant,
  lastVisit: instant,
  sessions: z.array(
    z.object({
      sessionId: z.string(),
      firstVisitAt: instant,
      lastSeenAt: instant,
      pageViews: count,
      duration: count.meta({ description: "Seconds" }),
      device: text,
      browser: text,
      os: text,
      country: text,
    }),
  ),
  pageViews: z.array(z.object({ path: z.string(), title: text, timestamp: instant, referrer: text })),
});

const payment = z.object({
  paymentId: z.string(),
  provider: z.string(),
  providerPaymentId: z.string(),
  status: z.enum(["pending", "succeeded", "failed", "partially_refunded", "refunded", "disputed"]),
  amountMinor: minor,
  refundedMinor: minor,
  disputeLostMinor: minor,
  currency: z.string().regex(/^[A-Z]{3}$/),
  currencyExponent: z.number().int().min(0).max(3).meta({ description: "Decimals of the currency's minor unit, as Stripe counts them" }),
  customerEmail: text,
  customerId: text,
  kind: z.enum(["one_time", "subscription_initial", "subscription_renewal"]),
  livemode: z.boolean(),
  paidAt: instant,
  visitorId: text,
  sessionId: text,
  link: z.object({
    method: z.enum(["manual", "metadata", "client_reference_id", "customer", "email", "time", "none"]),
    confidence: z.enum(["certain", "likely", "estimated", "none"]),
    evidence: z.array(z.string()),
  }),
  touch: z.object({ channel: z.string(), source: text, medium: text, campaign: text, keyword: text, landingPath: z.string(), referrer: text }).nullable(),
});

export const paymentsAnswer = z.object({ payments: z.array(payment), nextCursor: z.string().nullable() });

const overview = z.object({
  from: instant,
  to: instant.meta({ description: "Exclusive" }),
  timezone: z.string(),
  currency: z.string(),
  visitors: count,
  sessions: count,
  pageviews: count,
  bounceRate: share,
  averageSessionSeconds: count,
  payments: count,
  customers: count,
  conversionRate: share,
  averageOrderValueMinor: minor,
  revenuePerVisitorMinor: minor,
  revenue: z.object(money),
  refundsIssuedMinor: minor.meta({ description: "Refunds by the day they happened, of the whole website whatever the filters; everything else is dated by its payment" }),
  otherCurrencies: z.array(z.object({ currency: z.string(), ...money, payments: count })),
  unlinkedPayments: count,
});

export const overviewAnswer = overview.extend({ comparison: overview.optional().meta({ description: "With `compare`: the same figures of the other period" }) });

const rowFigures = {
  visitors: count,
  sessions: count,
  payments: z.number().nonnegative().meta({ description: "Fractional under models that share a payment" }),
  netMinor: minor,
  grossMinor: minor,
  refundedMinor: minor,
  conversionRate: share,
  averageOrderValueMinor: minor,
  revenuePerVisitorMinor: minor,
};

export const breakdownAnswer = z.object({
  dimension: z.enum(DIMENSIONS),
  model: z.enum(ATTRIBUTION_MODELS),
  rows: z.array(z.object({ value: text, ...rowFigures, previous: z.object(rowFigures).optional().meta({ description: "With `compare`: the value's figures in the other period" }) })),
  other: z.object({ count, ...rowFigures }).nullable().meta({ description: "The rows beyond `limit`, together" }),
  unattributed: z.object({ payments: count, netMinor: minor, grossMinor: minor, refundedMinor: minor }),
});

const points = z.array(z.object({ start: instant, ...(Object.fromEntries(METRICS.map((metric) => [metric, z.number().int().optional()])) as Record<(typeof METRICS)[number], z.ZodOptional<z.ZodNumber>>) }));

export const timeseriesAnswer = z.object({
  interval: z.enum(INTERVALS),
  points,
  comparison: z.object({ from: instant, to: instant, points }).optional().meta({ description: "With `compare`: the points of the other period" }),
});
