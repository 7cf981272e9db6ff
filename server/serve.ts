import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { ServerBuild } from "@remix-run/node";
import type { RequestHandler } from "express";
import { createApp } from "./app.ts";
import { firstOwnerToken, isFirstOwnerNeeded } from "./auth/first-owner.ts";
import { loadAppSecret } from "./config/load-app-secret.ts";
import { readConfig } from "./config/read-config.ts";
import { createServices } from "./create-services.ts";
import { connectDatabase } from "./database/connect-database.ts";
import { createRemixHandler } from "./http/remix-handler.ts";
import { LOCAL_TOO, PUBLIC_WEB } from "./setup/site-check/address-policy.ts";
import { createLogger } from "./shared/logger.ts";
import { setPersonalDataSecret } from "./shared/personal-data.ts";

/** How long requests that are being answered may still take when the server is told to stop, and then work in the background, which is taken up again after the start. */
const ANSWER_MS = 5_000;
const BACKGROUND_MS = 15_000;
/** Ctrl+C in a terminal may come twice at once: from the terminal, and passed on by npm. */
const SAME_SIGNAL_MS = 500;

/** Config, database, app, listen, graceful stop; a second signal ends at once. Ends the process with one clear line when it cannot start. */
export async function serve(options: {
  env: Record<string, string | undefined>;
  pages: ServerBuild | (() => Promise<ServerBuild>);
  assets: RequestHandler;
  workerUrl: URL;
  trackerScriptPath: string;
}): Promise<void> {
  try {
    await start(options);
  } catch (error) {
    process.stderr.write(`PostMetric cannot start: ${(error as Error).message}\n`);
    process.exit(1);
  }
}

async function start({ env, pages, assets, workerUrl, trackerScriptPath }: Parameters<typeof serve>[0]): Promise<void> {
  const config = readConfig(env);
  const logger = createLogger(config.logLevel);
  const appSecret = await loadAppSecret(config);
  setPersonalDataSecret(appSecret);
  const database = await connectDatabase({
    mongodbUri: config.mongodbUri,
    dataDir: config.dataDir,
    workerUrl,
    poolSize: config.mongodbPoolSize,
    onMigration: (name) => logger.info({ migration: name }, "bringing stored documents to this version's shape"),
    onLost: (error) => {
      process.stderr.write(`${error.message}. What was acknowledged is stored; PostMetric ends now and can be started again\n`);
      process.exit(1);
    },
  });
  const local = `http://${config.host.includes(":") ? `[${config.host}]` : config.host}`;
  const appUrl = config.appUrl ?? `${local}:${config.port}`;
  const services = createServices({ config, appSecret, appUrl, logger, trackerScriptPath, sitePolicy: typeof pages === "function" ? LOCAL_TOO : PUBLIC_WEB, alone: database.kind === "embedded", together: database.kind === "embedded" });
  const app = createApp(services, { assets, pages: createRemixHandler(services.trpc, pages), development: typeof pages === "function" });
  // What a crash left is seen to before anything new comes: half-written visits, then money that was acknowledged.
  await services.life.beat();
  await services.processor.sweep();
  const server = createServer(app);
  // Longer than a proxy's own, so that it never sends into a connection that is just closing.
  server.keepAliveTimeout = 65_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(error.code === "EADDRINUSE" ? new Error(`port ${config.port} is taken: stop what uses it, or set PORT`) : error));
    server.listen(config.port, config.host, resolve);
  }).catch(async (error: unknown) => {
    await services.stop();
    await database.stop();
    throw error;
  });
  const port = (server.address() as AddressInfo).port;
  const url = config.appUrl ?? `${local}:${port}`;
  services.trpc.appUrl = url;
  services.trpc.localUrl = `${local.replace("0.0.0.0", "127.0.0.1").replace("[::]", "[::1]")}:${port}`;
  process.stdout.write(`PostMetric runs at ${url} (database: ${database.kind === "mongodb" ? "MongoDB" : `embedded, in ${config.dataDir}`})\n`);
  if (await isFirstOwnerNeeded()) process.stdout.write(`Nobody can log in yet. Open this to make the first owner:\n  ${url}/first-owner?token=${firstOwnerToken(appSecret)}\n`);

  let stoppingSince: number | null = null;
  const stop = async () => {
    if (stoppingSince !== null) {
      if (performance.now() - stoppingSince < SAME_SIGNAL_MS) return;
      process.stderr.write("PostMetric ends at once, as it was told twice. What was acknowledged is stored; what was begun is taken up at the next start\n");
      process.exit(1);
    }
    stoppingSince = performance.now();
    process.stdout.write("PostMetric stops: it finishes what was begun. Tell it once more to end it at once\n");
    // Requests that are being answered come first, then what was acknowledged and is still to be done.
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      setTimeout(() => {
        server.closeAllConnections();
        resolve();
      }, ANSWER_MS);
    });
    await Promise.race([services.stop(), new Promise((resolve) => setTimeout(resolve, BACKGROUND_MS))]);
    await database.stop();
    process.exit(0);
  };
  process.on("SIGINT", () => void stop());
  process.on("SIGTERM", () => void stop());
}
