import type { WebsiteRecord } from "../../models/website.ts";
import { addDays, dayText } from "../shared/local-days.ts";
import { findCosts } from "./find-costs.ts";
import { spreadCosts } from "./spread-costs.ts";

/** What was spent in each bucket of time, in the website's currency; `starts` are midnights, the last bucket ends at `to`. */
export async function readSpending(website: WebsiteRecord, starts: readonly number[], to: Date): Promise<number[]> {
  const day = (at: number) => dayText(new Date(at), website.timezone);
  const last = day(to.getTime() - 1);
  const costs = await findCosts(website._id, day(starts[0] as number), last);
  return starts.map((start, index) => {
    const next = starts[index + 1];
    return spreadCosts(costs, { dimension: "channel", firstDay: day(start), lastDay: next === undefined ? last : addDays(day(next), -1), currency: website.currency }).totalMinor;
  });
}
