// npm start: the product on this machine.
import { prepare } from "./prepare.mjs";

await prepare({ build: true });
process.env.NODE_ENV ??= "production";
await import("../build/server/index.js");
