import { Secret, TOTP } from "otpauth";
import { User } from "../../models/user.ts";
import type { UserRecord } from "../../models/user.ts";
import { AppError } from "../shared/app-error.ts";
import { seal, unseal } from "../shared/seal.ts";
import { createRecoveryCodes, hashRecoveryCode } from "./recovery-codes.ts";
import { countAttempt } from "./throttle.ts";

const STEP_MS = 30_000;

const sealing = (userId: string, appSecret: string) => ({ appSecret, purpose: "totp", boundTo: userId });
const totpOf = (secret: string, email: string) => new TOTP({ issuer: "PostMetric", label: email, secret: Secret.fromBase32(secret), period: STEP_MS / 1_000 });

/** The step whose code this is: the present one or a neighbour, for clocks that are a little off; spaces in it are nothing. Null when it is none. Source: RFC 6238, 5.2. */
function stepOf(secret: string, user: UserRecord, code: string, now: Date): number | null {
  const token = code.replace(/\s/g, "");
  // The library throws for six characters that are more bytes than six.
  if (!/^\d{6}$/.test(token)) return null;
  const delta = totpOf(secret, user.email).validate({ token, timestamp: now.getTime(), window: 1 });
  return delta === null ? null : Math.floor(now.getTime() / STEP_MS) + delta;
}

/** Makes a secret for the user's authenticator. It counts only after `confirmTotp`; beginning again makes another one. */
export async function beginTotp(options: { user: UserRecord; appSecret: string }): Promise<{ secret: string; uri: string }> {
  const { user, appSecret } = options;
  if (user.totp?.sealedSecret) throw new AppError("conflict", "The second step is on already: turn it off first");
  const secret = new Secret({ size: 20 }).base32;
  await User.updateOne({ _id: user._id }, { $set: { "totp.pending": seal(secret, sealing(user._id, appSecret)) } });
  return { secret, uri: totpOf(secret, user.email).toString() };
}

/** Turns the second step on, once a code proves that the authenticator has the secret. The recovery codes are told this once. */
export async function confirmTotp(options: { user: UserRecord; code: string; appSecret: string; now: Date }): Promise<{ recoveryCodes: string[] }> {
  const { user, appSecret, now } = options;
  const pending = user.totp?.pending ?? null;
  const secret = pending && unseal(pending, sealing(user._id, appSecret));
  if (!pending || !secret) throw new AppError("conflict", "Begin again: there is no secret that waits for a code");
  await countAttempt([{ what: "totp-confirm", of: user._id, attempts: 20, minutes: 15 }], now);
  const step = stepOf(secret, user, options.code, now);
  if (step === null) throw new AppError("bad_request", "This code does not fit: check the clock of your phone, then type the code that it shows now", "code");
  const recoveryCodes = createRecoveryCodes();
  const recoveryHashes = recoveryCodes.map((code) => hashRecoveryCode(code, user._id, appSecret));
  const { matchedCount } = await User.updateOne({ _id: user._id, "totp.pending": pending }, { $set: { totp: { sealedSecret: pending, pending: null, lastCounter: step, recoveryHashes } } });
  if (matchedCount === 0) throw new AppError("conflict", "The second step was begun again in another window: go on there");
  return { recoveryCodes };
}

/**
 * Checks the second step: a code of the authenticator, which works once, or a recovery code, which is used up. Both are taken by one conditional
 * write, so that the same code sent twice at once opens once. Throws `unauthorized` for `code`, `too_many_requests`.
 */
export async function demandCode(options: { user: UserRecord; code: string; appSecret: string; now: Date }): Promise<void> {
  const { user, appSecret, now } = options;
  const takeBack = await countAttempt([{ what: "totp", of: user._id, attempts: 10, minutes: 15 }], now);
  const secret = user.totp?.sealedSecret ? unseal(user.totp.sealedSecret, sealing(user._id, appSecret)) : null;
  const step = secret ? stepOf(secret, user, options.code, now) : null;
  const hash = hashRecoveryCode(options.code, user._id, appSecret);
  const { modifiedCount } =
    step === null
      ? await User.updateOne({ _id: user._id, "totp.recoveryHashes": hash }, { $pull: { "totp.recoveryHashes": hash } })
      : await User.updateOne({ _id: user._id, "totp.lastCounter": { $lt: step } }, { $set: { "totp.lastCounter": step } });
  if (modifiedCount === 0) throw new AppError("unauthorized", step === null ? "This code does not fit" : "This code was used already: wait for the next one", "code");
  await takeBack();
}

/** Makes new recovery codes; the old ones stop working. */
export async function renewRecoveryCodes(options: { user: UserRecord; appSecret: string }): Promise<{ recoveryCodes: string[] }> {
  const { user, appSecret } = options;
  if (!user.totp?.sealedSecret) throw new AppError("conflict", "The second step is off");
  const recoveryCodes = createRecoveryCodes();
  await User.updateOne({ _id: user._id }, { $set: { "totp.recoveryHashes": recoveryCodes.map((code) => hashRecoveryCode(code, user._id, appSecret)) } });
  return { recoveryCodes };
}

/** Turns the second step off. */
export async function disableTotp(userId: string): Promise<void> {
  await User.updateOne({ _id: userId }, { $set: { totp: { sealedSecret: null, pending: null, lastCounter: 0, recoveryHashes: [] } } });
}
