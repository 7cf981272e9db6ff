/** Hosts that take the payment: coming back from one is neither a new visit nor a touch, going to one is a sign of buying. */
const CHECKOUT_HOSTS = [
  "checkout.stripe.com",
  "buy.stripe.com",
  "billing.stripe.com",
  "hooks.stripe.com",
  "invoice.stripe.com",
  "paypal.com",
  "klarna.com",
  "lemonsqueezy.com",
  "paddle.com",
];

/** True for a checkout host and its subdomains. */
export function isCheckoutHost(host: string): boolean {
  return CHECKOUT_HOSTS.some((known) => host === known || host.endsWith(`.${known}`));
}
