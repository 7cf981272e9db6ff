import { listTeams } from "../../auth/list-teams.ts";
import { listMemberships } from "../../auth/memberships.ts";
import { permissionsOf } from "../../auth/permissions.ts";
import { userProcedure } from "../procedures.ts";

/** The user's teams by name. */
export const list = userProcedure.query(async ({ ctx }) => {
  const memberships = await listMemberships(ctx.user._id);
  const names = await listTeams(memberships.map(({ teamId }) => teamId));
  return memberships
    .map(({ teamId, role }) => ({ teamId, name: names.get(teamId) ?? "Team", role, permissions: permissionsOf(role) }))
    .sort((a, b) => a.name.localeCompare(b.name));
});
