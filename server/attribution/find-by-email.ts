import { Identity } from "../../models/identity.ts";
import type { IdentityRecord } from "../../models/identity.ts";
import type { PaymentRecord } from "../../models/payment.ts";
import { readTogether } from "../shared/read-together.ts";
import { latestSession } from "./find-session.ts";
import type { LinkSession } from "./find-session.ts";

const MAX_VISITORS = 100;

/** Who identified with a (sealed) address, the last first. */
const tiesOfEmail = readTogether<IdentityRecord>({
  find: (websiteId, value) => Identity.find({ websiteId, kind: "email", value }).lean<IdentityRecord[]>(),
  keyOf: ({ value }) => value,
  inOrder: (a, b) => b.lastAt.getTime() - a.lastAt.getTime(),
  most: { sort: { lastAt: -1 }, limit: MAX_VISITORS },
});

/** The session, before the payment, of the visitor who identified with its e-mail and was active last. */
export async function findByEmail(payment: PaymentRecord, evidence: string[]): Promise<LinkSession | null> {
  if (!payment.customerEmail) {
    evidence.push("The payment has no e-mail address.");
    return null;
  }
  const ties = await tiesOfEmail(payment.websiteId, payment.customerEmail);
  const sessions = await Promise.all(ties.map(({ visitorId }) => latestSession(payment, visitorId)));
  const lastActive = (session: LinkSession) => Math.min(session.lastSeenAt.getTime(), payment.paidAt.getTime());
  const [found] = sessions
    .filter((session) => session !== null)
    .sort((a, b) => lastActive(b) - lastActive(a) || b.startedAt.getTime() - a.startedAt.getTime() || (a.visitorId < b.visitorId ? -1 : 1));
  if (found) {
    evidence.push(ties.length > 1 ? `${ties.length} visitors identified with this e-mail; this one was the last active before the payment.` : "A visitor identified with this e-mail.");
    return found;
  }
  evidence.push(ties.length === 0 ? "No visitor has identified with this e-mail." : "The visitors who identified with this e-mail had no visit before the payment.");
  return null;
}
