import type { Request, RequestHandler } from "express";

/**
 * A second lock beside SameSite: what changes something must come from a page of this server, or from a program. Browsers tell where a request comes
 * from by Sec-Fetch-Site, which no page can forge (on https and localhost); elsewhere by Origin, and one that tells neither is believed by its
 * Referer. A program tells nothing at all.
 */
export const refuseForeignOrigin: RequestHandler = (req, res, next) => {
  if (req.method === "GET" || req.method === "HEAD" || req.method === "OPTIONS" || isFromHere(req)) return next();
  res.status(403).json({
    status: "error",
    error: { code: 403, message: "This request came from a page of another site. Behind a proxy, pass the Host header on" },
  });
};

function isFromHere(req: Request): boolean {
  const site = req.headers["sec-fetch-site"];
  // "same-site" is another host of the same domain: not ours.
  if (site !== undefined) return site === "same-origin" || site === "none";
  const source = req.headers.origin ?? req.headers.referer;
  return source === undefined || (URL.canParse(source) && new URL(source).host === req.headers.host);
}
