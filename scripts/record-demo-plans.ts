import { buildCost } from "../server/costs/build-cost.ts";
import type { Cost } from "../server/costs/build-cost.ts";
import { recordCosts } from "../server/costs/record-costs.ts";
import { saveFunnel } from "../server/insights/saved-funnels.ts";
import { addDays } from "../server/shared/local-days.ts";

/** What each campaign of the demo costs a day for each thousand visitors of the shop, in minor units. */
const SPENDING = [
  { source: "google", medium: "cpc", campaign: "brand", aDay: 95 },
  { source: "facebook", medium: "paid_social", campaign: "spring-sale", aDay: 120 },
  { source: "youtube", medium: "video", campaign: "review", aDay: 48 },
  { source: "newsletter", medium: "email", campaign: "weekly", aDay: 15 },
];

/** What the owner of a demo shop would enter: the costs of each day, and the way to the purchase. */
export async function recordDemoPlans(shop: { websiteId: string; currency: string; goal: string; userId: string; visitors: number; days: number; end: Date }): Promise<void> {
  const { websiteId, currency, goal, userId, visitors, days, end } = shop;
  const today = end.toISOString().slice(0, 10);
  const costs = Array.from({ length: days }, (_, back) => addDays(today, -back)).flatMap((day) =>
    SPENDING.map(({ aDay, ...names }): Cost => {
      const built = buildCost({ firstDay: day, lastDay: day, channel: "", currency, ...names, amount: String(Math.round((aDay * visitors) / 1_000) / 100) });
      if (!built.ok) throw new Error(built.message);
      return built.cost;
    }),
  );
  await recordCosts(websiteId, costs, end);
  await saveFunnel({ websiteId, name: "From the price to the payment", steps: ["page:/pricing", `goal:${goal}`, "checkout", "paid"], windowDays: 30, userId, createdAt: end });
  await saveFunnel({ websiteId, name: "Readers who buy", steps: ["page:/blog/*", "page:/product", "paid"], windowDays: 30, userId, createdAt: end });
}
