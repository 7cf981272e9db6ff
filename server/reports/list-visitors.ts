import { Identity } from "../../models/identity.ts";
import { Payment } from "../../models/payment.ts";
import { Session } from "../../models/session.ts";
import { Visitor } from "../../models/visitor.ts";
import type { IdentityRecord } from "../../models/identity.ts";
import type { PaymentRecord } from "../../models/payment.ts";
import type { SessionRecord } from "../../models/session.ts";
import type { VisitorRecord } from "../../models/visitor.ts";
import type { WebsiteRecord } from "../../models/website.ts";
import { openEmail } from "../shared/personal-data.ts";
import { readTimeCursor, writeTimeCursor } from "./time-cursor.ts";

export type VisitorFilter = { source?: string | undefined; country?: string | undefined; device?: string | undefined; identified?: boolean | undefined; paid?: boolean | undefined };
export type VisitorRow = Awaited<ReturnType<typeof describeVisitors>>[number];

const AT_ONCE = 100;
/** How many visitors one page looks through for a filter that few pass; the cursor goes on from there. */
const MOST_LOOKED_AT = 2_000;

/** Visitors by when they were last seen, a page at a time. `source` is that of the first visit, place and device are those of the last one. */
export async function listVisitors(query: { website: WebsiteRecord; filter: VisitorFilter; limit: number; cursor?: string | undefined }): Promise<{ visitors: VisitorRow[]; nextCursor: string | null }> {
  const { website, filter, limit } = query;
  const passed: VisitorRow[] = [];
  let after = query.cursor ? readTimeCursor(query.cursor) : null;
  for (let looked = 0; looked < MOST_LOOKED_AT; looked += AT_ONCE) {
    const chunk = await Visitor.find({ websiteId: website._id, ...(after ? { lastSeenAt: { $lte: after.at }, $or: [{ lastSeenAt: { $lt: after.at } }, { lastSeenAt: after.at, visitorId: { $gt: after.id } }] } : {}) })
      .sort({ lastSeenAt: -1, visitorId: 1 })
      .limit(AT_ONCE)
      .lean<VisitorRecord[]>();
    for (const row of await describeVisitors(website, chunk)) {
      if (passes(row, filter)) passed.push(row);
      after = { at: new Date(row.lastSeenAt), id: row.visitorId };
      if (passed.length === limit) return { visitors: passed, nextCursor: chunk.length < AT_ONCE && row.visitorId === chunk.at(-1)?.visitorId ? null : writeTimeCursor(after) };
    }
    if (chunk.length < AT_ONCE) return { visitors: passed, nextCursor: null };
  }
  return { visitors: passed, nextCursor: after && writeTimeCursor(after) };
}

function passes(row: VisitorRow, { source, country, device, identified, paid }: VisitorFilter): boolean {
  const fits = (wanted: string | undefined, value: string | null) => wanted === undefined || wanted === (value ?? "");
  return fits(source, row.source) && fits(country, row.country) && fits(device, row.device) && (identified === undefined || identified === (row.identity !== null)) && (paid === undefined || paid === row.payments > 0);
}

async function describeVisitors(website: WebsiteRecord, visitors: VisitorRecord[]) {
  const websiteId = website._id;
  const visitorId = { $in: visitors.map((visitor) => visitor.visitorId) };
  const [sessions, identities, payments] = await Promise.all([
    Session.find({ websiteId, visitorId }).select({ _id: 0, visitorId: 1, startedAt: 1, pageViews: 1, touch: 1 }).lean<Pick<SessionRecord, "visitorId" | "startedAt" | "pageViews" | "touch">[]>(),
    Identity.find({ websiteId, visitorId }).lean<IdentityRecord[]>(),
    Payment.find({ websiteId, "link.visitorId": visitorId, amountMinor: { $gt: 0 }, status: { $nin: ["pending", "failed"] } })
      .select({ _id: 0, amountMinor: 1, refundedMinor: 1, disputeLostMinor: 1, currency: 1, link: 1 })
      .lean<Pick<PaymentRecord, "amountMinor" | "refundedMinor" | "disputeLostMinor" | "currency" | "link">[]>(),
  ]);
  return visitors.map((visitor) => {
    const own = sessions.filter((session) => session.visitorId === visitor.visitorId).sort((a, b) => a.startedAt.getTime() - b.startedAt.getTime());
    const paid = payments.filter(({ link }) => link.visitorId === visitor.visitorId);
    const [first, last] = [own[0]?.touch, own.at(-1)?.touch];
    return {
      visitorId: visitor.visitorId,
      firstSeenAt: visitor.firstSeenAt.toISOString(),
      lastSeenAt: visitor.lastSeenAt.toISOString(),
      channel: first?.channel ?? null,
      source: first?.source ?? null,
      campaign: first?.campaign ?? null,
      country: last?.country ?? null,
      city: last?.city ?? null,
      device: last?.device ?? null,
      browser: last?.browser ?? null,
      os: last?.os ?? null,
      sessions: own.length,
      pageViews: own.reduce((sum, { pageViews }) => sum + pageViews, 0),
      payments: paid.length,
      /** Net, of payments in the website's currency. */
      netMinor: paid.filter(({ currency }) => currency === website.currency).reduce((sum, { amountMinor, refundedMinor, disputeLostMinor }) => sum + amountMinor - refundedMinor - disputeLostMinor, 0),
      identity: nameIdentity(identities.filter((identity) => identity.visitorId === visitor.visitorId)),
    };
  });
}

/** What a person is best known by: a name, else an e-mail, a user id, a customer id. */
function nameIdentity(identities: IdentityRecord[]): string | null {
  const named = identities.find(({ name }) => name)?.name;
  const known = (["email", "user", "customer"] as const).map((kind) => identities.find((identity) => identity.kind === kind)).find(Boolean);
  return named ?? (known ? openEmail(known.value) : null);
}
