import { Link } from "@remix-run/react";
import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "../../../server/trpc/router.ts";
import { formatMoney } from "../../format/format-figures.ts";
import { ButtonLink } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";
import { TraceSteps } from "./trace-steps.tsx";

type Answer = NonNullable<inferRouterOutputs<AppRouter>["diagnostics"]["explain"]>;

/** The answer to "why is it missing?": one sentence, the stations, what to change. */
export function AnswerPanel({ answer, websiteId, timezone }: { answer: Answer; websiteId: string; timezone: string }) {
  const { action } = answer;
  return (
    <div className="mt-5 flex flex-col gap-4">
      <Notice tone={answer.tone} title={answer.verdict} />
      <TraceSteps steps={answer.steps} />
      <div>
        <p>{answer.advice}</p>
        {action ? (
          <ButtonLink quiet small className="mt-3" to={action.to.startsWith("/") ? action.to : `/w/${websiteId}/${action.to}`}>
            {action.label}
          </ButtonLink>
        ) : null}
      </div>
      {answer.payments.length > 0 ? (
        <ul aria-label="Payments" className="divide-y divide-line rounded border border-line">
          {answer.payments.map((payment) => (
            <li key={payment.paymentId} className="flex flex-wrap items-baseline justify-between gap-x-4 px-3 py-2">
              <Link to={`/w/${websiteId}/payments/${payment.paymentId}`} className="font-medium text-accent underline">
                {formatMoney(payment.amountMinor, payment.currency, payment.currencyExponent)}
              </Link>
              <span className="text-soft">
                {payment.status.replaceAll("_", " ")}, {payment.method === "none" ? "not linked" : `linked by ${payment.method.replaceAll("_", " ")}`}
              </span>
              <RelativeTime at={payment.at} timezone={timezone} className="text-soft" />
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}
