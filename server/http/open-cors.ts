import type { IncomingMessage, ServerResponse } from "node:http";

/** Any site may call: the script runs on customers' pages. No credentials are needed; ids travel in the body. */
export function openCorsHeaders(origin: string | undefined): Record<string, string> {
  return {
    "Access-Control-Allow-Origin": origin ?? "*",
    "Access-Control-Expose-Headers": "Retry-After",
    Vary: "Origin",
    "Cross-Origin-Resource-Policy": "cross-origin",
    ...(origin ? { "Access-Control-Allow-Credentials": "true" } : {}),
  };
}

/** Puts these headers on the answer, and answers a browser that asks beforehand. */
export function createOpenCors(methods: string): (req: IncomingMessage, res: ServerResponse, next: () => void) => void {
  return (req, res, next) => {
    for (const [name, value] of Object.entries(openCorsHeaders(req.headers.origin))) res.setHeader(name, value);
    if (req.method !== "OPTIONS") return next();
    res.writeHead(204, { "Access-Control-Allow-Methods": methods, "Access-Control-Allow-Headers": "Content-Type", "Access-Control-Max-Age": "86400" });
    res.end();
  };
}
