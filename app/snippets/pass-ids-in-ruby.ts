import type { ServerCode } from "./pass-ids.ts";
import type { SnippetIds } from "./snippet.ts";

/** Sinatra and the stripe gem. */
export function rubySnippets({ websiteId, domain }: SnippetIds): ServerCode {
  const base = { id: "ruby", label: "Ruby", language: "ruby" } as const;
  return {
    checkout: {
      ...base, where: "The route that makes the Checkout Session (Sinatra).",
      code: `post '/create-checkout-session' do
  ids = JSON.parse(request.body.read)
  session = Stripe::Checkout::Session.create(
    mode: 'payment',
    line_items: [{ price: 'price_YOURS', quantity: 1 }],
    success_url: 'https://${domain}/thanks?session_id={CHECKOUT_SESSION_ID}',
    metadata: {
      websiteId: '${websiteId}',
      visitorId: ids['visitorId'],
      sessionId: ids['sessionId'],
    }
  )
  json url: session.url
end`,
    },
    "payment-intent": {
      ...base, where: "The route that makes the PaymentIntent (Sinatra).",
      code: `post '/create-payment-intent' do
  ids = JSON.parse(request.body.read)
  intent = Stripe::PaymentIntent.create(
    amount: 4900,
    currency: 'usd',
    automatic_payment_methods: { enabled: true },
    metadata: {
      websiteId: '${websiteId}',
      visitorId: ids['visitorId'],
      sessionId: ids['sessionId'],
    }
  )
  json clientSecret: intent.client_secret
end`,
    },
    "payment-link": {
      ...base, where: "A route that redirects to a Payment Link (Sinatra).",
      code: `get '/buy' do
  link = 'https://buy.stripe.com/your_link'
  visitor = request.cookies['_pm_vid']
  session = request.cookies['_pm_sid']
  link += "?client_reference_id=pm_#{visitor}_#{session}" if visitor && session
  redirect link
end`,
    },
  };
}
