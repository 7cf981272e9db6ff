// npm run demo: the product with 90 days of made-up data, in a data directory of its own.
import { prepare } from "./prepare.mjs";

await prepare({ build: true });
process.env.NODE_ENV ??= "production";
await import("../build/server/demo.js");
