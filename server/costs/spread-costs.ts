import { splitMinorUnits } from "../shared/money.ts";
import { listDays } from "./build-cost.ts";
import type { Cost } from "./build-cost.ts";

export type CostDimension = "channel" | "source" | "medium" | "campaign";
export const COST_DIMENSIONS = ["channel", "source", "medium", "campaign"] as const;

export type SpreadCosts = {
  /** Minor units by the dimension's value. */
  byValue: Map<string, number>;
  /** Of costs that do not say the dimension. */
  unassignedMinor: number;
  totalMinor: number;
  otherCurrencies: { currency: string; costMinor: number }[];
};

/**
 * What was spent from `firstDay` to `lastDay` (inclusive), by a dimension. A cost of several days counts by the days inside; the days' shares
 * are whole minor units that add up to the cost, so that periods side by side add up too. Pure.
 */
export function spreadCosts(costs: readonly Cost[], options: { dimension: CostDimension; firstDay: string; lastDay: string; currency: string }): SpreadCosts {
  const byValue = new Map<string, number>();
  const others = new Map<string, number>();
  let [unassignedMinor, totalMinor] = [0, 0];
  for (const cost of costs) {
    const spent = costWithin(cost, options.firstDay, options.lastDay);
    if (spent === 0) continue;
    if (cost.currency !== options.currency) {
      others.set(cost.currency, (others.get(cost.currency) ?? 0) + spent);
      continue;
    }
    totalMinor += spent;
    const value = cost[options.dimension];
    if (value === null) unassignedMinor += spent;
    else byValue.set(value, (byValue.get(value) ?? 0) + spent);
  }
  return { byValue, unassignedMinor, totalMinor, otherCurrencies: [...others].sort().map(([currency, costMinor]) => ({ currency, costMinor })) };
}

function costWithin(cost: Cost, firstDay: string, lastDay: string): number {
  const days = listDays(cost.firstDay, cost.lastDay);
  const shares = splitMinorUnits(cost.amountMinor, days.map(() => 1));
  return days.reduce((sum, day, index) => (day >= firstDay && day <= lastDay ? sum + (shares[index] ?? 0) : sum), 0);
}
