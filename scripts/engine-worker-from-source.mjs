// The engine's worker without a build, for development and tests.
import { register } from "tsx/esm/api";

register();
await import("../server/database/embedded/worker.ts");
