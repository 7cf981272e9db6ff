import { Membership } from "../../models/membership.ts";
import { AppError } from "../shared/app-error.ts";
import type { MembershipRecord, Role } from "../../models/membership.ts";
import type { WebsiteRecord } from "../../models/website.ts";
import { findWebsite } from "../websites/find-website.ts";

const RANK: Record<Role, number> = { viewer: 0, support: 1, admin: 2, owner: 3 };

/** The teams of a user. */
export async function listMemberships(userId: string): Promise<MembershipRecord[]> {
  return Membership.find({ userId }).lean<MembershipRecord[]>();
}

/**
 * The website, if the user belongs to its team with at least `role`. Throws `not_found` for websites of others too
 * (so that ids cannot be probed), `forbidden` when the role does not suffice.
 */
export async function getWebsiteOfUser(options: {
  websiteId: string;
  userId: string;
  role: Role;
}): Promise<{ website: WebsiteRecord; role: Role }> {
  const website = await findWebsite(options.websiteId);
  const membership = website
    ? await Membership.findOne({ userId: options.userId, teamId: website.teamId }).lean<MembershipRecord>()
    : null;
  if (!website || !membership) throw new AppError("not_found", "There is no such website, or you do not belong to its team");
  if (RANK[membership.role] < RANK[options.role]) {
    throw new AppError("forbidden", `This needs the role ${options.role} or higher; yours is ${membership.role}`);
  }
  return { website, role: membership.role };
}
