import { once } from "node:events";
import { connect } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startProduct } from "../factories/start-product.ts";
import type { Product } from "../factories/start-product.ts";

let product: Product;
beforeEach(async () => {
  product = await startProduct({ runtime: "node", stripeSecret: "whsec_made_up_for_tests_0123456789" });
});
afterEach(() => product.stop());

const said = (text: string) => expect.poll(() => product.output()).toContain(text);

/** A request whose body has only begun: a graceful stop waits for its end. */
async function beginRequest() {
  const body = JSON.stringify({ websiteId: "web_unknown" });
  const socket = connect(Number(new URL(product.url).port), "127.0.0.1");
  await once(socket, "connect");
  socket.write(`POST /api/track HTTP/1.1\r\nHost: shop.example.com\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body.slice(0, 1)}`);
  // Until the server has read what was sent so far.
  await fetch(`${product.url}/healthz`);
  return {
    finish: async (): Promise<string> => {
      socket.write(body.slice(1));
      let answer = "";
      for await (const chunk of socket) answer += String(chunk);
      return answer;
    },
    dropped: () => once(socket, "close"),
  };
}

test("told to stop, it answers what was begun, also when the signal comes twice at once, and ends well without a complaint", async () => {
  const request = await beginRequest();
  const ended = product.end("SIGINT");
  void product.end("SIGINT");
  await said("PostMetric stops: it finishes what was begun");
  expect(await request.finish()).toMatch(/^HTTP\/1\.1 400 /);
  const { code, output } = await ended;
  expect(code).toBe(0);
  expect(output).not.toMatch(/at once, as|"level":(50|60)|Error/);
});

test("told a second time, it ends at once and says so", async () => {
  const request = await beginRequest();
  const ended = product.end("SIGTERM");
  await said("Tell it once more to end it at once");
  await new Promise((resolve) => setTimeout(resolve, 600));
  const dropped = request.dropped();
  void product.end("SIGTERM");
  const { code, output } = await ended;
  await dropped;
  expect(code).toBe(1);
  expect(output).toContain("PostMetric ends at once, as it was told twice. What was acknowledged is stored");
});
