import { Form, useNavigation } from "@remix-run/react";
import { formatGap } from "../../format/format-time.ts";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { Alert } from "../ui/notice.tsx";

export type Candidate = { visitorId: string; lastSeenAt: string; channel: string; source: string | null; country: string | null; device: string | null };

/** Links a payment to another visitor: one of those who were on the site about then, or one by id. */
export function CorrectLinkForm({ candidates, paidAt, refused }: { candidates: readonly Candidate[]; paidAt: string; refused: { message: string; visitorId: string } | null }) {
  const sending = useNavigation().formData?.has("visitorId") ?? false;
  return (
    <details open={refused !== null || undefined}>
      <summary className="w-max cursor-pointer font-medium text-accent">Link it to another visitor</summary>
      <div className="mt-3 flex flex-col gap-3">
        <p className="text-soft">What you choose outranks all other evidence and survives replays. It is written into the evidence with your name.</p>
        {refused ? <Alert>{refused.message}</Alert> : null}
        {candidates.length > 0 ? (
          <div>
            <h3 className="mb-1 text-xs text-soft">On the site within an hour before it was paid</h3>
            <ul className="divide-y divide-line rounded border border-line">
              {candidates.map(({ visitorId, lastSeenAt, channel, source, country, device }) => (
                <li key={visitorId} className="flex items-center justify-between gap-3 px-3 py-2">
                  <span className="min-w-0">
                    <span className="block truncate">{[source ?? channel, country, device].filter(Boolean).join(" · ")}</span>
                    <span className="block truncate text-xs text-soft">
                      {seen(paidAt, lastSeenAt)} · <code>{visitorId}</code>
                    </span>
                  </span>
                  <Form method="post">
                    <Button quiet small name="visitorId" value={visitorId} busy={sending}>
                      Link
                    </Button>
                  </Form>
                </li>
              ))}
            </ul>
          </div>
        ) : null}
        <Form method="post" className="flex flex-wrap items-end gap-3">
          <div className="min-w-60 flex-1">
            <Field label="Visitor id" name="visitorId" required defaultValue={refused?.visitorId ?? ""} autoComplete="off" />
          </div>
          <Button quiet busy={sending}>
            Link
          </Button>
        </Form>
      </div>
    </details>
  );
}

function seen(paidAt: string, lastSeenAt: string): string {
  const gap = Date.parse(paidAt) - Date.parse(lastSeenAt);
  return gap >= 0 ? `last seen ${formatGap(gap)} before` : `still there ${formatGap(gap)} after`;
}
