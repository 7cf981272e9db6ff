import { LoginSession } from "../../models/login-session.ts";
import { hashToken } from "../shared/ids.ts";

/** Ends a login; an unknown token is no mistake. */
export async function logOut(token: string): Promise<void> {
  await LoginSession.deleteOne({ tokenHash: hashToken(token) });
}
