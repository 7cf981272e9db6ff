import type { UserRecord } from "../../models/user.ts";
import type { RateLimits } from "../limits/rate-limits.ts";
import type { FetchPolicy } from "../setup/site-check/address-policy.ts";
import type { Logger } from "../shared/logger.ts";

/** What the procedures need from the process. */
export type TrpcDeps = {
  appSecret: string;
  /** Public address of this server, without a slash at the end. */
  appUrl: string;
  /** Where this server reaches itself, for the test event. */
  localUrl: string;
  /** Secrets of the shared webhook endpoint. */
  sharedSecrets: string[];
  /** Where the site checker may go. */
  sitePolicy: FetchPolicy;
  rateLimits: RateLimits;
  logger: Logger;
  now: () => Date;
  /** Whether there is an SMTP server to send the weekly e-mail through. */
  mailConfigured: boolean;
  /** Goes on with an import of past payments, outside the request. */
  continueStripeImport: (websiteId: string) => void;
  /** Hands a stored Stripe event to processing again. */
  processStripeEvent: (ref: { websiteId: string; eventId: string }) => Promise<void>;
};

export type TrpcContext = {
  deps: TrpcDeps;
  user: UserRecord | null;
  loginToken: string | null;
  ip: string;
  /** The sender's browser in words, such as `Firefox on Linux`. */
  browser: string;
  /** Proof that this browser has logged a user in before, or null; see `server/auth/known-browser.ts`. */
  knownBrowser: string | null;
  setLoginCookie: (token: string | null) => void;
  setKnownBrowserCookie: (value: string) => void;
};

/** What the audit log will say of a mutation; the procedure's builders and the procedure itself fill it in. */
export type Trail = { teamId: string | null; websiteId: string | null; user: Pick<UserRecord, "_id" | "email"> | null; words: Record<string, string> };
