import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { Router } from "express";

/** `/js/script.js`, and `/api/track.js?site=` for the older install: the same file, compressed once. */
export function createTrackerScriptRouter(options: { scriptPath: string }): Router {
  const router = Router();
  const plain = existsSync(options.scriptPath) ? readFileSync(options.scriptPath) : null;
  const encoded = plain && { br: brotliCompressSync(plain), gzip: gzipSync(plain, { level: 9 }), identity: plain };
  const etag = plain && `"${createHash("sha256").update(plain).digest("base64url").slice(0, 20)}"`;
  router.get(["/js/script.js", "/api/track.js"], (req, res) => {
    if (!encoded || !etag) {
      res.status(503).type("text/plain").send("The script has not been built: run npm run build");
      return;
    }
    res.set({
      ETag: etag,
      "Cache-Control": "public, max-age=3600, stale-while-revalidate=86400",
      "Access-Control-Allow-Origin": "*",
      "Cross-Origin-Resource-Policy": "cross-origin",
      "X-Content-Type-Options": "nosniff",
      Vary: "Accept-Encoding",
    });
    if (req.headers["if-none-match"] === etag) return void res.status(304).end();
    const encoding = req.acceptsEncodings("br", "gzip", "identity");
    const chosen = encoding === "br" || encoding === "gzip" ? encoding : "identity";
    if (chosen !== "identity") res.set("Content-Encoding", chosen);
    res.type("text/javascript").send(encoded[chosen]);
  });
  return router;
}
