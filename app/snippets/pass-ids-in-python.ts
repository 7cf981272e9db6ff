import type { ServerCode } from "./pass-ids.ts";
import type { SnippetIds } from "./snippet.ts";

/** Flask and the stripe package. */
export function pythonSnippets({ websiteId, domain }: SnippetIds): ServerCode {
  const base = { id: "python", label: "Python", language: "python" } as const;
  return {
    checkout: {
      ...base, where: "The route that makes the Checkout Session (Flask).",
      code: `@app.post("/create-checkout-session")
def create_checkout_session():
    ids = request.get_json()
    session = stripe.checkout.Session.create(
        mode="payment",
        line_items=[{"price": "price_YOURS", "quantity": 1}],
        success_url="https://${domain}/thanks?session_id={CHECKOUT_SESSION_ID}",
        metadata={
            "websiteId": "${websiteId}",
            "visitorId": ids.get("visitorId", ""),
            "sessionId": ids.get("sessionId", ""),
        },
    )
    return {"url": session.url}`,
    },
    "payment-intent": {
      ...base, where: "The route that makes the PaymentIntent (Flask).",
      code: `@app.post("/create-payment-intent")
def create_payment_intent():
    ids = request.get_json()
    intent = stripe.PaymentIntent.create(
        amount=4900,
        currency="usd",
        automatic_payment_methods={"enabled": True},
        metadata={
            "websiteId": "${websiteId}",
            "visitorId": ids.get("visitorId", ""),
            "sessionId": ids.get("sessionId", ""),
        },
    )
    return {"clientSecret": intent.client_secret}`,
    },
    "payment-link": {
      ...base, where: "A route that redirects to a Payment Link (Flask).",
      code: `@app.get("/buy")
def buy():
    link = "https://buy.stripe.com/your_link"
    visitor, session = request.cookies.get("_pm_vid"), request.cookies.get("_pm_sid")
    if visitor and session:
        link += f"?client_reference_id=pm_{visitor}_{session}"
    return redirect(link)`,
    },
  };
}
