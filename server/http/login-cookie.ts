import type { Request, Response } from "express";
import { LOGIN_DAYS } from "../auth/log-in.ts";

const NAME = "pm_login";

/** The login token that the browser sent, or null. */
export function readLoginCookie(req: Request): string | null {
  for (const part of (req.headers.cookie ?? "").split(";")) {
    const [name, value] = part.trim().split("=", 2);
    if (name === NAME && value) return value;
  }
  return null;
}

/** Sets the login cookie (null: takes it away). HttpOnly and Lax: scripts cannot read it, other sites' forms cannot use it. */
export function writeLoginCookie(req: Request, res: Response, token: string | null): void {
  res.cookie(NAME, token ?? "", {
    httpOnly: true,
    sameSite: "lax",
    secure: req.secure,
    path: "/",
    maxAge: token ? LOGIN_DAYS * 24 * 3_600_000 : 0,
    encode: String,
  });
}
