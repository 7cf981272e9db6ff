import { hash, verify } from "@node-rs/argon2";
import { AppError } from "../shared/app-error.ts";

/** Cost as OWASP's Password Storage Cheat Sheet advises for argon2id: 19 MiB, 2 passes. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const MIN_LENGTH = 10;
const MAX_LENGTH = 1_000;

/** Hashes a new password (argon2id); refuses one that is too short. `field` is the form's name for it. */
export async function hashPassword(password: string, field = "password"): Promise<string> {
  if (password.length < MIN_LENGTH) throw new AppError("bad_request", `The password must have at least ${MIN_LENGTH} characters`, field);
  if (password.length > MAX_LENGTH) throw new AppError("bad_request", "The password must have at most 1,000 characters", field);
  return hash(password, COST);
}

/** Also spends the time when there is no such user, so that answers do not tell who exists. */
export async function verifyPassword(passwordHash: string | null, password: string): Promise<boolean> {
  if (passwordHash === null) {
    await hash(password.slice(0, MAX_LENGTH), COST);
    return false;
  }
  return verify(passwordHash, password.slice(0, MAX_LENGTH));
}

/** True for a hash of another cost than today's: it is made anew when its owner logs in next. */
export function isOutdated(passwordHash: string): boolean {
  return !passwordHash.includes(`$m=${COST.memoryCost},t=${COST.timeCost},p=${COST.parallelism}$`);
}
