import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { limitSharedWebsite } from "../../../server/limits/share-limits.ts";
import { createPublicLink } from "../../../server/websites/public-link.ts";
import { createHttpClient } from "../../factories/http-client.ts";
import { startApp } from "../../factories/start-app.ts";
import type { TestApp } from "../../factories/start-app.ts";

// One minute for all of it: a limit that ends in the middle would prove nothing.
const NOW = new Date("2026-01-05T12:00:10Z");

describe("how often public dashboards can be asked for", () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp({ trustProxy: true }, null, { now: () => NOW });
  });
  afterAll(() => app.stop());

  const ask = (address: string, publicId: string) => createHttpClient(app.url, { "X-Forwarded-For": address }).send(`/trpc/share.website?input=${encodeURIComponent(JSON.stringify({ publicId }))}`);
  const opened = async () => {
    const { websiteId } = await app.createShop();
    return { websiteId, ...(await createPublicLink(websiteId)) };
  };

  async function expectRefusal(answer: Response, words: RegExp): Promise<void> {
    expect(answer.status).toBe(429);
    expect(answer.headers.get("retry-after")).toBe("50");
    expect(((await answer.json()) as { error: { message: string } }).error.message).toMatch(words);
  }

  test("whoever tries addresses is refused after thirty, right ones too; nobody else is", async () => {
    const { publicId } = await opened();
    const guess = (n: number) => String(n).padStart(43, "x");
    const tried: number[] = [];
    for (let n = 0; n < 31; n += 1) tried.push((await ask("8.8.4.4", guess(n))).status);
    expect(tried).toEqual([...Array.from({ length: 30 }, () => 404), 429]);
    await expectRefusal(await ask("8.8.4.4", publicId), /wait 50 seconds, then load the page again/);
    expect((await ask("8.8.4.5", publicId)).status).toBe(200);
  });

  test("a reader is refused after 600 questions, and all questions of a batch count", async () => {
    const { publicId } = await opened();
    const batch = Array.from({ length: 100 }, () => "share.website").join(",");
    const input = encodeURIComponent(JSON.stringify(Object.fromEntries(Array.from({ length: 100 }, (_, n) => [n, { publicId }]))));
    for (let n = 0; n < 6; n += 1) expect((await createHttpClient(app.url, { "X-Forwarded-For": "8.8.4.6" }).send(`/trpc/${batch}?batch=1&input=${input}`)).status).toBe(200);
    await expectRefusal(await ask("8.8.4.6", publicId), /very often: wait/);
  });

  test("one website's dashboard answers so many questions altogether, and another one's goes on", async () => {
    const [busy, calm] = [await opened(), await opened()];
    for (let n = 0; n < 6_000; n += 1) limitSharedWebsite(app.services.rateLimits, busy.websiteId);
    await expectRefusal(await ask("8.8.4.7", busy.publicId), /This public dashboard is asked for very often/);
    expect((await ask("8.8.4.7", calm.publicId)).status).toBe(200);
  });
});
