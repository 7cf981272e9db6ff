import { createHmac, timingSafeEqual } from "node:crypto";
import { User } from "../../models/user.ts";
import { AppError } from "../shared/app-error.ts";
import { createUser } from "./create-user.ts";
import type { UserRecord } from "../../models/user.ts";

/** True as long as nobody can log in. */
export async function isFirstOwnerNeeded(): Promise<boolean> {
  return (await User.findOne({}).select({ _id: 1 }).lean()) === null;
}

/** The token of the link that makes the first owner: derived, so that every start prints the same one and nothing is stored. */
export function firstOwnerToken(appSecret: string): string {
  return createHmac("sha256", appSecret).update("first-owner").digest("base64url");
}

/** Makes the first owner. Throws `forbidden` for a wrong token, `conflict` when there is an owner. */
export async function createFirstOwner(options: {
  token: string;
  appSecret: string;
  email: string;
  password: string;
  name?: string | undefined;
  now: Date;
}): Promise<UserRecord> {
  const expected = Buffer.from(firstOwnerToken(options.appSecret));
  const given = Buffer.from(options.token);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw new AppError("forbidden", "This link is not valid: open the one that the server printed when it started");
  }
  if (!(await isFirstOwnerNeeded())) throw new AppError("conflict", "There is an owner already: log in");
  // The fixed id makes two simultaneous requests collide on the primary key: one owner, one clear refusal.
  return createUser({ email: options.email, password: options.password, name: options.name, userId: "usr_first", now: options.now });
}
