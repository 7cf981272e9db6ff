import { LoginSession } from "../../models/login-session.ts";
import type { LoginSessionRecord } from "../../models/login-session.ts";
import { hashToken } from "../shared/ids.ts";

const idOf = ({ tokenHash }: Pick<LoginSessionRecord, "tokenHash">) => tokenHash.slice(0, 16);

/** Where a user is logged in, newest use first; `current` is the browser that asks. */
export async function listLogins(options: { userId: string; token: string | null; now: Date }) {
  const found = await LoginSession.find({ userId: options.userId, awaitsCode: { $ne: true }, expiresAt: { $gt: options.now } }).lean<LoginSessionRecord[]>();
  const own = options.token ? hashToken(options.token) : null;
  return found
    .map((login) => ({
      loginId: idOf(login),
      browser: login.browser || "A browser",
      address: login.address || "unknown",
      since: login.createdAt.toISOString(),
      lastSeen: (login.lastSeenAt ?? login.createdAt).toISOString(),
      current: login.tokenHash === own,
    }))
    .sort((a, b) => Number(b.current) - Number(a.current) || (a.lastSeen < b.lastSeen ? 1 : -1));
}

/** Ends one of a user's logins; one that is gone already is no mistake. */
export async function endLogin(options: { userId: string; loginId: string }): Promise<void> {
  const found = await LoginSession.find({ userId: options.userId }).lean<LoginSessionRecord[]>();
  const login = found.find((one) => idOf(one) === options.loginId);
  if (login) await LoginSession.deleteOne({ tokenHash: login.tokenHash });
}

/** Ends all of a user's logins, half ones too, but the one with `keepToken`; null: all. */
export async function endLogins(options: { userId: string; keepToken: string | null }): Promise<number> {
  const keep = options.keepToken ? { tokenHash: { $ne: hashToken(options.keepToken) } } : {};
  return (await LoginSession.deleteMany({ userId: options.userId, ...keep })).deletedCount;
}
