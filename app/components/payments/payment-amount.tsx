import { formatMoney } from "../../format/format-figures.ts";

/** What came in; when part of it went back, the sum struck through and what is left. */
export function PaymentAmount({ payment }: { payment: { amountMinor: number; refundedMinor: number; disputeLostMinor: number; currency: string; currencyExponent: number; status: string } }) {
  const money = (minor: number) => formatMoney(minor, payment.currency, payment.currencyExponent);
  const back = payment.refundedMinor + payment.disputeLostMinor;
  if (back > 0) {
    return (
      <span>
        <s className="mr-1.5 font-normal text-soft">{money(payment.amountMinor)}</s>
        {money(payment.amountMinor - back)}
      </span>
    );
  }
  return <span className={payment.status === "failed" ? "text-soft" : ""}>{money(payment.amountMinor)}</span>;
}
