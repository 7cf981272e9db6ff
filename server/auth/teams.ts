import { Membership } from "../../models/membership.ts";
import { Team } from "../../models/team.ts";
import type { TeamRecord } from "../../models/team.ts";
import { newId } from "../shared/ids.ts";

/** Makes a team that the user owns. */
export async function createTeam(options: { name: string; userId: string; now: Date }): Promise<TeamRecord> {
  const team = { _id: newId("team"), name: options.name, createdAt: options.now };
  await Team.create(team);
  await Membership.create({ teamId: team._id, userId: options.userId, role: "owner", createdAt: options.now });
  return team;
}

export async function renameTeam(teamId: string, name: string): Promise<void> {
  await Team.updateOne({ _id: teamId }, { $set: { name } });
}
