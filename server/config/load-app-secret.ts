import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { newToken } from "../shared/ids.ts";

/**
 * The secret that encrypts stored Stripe secrets and signs the first owner's link: `APP_SECRET`, else the one kept in the data directory
 * (made on first use, mode 0600). Losing it makes stored Stripe secrets unreadable, so a backup must hold it.
 */
export async function loadAppSecret(options: { appSecret: string | undefined; dataDir: string }): Promise<string> {
  if (options.appSecret) return options.appSecret;
  const file = join(options.dataDir, "app-secret");
  await mkdir(options.dataDir, { recursive: true, mode: 0o700 });
  try {
    // "wx" fails when the file exists: of two processes that begin at once, one makes it and both read the same.
    await writeFile(file, newToken(), { mode: 0o600, flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  const secret = (await readFile(file, "utf8")).trim();
  if (secret.length < 32) throw new Error(`${file} is damaged: restore it from a backup, or set APP_SECRET`);
  return secret;
}
