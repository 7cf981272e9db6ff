import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export type CheckoutRequest = { visitorId: string; sessionId: string };

/** A made-up shop with the install snippet on every page; its server keeps the metadata that it would give to a Checkout Session. */
export async function startShop(options: { productUrl: string; websiteId: string }): Promise<{ url: string; checkouts: CheckoutRequest[]; stop(): Promise<void> }> {
  const checkouts: CheckoutRequest[] = [];
  const snippet = `<script defer src="${options.productUrl}/js/script.js" data-website-id="${options.websiteId}"></script>`;
  const page = (title: string, body: string) => `<!doctype html><html><head><title>${title}</title>${snippet}</head><body><h1>${title}</h1>${body}</body></html>`;
  const pages: Record<string, string> = {
    "/": page("Shop", '<a id="to-product" href="/product">Product</a> <a id="pay-link" href="https://buy.stripe.com/test_abc">Pay by link</a>'),
    "/product": page(
      "Product",
      `<button id="spa" onclick="history.pushState({}, '', '/product/details')">Details</button>
       <button id="goal" data-postmetric-goal="add_to_cart" data-postmetric-goal-product-id="p1">Add</button>
       <button id="identify" onclick="window.postMetric('identify', {email: 'Buyer@example.com', name: 'Buyer'})">Identify</button>
       <button id="buy" onclick="fetch('/buy', {method: 'POST', body: JSON.stringify({visitorId: window.postMetric.getVisitorId(), sessionId: window.postMetric.getSessionId()})}).then(() => document.title = 'Paid')">Buy</button>`,
    ),
  };
  const server = createServer((req, res) => {
    const path = (req.url ?? "/").split("?")[0] ?? "/";
    if (req.method === "POST" && path === "/buy") {
      let body = "";
      req.on("data", (chunk: Buffer) => (body += chunk.toString()));
      req.on("end", () => {
        checkouts.push(JSON.parse(body) as CheckoutRequest);
        res.end("ok");
      });
      return;
    }
    const html = pages[path];
    res.writeHead(html ? 200 : 404, { "Content-Type": "text/html" }).end(html ?? "");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    checkouts,
    stop: () => new Promise((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    }),
  };
}
