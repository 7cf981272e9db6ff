import type { WebsiteRecord } from "../../../models/website.ts";
import { normalizeEmail } from "../../identities/normalize-email.ts";
import { VISITOR_ID } from "../../ingestion/parse-track-request.ts";
import { recordApiPayment } from "../../payments/record-api-payment.ts";
import { AppError } from "../../shared/app-error.ts";
import { toMinorUnits } from "../../shared/money.ts";

/** `POST /api/v1/payment`: a payment that a program tells of, its amount in major units. */
export async function postPayment(website: WebsiteRecord, body: Record<string, unknown>, now: Date): Promise<{ paymentId: string; message: string }> {
  const { provider, providerPaymentId, amount } = body;
  const missing = [provider, providerPaymentId, amount].some((value) => value === undefined || value === null || value === "");
  if (missing) throw new AppError("bad_request", "provider, providerPaymentId, and amount are required");
  if (typeof provider !== "string" || !/^[a-z0-9_-]{1,32}$/i.test(provider)) throw new AppError("bad_request", "provider must be at most 32 letters, digits, - or _");
  if (typeof providerPaymentId !== "string" || providerPaymentId.length > 255) throw new AppError("bad_request", "providerPaymentId must be text of at most 255 characters");
  const currency = text(body, "currency", 3)?.toUpperCase() ?? "USD";
  if (!/^[A-Z]{3}$/.test(currency)) throw new AppError("bad_request", "currency must be a code of three letters");
  const amountMinor = typeof amount === "number" || typeof amount === "string" ? toMinorUnits(amount, currency) : null;
  if (amountMinor === null || !Number.isSafeInteger(amountMinor)) throw new AppError("bad_request", `amount must be a number of ${currency}, not negative and with no more decimals than it has`);
  const email = text(body, "customerEmail", 254);
  const customerEmail = normalizeEmail(email);
  if (email && !customerEmail) throw new AppError("bad_request", "customerEmail is not a valid address");
  const { paymentId } = await recordApiPayment({
    websiteId: website._id,
    now,
    input: {
      provider: provider.toLowerCase(),
      providerPaymentId,
      amountMinor,
      currency,
      customerEmail,
      customerId: text(body, "customerId", 255),
      visitorId: trackingId(body, "visitorId"),
      sessionId: trackingId(body, "sessionId"),
      timestamp: timestamp(body["timestamp"], now),
      refunded: flag(body, "refunded"),
      renewal: flag(body, "renewal"),
    },
  });
  return { paymentId, message: "Payment recorded successfully" };
}

function text(body: Record<string, unknown>, name: string, max: number): string | null {
  const value = body[name];
  if (value === undefined || value === null || value === "") return null;
  if (typeof value !== "string" || value.length > max) throw new AppError("bad_request", `${name} must be text of at most ${max} characters`);
  return value;
}

function trackingId(body: Record<string, unknown>, name: string): string | null {
  const id = text(body, name, 64);
  if (id !== null && !VISITOR_ID.test(id)) throw new AppError("bad_request", `${name} must be 8 to 64 letters, digits, - or _`);
  return id;
}

function flag(body: Record<string, unknown>, name: string): boolean {
  const value = body[name] ?? false;
  if (typeof value !== "boolean") throw new AppError("bad_request", `${name} must be true or false`);
  return value;
}

function timestamp(value: unknown, now: Date): Date | null {
  if (value === undefined || value === null) return null;
  const at = typeof value === "number" ? new Date(value < 1e11 ? value * 1_000 : value) : typeof value === "string" ? new Date(value) : new Date(Number.NaN);
  if (Number.isNaN(at.getTime()) || at.getTime() > now.getTime() + 86_400_000) throw new AppError("bad_request", "timestamp must be an ISO date or seconds since 1970, not in the future");
  return at;
}
