import { listMemberships } from "../../auth/memberships.ts";
import { getOverview } from "../../reports/get-overview.ts";
import { parsePeriod } from "../../reports/parse-period.ts";
import { currencyExponent } from "../../shared/money.ts";
import { listWebsites } from "../../websites/list-websites.ts";
import { userProcedure } from "../procedures.ts";

export const list = userProcedure.query(async ({ ctx }) => {
  const memberships = await listMemberships(ctx.user._id);
  const roles = new Map(memberships.map((membership) => [membership.teamId, membership.role]));
  const websites = await listWebsites([...roles.keys()]);
  const now = ctx.deps.now();
  return Promise.all(
    websites.map(async (website) => {
      const today = new Intl.DateTimeFormat("en-CA", { timeZone: website.timezone }).format(now);
      const period = parsePeriod({ from: today, to: today, timezone: website.timezone, now });
      const overview = await getOverview({ website, period, filters: {} });
      return {
        websiteId: website._id,
        name: website.name,
        domain: website.domain,
        timezone: website.timezone,
        currency: website.currency,
        currencyExponent: currencyExponent(website.currency),
        role: roles.get(website.teamId) ?? "support",
        todayNetMinor: overview.revenue.netMinor,
      };
    }),
  );
});
