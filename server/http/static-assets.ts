import express, { Router } from "express";

/** The built UI's files: hashed ones for a year, the rest for an hour. */
export function createStaticAssets(clientDir: string): Router {
  const router = Router();
  router.use("/assets", express.static(`${clientDir}/assets`, { immutable: true, maxAge: "1y", fallthrough: false }));
  router.use(express.static(clientDir, { maxAge: "1h", index: false }));
  return router;
}
