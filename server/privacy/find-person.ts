import { Identity } from "../../models/identity.ts";
import { Payment } from "../../models/payment.ts";
import type { IdentityRecord } from "../../models/identity.ts";
import type { PaymentRecord } from "../../models/payment.ts";
import { normalizeEmail } from "../identities/normalize-email.ts";
import { AppError } from "../shared/app-error.ts";
import { sealEmail } from "../shared/personal-data.ts";

/** Whose data is meant: everything tied to an e-mail, or one browser. */
export type PersonQuery = { email: string } | { visitorId: string };
/** `emails` are sealed. */
export type Person = { emails: string[]; visitorIds: string[]; payments: PaymentRecord[] };

/**
 * What is held of a person. By e-mail: the visitors that identified with it, and payments made with it. By visitor: that browser, and its
 * payments. A payment made with another e-mail is another person's, though the browser was the same. Throws `bad_request` for what is no e-mail.
 */
export async function findPerson(websiteId: string, query: PersonQuery): Promise<Person> {
  if ("visitorId" in query) {
    const payments = await Payment.find({ websiteId, "link.visitorId": query.visitorId }).lean<PaymentRecord[]>();
    const ties = await Identity.find({ websiteId, visitorId: query.visitorId, kind: "email" }).lean<IdentityRecord[]>();
    return { emails: [...new Set(ties.map(({ value }) => value))], visitorIds: [query.visitorId], payments };
  }
  const normalized = normalizeEmail(query.email);
  if (!normalized) throw new AppError("bad_request", "That is not an e-mail address: write it like name@example.com");
  const email = sealEmail(normalized);
  const ties = await Identity.find({ websiteId, kind: "email", value: email }).lean<IdentityRecord[]>();
  const visitorIds = [...new Set(ties.map(({ visitorId }) => visitorId))];
  const [own, linked] = await Promise.all([
    Payment.find({ websiteId, customerEmail: email }).lean<PaymentRecord[]>(),
    visitorIds.length > 0 ? Payment.find({ websiteId, "link.visitorId": { $in: visitorIds }, customerEmail: null }).lean<PaymentRecord[]>() : [],
  ]);
  return { emails: [email], visitorIds, payments: [...own, ...linked] };
}
