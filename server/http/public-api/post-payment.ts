import type { WebsiteRecord } from "../../../models/website.ts";
import { normalizeEmail } from "../../identities/normalize-email.ts";
import { recordApiPayment } from "../../payments/record-api-payment.ts";
import { AppError } from "../../shared/app-error.ts";
import { toMinorUnits } from "../../shared/money.ts";
import { checkInput, paymentBody } from "./inputs.ts";

/** `POST /api/v1/payment`: a payment that a program tells of, its amount in major units. */
export async function postPayment(website: WebsiteRecord, body: Record<string, unknown>, now: Date): Promise<{ paymentId: string; message: string }> {
  const missing = [body["provider"], body["providerPaymentId"], body["amount"]].some((value) => value === undefined || value === null || value === "");
  if (missing) throw new AppError("bad_request", "provider, providerPaymentId, and amount are required");
  // Programs send empty text for what they do not know.
  const given = checkInput(paymentBody, Object.fromEntries(Object.entries(body).filter(([, value]) => value !== "")));
  const currency = given.currency?.toUpperCase() ?? "USD";
  if (!/^[A-Z]{3}$/.test(currency)) throw new AppError("bad_request", "currency must be a code of three letters");
  const amountMinor = toMinorUnits(given.amount, currency);
  if (amountMinor === null || !Number.isSafeInteger(amountMinor)) throw new AppError("bad_request", `amount must be a number of ${currency}, not negative and with no more decimals than it has`);
  const customerEmail = normalizeEmail(given.customerEmail ?? null);
  if (given.customerEmail && !customerEmail) throw new AppError("bad_request", "customerEmail is not a valid address");
  const { paymentId } = await recordApiPayment({
    websiteId: website._id,
    now,
    input: {
      provider: given.provider.toLowerCase(),
      providerPaymentId: given.providerPaymentId,
      amountMinor,
      currency,
      customerEmail,
      customerId: given.customerId ?? null,
      visitorId: given.visitorId ?? null,
      sessionId: given.sessionId ?? null,
      timestamp: readTimestamp(given.timestamp, now),
      refunded: given.refunded ?? false,
      renewal: given.renewal ?? false,
    },
  });
  return { paymentId, message: "Payment recorded successfully" };
}

function readTimestamp(value: string | number | null | undefined, now: Date): Date | null {
  if (value === undefined || value === null) return null;
  const at = new Date(typeof value === "number" && value < 1e11 ? value * 1_000 : value);
  if (Number.isNaN(at.getTime()) || at.getTime() > now.getTime() + 86_400_000) throw new AppError("bad_request", "timestamp must be an ISO date or seconds since 1970, not in the future");
  return at;
}
