import { User } from "../../models/user.ts";
import type { UserRecord } from "../../models/user.ts";
import { AppError } from "../shared/app-error.ts";
import { endLogins } from "./logins.ts";
import { hashPassword, verifyPassword } from "./password.ts";
import { countAttempt } from "./throttle.ts";

/** Proves by the password that it is the user who sits there. Throws `forbidden` for `field`, `too_many_requests`. */
export async function demandPassword(options: { user: UserRecord; password: string; field: string; now: Date }): Promise<void> {
  const takeBack = await countAttempt([{ what: "password", of: options.user._id, attempts: 10, minutes: 15 }], options.now);
  if (!(await verifyPassword(options.user.passwordHash, options.password))) throw new AppError("forbidden", "This is not your present password", options.field);
  await takeBack();
}

/** Changes a user's password and ends their other logins. Throws `forbidden` for a wrong present one, `bad_request` for a poor new one. */
export async function changePassword(options: { user: UserRecord; current: string; next: string; token: string | null; now: Date }): Promise<{ endedLogins: number }> {
  const { user, current, next, token, now } = options;
  await demandPassword({ user, password: current, field: "current", now });
  await setPassword({ user, password: next, field: "next" });
  return { endedLogins: await endLogins({ userId: user._id, keepToken: token }) };
}

/** Throws `conflict` when the password was changed meanwhile: of two that come at once one wins, the other is told. */
export async function setPassword(options: { user: UserRecord; password: string; field: string }): Promise<void> {
  const passwordHash = await hashPassword(options.password, options.field);
  const { matchedCount } = await User.updateOne({ _id: options.user._id, passwordHash: options.user.passwordHash }, { $set: { passwordHash } });
  if (matchedCount === 0) throw new AppError("conflict", "The password was changed a moment ago: log in with the new one");
}
