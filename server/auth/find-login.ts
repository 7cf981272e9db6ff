import { LoginSession } from "../../models/login-session.ts";
import { User } from "../../models/user.ts";
import { hashToken } from "../shared/ids.ts";
import type { LoginSessionRecord } from "../../models/login-session.ts";
import type { UserRecord } from "../../models/user.ts";

/** Who holds this login token, or null when it is unknown or expired. */
export async function findLogin(token: string, now: Date): Promise<UserRecord | null> {
  const login = await LoginSession.findOne({ tokenHash: hashToken(token) }).lean<LoginSessionRecord>();
  if (!login || login.expiresAt <= now) return null;
  return User.findOne({ _id: login.userId }).lean<UserRecord>();
}
