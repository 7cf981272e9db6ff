import { randomBytes } from "node:crypto";
import type { RequestHandler } from "express";
import helmet from "helmet";

const YEAR_S = 31_536_000;

/** Content-Security-Policy with a nonce a response (in `res.locals.cspNonce`), and the other headers of a page that shows money. */
export function createSecurityHeaders(options: { development: boolean }): RequestHandler {
  const policy = helmet({
    contentSecurityPolicy: options.development
      ? false
      : {
          useDefaults: false,
          directives: {
            defaultSrc: ["'self'"],
            scriptSrc: ["'self'", (_req, res) => `'nonce-${String((res as unknown as { locals: Record<string, unknown> }).locals["cspNonce"])}'`],
            styleSrc: ["'self'", "'unsafe-inline'"],
            imgSrc: ["'self'", "data:"],
            fontSrc: ["'self'", "data:"],
            connectSrc: ["'self'"],
            objectSrc: ["'none'"],
            baseUri: ["'none'"],
            formAction: ["'self'"],
            frameAncestors: ["'none'"],
          },
        },
    // Set below, where a request came by TLS: on plain http browsers would ignore it.
    strictTransportSecurity: false,
    // With no-referrer browsers send "Origin: null" for forms that work without JavaScript; other sites still learn nothing.
    referrerPolicy: { policy: "same-origin" },
    crossOriginEmbedderPolicy: false,
  });
  return (req, res, next) => {
    res.locals["cspNonce"] = randomBytes(16).toString("base64");
    // Of this host alone, and not for ever: its neighbours are not ours, and a certificate may be given up.
    if (req.secure) res.set("Strict-Transport-Security", `max-age=${YEAR_S}`);
    policy(req, res, next);
  };
}
