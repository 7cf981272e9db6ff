import { createTRPCClient, httpLink } from "@trpc/client";
import { Membership } from "../../models/membership.ts";
import type { Role } from "../../models/membership.ts";
import { createUser } from "../../server/auth/create-user.ts";
import type { AppRouter } from "../../server/trpc/router.ts";
import type { TestApp } from "./start-app.ts";

/** A new member of the test shops' team, logged in over HTTP: the cookie to send, and the procedures called with it. */
export async function logInAs(app: TestApp, role: Role, email = `${role}@example.com`) {
  const now = new Date();
  const user = await createUser({ email, password: "a password for tests", name: role, now });
  await Membership.create({ teamId: "team_test", userId: user._id, role, createdAt: now });
  const answer = await app.post("/trpc/auth.logIn", { email, password: "a password for tests" });
  const cookie = answer.headers.get("set-cookie")?.split(";")[0];
  if (!cookie) throw new Error(`No cookie: ${answer.status} ${await answer.text()}`);
  return { cookie, userId: user._id, trpc: createTRPCClient<AppRouter>({ links: [httpLink({ url: `${app.url}/trpc`, headers: { Cookie: cookie } })] }) };
}
