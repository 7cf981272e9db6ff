import { TZDate } from "@date-fns/tz";
import { Payment } from "../../models/payment.ts";
import type { PaymentRecord } from "../../models/payment.ts";
import { Session } from "../../models/session.ts";
import type { SessionRecord } from "../../models/session.ts";
import type { Touch } from "../../models/touch.ts";
import { TrackedEvent } from "../../models/tracked-event.ts";
import type { TrackedEventRecord } from "../../models/tracked-event.ts";
import { Visitor } from "../../models/visitor.ts";
import type { VisitorRecord } from "../../models/visitor.ts";
import type { WebsiteRecord } from "../../models/website.ts";
import type { AttributionModel } from "../../server/attribution/models.ts";
import type { Dimension } from "../../server/read-model/dimensions.ts";
import type { Filter } from "../../server/reports/parse-filters.ts";
import type { Interval } from "../../server/reports/metrics.ts";
import { splitMinorUnits } from "../../server/shared/money.ts";

/**
 * The reports, said as plainly as possible over all records of a website: sets of ids, one record at a time. Slow on purpose: what the read model answers
 * is held against it.
 */
export type Question = { website: WebsiteRecord; from: Date; to: Date; filters: Filter[] };
type Payments = PaymentRecord[];
type World = { sessions: SessionRecord[]; payments: Payments; allPayments: Payments; values: (session: SessionRecord) => Values; paid: (payment: PaymentRecord) => Values | null; showTest: boolean };
/** All values of one session, by dimension. */
type Values = Record<Dimension, (string | null)[]>;

const DAY_MS = 86_400_000;

export async function readWorld({ website, from, to, filters }: Question): Promise<World> {
  const websiteId = website._id;
  const [sessions, events, allPayments, visitors] = await Promise.all([
    Session.find({ websiteId }).lean<SessionRecord[]>(),
    TrackedEvent.find({ websiteId }).lean<TrackedEventRecord[]>(),
    Payment.find({ websiteId }).lean<Payments>(),
    Visitor.find({ websiteId }).lean<VisitorRecord[]>(),
  ]);
  const firstSeen = new Map(visitors.map(({ visitorId, firstSeenAt }) => [visitorId, firstSeenAt]));
  const type = (at: Date, visitorId: string | null) => (at <= (firstSeen.get(visitorId ?? "") ?? at) ? "new" : "returning");
  const seen = (sessionId: string | null, kind: string) => events.filter((event) => event.sessionId === sessionId && event.type === kind);
  const ofTouch = (touch: Touch) => ({
    channel: [touch.channel],
    source: [touch.source],
    medium: [touch.medium],
    campaign: [touch.campaign],
    keyword: [touch.keyword],
    referrer: [touch.referrer],
    landing_page: [touch.landingPath],
    country: [touch.country],
    region: [touch.region],
    city: [touch.city],
    device: [touch.device],
    browser: [touch.browser],
    os: [touch.os],
  });
  const lists = (sessionId: string | null) => ({ page: [...new Set(seen(sessionId, "pageview").map(({ path }) => path))], goal: [...new Set(seen(sessionId, "goal").map(({ name }) => name))] });
  const values = (session: SessionRecord): Values => ({
    ...ofTouch(session.touch),
    ...lists(session.sessionId),
    exit_page: [session.exitPath],
    hostname: [session.hostname || null],
    visitor_type: [type(session.startedAt, session.visitorId)],
  });
  const paid = (payment: PaymentRecord): Values | null => {
    const touch = linkedTouchOf(payment);
    const session = sessions.find(({ sessionId }) => sessionId === payment.link.sessionId);
    return touch && { ...ofTouch(touch), ...lists(payment.link.sessionId), exit_page: [session?.exitPath ?? null], hostname: [session?.hostname || null], visitor_type: [type(touch.at, payment.link.visitorId)] };
  };
  const passes = (own: Values | null) => own !== null && filters.every((filter) => passesOne(own[filter.dimension], filter));
  const inside = (at: Date) => at >= from && at < to;
  const showTest = website.showTestData || allPayments.every(({ livemode }) => !livemode);
  const counted = allPayments.filter(({ status, livemode }) => status !== "pending" && status !== "failed" && (livemode || showTest));
  return {
    sessions: sessions.filter((session) => inside(session.startedAt) && passes(values(session))),
    payments: counted.filter((payment) => inside(payment.paidAt) && (filters.length === 0 || passes(paid(payment)))),
    allPayments: allPayments.filter(({ livemode }) => livemode || showTest),
    values,
    paid,
    showTest,
  };
}

function passesOne(values: (string | null)[], { operator, values: wanted }: Filter): boolean {
  const given = values.length === 0 ? [null] : values;
  const is = given.some((value) => wanted.includes(value ?? ""));
  if (operator === "contains") return given.some((value) => value !== null && wanted.some((part) => value.toLowerCase().includes(part.toLowerCase())));
  return operator === "is" ? is : !is;
}

function linkedTouchOf({ touches, link }: PaymentRecord): Touch | null {
  return touches.find(({ sessionId }) => sessionId === link.sessionId) ?? touches[touches.length - 1] ?? null;
}

const distinct = (values: unknown[]) => new Set(values).size;
const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
const over = (part: number, whole: number) => (whole === 0 ? 0 : part / whole);
export const netOf = (payment: PaymentRecord) => payment.amountMinor - payment.refundedMinor - payment.disputeLostMinor;
const linkedVisitors = (payments: Payments) => distinct(payments.flatMap(({ link }) => link.visitorId ?? []));

function money(payments: Payments) {
  return {
    grossMinor: sum(payments.map(({ amountMinor }) => amountMinor)),
    refundedMinor: sum(payments.map(({ refundedMinor }) => refundedMinor)),
    disputeLostMinor: sum(payments.map(({ disputeLostMinor }) => disputeLostMinor)),
    netMinor: sum(payments.map(netOf)),
  };
}

export async function naiveOverview(question: Question) {
  const { sessions, payments, allPayments } = await readWorld(question);
  const { website, from, to } = question;
  const revenue = payments.filter(({ currency, amountMinor }) => currency === website.currency && amountMinor > 0);
  const visitors = distinct(sessions.map(({ visitorId }) => visitorId));
  const total = money(revenue);
  const others = [...new Set(payments.map(({ currency }) => currency))].filter((currency) => currency !== website.currency).sort();
  const refunds = allPayments.filter(({ currency }) => currency === website.currency).flatMap((payment) => payment.refunds);
  return {
    from: from.toISOString(),
    to: to.toISOString(),
    timezone: website.timezone,
    currency: website.currency,
    visitors,
    sessions: sessions.length,
    pageviews: sum(sessions.map(({ pageViews }) => pageViews)),
    bounceRate: over(sessions.filter(({ pageViews, goals }) => pageViews === 1 && goals === 0).length, sessions.length),
    averageSessionSeconds: Math.round(over(sum(sessions.map(({ startedAt, lastSeenAt }) => lastSeenAt.getTime() - startedAt.getTime())) / 1_000, sessions.length)),
    payments: revenue.length,
    customers: distinct(payments.map(({ customerId, customerEmail, link, paymentId }) => customerId ?? customerEmail ?? link.visitorId ?? paymentId)),
    conversionRate: Math.min(1, over(linkedVisitors(payments), visitors)),
    averageOrderValueMinor: Math.round(over(total.grossMinor, revenue.length)),
    revenuePerVisitorMinor: Math.round(over(total.netMinor, visitors)),
    revenue: total,
    refundsIssuedMinor: sum(refunds.filter(({ at }) => at >= from && at < to).map(({ amountMinor }) => amountMinor)),
    otherCurrencies: others.map((currency) => {
      const own = payments.filter((payment) => payment.currency === currency && payment.amountMinor > 0);
      return { currency, ...money(own), payments: own.length };
    }),
    unlinkedPayments: payments.filter(({ link }) => link.visitorId === null).length,
  };
}

export async function naiveBreakdown(question: Question & { dimension: Dimension; model: AttributionModel; windowDays: number | null; limit: number }) {
  const { website, dimension, model, windowDays, limit } = question;
  const { sessions, payments, values, paid } = await readWorld(question);
  const revenue = payments.filter(({ currency, amountMinor }) => currency === website.currency && amountMinor > 0);
  type Part = { payment: PaymentRecord; share: number; gross: number; refunded: number; lost: number };
  const visits = new Map<string | null, SessionRecord[]>();
  const parts = new Map<string | null, Part[]>();
  const unattributed: Payments = [];
  for (const session of sessions) for (const value of values(session)[dimension]) visits.set(value, [...(visits.get(value) ?? []), session]);
  for (const payment of revenue) {
    const own = creditsOf(payment, dimension, model, windowDays, paid(payment));
    if (own.length === 0) unattributed.push(payment);
    for (const { value, ...part } of own) parts.set(value, [...(parts.get(value) ?? []), { payment, ...part }]);
  }
  const figures = (chosen: (string | null)[]) => {
    const [seen, got] = [chosen.flatMap((value) => visits.get(value) ?? []), chosen.flatMap((value) => parts.get(value) ?? [])];
    const visitors = distinct(seen.map(({ visitorId }) => visitorId));
    const [shares, gross, refunded, lost] = [sum(got.map(({ share }) => share)), sum(got.map((part) => part.gross)), sum(got.map((part) => part.refunded)), sum(got.map((part) => part.lost))];
    return {
      visitors,
      sessions: seen.length,
      payments: Math.round(shares * 1e6) / 1e6,
      netMinor: gross - refunded - lost,
      grossMinor: gross,
      refundedMinor: refunded,
      conversionRate: Math.min(1, over(linkedVisitors(got.map(({ payment }) => payment)), visitors)),
      averageOrderValueMinor: Math.round(over(gross, shares)),
      revenuePerVisitorMinor: Math.round(over(gross - refunded - lost, visitors)),
    };
  };
  const rows = [...new Set([...visits.keys(), ...parts.keys()])].map((value) => ({ value, ...figures([value]) }));
  rows.sort((a, b) => b.netMinor - a.netMinor || b.visitors - a.visitors || (a.value === null ? 1 : b.value === null ? -1 : a.value < b.value ? -1 : 1));
  const beyond = rows.slice(limit).map(({ value }) => value);
  const { netMinor, grossMinor, refundedMinor } = money(unattributed);
  return { dimension, model, rows: rows.slice(0, limit), other: beyond.length === 0 ? null : { count: beyond.length, ...figures(beyond) }, unattributed: { payments: unattributed.length, netMinor, grossMinor, refundedMinor } };
}

function creditsOf(payment: PaymentRecord, dimension: Dimension, model: AttributionModel, windowDays: number | null, values: Values | null) {
  const whole = (value: string | null) => ({ value, share: 1, gross: payment.amountMinor, refunded: payment.refundedMinor, lost: payment.disputeLostMinor });
  const inWindow = (touch: Touch) => windowDays === null || touch.at.getTime() >= payment.paidAt.getTime() - windowDays * DAY_MS;
  const linked = linkedTouchOf(payment);
  if (dimension === "page" || dimension === "goal") {
    // Also of a payment whose touches are gone: what its session saw is known.
    return values ? values[dimension].map(whole) : [];
  }
  if (!linked || !values) return [];
  if (dimension === "exit_page" || dimension === "hostname" || dimension === "visitor_type") return inWindow(linked) ? values[dimension].map(whole) : [];
  const field = dimension === "landing_page" ? "landingPath" : dimension;
  const touches = payment.touches.filter(inWindow);
  const [first, last] = [touches[0], touches[touches.length - 1]];
  if (!first || !last) return [];
  const one = { last_touch: linked, first_touch: first, last_non_direct: touches.filter(({ channel }) => channel !== "Direct").pop() ?? last }[model as "last_touch"];
  if (one) return inWindow(one) ? [whole(one[field])] : [];
  const weights = touches.map((touch, place) => {
    if (model === "linear") return 1;
    if (model === "time_decay") return 0.5 ** ((last.at.getTime() - touch.at.getTime()) / (7 * DAY_MS));
    return touches.length <= 2 ? 1 : place === 0 || place === touches.length - 1 ? 0.4 : 0.2 / (touches.length - 2);
  });
  const shares = weights.map((weight) => weight / sum(weights));
  const [gross, refunded, lost] = [payment.amountMinor, payment.refundedMinor, payment.disputeLostMinor].map((amount) => splitMinorUnits(amount, shares)) as [number[], number[], number[]];
  return touches.map((touch, place) => ({ value: touch[field], share: shares[place] as number, gross: gross[place] as number, refunded: refunded[place] as number, lost: lost[place] as number }));
}

export async function naiveTimeseries(question: Question & { interval: Interval }) {
  const { sessions, payments } = await readWorld(question);
  const { website, from, to, interval } = question;
  const label = (at: Date) => {
    const local = new TZDate(at.getTime(), website.timezone);
    const [year, month, date] = [local.getFullYear(), local.getMonth(), local.getDate()];
    if (interval === "hour") return at.getTime() - (local.getMinutes() * 60 + local.getSeconds()) * 1_000 - local.getMilliseconds();
    if (interval === "month") return new TZDate(year, month, 1, website.timezone).getTime();
    return new TZDate(year, month, interval === "week" ? date - ((local.getDay() + 6) % 7) : date, website.timezone).getTime();
  };
  const starts = new Set<number>();
  for (let at = from.getTime(); at < to.getTime(); at += 1_800_000) starts.add(label(new Date(at)));
  starts.add(label(new Date(to.getTime() - 1)));
  const revenue = payments.filter(({ currency, amountMinor }) => currency === website.currency && amountMinor > 0);
  return [...starts].sort((a, b) => a - b).map((start) => {
    const own = sessions.filter(({ startedAt }) => label(startedAt) === start);
    const paid = revenue.filter(({ paidAt }) => label(paidAt) === start);
    const { grossMinor, refundedMinor, netMinor } = money(paid);
    return {
      start: new Date(start).toISOString(),
      visitors: distinct(own.map(({ visitorId }) => visitorId)),
      sessions: own.length,
      pageviews: sum(own.map(({ pageViews }) => pageViews)),
      payments: paid.length,
      grossMinor,
      refundedMinor,
      netMinor,
      newMinor: money(paid.filter(({ kind }) => kind !== "subscription_renewal")).netMinor,
      renewalMinor: money(paid.filter(({ kind }) => kind === "subscription_renewal")).netMinor,
    };
  });
}
