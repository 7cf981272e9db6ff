import type { Request, Response } from "express";
import { findLogin } from "../auth/find-login.ts";
import { readDevice } from "../ingestion/read-device.ts";
import { readKnownBrowserCookie, readLoginCookie, writeKnownBrowserCookie, writeLoginCookie } from "./login-cookie.ts";
import type { TrpcContext, TrpcDeps } from "../trpc/context.ts";

/** One context for the browser's calls and for rendering on the server. */
export async function createTrpcContext(deps: TrpcDeps, req: Request, res: Response): Promise<TrpcContext> {
  const loginToken = readLoginCookie(req);
  return {
    deps,
    loginToken,
    user: loginToken ? await findLogin(loginToken, deps.now()) : null,
    ip: req.ip ?? "unknown",
    browser: describeBrowser(req.headers["user-agent"] ?? ""),
    knownBrowser: readKnownBrowserCookie(req),
    setLoginCookie: (token) => writeLoginCookie(req, res, token),
    setKnownBrowserCookie: (proof) => writeKnownBrowserCookie(req, res, proof),
  };
}

function describeBrowser(userAgent: string): string {
  const { browser, os } = readDevice(userAgent.slice(0, 500));
  return [browser ?? "A program", os].filter(Boolean).join(" on ");
}
