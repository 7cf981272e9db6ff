import { z } from "zod";
import { listMemberships } from "../../auth/memberships.ts";
import { isAllowed } from "../../auth/permissions.ts";
import { AppError } from "../../shared/app-error.ts";
import { createWebsite } from "../../websites/create-website.ts";
import { websiteInput } from "../../websites/parse-website-input.ts";
import { userProcedure } from "../procedures.ts";

/** Makes a website in the team that is named, else in one that the user owns or administers. */
export const create = userProcedure
  .meta({ does: "made the website “{name}”" })
  .input(websiteInput.extend({ teamId: z.string().max(64).optional() }))
  .mutation(async ({ ctx, input: { teamId, ...input } }) => {
    const able = (await listMemberships(ctx.user._id)).filter(({ role }) => isAllowed(role, "settings"));
    const team = teamId ? able.find((membership) => membership.teamId === teamId) : (able.find(({ role }) => role === "owner") ?? able[0]);
    if (!team) throw new AppError("forbidden", "Making a website needs the role owner or admin in a team");
    const website = await createWebsite({ teamId: team.teamId, input, now: ctx.deps.now() });
    Object.assign(ctx.trail, { teamId: team.teamId, websiteId: website._id });
    return { websiteId: website._id };
  });
