import { AppError } from "../../shared/app-error.ts";

const HOW = "In Stripe, under Developers, API keys, make a restricted key with Write for “Webhook Endpoints” and nothing else";

/** A restricted key as pasted, and its mode. Throws `bad_request` with a sentence of its own for anything else that people paste. */
export function readRestrictedKey(pasted: string): { apiKey: string; livemode: boolean } {
  const text = pasted.trim().replace(/^["'`](.*)["'`]$/, "$1").trim();
  if (text === "") throw new AppError("bad_request", `Paste a restricted key. ${HOW}`);
  if (/^pk_/.test(text)) throw new AppError("bad_request", `This is a publishable key: it cannot make an endpoint. ${HOW}`);
  if (/^sk_/.test(text)) throw new AppError("bad_request", `This is a full secret key, which can move money: PostMetric neither needs nor takes it. ${HOW}`);
  if (/^whsec_/.test(text)) throw new AppError("bad_request", "This is a signing secret: paste it in the other field, then no key is needed");
  const match = /^rk_(live|test)_[A-Za-z0-9]{8,300}$/.exec(text);
  if (!match) throw new AppError("bad_request", `A restricted key begins with rk_live_ or rk_test_. ${HOW}`);
  return { apiKey: text, livemode: match[1] === "live" };
}
