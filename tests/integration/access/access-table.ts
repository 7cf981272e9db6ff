import type { Role } from "../../../models/membership.ts";
import type { World } from "./build-world.ts";

/**
 * Who may do what: one row a procedure, told apart from the code that decides it. A new procedure needs a row here:
 *
 *   "websites.rename": website(["owner", "admin"], () => ({ name: "New" })),
 *
 * `website(roles, input)` for what is asked of a website (`websiteId` is added), `team(roles, input)` of a team (`teamId` is added), `user(input)`
 * for whoever is logged in, `open(input)` for anyone. `input` makes the least input that is right. `answers` names the error codes that the right
 * ones get, where a whole success would need more than a row (Stripe's own server, say).
 */
export type Row = { of: "website" | "team" | "user" | "open"; roles: readonly Role[]; input: (world: World) => Record<string, unknown>; answers: readonly string[] };

type MakeInput = Row["input"];
const nothing: MakeInput = () => ({});

const website = (roles: readonly Role[], input: MakeInput = nothing, answers: readonly string[] = []): Row => ({ of: "website", roles, input: (world) => ({ websiteId: world.websiteId, ...input(world) }), answers });
const team = (roles: readonly Role[], input: MakeInput = nothing, answers: readonly string[] = []): Row => ({ of: "team", roles, input: (world) => ({ teamId: world.teamId, ...input(world) }), answers });
const user = (input: MakeInput = nothing, answers: readonly string[] = []): Row => ({ of: "user", roles: [], input, answers });
const open = (input: MakeInput = nothing, answers: readonly string[] = []): Row => ({ of: "open", roles: [], input, answers });

const ALL: readonly Role[] = ["owner", "admin", "analyst", "support"];
const OWNER: readonly Role[] = ["owner"];
const SETTINGS: readonly Role[] = ["owner", "admin"];
const REPORTS: readonly Role[] = ["owner", "admin", "analyst"];
const OPERATE: readonly Role[] = ["owner", "admin", "support"];

const password = "a long password";
const series = () => ({ interval: "day", metrics: ["visitors"] });
const funnelSteps = () => ({ steps: ["page:/", "page:/buy"] });
const aVisitor = ({ visitorId }: World) => ({ visitorId });
const aPayment = ({ paymentId }: World) => ({ paymentId });

export const ACCESS: Record<string, Row> = {
  "auth.state": open(),
  "auth.createFirstOwner": open(() => ({ token: "x", email: "a@example.com", password }), ["FORBIDDEN"]),
  "auth.logIn": open(() => ({ email: "nobody@example.com", password }), ["UNAUTHORIZED"]),
  "auth.confirmCode": open(() => ({ code: "000000" }), ["UNAUTHORIZED"]),
  "auth.logOut": open(),
  "auth.resetPassword": open(() => ({ token: "x", password }), ["FORBIDDEN"]),

  "account.get": user(),
  "account.updateProfile": user(({ email }) => ({ name: "Anna", email })),
  "account.changePassword": user(() => ({ current: password, next: "another long one" })),
  "account.endLogin": user(() => ({ loginId: "none" })),
  "account.endLogins": user(),
  "account.beginTotp": user(),
  "account.confirmTotp": user(() => ({ code: "000000" }), ["CONFLICT"]),
  "account.renewRecoveryCodes": user(() => ({ password }), ["CONFLICT"]),
  "account.disableTotp": user(() => ({ password })),

  "teams.list": user(),
  "teams.create": user(() => ({ name: "Another" })),
  "teams.get": team(ALL),
  "teams.leave": team(ALL, nothing, ["CONFLICT"]),
  "teams.rename": team(OWNER, () => ({ name: "Renamed" })),
  "teams.invite": team(OWNER, () => ({ role: "analyst" })),
  "teams.revokeInvitation": team(OWNER, () => ({ invitationId: "inv_none" })),
  "teams.changeRole": team(OWNER, ({ adminId }) => ({ userId: adminId, role: "support" })),
  "teams.removeMember": team(OWNER, ({ adminId }) => ({ userId: adminId })),
  "teams.auditLog": team(OWNER),
  "teams.restoreWebsite": team(OWNER, ({ websiteId }) => ({ websiteId }), ["NOT_FOUND"]),

  "invitations.get": open(() => ({ token: "x" }), ["NOT_FOUND"]),
  "invitations.accept": user(() => ({ token: "x" }), ["NOT_FOUND"]),
  "invitations.acceptAsNew": open(() => ({ token: "x", name: "A", email: "a@example.com", password }), ["NOT_FOUND"]),

  "share.website": open(() => ({ publicId: "x" }), ["NOT_FOUND"]),
  "share.overview": open(() => ({ publicId: "x" }), ["NOT_FOUND"]),
  "share.timeseries": open(() => ({ publicId: "x", ...series() }), ["NOT_FOUND"]),
  "share.breakdown": open(() => ({ publicId: "x", dimension: "channel" }), ["NOT_FOUND"]),

  "websites.list": user(),
  // Its roles are decided by the user's teams, not by one that is named: analysts and support have none to make it in.
  "websites.create": user(() => ({ name: "New", domain: "new.example.com" }), ["FORBIDDEN"]),
  "websites.get": website(ALL),
  "websites.update": website(SETTINGS, () => ({ name: "Renamed" })),
  "websites.addStripeSecret": website(SETTINGS, () => ({ secret: "whsec_0123456789abcdef" })),
  "websites.removeStripeSecret": website(SETTINGS, () => ({ secretId: "sec_none" })),
  "websites.addLemonSqueezySecret": website(SETTINGS, () => ({ secret: "made-up-secret" })),
  "websites.removeLemonSqueezySecret": website(SETTINGS, () => ({ secretId: "sec_none" })),
  "websites.createPublicLink": website(SETTINGS),
  "websites.revokePublicLink": website(SETTINGS),
  "websites.transfer": website(OWNER, ({ otherTeamId }) => ({ toTeamId: otherTeamId })),
  "websites.remove": website(OWNER, () => ({ confirm: "Shop" })),

  "apiKeys.list": website(SETTINGS),
  "apiKeys.create": website(SETTINGS, () => ({ name: "Server" })),
  "apiKeys.revoke": website(SETTINGS, () => ({ keyId: "key_none" })),

  "reports.overview": website(REPORTS),
  "reports.live": website(REPORTS),
  "reports.breakdown": website(REPORTS, () => ({ dimension: "channel" })),
  "reports.timeseries": website(REPORTS, series),

  "insights.goals": website(REPORTS),
  "insights.goalBreakdown": website(REPORTS, () => ({ goal: "signup" })),
  "insights.funnel": website(REPORTS, funnelSteps),
  "insights.retention": website(REPORTS),
  "insights.customers": website(REPORTS),
  "insights.subscriptions": website(REPORTS),
  "funnels.list": website(REPORTS),
  "funnels.save": website(REPORTS, () => ({ name: "Buying", ...funnelSteps() })),
  "funnels.remove": website(REPORTS, () => ({ funnelId: "fun_none" }), ["NOT_FOUND"]),

  "costs.list": website(REPORTS),
  "costs.returns": website(REPORTS),
  "costs.record": website(SETTINGS, () => ({ firstDay: "2026-01-01", source: "google", amount: "10" })),
  "costs.importFile": website(SETTINGS, () => ({ csv: "date,source,cost\n2026-01-01,google,10\n" })),
  "costs.remove": website(SETTINGS, () => ({ costKey: "none" }), ["NOT_FOUND"]),

  "digest.state": website(REPORTS),
  "digest.set": website(REPORTS, () => ({ subscribed: false })),
  "digest.unsubscribe": open(() => ({ websiteId: "web_none", userId: "usr_none", token: "x" }), ["FORBIDDEN"]),

  "exports.payments": website(["owner", "admin", "analyst", "support"]),
  "exports.sessions": website(REPORTS),
  "exports.events": website(REPORTS),
  "exports.visitors": website(REPORTS),
  "exports.deliveries": website(["owner", "admin", "support"]),
  "exports.costs": website(REPORTS),
  "exports.returns": website(REPORTS),
  "exports.breakdown": website(REPORTS, () => ({ dimension: "channel" })),
  "exports.timeseries": website(REPORTS, series),

  "exports.goals": website(REPORTS),
  "exports.goal": website(REPORTS, () => ({ goal: "signup" })),
  "exports.funnel": website(REPORTS, funnelSteps),
  "exports.retention": website(REPORTS),
  "exports.payback": website(REPORTS),
  "exports.customers": website(REPORTS),
  "exports.subscriptions": website(REPORTS),

  "views.list": website(REPORTS),
  "views.save": website(REPORTS, () => ({ name: "Mine", page: "", query: "" })),
  "views.remove": website(REPORTS, () => ({ viewId: "view_none" }), ["NOT_FOUND"]),

  "payments.list": website(ALL),
  "payments.get": website(ALL, aPayment),
  "payments.candidates": website(SETTINGS, aPayment),
  "payments.correctLink": website(SETTINGS, (world) => ({ ...aPayment(world), ...aVisitor(world) }), ["NOT_FOUND"]),
  "payments.settleHeld": website(SETTINGS, (world) => ({ ...aPayment(world), paidBy: "pi_none" }), ["NOT_FOUND"]),

  "visitors.list": website(REPORTS),
  "visitors.get": website(REPORTS, aVisitor),
  "visitors.journey": website(REPORTS, aVisitor),

  "webhooks.list": website(OPERATE),
  "webhooks.get": website(OPERATE, ({ deliveryId }) => ({ deliveryId })),
  "webhooks.processAgain": website(OPERATE, () => ({ eventId: "evt_none" }), ["NOT_FOUND"]),

  "privacy.export": website(SETTINGS, () => ({ person: "visitor-none" }), ["NOT_FOUND"]),
  "privacy.erase": website(SETTINGS, () => ({ person: "visitor-none", confirm: "erase" }), ["NOT_FOUND"]),

  "diagnostics.findings": website(OPERATE),
  "diagnostics.explain": website(OPERATE, () => ({ q: "pi_none" })),
  "stripeImport.start": website(SETTINGS, () => ({ key: "nonsense" }), ["BAD_REQUEST"]),
  "stripeImport.progress": website(SETTINGS),

  "setup.state": website(ALL),
  "setup.checkSite": website(OPERATE, () => ({ page: "http://127.0.0.1:9/" }), ["BAD_REQUEST"]),
  "setup.connectStripe": website(SETTINGS, () => ({ key: "nonsense" }), ["BAD_REQUEST"]),
  "setup.sendTestEvent": website(OPERATE, nothing, ["BAD_REQUEST", "CONFLICT"]),
};
