import type { ServerCode } from "./pass-ids.ts";
import type { SnippetIds } from "./snippet.ts";

/** net/http and stripe-go. */
export function goSnippets({ websiteId, domain }: SnippetIds): ServerCode {
  const base = { id: "go", label: "Go", language: "go" } as const;
  const read = `	var ids struct{ VisitorID, SessionID string }
	if err := json.NewDecoder(r.Body).Decode(&ids); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}`;
  const metadata = `	params.AddMetadata("websiteId", "${websiteId}")
	params.AddMetadata("visitorId", ids.VisitorID)
	params.AddMetadata("sessionId", ids.SessionID)`;
  return {
    checkout: {
      ...base, where: "The handler that makes the Checkout Session (stripe-go).",
      code: `package main

import (
	"encoding/json"
	"net/http"

	"github.com/stripe/stripe-go/v82"
	"github.com/stripe/stripe-go/v82/checkout/session"
)

func createCheckoutSession(w http.ResponseWriter, r *http.Request) {
${read}
	params := &stripe.CheckoutSessionParams{
		Mode:       stripe.String("payment"),
		LineItems:  []*stripe.CheckoutSessionLineItemParams{{Price: stripe.String("price_YOURS"), Quantity: stripe.Int64(1)}},
		SuccessURL: stripe.String("https://${domain}/thanks?session_id={CHECKOUT_SESSION_ID}"),
	}
${metadata}
	made, err := session.New(params)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	json.NewEncoder(w).Encode(map[string]string{"url": made.URL})
}`,
    },
    "payment-intent": {
      ...base, where: "The handler that makes the PaymentIntent (stripe-go).",
      code: `package main

import (
	"encoding/json"
	"net/http"

	"github.com/stripe/stripe-go/v82"
	"github.com/stripe/stripe-go/v82/paymentintent"
)

func createPaymentIntent(w http.ResponseWriter, r *http.Request) {
${read}
	params := &stripe.PaymentIntentParams{
		Amount:   stripe.Int64(4900),
		Currency: stripe.String("usd"),
	}
${metadata}
	made, err := paymentintent.New(params)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	json.NewEncoder(w).Encode(map[string]string{"clientSecret": made.ClientSecret})
}`,
    },
    "payment-link": {
      ...base, where: "A handler that redirects to a Payment Link.",
      code: `package main

import "net/http"

func buy(w http.ResponseWriter, r *http.Request) {
	link := "https://buy.stripe.com/your_link"
	visitor, noVisitor := r.Cookie("_pm_vid")
	session, noSession := r.Cookie("_pm_sid")
	if noVisitor == nil && noSession == nil {
		link += "?client_reference_id=pm_" + visitor.Value + "_" + session.Value
	}
	http.Redirect(w, r, link, http.StatusSeeOther)
}`,
    },
  };
}
