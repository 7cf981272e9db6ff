import type { RequestHandler } from "express";

/** A second lock beside SameSite: what changes something must come from a page of this server (or from a program, which sends no Origin). */
export const refuseForeignOrigin: RequestHandler = (req, res, next) => {
  const origin = req.headers.origin;
  if (origin === undefined || req.method === "GET" || req.method === "HEAD" || req.method === "OPTIONS") return next();
  if (URL.canParse(origin) && new URL(origin).host === req.headers.host) return next();
  res.status(403).json({
    status: "error",
    error: { code: 403, message: "This request came from a page of another site. Behind a proxy, pass the Host header on" },
  });
};
