import { ago, count } from "../facts.ts";
import type { Check } from "../facts.ts";

/** Do events on the shared endpoint wait for a website's name? Only those who run the server are told. */
export const unclaimedEvents: Check = ({ unclaimed, now }) => {
  if (!unclaimed) return null;
  if (unclaimed.count === 0) return null;
  return {
    id: "unclaimed-events", status: "warning",
    title: `${count(unclaimed.count, "event")} on the shared endpoint ${unclaimed.count === 1 ? "has" : "have"} named no website for more than a day.`,
    figures: [{ label: "Waiting", value: String(unclaimed.count) }, { label: "Oldest", value: unclaimed.oldestAt ? ago(unclaimed.oldestAt, now) : "–" }],
    recommendation: "Put websiteId into the metadata of that checkout. Payments of another business on the same Stripe account can stay here.",
    action: { label: "See them", to: "webhooks?scope=unclaimed&result=waiting" },
  };
};
