import { router } from "./procedures.ts";
import { beginTotp } from "./account/begin-totp.ts";
import { changePassword } from "./account/change-password.ts";
import { confirmTotp } from "./account/confirm-totp.ts";
import { disableTotp } from "./account/disable-totp.ts";
import { endLogin } from "./account/end-login.ts";
import { endLogins } from "./account/end-logins.ts";
import { get as getAccount } from "./account/get.ts";
import { renewRecoveryCodes } from "./account/renew-recovery-codes.ts";
import { updateProfile } from "./account/update-profile.ts";
import { create as createApiKey } from "./api-keys/create.ts";
import { list as listApiKeys } from "./api-keys/list.ts";
import { revoke as revokeApiKey } from "./api-keys/revoke.ts";
import { confirmCode } from "./auth/confirm-code.ts";
import { createFirstOwner } from "./auth/create-first-owner.ts";
import { logIn } from "./auth/log-in.ts";
import { logOut } from "./auth/log-out.ts";
import { resetPassword } from "./auth/reset-password.ts";
import { state as authState } from "./auth/state.ts";
import { importFile as importCosts } from "./costs/import-file.ts";
import { list as listCosts } from "./costs/list.ts";
import { record as recordCost } from "./costs/record.ts";
import { remove as removeCost } from "./costs/remove.ts";
import { returns } from "./costs/returns.ts";
import { set as setDigest } from "./digest/set.ts";
import { state as digestState } from "./digest/state.ts";
import { unsubscribe } from "./digest/unsubscribe.ts";
import { breakdown as exportBreakdown } from "./exports/breakdown.ts";
import * as exportInsights from "./exports/insights.ts";
import { costs as exportCosts, events as exportEvents, payments as exportPayments, sessions as exportSessions } from "./exports/raw.ts";
import * as exportLists from "./exports/lists.ts";
import { returns as exportReturns } from "./exports/returns.ts";
import { timeseries as exportTimeseries } from "./exports/timeseries.ts";
import { candidates } from "./payments/candidates.ts";
import { customers } from "./insights/customers.ts";
import { funnel } from "./insights/funnel.ts";
import { list as listFunnels, remove as removeFunnel, save as saveFunnel } from "./insights/funnels.ts";
import { goalBreakdown } from "./insights/goal-breakdown.ts";
import { goals } from "./insights/goals.ts";
import { retention } from "./insights/retention.ts";
import { subscriptions } from "./insights/subscriptions.ts";
import { correctLink } from "./payments/correct-link.ts";
import { get as getPayment } from "./payments/get.ts";
import { list as listPayments } from "./payments/list.ts";
import { settleHeld } from "./payments/settle-held.ts";
import { erase as erasePerson } from "./privacy/erase.ts";
import { exportOne as exportPerson } from "./privacy/export.ts";
import { breakdown } from "./reports/breakdown.ts";
import { live } from "./reports/live.ts";
import { overview } from "./reports/overview.ts";
import { timeseries } from "./reports/timeseries.ts";
import { explain } from "./diagnostics/explain.ts";
import { findings } from "./diagnostics/findings.ts";
import { checkSite } from "./setup/check-site.ts";
import { connectStripe } from "./setup/connect-stripe.ts";
import { sendTestEvent } from "./setup/send-test-event.ts";
import { state as setupState } from "./setup/state.ts";
import { progress as importProgress } from "./stripe-import/progress.ts";
import { start as startImport } from "./stripe-import/start.ts";
import { list as listViews } from "./views/list.ts";
import { remove as removeView } from "./views/remove.ts";
import { save as saveView } from "./views/save.ts";
import { accept } from "./invitations/accept.ts";
import { acceptAsNew } from "./invitations/accept-as-new.ts";
import { get as getInvitation } from "./invitations/get.ts";
import { breakdown as sharedBreakdown } from "./share/breakdown.ts";
import { overview as sharedOverview } from "./share/overview.ts";
import { timeseries as sharedTimeseries } from "./share/timeseries.ts";
import { website as sharedWebsite } from "./share/website.ts";
import { auditLog } from "./teams/audit-log.ts";
import { changeRole } from "./teams/change-role.ts";
import { create as createTeam } from "./teams/create.ts";
import { get as getTeam } from "./teams/get.ts";
import { invite } from "./teams/invite.ts";
import { leave } from "./teams/leave.ts";
import { list as listTeams } from "./teams/list.ts";
import { removeMember } from "./teams/remove-member.ts";
import { rename as renameTeam } from "./teams/rename.ts";
import { restoreWebsite } from "./teams/restore-website.ts";
import { revokeInvitation } from "./teams/revoke-invitation.ts";
import { get as getVisitor } from "./visitors/get.ts";
import { journey } from "./visitors/journey.ts";
import { list as listVisitors } from "./visitors/list.ts";
import { get as getDelivery } from "./webhooks/get.ts";
import { list as listDeliveries } from "./webhooks/list.ts";
import { processAgain } from "./webhooks/process-again.ts";
import { addLemonSqueezySecret } from "./websites/add-lemonsqueezy-secret.ts";
import { addStripeSecret } from "./websites/add-stripe-secret.ts";
import { create as createWebsite } from "./websites/create.ts";
import { createPublicLink } from "./websites/create-public-link.ts";
import { get as getWebsite } from "./websites/get.ts";
import { list as listWebsites } from "./websites/list.ts";
import { removeLemonSqueezySecret } from "./websites/remove-lemonsqueezy-secret.ts";
import { removeStripeSecret } from "./websites/remove-stripe-secret.ts";
import { remove as removeWebsite } from "./websites/remove.ts";
import { revokePublicLink } from "./websites/revoke-public-link.ts";
import { transfer } from "./websites/transfer.ts";
import { update as updateWebsite } from "./websites/update.ts";

/** Everything that the admin can do. */
export const appRouter = router({
  auth: router({ state: authState, createFirstOwner, logIn, confirmCode, logOut, resetPassword }),
  account: router({ get: getAccount, updateProfile, changePassword, endLogin, endLogins, beginTotp, confirmTotp, renewRecoveryCodes, disableTotp }),
  websites: router({ list: listWebsites, get: getWebsite, create: createWebsite, update: updateWebsite, addStripeSecret, removeStripeSecret, addLemonSqueezySecret, removeLemonSqueezySecret, remove: removeWebsite, transfer, createPublicLink, revokePublicLink }),
  teams: router({ list: listTeams, create: createTeam, get: getTeam, rename: renameTeam, invite, revokeInvitation, changeRole, removeMember, leave, auditLog, restoreWebsite }),
  invitations: router({ get: getInvitation, accept, acceptAsNew }),
  share: router({ website: sharedWebsite, overview: sharedOverview, timeseries: sharedTimeseries, breakdown: sharedBreakdown }),
  apiKeys: router({ list: listApiKeys, create: createApiKey, revoke: revokeApiKey }),
  reports: router({ overview, breakdown, timeseries, live }),
  costs: router({ list: listCosts, record: recordCost, importFile: importCosts, remove: removeCost, returns }),
  insights: router({ goals, goalBreakdown, funnel, retention, customers, subscriptions }),
  funnels: router({ list: listFunnels, save: saveFunnel, remove: removeFunnel }),
  digest: router({ state: digestState, set: setDigest, unsubscribe }),
  exports: router({ payments: exportPayments, sessions: exportSessions, events: exportEvents, costs: exportCosts, breakdown: exportBreakdown, timeseries: exportTimeseries, returns: exportReturns, ...exportInsights, ...exportLists }),
  views: router({ list: listViews, save: saveView, remove: removeView }),
  payments: router({ list: listPayments, get: getPayment, candidates, correctLink, settleHeld }),
  visitors: router({ list: listVisitors, get: getVisitor, journey }),
  webhooks: router({ list: listDeliveries, get: getDelivery, processAgain }),
  privacy: router({ export: exportPerson, erase: erasePerson }),
  stripeImport: router({ start: startImport, progress: importProgress }),
  diagnostics: router({ findings, explain }),
  setup: router({ state: setupState, checkSite, connectStripe, sendTestEvent }),
});

export type AppRouter = typeof appRouter;
