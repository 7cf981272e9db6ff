import { Membership } from "../../models/membership.ts";
import { AppError } from "../shared/app-error.ts";
import type { MembershipRecord, Role } from "../../models/membership.ts";
import { Team } from "../../models/team.ts";
import type { TeamRecord } from "../../models/team.ts";
import type { WebsiteRecord } from "../../models/website.ts";
import { readTogether } from "../shared/read-together.ts";
import { findWebsite } from "../websites/find-website.ts";
import { isAllowed, rolesWith } from "./permissions.ts";
import type { Permission } from "./permissions.ts";

/** Whether a user belongs to a team, and how. A page asks for as many procedures as it has panels, each of which wants to know at the same moment. */
const findMembership = readTogether<MembershipRecord>({
  find: (teamId, userId) => Membership.find({ teamId, userId }).lean<MembershipRecord[]>(),
  keyOf: ({ userId }) => userId,
  inOrder: () => 0,
});

/** The teams of a user. */
export async function listMemberships(userId: string): Promise<MembershipRecord[]> {
  return Membership.find({ userId }).lean<MembershipRecord[]>();
}

/**
 * The website, if the user belongs to its team and may do what `permission` says. Throws `not_found` for websites of others too
 * (so that ids cannot be probed), `forbidden` when the role does not allow it.
 */
export async function getWebsiteOfUser(options: {
  websiteId: string;
  userId: string;
  permission: Permission;
}): Promise<{ website: WebsiteRecord; role: Role }> {
  const website = await findWebsite(options.websiteId);
  const [membership] = website ? await findMembership(website.teamId, options.userId) : [];
  if (!website || !membership) throw new AppError("not_found", "There is no such website, or you do not belong to its team");
  demand(membership.role, options.permission);
  return { website, role: membership.role };
}

/** The team, if the user belongs to it and may do what `permission` says. Throws `not_found` for teams of others too, `forbidden`. */
export async function getTeamOfUser(options: { teamId: string; userId: string; permission: Permission }): Promise<{ team: TeamRecord; role: Role }> {
  const [membership] = await findMembership(options.teamId, options.userId);
  const team = membership && (await Team.findOne({ _id: options.teamId }).lean<TeamRecord>());
  if (!team) throw new AppError("not_found", "There is no such team, or you do not belong to it");
  demand(membership.role, options.permission);
  return { team, role: membership.role };
}

function demand(role: Role, permission: Permission): void {
  if (!isAllowed(role, permission)) throw new AppError("forbidden", `This needs the role ${rolesWith(permission).join(" or ")}; yours is ${role}`);
}
