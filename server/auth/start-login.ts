import { LoginSession } from "../../models/login-session.ts";
import { hashToken, newToken } from "../shared/ids.ts";
import { shortenAddress } from "../shared/shorten-address.ts";
import { logOut } from "./log-out.ts";

export const LOGIN_DAYS = 30;
const CODE_MINUTES = 10;

/** The browser that logs in: what it calls itself, from where, and the token that it held until now. */
export type LoginBrowser = { browser: string; address: string; oldToken: string | null };

/**
 * Starts a login of a user whose right to it is proven (`awaitsCode`: only half of it yet); returns its token. The token is always a new one and
 * the browser's old one ends, so that nobody can plant a token and wait for someone to log in with it.
 */
export async function startLogin(options: { userId: string; from: LoginBrowser; awaitsCode?: boolean; now: Date }): Promise<string> {
  const { userId, from, now, awaitsCode = false } = options;
  if (from.oldToken) await logOut(from.oldToken);
  const token = newToken();
  const expiresAt = new Date(now.getTime() + (awaitsCode ? CODE_MINUTES * 60_000 : LOGIN_DAYS * 24 * 3_600_000));
  await LoginSession.create({ tokenHash: hashToken(token), userId, awaitsCode, browser: from.browser, address: shortenAddress(from.address), createdAt: now, lastSeenAt: now, expiresAt });
  return token;
}
