import { count } from "../facts.ts";
import type { Check } from "../facts.ts";

/** What settles it mostly comes within seconds. */
const SETTLED_WITHIN_MS = 3_600_000;

/** Is there money that could be another payment's, and is not counted until it is known? */
export const moneyHeld: Check = ({ payments, now }) => {
  const held = payments.filter((payment) => payment.held && now.getTime() - payment.at.getTime() > SETTLED_WITHIN_MS).length;
  if (held === 0) return null;
  return {
    id: "money-held",
    status: "warning",
    title: `${count(held, "invoice is", "invoices are")} held: more than one payment may have paid ${held === 1 ? "it" : "them"}.`,
    figures: [{ label: "Held, 8 weeks", value: String(held) }],
    recommendation: "The money that came in is counted with those payments; the invoice is not counted a second time. Tick invoice_payment.paid on the endpoint, then Stripe tells which payment it was; or open it and say so yourself.",
    action: { label: "See what is pending", to: "payments?status=pending" },
  };
};
