import { count } from "../facts.ts";
import type { Check } from "../facts.ts";

const NAMES = { source: "sources", medium: "media", campaign: "campaigns", keyword: "keywords", content: "contents of campaigns", referrer: "referrers", path: "paths", hostname: "hosts", goal: "goals" };

/** Did a flood of different values reach a bound, so that reports show the rest as “(other)”? */
export const valuesBounded: Check = ({ overflows }) => {
  const [worst] = [...overflows].sort((a, b) => b.hits - a.hits);
  if (!worst) return null;
  const what = NAMES[worst.dimension];
  return {
    id: "values-bounded",
    status: "warning",
    title: `More than ${new Intl.NumberFormat("en-US").format(worst.bound)} different ${what} came in one day (${worst.day}): reports show what came after that as “(other)”.`,
    figures: overflows.map(({ day, dimension, hits }) => ({ label: `Shown as “(other)” among ${NAMES[dimension]}, ${day}`, value: count(hits, "hit") })),
    recommendation: `Every hit and payment is counted; only its own value is missing in reports by ${what}. Either your pages put ids into these values (take them out of the address), or somebody sends made-up ones: look at the report and exclude where they come from.`,
    action: { label: "Look at the exclusions", to: "settings/tracking" },
  };
};
