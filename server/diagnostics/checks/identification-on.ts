import { ago, count } from "../facts.ts";
import type { Check } from "../facts.ts";

/** Do visitors identify, so that a payment without ids can be linked by its e-mail address? */
export const identificationOn: Check = ({ payments, lastIdentifiedAt, firstHitAt, now }) => {
  if (!firstHitAt) return null;
  const missed = payments.filter(({ method, hasEmail }) => method === "none" && hasEmail).length;
  const figures = [{ label: "An identified visitor", value: lastIdentifiedAt ? `last seen ${ago(lastIdentifiedAt, now)}` : "none yet" }, { label: "Unlinked payments with an e-mail, 8 weeks", value: String(missed) }];
  const action = { label: "See the snippet", to: "setup?step=ids" };
  if (lastIdentifiedAt) return { id: "identification-on", status: "good", title: "Visitors identify themselves.", figures, recommendation: "Nothing to do.", action: null };
  if (missed > 0) return { id: "identification-on", status: "problem", title: `${count(missed, "payment has", "payments have")} an e-mail address that no visitor has identified with.`, figures, recommendation: "Call identify when somebody logs in or fills in their address: payments of the past are linked then, too.", action };
  return { id: "identification-on", status: "warning", title: "Nobody has identified yet.", figures, recommendation: "Identify visitors by e-mail: it links payments that carry no ids.", action };
};
