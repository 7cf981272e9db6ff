import { goSnippets } from "./pass-ids-in-go.ts";
import { phpSnippets } from "./pass-ids-in-php.ts";
import { pythonSnippets } from "./pass-ids-in-python.ts";
import { rubySnippets } from "./pass-ids-in-ruby.ts";
import type { Snippet, SnippetIds } from "./snippet.ts";

export type PaymentWay = { id: "checkout" | "payment-intent" | "payment-link"; label: string; lead: string; browser: Snippet; server: Snippet[] };
/** The server's part in one language, by way of paying. */
export type ServerCode = Record<PaymentWay["id"], Snippet>;

/** How the ids travel from the browser into the payment, for each way of paying and each language. */
export function passIdsSnippets(ids: SnippetIds): PaymentWay[] {
  const languages: ServerCode[] = [nodeSnippets(ids), pythonSnippets(ids), phpSnippets(ids), rubySnippets(ids), goSnippets(ids)];
  const server = (way: PaymentWay["id"]) => languages.map((language) => language[way]);
  return [
    { id: "checkout", label: "Checkout Sessions", lead: "The browser sends its ids along, your server puts them into the session’s metadata.", browser: browserCode("/create-checkout-session", "window.location.href = (await response.json()).url;"), server: server("checkout") },
    { id: "payment-intent", label: "PaymentIntents", lead: "The same with Stripe Elements: the metadata goes onto the PaymentIntent.", browser: browserCode("/create-payment-intent", "const { clientSecret } = await response.json();"), server: server("payment-intent") },
    {
      id: "payment-link", label: "Payment Links", lead: "Links on a page with the script carry the ids by themselves, as client_reference_id. Code is only needed where your server redirects to a link.",
      browser: { id: "browser", label: "In the page", language: "html", where: "Nothing to do: when a visitor reaches for the link, the script adds the ids.", code: `<a href="https://buy.stripe.com/your_link">Buy</a>` },
      server: server("payment-link"),
    },
  ];
}

function browserCode(path: string, then: string): Snippet {
  return {
    id: "browser", label: "In the browser", language: "javascript", where: "Where the visitor presses Buy.",
    code: `const response = await fetch("${path}", {
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify({
    visitorId: window.postMetric?.getVisitorId(),
    sessionId: window.postMetric?.getSessionId(),
  }),
});
${then}`,
  };
}

function nodeSnippets({ websiteId, domain }: SnippetIds): ServerCode {
  const base = { id: "node", label: "Node", language: "javascript" } as const;
  return {
    checkout: {
      ...base, where: "The route that makes the Checkout Session.",
      code: `app.post("/create-checkout-session", express.json(), async (req, res) => {
  const { visitorId, sessionId } = req.body;
  const session = await stripe.checkout.sessions.create({
    mode: "payment",
    line_items: [{ price: "price_YOURS", quantity: 1 }],
    success_url: "https://${domain}/thanks?session_id={CHECKOUT_SESSION_ID}",
    metadata: { websiteId: "${websiteId}", visitorId, sessionId },
  });
  res.json({ url: session.url });
});`,
    },
    "payment-intent": {
      ...base, where: "The route that makes the PaymentIntent.",
      code: `app.post("/create-payment-intent", express.json(), async (req, res) => {
  const { visitorId, sessionId } = req.body;
  const intent = await stripe.paymentIntents.create({
    amount: 4900,
    currency: "usd",
    automatic_payment_methods: { enabled: true },
    metadata: { websiteId: "${websiteId}", visitorId, sessionId },
  });
  res.json({ clientSecret: intent.client_secret });
});`,
    },
    "payment-link": {
      ...base, where: "A route that redirects to a Payment Link; the ids are read from the script’s cookies.",
      code: `app.get("/buy", (req, res) => {
  const cookies = Object.fromEntries((req.headers.cookie ?? "").split("; ").map((part) => part.split("=")));
  const link = new URL("https://buy.stripe.com/your_link");
  if (cookies._pm_vid && cookies._pm_sid) {
    link.searchParams.set("client_reference_id", \`pm_\${cookies._pm_vid}_\${cookies._pm_sid}\`);
  }
  res.redirect(link.href);
});`,
    },
  };
}
