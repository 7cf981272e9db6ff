import { Membership } from "../../models/membership.ts";
import { Team } from "../../models/team.ts";
import { User } from "../../models/user.ts";
import { AppError } from "../shared/app-error.ts";
import { newId } from "../shared/ids.ts";
import { hashPassword } from "./password.ts";
import { parseEmail } from "./update-profile.ts";
import type { UserRecord } from "../../models/user.ts";

/** The team that the first owner gets, and websites that are made before there is anyone. */
export const FIRST_TEAM_ID = "team_first";

export async function ensureFirstTeam(now: Date): Promise<void> {
  await Team.updateOne({ _id: FIRST_TEAM_ID }, { $setOnInsert: { name: "My team", createdAt: now } }, { upsert: true });
}

/**
 * Makes a user with a team of their own (`ownTeam: false`: without, for who comes by an invitation); the very first one owns the first team.
 * Throws `bad_request` for a bad e-mail or password, `conflict` when the e-mail is taken.
 */
export async function createUser(options: { email: string; password: string; name?: string | undefined; userId?: string; ownTeam?: boolean; now: Date }): Promise<UserRecord> {
  const email = parseEmail(options.email);
  const passwordHash = await hashPassword(options.password);
  const first = (await User.findOne({}).select({ _id: 1 }).lean()) === null;
  const user: UserRecord = {
    _id: options.userId ?? newId("usr"),
    email,
    name: options.name?.trim().slice(0, 100) || email.split("@")[0] || email,
    passwordHash,
    createdAt: options.now,
  };
  try {
    await User.create(user);
  } catch (error) {
    if ((error as { code?: number }).code === 11_000) throw new AppError("conflict", `There is already a user ${email}`, "email");
    throw error;
  }
  if (!first && options.ownTeam === false) return user;
  const teamId = first ? FIRST_TEAM_ID : newId("team");
  if (first) await ensureFirstTeam(options.now);
  else await Team.create({ _id: teamId, name: `${user.name}'s team`, createdAt: options.now });
  await Membership.create({ teamId, userId: user._id, role: "owner", createdAt: options.now });
  return user;
}
