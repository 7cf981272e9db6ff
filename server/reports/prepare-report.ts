import { Payment } from "../../models/payment.ts";
import type { WebsiteRecord } from "../../models/website.ts";
import { loadFrames } from "../read-model/load-frame.ts";
import type { PaymentsFrame } from "../read-model/payments-frame.ts";
import type { VisitsFrame } from "../read-model/visits-frame.ts";
import type { WebsiteState } from "../read-model/website-state.ts";
import type { Period } from "../shared/period.ts";
import { filterPayments, filterVisits } from "./filter-rows.ts";
import type { Mask } from "./filter-rows.ts";
import type { Filters } from "./parse-filters.ts";
import { createMemory } from "./remember.ts";
import { selectMoney } from "./select-money.ts";
import type { Money } from "./select-money.ts";

export type ReportQuestion = { website: WebsiteRecord; period: Period; filters: Filters };

/** What every report is computed from: the period's sessions with those that pass the filters, and the money of the payments that do; codes are those of `state`. */
export type ReportRows = { visits: VisitsFrame; mask: Mask; money: Money; withTest: boolean; state: WebsiteState };

const KEPT = 4;
const remembered = createMemory<PaymentsFrame, Money>(KEPT);

export async function prepareReport({ website, period, filters }: ReportQuestion): Promise<ReportRows> {
  const { visits, payments, state } = await loadFrames(website, period);
  const withTest = await sharedTestMoney(website, state);
  const money = remembered(payments, JSON.stringify([website.currency, withTest, filters]), () => selectMoney(payments, filterPayments(payments, filters), { currency: website.currency, withTest }));
  return { visits, mask: filterVisits(visits, filters), money, withTest, state };
}

const asked = new WeakMap<WebsiteState, { changes: number; withTest: Promise<boolean> }>();

/** `showsTestMoney`, looked up anew only when something was written since. */
function sharedTestMoney(website: WebsiteRecord, state: WebsiteState): Promise<boolean> {
  if (website.showTestData) return Promise.resolve(true);
  const before = asked.get(state);
  if (before?.changes === state.changes) return before.withTest;
  const withTest = showsTestMoney(website);
  asked.set(state, { changes: state.changes, withTest });
  withTest.catch(() => asked.delete(state));
  return withTest;
}

/** Test money counts when the website shows it, or has nothing else. */
export async function showsTestMoney(website: WebsiteRecord): Promise<boolean> {
  return website.showTestData || !(await Payment.collection.findOne({ websiteId: website._id, livemode: true }, { projection: { _id: 1 }, sort: { paidAt: -1 } }));
}
