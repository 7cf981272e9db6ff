import { Team } from "../../models/team.ts";
import type { TeamRecord } from "../../models/team.ts";

/** Names of teams by their id. */
export async function listTeams(teamIds: string[]): Promise<Map<string, string>> {
  const teams = await Team.find({ _id: { $in: teamIds } }).lean<TeamRecord[]>();
  return new Map(teams.map(({ _id, name }) => [_id, name]));
}
