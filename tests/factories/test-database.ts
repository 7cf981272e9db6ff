import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import mongoose from "mongoose";
import { startEmbeddedEngine } from "../../server/database/embedded/start-embedded-engine.ts";
import { newToken } from "../../server/shared/ids.ts";
import { setPersonalDataSecret } from "../../server/shared/personal-data.ts";

/** Mongoose on a fresh database: the embedded engine, or the server at TEST_MONGODB_URI. Every model's indexes exist when it resolves. */
export async function startTestDatabase(): Promise<{ uri: string; embedded: boolean; stop(): Promise<void> }> {
  setPersonalDataSecret("an application secret for tests only, long enough");
  const server = process.env["TEST_MONGODB_URI"];
  if (server) {
    await mongoose.connect(server, { dbName: `postmetric_test_${newToken().slice(0, 8).replace(/\W/g, "x")}`, monitorCommands: true });
    await Promise.all(Object.values(mongoose.models).map((model) => model.init()));
    return {
      uri: server,
      embedded: false,
      stop: async () => {
        await mongoose.connection.dropDatabase();
        await mongoose.disconnect();
      },
    };
  }
  const dataDir = await mkdtemp(join(tmpdir(), "postmetric-"));
  const engine = await startEmbeddedEngine({ dataDir, workerUrl: new URL("../../scripts/engine-worker-from-source.mjs", import.meta.url) });
  await mongoose.connect(engine.uri, { monitorCommands: true });
  await Promise.all(Object.values(mongoose.models).map((model) => model.init()));
  return {
    uri: engine.uri,
    embedded: true,
    stop: async () => {
      await mongoose.disconnect();
      await engine.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
