import { listMemberships } from "../../auth/memberships.ts";
import { isAllowed, permissionsOf } from "../../auth/permissions.ts";
import { listTeams } from "../../auth/list-teams.ts";
import { getOverview } from "../../reports/get-overview.ts";
import { parsePeriod } from "../../reports/parse-period.ts";
import { currencyExponent } from "../../shared/money.ts";
import { listWebsites } from "../../websites/list-websites.ts";
import { userProcedure } from "../procedures.ts";

/** The user's websites by name, with today's net revenue (null for who may not see reports). */
export const list = userProcedure.query(async ({ ctx }) => {
  const memberships = await listMemberships(ctx.user._id);
  const roles = new Map(memberships.map((membership) => [membership.teamId, membership.role]));
  const [websites, teams] = await Promise.all([listWebsites([...roles.keys()]), listTeams([...roles.keys()])]);
  const now = ctx.deps.now();
  return Promise.all(
    websites.map(async (website) => {
      const role = roles.get(website.teamId) ?? "support";
      const today = new Intl.DateTimeFormat("en-CA", { timeZone: website.timezone }).format(now);
      const period = parsePeriod({ from: today, to: today, timezone: website.timezone, now });
      const overview = isAllowed(role, "reports") ? await getOverview({ website, period, filters: [] }) : null;
      return {
        websiteId: website._id,
        name: website.name,
        domain: website.domain,
        timezone: website.timezone,
        currency: website.currency,
        currencyExponent: currencyExponent(website.currency),
        teamId: website.teamId,
        teamName: teams.get(website.teamId) ?? "Team",
        role,
        permissions: permissionsOf(role),
        todayNetMinor: overview?.revenue.netMinor ?? null,
      };
    }),
  );
});
