import { listAudit } from "../../audit/list-audit.ts";
import { listLogins } from "../../auth/logins.ts";
import { userProcedure } from "../procedures.ts";

/** The user's own account: profile, second step, where they are logged in, and what was done to it lately. */
export const get = userProcedure.query(async ({ ctx }) => {
  const { user } = ctx;
  const [logins, { entries }] = await Promise.all([
    listLogins({ userId: user._id, token: ctx.loginToken, now: ctx.deps.now() }),
    listAudit({ of: { userId: user._id }, limit: 10 }),
  ]);
  return {
    name: user.name,
    email: user.email,
    since: user.createdAt.toISOString(),
    totp: { on: Boolean(user.totp?.sealedSecret), recoveryCodesLeft: user.totp?.recoveryHashes.length ?? 0 },
    logins,
    history: entries.map(({ did, address, at }) => ({ did, address, at })),
  };
});
