import { User } from "../../models/user.ts";
import { AppError } from "../shared/app-error.ts";
import { senderNetwork } from "../shared/sender-network.ts";
import { isKnownBrowser } from "./known-browser.ts";
import { hashPassword, isOutdated, verifyPassword } from "./password.ts";
import { startLogin } from "./start-login.ts";
import type { LoginBrowser } from "./start-login.ts";
import { countAttempt } from "./throttle.ts";
import type { Limit } from "./throttle.ts";
import type { UserRecord } from "../../models/user.ts";

export type LoginResult = { token: string; user: UserRecord; awaitsCode: boolean };

/**
 * Checks e-mail and password and returns the token of a new login, or of half a one when the user has a second step.
 * Throws `unauthorized`, with the same words for both mistakes, and `too_many_requests`.
 */
export async function logIn(options: { email: string; password: string; from: LoginBrowser; knownBrowser: string | null; appSecret: string; now: Date }): Promise<LoginResult> {
  const { from, now, appSecret, password } = options;
  const email = options.email.trim().toLowerCase();
  const takeBack = await countAttempt(limitsOf({ email, address: from.address, known: isKnownBrowser(options.knownBrowser, email, appSecret) }), now);
  const user = await User.findOne({ email }).lean<UserRecord>();
  const right = await verifyPassword(user?.passwordHash ?? null, password);
  if (!user || !right) throw new AppError("unauthorized", "E-mail or password is wrong");
  await takeBack();
  if (isOutdated(user.passwordHash)) await User.updateOne({ _id: user._id, passwordHash: user.passwordHash }, { $set: { passwordHash: await hashPassword(password) } });
  const awaitsCode = Boolean(user.totp?.sealedSecret);
  return { token: await startLogin({ userId: user._id, from, awaitsCode, now }), user, awaitsCode };
}

/** One address may try 50 times in a quarter of an hour, at one account 10; one account bears 60 from everywhere, unless the browser is known. */
function limitsOf({ email, address, known }: { email: string; address: string; known: boolean }): Limit[] {
  if (known) return [{ what: "login-known", of: email, attempts: 20, minutes: 15 }];
  const network = senderNetwork(address) ?? address;
  return [
    { what: "login-address", of: network, attempts: 50, minutes: 15 },
    { what: "login-pair", of: `${email}|${network}`, attempts: 10, minutes: 15 },
    { what: "login-account", of: email, attempts: 60, minutes: 15 },
  ];
}
