import { Form } from "@remix-run/react";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { Notice } from "../ui/notice.tsx";
import type { SiteReport } from "./setup-state.ts";

const TONES = { fine: "gain", unsure: "warn", wrong: "loss" } as const;

/** Fetches a page of the website and says what is wrong with the script on it. */
export function SiteCheckForm({ domain, typed, error, report, busy }: { domain: string; typed: string; error: string | null; report: SiteReport | null; busy: boolean }) {
  return (
    <Form method="post" preventScrollReset className="flex flex-col gap-3">
      <div className="flex flex-wrap items-end gap-2">
        <div className="min-w-56 flex-1">
          <Field label="Page to check" name="page" defaultValue={typed} placeholder={`https://${domain}/`} error={error} inputMode="url" />
        </div>
        <Button quiet name="intent" value="check-site" busy={busy}>
          Check the page
        </Button>
      </div>
      {report ? (
        <Notice tone={TONES[report.verdict]} title={report.message}>
          {report.advice ? <p className="mt-1">{report.advice}</p> : null}
          <p className="mt-1 text-xs break-all text-soft">{report.url}</p>
        </Notice>
      ) : null}
    </Form>
  );
}
