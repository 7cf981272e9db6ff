import { isAllowed, permissionsOf } from "../../auth/permissions.ts";
import { currencyExponent } from "../../shared/money.ts";
import { websiteProcedure } from "../procedures.ts";

export const get = websiteProcedure("view").query(({ ctx }) => {
  const { website } = ctx;
  return {
    websiteId: website._id,
    name: website.name,
    domain: website.domain,
    hostnames: website.hostnames,
    timezone: website.timezone,
    currency: website.currency,
    currencyExponent: currencyExponent(website.currency),
    exclusions: website.exclusions,
    stripeSecrets: website.stripeSecrets.map(({ secretId, lastFour, addedAt }) => ({ secretId, lastFour, addedAt })),
    lemonSqueezySecrets: (website.lemonSqueezySecrets ?? []).map(({ secretId, lastFour, addedAt }) => ({ secretId, lastFour, addedAt })),
    lemonSqueezyWebhookUrl: `${ctx.deps.appUrl}/api/webhooks/lemonsqueezy/${website._id}`,
    linkByTime: website.linkByTime,
    showTestData: website.showTestData,
    retentionMonths: website.retentionMonths ?? null,
    honorPrivacySignals: website.honorPrivacySignals ?? false,
    cookieless: website.cookieless ?? false,
    publicLink: website.publicId && isAllowed(ctx.role, "settings") ? `${ctx.deps.appUrl}/share/${website.publicId}` : null,
    role: ctx.role,
    permissions: permissionsOf(ctx.role),
    teamId: website.teamId,
    webhookUrl: `${ctx.deps.appUrl}/api/webhooks/stripe/${website._id}`,
    installSnippet: `<script defer src="${ctx.deps.appUrl}/js/script.js" data-website-id="${website._id}"${website.cookieless ? " data-cookieless" : ""}></script>`,
  };
});
