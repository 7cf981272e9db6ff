import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const read = (path: string) => readFileSync(`${root}${path}`, "utf8");
const scripts = Object.keys((JSON.parse(read("package.json")) as { scripts: Record<string, string> }).scripts);
const FILES = ["Dockerfile", "compose.yaml", "postmetric.service", "Caddyfile", "nginx.conf"];

test("deployment files name commands, files and variables that exist", () => {
  const config = read("server/config/read-config.ts");
  const vite = read("vite.config.ts");
  for (const file of FILES) {
    const text = read(`deploy/${file}`);
    for (const [, name] of text.matchAll(/npm run ([\w:-]+)/g)) expect(scripts, file).toContain(name);
    for (const [path] of text.matchAll(/\bdeploy\/[\w.]+\b/g)) if (!path.endsWith(".env")) expect(existsSync(root + path), `${file}: ${path}`).toBe(true);
    // The built entries are made by vite.config.ts.
    for (const [, entry] of text.matchAll(/build\/server\/([\w-]+)\.js/g)) expect(vite, file).toMatch(new RegExp(`["']?${entry}["']?: "`));
    for (const [name] of text.matchAll(/\b(DATA_DIR|PORT|HOST|TRUST_PROXY|MONGODB_URI|APP_SECRET|APP_URL|STRIPE_WEBHOOK_SECRET|METRICS_TOKEN)\b/g)) expect(config, file).toContain(name);
    for (const [, path] of text.matchAll(/\/(healthz|readyz|metrics)\b/g)) expect(read("server/http/health-router.ts") + read("server/http/metrics-router.ts"), file).toContain(`"/${path}"`);
  }
});

test("the container runs as nobody special, on a Node that the product knows, and says how it is", () => {
  const docker = read("deploy/Dockerfile");
  const stages = docker.split(/^FROM /m);
  expect(stages.length).toBe(3);
  expect(stages[2]).toMatch(/^USER node$/m);
  expect(docker).toMatch(/^HEALTHCHECK /m);
  const minimum = Number(/>=(\d+)/.exec((JSON.parse(read("package.json")) as { engines: { node: string } }).engines.node)?.[1]);
  for (const [, version] of docker.matchAll(/^FROM node:(\d+)/gm)) expect(Number(version)).toBeGreaterThanOrEqual(minimum);
});
