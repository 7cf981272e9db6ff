import type { Request, Response } from "express";
import { LOGIN_DAYS } from "../auth/start-login.ts";

const DAY_MS = 24 * 3_600_000;
const LOGIN = { name: "pm_login", days: LOGIN_DAYS };
const KNOWN = { name: "pm_known", days: 365 };

/** Behind TLS the name begins with `__Host-`: browsers then take such a cookie from this very host alone, so that no neighbour can plant one. */
const nameOf = (req: Request, name: string) => (req.secure ? `__Host-${name}` : name);

function readCookie(req: Request, name: string): string | null {
  for (const part of (req.headers.cookie ?? "").split(";")) {
    const [key, value] = part.trim().split("=", 2);
    if (key === nameOf(req, name) && value) return value;
  }
  return null;
}

/** HttpOnly and Lax: scripts cannot read it, other sites' forms cannot use it. */
function writeCookie(req: Request, res: Response, cookie: { name: string; days: number }, value: string | null): void {
  res.cookie(nameOf(req, cookie.name), value ?? "", { httpOnly: true, sameSite: "lax", secure: req.secure, path: "/", maxAge: value ? cookie.days * DAY_MS : 0, encode: String });
}

/** The login token that the browser sent, or null. */
export const readLoginCookie = (req: Request) => readCookie(req, LOGIN.name);

/** Sets the login cookie; null takes it away. */
export const writeLoginCookie = (req: Request, res: Response, token: string | null) => writeCookie(req, res, LOGIN, token);

/** The proof that this browser has logged someone in before, or null. */
export const readKnownBrowserCookie = (req: Request) => readCookie(req, KNOWN.name);

export const writeKnownBrowserCookie = (req: Request, res: Response, proof: string) => writeCookie(req, res, KNOWN, proof);
