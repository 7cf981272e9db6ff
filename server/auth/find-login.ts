import { LoginSession } from "../../models/login-session.ts";
import { User } from "../../models/user.ts";
import { hashToken } from "../shared/ids.ts";
import type { LoginSessionRecord } from "../../models/login-session.ts";
import type { UserRecord } from "../../models/user.ts";

const SEEN_EVERY_MS = 10 * 60_000;

/** Who holds this login token, or null when it is unknown, expired, or still waits for the code of the second step. */
export async function findLogin(token: string, now: Date): Promise<UserRecord | null> {
  const login = await LoginSession.findOne({ tokenHash: hashToken(token) }).lean<LoginSessionRecord>();
  if (!login || login.expiresAt <= now || login.awaitsCode) return null;
  const seenAt = login.lastSeenAt ?? login.createdAt;
  if (now.getTime() - seenAt.getTime() > SEEN_EVERY_MS) await LoginSession.updateOne({ tokenHash: login.tokenHash }, { $set: { lastSeenAt: now } });
  return User.findOne({ _id: login.userId }).lean<UserRecord>();
}

/** Whose password was right and whose code is missing; null for any other token. */
export async function findHalfLogin(token: string, now: Date): Promise<UserRecord | null> {
  const login = await LoginSession.findOne({ tokenHash: hashToken(token), awaitsCode: true }).lean<LoginSessionRecord>();
  return login && login.expiresAt > now ? User.findOne({ _id: login.userId }).lean<UserRecord>() : null;
}
