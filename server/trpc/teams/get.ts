import { listInvitations } from "../../auth/invitations.ts";
import { listMembers } from "../../auth/members.ts";
import { isAllowed, permissionsOf } from "../../auth/permissions.ts";
import { listDeletedWebsites, listWebsites } from "../../websites/list-websites.ts";
import { teamProcedure } from "../procedures.ts";

/** A team with its people and websites; invitations and deleted websites only for who may do something about them. */
export const get = teamProcedure("view").query(async ({ ctx }) => {
  const { team, role } = ctx;
  const mayChange = isAllowed(role, "team");
  const [members, websites, invitations, deleted] = await Promise.all([
    listMembers(team._id),
    listWebsites([team._id]),
    mayChange ? listInvitations(team._id, ctx.deps.now()) : [],
    mayChange ? listDeletedWebsites(team._id, ctx.deps.now()) : [],
  ]);
  return {
    teamId: team._id,
    name: team.name,
    role,
    permissions: permissionsOf(role),
    ownUserId: ctx.user._id,
    members,
    websites: websites.map(({ _id, name, domain }) => ({ websiteId: _id, name, domain })),
    invitations,
    deletedWebsites: deleted,
  };
});
