import { TZDate } from "@date-fns/tz";
import { DigestSending } from "../../models/digest-sending.ts";
import { DigestSubscription } from "../../models/digest-subscription.ts";
import type { DigestSubscriptionRecord } from "../../models/digest-subscription.ts";
import { User } from "../../models/user.ts";
import type { UserRecord } from "../../models/user.ts";
import type { WebsiteRecord } from "../../models/website.ts";
import { getWebsiteOfUser } from "../auth/memberships.ts";
import { getBreakdown } from "../reports/get-breakdown.ts";
import { getOverview } from "../reports/get-overview.ts";
import { dayText, startOfDay } from "../shared/local-days.ts";
import { AppError } from "../shared/app-error.ts";
import { shortHash } from "../shared/ids.ts";
import type { Logger } from "../shared/logger.ts";
import type { Mailer } from "./mailer.ts";
import { unsubscribeLink } from "./unsubscribe-link.ts";
import { writeDigest } from "./write-digest.ts";

export type DigestDeps = { mailer: Mailer; appUrl: string; appSecret: string; logger: Logger };

const SEND_HOUR = 7;
const LEASE_MS = 10 * 60_000;
const MAX_ATTEMPTS = 6;

/**
 * Sends the digests that are due: on Mondays from seven o'clock in each website's time zone. Any number of servers may call it, any number of
 * times: a unique record a reader and week says who sends. One that fails is tried again, later each time, while it is Monday.
 */
export async function sendDueDigests(deps: DigestDeps, now: Date): Promise<number> {
  let sent = 0;
  for (const { websiteId, userId } of await DigestSubscription.find().lean<DigestSubscriptionRecord[]>()) {
    try {
      const reader = await findReader(websiteId, userId);
      if (reader && (await sendIfDue(deps, reader, now))) sent += 1;
    } catch (error) {
      deps.logger.error({ err: error, websiteId }, "a weekly e-mail could not be sent; it is tried again");
    }
  }
  return sent;
}

type Reader = { website: WebsiteRecord; user: UserRecord };

/** Whoever left the team, or may not see reports any more, gets none. */
async function findReader(websiteId: string, userId: string): Promise<Reader | null> {
  const user = await User.findOne({ _id: userId }).lean<UserRecord>();
  if (!user) return null;
  try {
    return { user, website: (await getWebsiteOfUser({ websiteId, userId, permission: "reports" })).website };
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}

async function sendIfDue(deps: DigestDeps, { website, user }: Reader, now: Date): Promise<boolean> {
  const local = new TZDate(now.getTime(), website.timezone);
  if (local.getDay() !== 1 || local.getHours() < SEND_HOUR) return false;
  const week = dayText(now, website.timezone);
  const key = { websiteId: website._id, userId: user._id, week };
  const attempt = await claim(key, now);
  if (attempt === null) return false;
  try {
    await send(deps, { website, user }, week);
  } catch (error) {
    await DigestSending.updateOne(key, { $set: { leaseUntil: new Date(now.getTime() + attempt * LEASE_MS) } });
    throw error;
  }
  await DigestSending.updateOne(key, { $set: { sent: true } });
  return true;
}

/** Which attempt this is, if it is this server's to make. */
async function claim(key: { websiteId: string; userId: string; week: string }, now: Date): Promise<number | null> {
  const leaseUntil = new Date(now.getTime() + LEASE_MS);
  try {
    await DigestSending.create({ ...key, sent: false, attempts: 1, leaseUntil, createdAt: now });
    return 1;
  } catch (error) {
    if ((error as { code?: number }).code !== 11_000) throw error;
  }
  const again = await DigestSending.findOneAndUpdate({ ...key, sent: false, leaseUntil: { $lte: now }, attempts: { $lt: MAX_ATTEMPTS } }, { $set: { leaseUntil }, $inc: { attempts: 1 } }, { returnDocument: "after" }).lean();
  return again?.attempts ?? null;
}

async function send({ mailer, appUrl, appSecret }: DigestDeps, { website, user }: Reader, week: string): Promise<void> {
  const { timezone } = website;
  const midnight = (daysBack: number) => startOfDay(week, timezone, -daysBack);
  const lastWeek = { website, period: { from: midnight(7), to: midnight(0) }, filters: [] };
  const [now, before, channels, campaigns] = await Promise.all([
    getOverview(lastWeek),
    getOverview({ ...lastWeek, period: { from: midnight(14), to: midnight(7) } }),
    getBreakdown({ ...lastWeek, dimension: "channel", model: "last_touch", limit: 5 }),
    getBreakdown({ ...lastWeek, dimension: "campaign", model: "last_touch", limit: 6 }),
  ]);
  const [firstDay, lastDay] = [dayText(midnight(7), timezone), dayText(midnight(1), timezone)];
  const unsubscribeUrl = unsubscribeLink(appUrl, appSecret, { websiteId: website._id, userId: user._id });
  const written = writeDigest({ website, firstDay, lastDay, now, before, channels: channels.rows, campaigns: campaigns.rows, pageUrl: `${appUrl}/w/${website._id}?from=${firstDay}&to=${lastDay}`, unsubscribeUrl });
  // The same week's mail always has the same id: should one be sent twice after all, mail programs show it once.
  const messageId = `<${shortHash(24, website._id, user._id, week)}@${new URL(appUrl).hostname}>`;
  await mailer.send({ to: user.email, ...written, messageId, unsubscribeUrl });
}
