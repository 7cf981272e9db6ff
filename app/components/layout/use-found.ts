import { useEffect, useState } from "react";
import type { Permission } from "../../../server/auth/permissions.ts";
import { formatMoney } from "../../format/format-figures.ts";
import { trpc } from "../../trpc-client.ts";

type Found = { searching: boolean; payments: { paymentId: string; amount: string; customer: string }[]; visitors: string[] };

const NOTHING: Found = { searching: false, payments: [], visitors: [] };
const SHORTEST = 5;
const PAUSE_MS = 200;

/** Payments and visitors of a website that are named by what was typed, once typing pauses. */
export function useFound(websiteId: string, query: string, permissions: readonly Permission[]): Found {
  const [found, setFound] = useState<Found>(NOTHING);
  const text = query.trim();
  useEffect(() => {
    if (text.length < SHORTEST) return setFound(NOTHING);
    const stop = new AbortController();
    setFound({ ...NOTHING, searching: true });
    const timer = setTimeout(async () => {
      const [payments, visitor] = await Promise.all([
        permissions.includes("payments") ? trpc.payments.list.query({ websiteId, q: text, limit: 8 }, { signal: stop.signal }).catch(() => null) : null,
        permissions.includes("reports") && /^[A-Za-z0-9_-]{8,64}$/.test(text) ? trpc.visitors.get.query({ websiteId, visitorId: text }, { signal: stop.signal }).catch(() => null) : null,
      ]);
      if (stop.signal.aborted) return;
      setFound({
        searching: false,
        payments: (payments?.payments ?? []).map((payment) => ({
          paymentId: payment.paymentId,
          amount: formatMoney(payment.amountMinor, payment.currency, payment.currencyExponent),
          customer: payment.customerEmail ?? payment.customerId ?? payment.providerPaymentId,
        })),
        visitors: visitor ? [visitor.visitorId] : [],
      });
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [websiteId, text, permissions]);
  return found;
}
