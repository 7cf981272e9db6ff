import express from "express";
import type { Request, RequestHandler } from "express";
import { AppError } from "../shared/app-error.ts";

export const BODY_TYPES = /^(application\/json|text\/plain|application\/x-www-form-urlencoded)\b/i;

/** Reads a body of at most `limit` bytes as text, whatever of the usual types it is called; 413 and 415 say what is wrong. */
export function createBodyReader(limit: number): RequestHandler[] {
  return [
    (req, _res, next) => {
      const type = req.headers["content-type"];
      if (req.method === "POST" && type && !BODY_TYPES.test(type)) return next(new AppError("unsupported_media_type", `Send JSON; ${type.slice(0, 100)} is not understood`));
      next();
    },
    express.raw({ type: () => true, limit }),
    (req, _res, next) => {
      if (!Buffer.isBuffer(req.body)) req.body = Buffer.alloc(0);
      next();
    },
  ];
}

/** The JSON in a body read by `createBodyReader`. Throws `bad_request`. */
export function parseJson(req: Request): unknown {
  return parseJsonText((req.body as Buffer).toString("utf8"));
}

/** JSON out of a body's text. Throws `bad_request`. */
export function parseJsonText(text: string): unknown {
  if (text.trim() === "") throw new AppError("bad_request", "The body is empty: send JSON");
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new AppError("bad_request", "The body is not valid JSON");
  }
}
