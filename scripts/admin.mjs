// npm run admin -- <command>: answers on stdout, everything else on stderr.
import { prepare } from "./prepare.mjs";

await prepare({ build: true });
process.env.NODE_ENV ??= "production";
await import("../build/server/admin.js");
