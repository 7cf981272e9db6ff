export type PageActor = "owner" | "admin" | "analyst" | "support" | "outsider" | "stranger";
/** A status; "login": sent to the login page; "role": what `others` says (403, or 302 to the first page that the role may open). */
type Answer = number | "login" | "role";
type PageRow = { path: string; opens: (actor: PageActor) => Answer; others?: number };

/** Whose page it is: members with one of these roles; other roles get `others`, outsiders 404, strangers the login page. */
function member(path: string, roles: readonly PageActor[], others?: number): PageRow {
  const opens = (actor: PageActor): Answer => (actor === "stranger" ? "login" : actor === "outsider" ? 404 : roles.includes(actor) ? 200 : "role");
  return others ? { path, opens, others } : { path, opens };
}
/** For whoever is logged in. */
const user = (path: string, status = 200): PageRow => ({ path, opens: (actor) => (actor === "stranger" ? "login" : status) });
/** The same for everyone. */
const anyone = (path: string, status: number): PageRow => ({ path, opens: () => status });
/** For who is not logged in yet. */
const entrance = (path: string, status = 200): PageRow => ({ path, opens: (actor) => (actor === "stranger" ? status : 302) });

const ALL: readonly PageActor[] = ["owner", "admin", "analyst", "support"];
const OWNER: readonly PageActor[] = ["owner"];
const SETTINGS: readonly PageActor[] = ["owner", "admin"];
const REPORTS: readonly PageActor[] = ["owner", "admin", "analyst"];
const OPERATE: readonly PageActor[] = ["owner", "admin", "support"];
const SITE = "/w/:websiteId";

/** Every page by its id in app/routes.ts, and who may open it. `:websiteId`, `:teamId`, `:paymentId`, `:visitorId` and so on are filled in. */
export const PAGES: Record<string, PageRow> = {
  "routes/home": user("/", 302),
  "routes/first-owner": anyone("/first-owner", 302),
  "routes/login": entrance("/login"),
  "routes/login-code": entrance("/login/code", 302),
  "routes/reset-password": anyone("/reset-password?token=x", 200),
  "routes/invitation": anyone("/invitation/:token", 404),
  "routes/share": anyone("/share/:publicId", 200),
  "routes/logout": anyone("/logout", 302),
  "routes/unsubscribe": anyone("/unsubscribe", 200),
  "routes/theme": anyone("/theme", 302),
  "routes/websites": user("/websites"),
  "routes/new-website": user("/websites/new"),
  "routes/account": user("/account"),
  "routes/new-team": user("/teams/new"),
  "routes/team-members": member("/teams/:teamId", ALL),
  "routes/team-websites": member("/teams/:teamId/websites", ALL),
  "routes/team-log": member("/teams/:teamId/log", OWNER),
  "routes/team-settings": member("/teams/:teamId/settings", OWNER),
  "routes/overview": member(SITE, REPORTS, 302),
  "routes/breakdown": member(`${SITE}/by/:dimension`, REPORTS),
  "routes/values": member(`${SITE}/values?dimension=channel`, REPORTS),
  "routes/live": member(`${SITE}/live`, REPORTS),
  "routes/visitors": member(`${SITE}/visitors`, REPORTS),
  "routes/visitor": member(`${SITE}/visitors/:visitorId`, REPORTS),
  "routes/goals": member(`${SITE}/goals`, REPORTS),
  "routes/funnels": member(`${SITE}/funnels`, REPORTS),
  "routes/retention": member(`${SITE}/retention`, REPORTS),
  "routes/subscriptions": member(`${SITE}/subscriptions`, REPORTS),
  "routes/costs": member(`${SITE}/costs`, REPORTS),
  "routes/exports": member(`${SITE}/exports`, ALL),
  "routes/views": member(`${SITE}/views`, REPORTS),
  "routes/payments": member(`${SITE}/payments`, ALL),
  "routes/payment": member(`${SITE}/payments/:paymentId`, ALL),
  "routes/webhooks": member(`${SITE}/webhooks`, OPERATE),
  "routes/webhook": member(`${SITE}/webhooks/:deliveryId`, OPERATE),
  "routes/troubleshooting": member(`${SITE}/troubleshooting`, OPERATE),
  "routes/docs-index": anyone("/docs", 200),
  "routes/docs-page": anyone("/docs/setup", 200),
  "routes/setup-state": member(`${SITE}/setup/state`, ALL),
  "routes/setup": member(`${SITE}/setup`, ALL),
  "routes/more": member(`${SITE}/more`, ALL),
  "routes/settings-general": member(`${SITE}/settings`, SETTINGS),
  "routes/settings-tracking": member(`${SITE}/settings/tracking`, SETTINGS),
  "routes/settings-stripe": member(`${SITE}/settings/stripe`, SETTINGS),
  "routes/settings-lemonsqueezy": member(`${SITE}/settings/lemonsqueezy`, SETTINGS),
  "routes/settings-keys": member(`${SITE}/settings/keys`, SETTINGS),
  "routes/settings-sharing": member(`${SITE}/settings/sharing`, SETTINGS),
  "routes/settings-privacy": member(`${SITE}/settings/privacy`, SETTINGS),
  "routes/settings-danger": member(`${SITE}/settings/danger`, OWNER),
  "routes/website-not-found": { path: `${SITE}/no-such-page`, opens: (actor) => (actor === "stranger" ? "login" : 404) },
  "routes/not-found": anyone("/no-such-page", 404),
};
