import { listMemberships } from "../../auth/memberships.ts";
import { AppError } from "../../shared/app-error.ts";
import { createWebsite } from "../../websites/create-website.ts";
import { websiteInput } from "../../websites/parse-website-input.ts";
import { userProcedure } from "../procedures.ts";

export const create = userProcedure.input(websiteInput).mutation(async ({ ctx, input }) => {
  const memberships = await listMemberships(ctx.user._id);
  const team = memberships.find(({ role }) => role === "owner") ?? memberships.find(({ role }) => role === "admin");
  if (!team) throw new AppError("forbidden", "Making a website needs the role admin or owner in a team");
  const website = await createWebsite({ teamId: team.teamId, input, now: ctx.deps.now() });
  return { websiteId: website._id };
});
