import { FIRST_TEAM_ID } from "../../auth/create-user.ts";
import { listMemberships } from "../../auth/memberships.ts";
import { isAllowed } from "../../auth/permissions.ts";
import { UNCLAIMED } from "../../../models/stripe-event.ts";
import type { WebsiteRecord } from "../../../models/website.ts";
import { AppError } from "../../shared/app-error.ts";
import { listWebsites } from "../../websites/list-websites.ts";

/** `website`: this one; `all`: every website whose log the user may read; `unclaimed`: what came to the shared endpoint and belongs to none. */
export type LogScope = "website" | "all" | "unclaimed";
/** A set of deliveries that one index serves. */
export type LogSource = { filter: { websiteId: string; claimedBy?: string | null }; websiteId: string | null; name: string | null };

const MAX_WEBSITES = 50;

/** Deliveries that name no website concern who runs the server: the first team's owners and admins. */
export async function mayReadUnclaimed(userId: string): Promise<boolean> {
  const memberships = await listMemberships(userId);
  return memberships.some(({ teamId, role }) => teamId === FIRST_TEAM_ID && isAllowed(role, "settings"));
}

/** The sources of a scope. Throws `forbidden` when the user may not read what names no website. */
export async function findLogSources(options: { scope: LogScope; website: WebsiteRecord; userId: string }): Promise<LogSource[]> {
  switch (options.scope) {
    case "unclaimed":
      if (!(await mayReadUnclaimed(options.userId))) throw new AppError("forbidden", "Deliveries that name no website are shown to owners and admins of the first team");
      return [{ filter: { websiteId: UNCLAIMED, claimedBy: null }, websiteId: null, name: null }];
    case "website":
      return sourcesOf(options.website);
    case "all": {
      const memberships = (await listMemberships(options.userId)).filter(({ role }) => isAllowed(role, "webhooks"));
      const websites = await listWebsites(memberships.map(({ teamId }) => teamId));
      return websites.slice(0, MAX_WEBSITES).flatMap(sourcesOf);
    }
  }
}

function sourcesOf({ _id, name }: WebsiteRecord): LogSource[] {
  return [
    { filter: { websiteId: _id }, websiteId: _id, name },
    { filter: { websiteId: UNCLAIMED, claimedBy: _id }, websiteId: _id, name },
  ];
}
