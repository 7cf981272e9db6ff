import { Form, Link, useNavigation } from "@remix-run/react";
import { formatExactTime } from "../../format/format-time.ts";
import { Button } from "../ui/button.tsx";
import { Alert, Notice } from "../ui/notice.tsx";

type Rival = { paymentId: string; key: string; paidAt: string };

/** Why this money is not counted, and the ways to say what it is. */
export function HeldNotice({ rivals, timezone, maySettle, refused }: { rivals: readonly Rival[]; timezone: string; maySettle: boolean; refused: string | null }) {
  const busy = useNavigation().formData?.has("paidBy") ?? false;
  return (
    <Notice tone="warn" title="Held: not counted until it is known who paid it">
      <p>
        {rivals.length > 1 ? "Each of these payments is" : "This payment is"} by the same customer, of the same amount, within an hour of this invoice, and is counted already. {rivals.length > 1 ? "One of them" : "It"} may have paid this invoice, or another one like it. Stripe tells which it was when{" "}
        <code>invoice_payment.paid</code> is ticked on the endpoint{maySettle ? "; or say so yourself" : ""}.
      </p>
      {refused ? (
        <div className="mt-2">
          <Alert>{refused}</Alert>
        </div>
      ) : null}
      <Form method="post">
        <ul className="mt-2 divide-y divide-line rounded border border-line bg-panel">
          {rivals.map(({ paymentId, key, paidAt }) => (
            <li key={paymentId} className="flex items-center justify-between gap-3 px-3 py-2">
              <span className="min-w-0">
                <Link to={`../${paymentId}`} relative="path" className="block truncate font-medium hover:underline">
                  {key}
                </Link>
                <span className="block text-xs text-soft">{formatExactTime(paidAt, timezone)}</span>
              </span>
              {maySettle ? (
                <Button quiet small name="paidBy" value={key} busy={busy}>
                  It paid this
                </Button>
              ) : null}
            </li>
          ))}
        </ul>
        {maySettle ? (
          <div className="mt-2">
            <Button quiet small name="paidBy" value="" busy={busy}>
              It was paid some other way: count it too
            </Button>
          </div>
        ) : null}
      </Form>
    </Notice>
  );
}
