import { normalizeEmail } from "../identities/normalize-email.ts";
import { shortHash } from "../shared/ids.ts";
import { idOf, textOf } from "./stripe-object.ts";
import type { Normalize } from "./normalize-stripe-event.ts";

/** A customer's e-mail. Customers change often and their address seldom, so the same address is the same fact, whichever event tells it. */
export const normalizeCustomer: Normalize = (event, base) => {
  const email = normalizeEmail(textOf(event.object["email"]));
  const customerId = idOf(event.object["id"]);
  if (!email || !customerId) return { ignored: "A customer without an e-mail address" };
  const factId = `stripe:${event.livemode ? "live" : "test"}:${customerId}:${shortHash(16, email)}`;
  return { facts: [{ ...base, factId, customerId, email: { rank: 0, value: email } }] };
};
