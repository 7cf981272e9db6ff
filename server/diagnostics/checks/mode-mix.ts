import type { Check } from "../facts.ts";

/** Are test mode and live mode mixed up? */
export const modeMix: Check = ({ types, payments }) => {
  const sum = (livemode: boolean) => types.filter((entry) => entry.livemode === livemode).reduce((total, { count }) => total + count, 0);
  const [live, test] = [sum(true), sum(false)];
  if (live + test === 0) return null;
  const figures = [{ label: "Live events, 30 days", value: String(live) }, { label: "Test events, 30 days", value: String(test) }, { label: "Test payments, 8 weeks", value: String(payments.filter(({ livemode }) => !livemode).length) }];
  if (live === 0) return { id: "mode-mix", status: "warning", title: "Only test-mode events come: real payments are not told.", figures, recommendation: "When you go live, make the endpoint in live mode too and add its signing secret; it is another one than in test mode.", action: { label: "Add the live secret", to: "setup?step=stripe" } };
  if (test > 0) return { id: "mode-mix", status: "good", title: "Test and live events both come; test payments are kept out of your figures.", figures, recommendation: "Nothing to do.", action: null };
  return { id: "mode-mix", status: "good", title: "All events are live.", figures, recommendation: "Nothing to do.", action: null };
};
