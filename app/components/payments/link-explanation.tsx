import { Link } from "@remix-run/react";
import { Notice } from "../ui/notice.tsx";

type Payment = {
  status: string;
  link: { method: string; confidence: string; evidence: readonly string[] };
  touch: { channel: string; source: string | null; campaign: string | null; landingPath: string } | null;
  visitorId: string | null;
};

/** Whom a payment is credited to and on what evidence; when nobody, why, and what to change. */
export function LinkExplanation({ payment, websiteId }: { payment: Payment; websiteId: string }) {
  const { touch, link, visitorId } = payment;
  return (
    <div className="flex flex-col gap-3">
      {touch ? (
        <p>
          Credited to <strong className="font-semibold">{touch.channel}</strong>
          {touch.source ? `, ${touch.source}` : ""}
          {touch.campaign ? `, campaign “${touch.campaign}”` : ""}. The visit began on <code className="text-[13px]">{touch.landingPath}</code>.
        </p>
      ) : null}
      {link.method === "none" ? (
        <Notice tone="warn" title="Not linked: no visitor was found for this payment">
          <p>
            {payment.status === "pending" || payment.status === "failed" ? "No channel would get the credit." : "Its money counts in your totals, but no channel gets the credit."} Give your checkout the ids that the script knows (<code>visitorId</code> and <code>sessionId</code> in Stripe’s metadata), or tell PostMetric who a visitor is with{" "}
            <code>postMetric(&quot;identify&quot;, {"{ email }"})</code>.
          </p>
          <p className="mt-1.5">
            <Link to={`/w/${websiteId}/setup`} className="font-medium text-accent underline">
              Show me how
            </Link>
          </p>
        </Notice>
      ) : null}
      <div>
        <h3 className="mb-1 text-xs text-soft">{link.method === "none" ? "What was tried" : "Evidence"}</h3>
        <ol className="flex list-decimal flex-col gap-1 pl-5">
          {link.evidence.map((line) => (
            <li key={line} className="break-words">
              {line}
            </li>
          ))}
        </ol>
      </div>
      {visitorId ? (
        <p className="text-[13px]">
          <Link to={`/w/${websiteId}/visitors/${visitorId}`} className="text-accent underline">
            The visitor’s whole journey
          </Link>
        </p>
      ) : null}
    </div>
  );
}
