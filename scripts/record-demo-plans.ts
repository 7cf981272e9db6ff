import { buildCost } from "../server/costs/build-cost.ts";
import type { Cost } from "../server/costs/build-cost.ts";
import { recordCosts } from "../server/costs/record-costs.ts";
import { saveFunnel } from "../server/insights/saved-funnels.ts";
import { addDays } from "../server/shared/local-days.ts";

/** What each campaign of the demo costs a day, in major units. */
const SPENDING = [
  { source: "google", medium: "cpc", campaign: "brand", amount: "9.50" },
  { source: "facebook", medium: "paid_social", campaign: "spring-sale", amount: "14.00" },
  { source: "youtube", medium: "video", campaign: "review", amount: "6.25" },
  { source: "newsletter", medium: "email", campaign: "weekly", amount: "1.20" },
];

/** What the owner of a demo shop would enter: the costs of each day, and the way to the purchase. */
export async function recordDemoPlans(shop: { websiteId: string; currency: string; goal: string; userId: string; days: number; end: Date }): Promise<void> {
  const { websiteId, currency, goal, userId, days, end } = shop;
  const today = end.toISOString().slice(0, 10);
  const costs = Array.from({ length: days }, (_, back) => addDays(today, -back)).flatMap((day) =>
    SPENDING.map((spent): Cost => {
      const built = buildCost({ firstDay: day, lastDay: day, channel: "", currency, ...spent });
      if (!built.ok) throw new Error(built.message);
      return built.cost;
    }),
  );
  await recordCosts(websiteId, costs, end);
  await saveFunnel({ websiteId, name: "From the price to the payment", steps: ["page:/pricing", `goal:${goal}`, "checkout", "paid"], windowDays: 30, userId, createdAt: end });
  await saveFunnel({ websiteId, name: "Readers who buy", steps: ["page:/blog/*", "page:/product", "paid"], windowDays: 30, userId, createdAt: end });
}
