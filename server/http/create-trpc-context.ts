import type { Request, Response } from "express";
import { findLogin } from "../auth/find-login.ts";
import { readLoginCookie, writeLoginCookie } from "./login-cookie.ts";
import type { TrpcContext, TrpcDeps } from "../trpc/context.ts";

/** One context for the browser's calls and for rendering on the server. */
export async function createTrpcContext(deps: TrpcDeps, req: Request, res: Response): Promise<TrpcContext> {
  const loginToken = readLoginCookie(req);
  return {
    deps,
    loginToken,
    user: loginToken ? await findLogin(loginToken, deps.now()) : null,
    ip: req.ip ?? "unknown",
    setLoginCookie: (token) => writeLoginCookie(req, res, token),
  };
}
