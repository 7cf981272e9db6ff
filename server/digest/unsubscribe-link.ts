import { createHmac, timingSafeEqual } from "node:crypto";

type Reader = { websiteId: string; userId: string };

/** The link at the foot of a digest: works without logging in, for this website and reader alone. */
export function unsubscribeLink(appUrl: string, appSecret: string, reader: Reader): string {
  return `${appUrl}/unsubscribe?${new URLSearchParams({ website: reader.websiteId, user: reader.userId, token: tokenOf(appSecret, reader) }).toString()}`;
}

export function isUnsubscribeToken(appSecret: string, reader: Reader, token: string): boolean {
  const [given, right] = [Buffer.from(token), Buffer.from(tokenOf(appSecret, reader))];
  return given.length === right.length && timingSafeEqual(given, right);
}

function tokenOf(appSecret: string, { websiteId, userId }: Reader): string {
  return createHmac("sha256", appSecret).update(`unsubscribe\u0000${websiteId}\u0000${userId}`).digest("base64url");
}
