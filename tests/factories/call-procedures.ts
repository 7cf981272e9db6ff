import { createCallerFactory } from "../../server/trpc/procedures.ts";
import { appRouter } from "../../server/trpc/router.ts";
import { Membership } from "../../models/membership.ts";
import type { Role } from "../../models/membership.ts";
import type { UserRecord } from "../../models/user.ts";
import { newId } from "../../server/shared/ids.ts";
import type { TestApp } from "./start-app.ts";

/** The procedures as a member of a team would call them. */
export async function callAs(app: TestApp, role: Role, teamId = "team_test") {
  const user = { _id: newId("usr"), email: `${role}@example.com`, name: role, passwordHash: "", createdAt: new Date() } as UserRecord;
  await Membership.create({ teamId, userId: user._id, role, createdAt: new Date() });
  return createCallerFactory(appRouter)({ deps: app.services.trpc, user, loginToken: null, ip: "127.0.0.1", browser: "a test", knownBrowser: null, setLoginCookie: () => undefined, setKnownBrowserCookie: () => undefined });
}
