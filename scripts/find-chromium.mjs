import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Path of a Chromium on this machine, or null. */
export function findChromium() {
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
  const folders = (process.env.PATH ?? "").split(delimiter);
  const candidates = [process.env.CHROMIUM_PATH, "/usr/bin/chromium", ...folders.flatMap((folder) => names.map((name) => join(folder, name)))];
  return candidates.find((path) => path && existsSync(path)) ?? null;
}

/** Installs Debian's Chromium where that is possible (Debian, as root); says so when it is not. */
export async function installChromium(step) {
  if (!existsSync("/usr/bin/apt-get") || process.getuid?.() !== 0) return;
  try {
    await step("Looking for packages", "apt-get", ["update", "-qq"]);
    await step("Installing Chromium for the browser tests", "apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"]);
  } catch (error) {
    process.stderr.write(`Chromium could not be installed: ${error.message}\n`);
  }
}
