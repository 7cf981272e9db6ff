import { timingSafeEqual } from "node:crypto";
import { User } from "../../models/user.ts";
import type { UserRecord } from "../../models/user.ts";
import { AppError } from "../shared/app-error.ts";
import { sign } from "../shared/seal.ts";
import { setPassword } from "./change-password.ts";
import { endLogins } from "./logins.ts";

const HOURS = 24;

/** A user by e-mail. Throws `not_found`. */
export async function getUserByEmail(email: string): Promise<UserRecord> {
  const user = await User.findOne({ email: email.trim().toLowerCase() }).lean<UserRecord>();
  if (!user) throw new AppError("not_found", `There is no user ${email}: list-users shows who there is`);
  return user;
}

/** The token of a link that sets a new password within 24 hours. It is made of the present password's hash: used once, it fits no more; nothing is stored. */
export function createResetToken(options: { user: UserRecord; appSecret: string; now: Date }): string {
  const expires = String(options.now.getTime() + HOURS * 3_600_000);
  return [options.user._id, expires, signatureOf(options.user, expires, options.appSecret)].join(".");
}

const signatureOf = (user: UserRecord, expires: string, appSecret: string) => sign(appSecret, "reset-password", user._id, expires, user.passwordHash);

/** Whose link this is; null when it is outdated, used or made up. */
export async function findReset(options: { token: string; appSecret: string; now: Date }): Promise<UserRecord | null> {
  const [userId = "", expires = "", signature = ""] = options.token.split(".");
  if (!/^\d{1,16}$/.test(expires) || Number(expires) < options.now.getTime()) return null;
  const user = await User.findOne({ _id: userId }).lean<UserRecord>();
  if (!user) return null;
  const expected = Buffer.from(signatureOf(user, expires, options.appSecret));
  const given = Buffer.from(signature);
  return given.length === expected.length && timingSafeEqual(given, expected) ? user : null;
}

/** Sets the password by a link and ends every login. The second step stays: the link proves no more than the password would. Throws `forbidden`. */
export async function resetPassword(options: { token: string; password: string; appSecret: string; now: Date }): Promise<UserRecord> {
  const user = await findReset(options);
  if (!user) throw new AppError("forbidden", "This link is outdated or was used: ask for a new one (npm run admin -- reset-password)");
  await setPassword({ user, password: options.password, field: "password" });
  await endLogins({ userId: user._id, keepToken: null });
  return user;
}
