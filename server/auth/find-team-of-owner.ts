import { Membership } from "../../models/membership.ts";
import { User } from "../../models/user.ts";
import type { MembershipRecord } from "../../models/membership.ts";
import type { UserRecord } from "../../models/user.ts";
import { AppError } from "../shared/app-error.ts";

/** The team that a user owns, by e-mail. Throws `not_found`. */
export async function findTeamOfOwner(email: string): Promise<string> {
  const user = await User.findOne({ email: email.trim().toLowerCase() }).lean<UserRecord>();
  const membership = user && (await Membership.findOne({ userId: user._id, role: "owner" }).lean<MembershipRecord>());
  if (!membership) throw new AppError("not_found", `There is no user ${email} who owns a team: make one with create-user`);
  return membership.teamId;
}
