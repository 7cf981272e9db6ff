import type { RateLimiterMemory } from "rate-limiter-flexible";
import type { UserRecord } from "../../models/user.ts";
import type { Logger } from "../shared/logger.ts";

/** What the procedures need from the process. */
export type TrpcDeps = {
  appSecret: string;
  /** Public address of this server, without a slash at the end. */
  appUrl: string;
  logger: Logger;
  now: () => Date;
  /** Slows down guessing of passwords, by address and e-mail. */
  loginLimiter: RateLimiterMemory;
  /** Hands a stored Stripe event to processing again. */
  processStripeEvent: (ref: { websiteId: string; eventId: string }) => Promise<void>;
};

export type TrpcContext = {
  deps: TrpcDeps;
  user: UserRecord | null;
  loginToken: string | null;
  ip: string;
  setLoginCookie: (token: string | null) => void;
};
