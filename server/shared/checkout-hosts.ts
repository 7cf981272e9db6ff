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

/** Whether what was done is a click on a link that leaves for a checkout. The script tells the address without its scheme. Pure. */
export function isCheckoutClick({ name, params }: { name?: string | null | undefined; params?: Record<string, string> | null | undefined }): boolean {
  const target = params?.["url"] ?? params?.["host"];
  return name === "outbound_link" && target ? isCheckoutHost(target.replace(/^https?:\/\//, "").split("/")[0] ?? "") : false;
}

/** True for a checkout host and its subdomains. */
export function isCheckoutHost(host: string): boolean {
  return CHECKOUT_HOSTS.some((known) => host === known || host.endsWith(`.${known}`));
}
