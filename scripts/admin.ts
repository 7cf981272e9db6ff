import { parseArgs } from "node:util";
import { createApiKey } from "../server/auth/create-api-key.ts";
import { createUser, ensureFirstTeam, FIRST_TEAM_ID } from "../server/auth/create-user.ts";
import { createResetToken, getUserByEmail } from "../server/auth/reset-password.ts";
import { setPassword } from "../server/auth/change-password.ts";
import { endLogins } from "../server/auth/logins.ts";
import { listUsers } from "../server/auth/list-users.ts";
import { disableTotp } from "../server/auth/totp.ts";
import { findTeamOfOwner } from "../server/auth/find-team-of-owner.ts";
import { loadAppSecret } from "../server/config/load-app-secret.ts";
import { readConfig } from "../server/config/read-config.ts";
import { connectDatabase } from "../server/database/connect-database.ts";
import { rebuildReports } from "../server/reports/rebuild-reports.ts";
import { replayStripeEvents } from "../server/stripe-events/replay-stripe-events.ts";
import { createWebsite } from "../server/websites/create-website.ts";
import { findWebsite } from "../server/websites/find-website.ts";
import { websiteInput } from "../server/websites/parse-website-input.ts";
import { addStripeSecret } from "../server/websites/stripe-secrets.ts";
import { setPersonalDataSecret } from "../server/shared/personal-data.ts";
import { backup, restore } from "./admin/backup.ts";
import { doctor } from "./admin/doctor.ts";
import { migrate } from "./admin/migrate.ts";
import { needDatabase } from "./admin/need-database.ts";
import type { Command, Flags } from "./admin/command.ts";

const COMMANDS: Record<string, Command> = {
  "create-user": {
    flags: ["email", "password", "name"],
    required: ["email", "password"],
    begins: true,
    run: async (flags, _config, now) => {
      const user = await createUser({ email: flags["email"] as string, password: flags["password"] as string, name: flags["name"], now });
      return { userId: user._id, email: user.email };
    },
  },
  "list-users": {
    flags: [],
    required: [],
    database: "untouched",
    run: async () => ({ users: await listUsers() }),
    describe: ({ users }) => (users as Awaited<ReturnType<typeof listUsers>>).map((user) => Object.values(user).join("  ")),
  },
  "reset-password": {
    flags: ["email", "password"],
    switches: ["disable-totp"],
    required: ["email"],
    run: async (flags, config, now) => {
      const user = await getUserByEmail(flags["email"] as string);
      if (flags["disable-totp"]) await disableTotp(user._id);
      const secondStep = flags["disable-totp"] ? { secondStep: "off" } : {};
      if (flags["password"]) {
        await setPassword({ user, password: flags["password"], field: "password" });
        return { email: user.email, endedLogins: await endLogins({ userId: user._id, keepToken: null }), ...secondStep };
      }
      const token = createResetToken({ user, appSecret: await loadAppSecret(config), now });
      const url = config.appUrl ?? `http://${config.host}:${config.port}`;
      return { email: user.email, link: `${url}/reset-password?token=${token}`, goodFor: "24 hours, once", ...secondStep };
    },
  },
  "create-website": {
    flags: ["name", "domain", "timezone", "currency", "owner"],
    required: ["name", "domain"],
    begins: true,
    run: async (flags, _config, now) => {
      const parsed = websiteInput.safeParse(flags);
      if (!parsed.success) throw new Error(parsed.error.issues.map((issue) => `--${issue.path.join(".")} ${issue.message}`).join("; "));
      if (!flags["owner"]) await ensureFirstTeam(now);
      const teamId = flags["owner"] ? await findTeamOfOwner(flags["owner"]) : FIRST_TEAM_ID;
      const website = await createWebsite({ teamId, input: parsed.data, now });
      const { key } = await createApiKey({ websiteId: website._id, name: "Made by the admin command", now });
      return { websiteId: website._id, apiKey: key };
    },
  },
  "create-api-key": {
    flags: ["website", "name"],
    required: ["website", "name"],
    run: async (flags, _config, now) => {
      const website = await findWebsite(flags["website"] as string);
      if (!website) throw new Error(`There is no website ${flags["website"]}`);
      const { keyId, key } = await createApiKey({ websiteId: website._id, name: flags["name"] as string, now });
      return { keyId, apiKey: key };
    },
  },
  "set-stripe-secret": {
    flags: ["website", "secret"],
    required: ["website", "secret"],
    run: async (flags, config, now) => {
      const appSecret = await loadAppSecret(config);
      return addStripeSecret({ websiteId: flags["website"] as string, secret: flags["secret"] as string, appSecret, now });
    },
  },
  "rebuild-reports": {
    flags: ["website"],
    required: [],
    run: async (flags) => rebuildReports({ websiteId: flags["website"], onProgress: (line) => void process.stderr.write(`  ${line}\n`) }),
  },
  "replay-stripe-events": {
    flags: [],
    required: [],
    run: async (_flags, _config, now) => replayStripeEvents({ now, onProgress: (done) => void process.stderr.write(`  ${done} events …\n`) }),
  },
  backup,
  restore,
  doctor,
  migrate,
};

/** Runs one command beside a running server or without one; the answer goes to stdout, a refusal is one line on stderr and status 1. */
async function main(): Promise<number> {
  const [name = "", ...rest] = process.argv.slice(2);
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) throw new Error(`${name ? `There is no command ${name}` : "Name a command"}: ${Object.keys(COMMANDS).join(", ")}`);
  const options = Object.fromEntries([...command.flags.map((flag) => [flag, { type: "string" as const }]), ...[...(command.switches ?? []), "json"].map((flag) => [flag, { type: "boolean" as const }])]);
  const values = parseArgs({ args: rest, options, strict: true }).values as Record<string, string | boolean | undefined>;
  const missing = command.required.filter((flag) => !values[flag]);
  if (missing.length > 0) throw new Error(`${name} needs ${missing.map((flag) => `--${flag}`).join(" and ")}`);
  const config = readConfig(process.env);
  command.check?.(config);
  if (!command.begins && command.database !== "none") needDatabase(config);
  if (command.database !== "none") setPersonalDataSecret(await loadAppSecret(config));
  const database =
    command.database === "none"
      ? null
      : await connectDatabase({ mongodbUri: config.mongodbUri, dataDir: config.dataDir, workerUrl: new URL("./engine-worker.js", import.meta.url), besideServer: true, untouched: command.database === "untouched" });
  try {
    const answer = await command.run(values as Flags, config, new Date());
    if (values["json"]) process.stdout.write(`${JSON.stringify(answer)}\n`);
    else for (const line of command.describe?.(answer) ?? Object.entries(answer).map(([key, value]) => `${key}: ${String(value)}`)) process.stdout.write(`${line}\n`);
    return command.failed?.(answer) ? 1 : 0;
  } finally {
    await database?.stop();
  }
}

main().then(
  (status) => process.exit(status),
  (error: unknown) => {
    process.stderr.write(`${(error as Error).message.split("\n")[0]}\n`);
    process.exit(1);
  },
);
