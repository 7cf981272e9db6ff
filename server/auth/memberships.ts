import { Membership } from "../../models/membership.ts";
import { AppError } from "../shared/app-error.ts";
import type { MembershipRecord, Role } from "../../models/membership.ts";
import { Team } from "../../models/team.ts";
import type { TeamRecord } from "../../models/team.ts";
import type { WebsiteRecord } from "../../models/website.ts";
import { findWebsite } from "../websites/find-website.ts";
import { isAllowed, rolesWith } from "./permissions.ts";
import type { Permission } from "./permissions.ts";

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
  const membership = website
    ? await Membership.findOne({ userId: options.userId, teamId: website.teamId }).lean<MembershipRecord>()
    : null;
  if (!website || !membership) throw new AppError("not_found", "There is no such website, or you do not belong to its team");
  demand(membership.role, options.permission);
  return { website, role: membership.role };
}

/** The team, if the user belongs to it and may do what `permission` says. Throws `not_found` for teams of others too, `forbidden`. */
export async function getTeamOfUser(options: { teamId: string; userId: string; permission: Permission }): Promise<{ team: TeamRecord; role: Role }> {
  const membership = await Membership.findOne({ userId: options.userId, teamId: options.teamId }).lean<MembershipRecord>();
  const team = membership && (await Team.findOne({ _id: options.teamId }).lean<TeamRecord>());
  if (!team) throw new AppError("not_found", "There is no such team, or you do not belong to it");
  demand(membership.role, options.permission);
  return { team, role: membership.role };
}

function demand(role: Role, permission: Permission): void {
  if (!isAllowed(role, permission)) throw new AppError("forbidden", `This needs the role ${rolesWith(permission).join(" or ")}; yours is ${role}`);
}
