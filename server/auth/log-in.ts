import { LoginSession } from "../../models/login-session.ts";
import { User } from "../../models/user.ts";
import { AppError } from "../shared/app-error.ts";
import { hashToken, newToken } from "../shared/ids.ts";
import { verifyPassword } from "./password.ts";
import type { UserRecord } from "../../models/user.ts";

export const LOGIN_DAYS = 30;

/** Checks e-mail and password and returns the token of a new login. Throws `unauthorized`, with the same words for both mistakes. */
export async function logIn(options: { email: string; password: string; now: Date }): Promise<{ token: string; user: UserRecord }> {
  const user = await User.findOne({ email: options.email.trim().toLowerCase() }).lean<UserRecord>();
  const right = await verifyPassword(user?.passwordHash ?? null, options.password);
  if (!user || !right) throw new AppError("unauthorized", "E-mail or password is wrong");
  return { token: await startLogin(user._id, options.now), user };
}

/** Starts a login of a user whose right to it is already proven; returns its token. */
export async function startLogin(userId: string, now: Date): Promise<string> {
  const token = newToken();
  const expiresAt = new Date(now.getTime() + LOGIN_DAYS * 24 * 3_600_000);
  await LoginSession.create({ tokenHash: hashToken(token), userId, createdAt: now, expiresAt });
  return token;
}
