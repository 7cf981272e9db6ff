// What every command does first, so that a clone needs nothing but Node: install what the lockfile says, build when a source changed.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));
const INSTALL_STAMP = "node_modules/.postmetric-lock";
const BUILD_STAMP = "build/.sources";
const SOURCES = ["app", "server", "models", "public", "scripts", "package-lock.json", "package.json", "vite.config.ts", "tailwind.config.ts"];

/** Installs when dependencies are missing or stale, and builds when `build` is asked for and a source changed. Tells what it does on stderr. */
export async function prepare({ build }) {
  process.chdir(root);
  requireNode();
  const lock = hashFiles(["package-lock.json"]);
  if (!existsSync("node_modules") || read(INSTALL_STAMP) !== lock) {
    // No package here needs a script of its own to install, so none may run one.
    await step("Installing dependencies (about a minute the first time)", npmCommand(), ["ci", "--no-audit", "--no-fund", "--include=dev", "--ignore-scripts"]);
    writeFileSync(INSTALL_STAMP, lock);
  }
  if (!build) return;
  if (read(BUILD_STAMP) !== hashSources()) await step("Building (about 20 seconds)", process.execPath, ["scripts/build.mjs"]);
}

/** Names the state of everything that a build is made of; a build leaves it beside its result, so that the next command knows what it was made of. */
export function hashSources() {
  return hashFiles(SOURCES);
}

export function stampBuild(sources) {
  writeFileSync(BUILD_STAMP, sources);
}

/** Runs one command with its output on stderr (stdout belongs to the command's answer); shows the time that it takes. */
export function step(label, command, args) {
  const startedAt = Date.now();
  process.stderr.write(`${label} …\n`);
  return new Promise((resolve, reject) => {
    const output = [];
    const child = spawn(command, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"], shell: process.platform === "win32" });
    child.stdout.on("data", (chunk) => output.push(chunk));
    child.stderr.on("data", (chunk) => output.push(chunk));
    const tick = setInterval(() => process.stderr.write(`  … ${Math.round((Date.now() - startedAt) / 1000)} s\n`), 10_000);
    child.on("error", (error) => finish(error));
    child.on("close", (code) => finish(code === 0 ? null : new Error(`${label}: ended with ${code}`)));
    function finish(error) {
      clearInterval(tick);
      if (error) {
        process.stderr.write(Buffer.concat(output));
        reject(error);
      } else {
        process.stderr.write(`  done in ${((Date.now() - startedAt) / 1000).toFixed(1)} s\n`);
        resolve();
      }
    }
  });
}

function npmCommand() {
  return process.platform === "win32" ? "npm.cmd" : "npm";
}

function requireNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  process.stderr.write(`PostMetric needs Node 20.19 or newer; this is ${process.versions.node}.\n`);
  process.exit(1);
}

function read(file) {
  return existsSync(file) ? readFileSync(file, "utf8") : null;
}

function hashFiles(paths) {
  const hash = createHash("sha256");
  for (const path of paths) visit(path);
  return hash.digest("hex");

  function visit(path) {
    if (!existsSync(path)) return;
    if (statSync(path).isDirectory()) {
      for (const name of readdirSync(path).sort()) visit(join(path, name));
    } else {
      hash.update(path).update("\0").update(readFileSync(path)).update("\0");
    }
  }
}
