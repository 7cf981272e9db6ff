import { Membership } from "../../models/membership.ts";
import type { MembershipRecord } from "../../models/membership.ts";
import { Team } from "../../models/team.ts";
import type { TeamRecord } from "../../models/team.ts";
import { User } from "../../models/user.ts";
import type { UserRecord } from "../../models/user.ts";

/** Everyone who can log in, with their teams in words; for the admin command. */
export async function listUsers(): Promise<{ email: string; name: string; secondStep: "on" | "off"; teams: string }[]> {
  const [users, memberships, teams] = await Promise.all([User.find({}).sort({ email: 1 }).lean<UserRecord[]>(), Membership.find({}).lean<MembershipRecord[]>(), Team.find({}).lean<TeamRecord[]>()]);
  const names = new Map(teams.map(({ _id, name }) => [_id, name]));
  return users.map(({ _id, email, name, totp }) => ({
    email,
    name,
    secondStep: totp?.sealedSecret ? "on" : "off",
    teams: memberships
      .filter(({ userId }) => userId === _id)
      .map(({ teamId, role }) => `${role} of ${names.get(teamId) ?? teamId}`)
      .join(", "),
  }));
}
