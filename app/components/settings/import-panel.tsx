import { Form, useRevalidator } from "@remix-run/react";
import { useEffect } from "react";
import { formatTime } from "../../format/format-figures.ts";
import type { FormAnswer } from "../../forms/answer-form.ts";
import { useForm } from "../../forms/use-form.ts";
import { Field } from "../ui/field.tsx";
import { FormEnd } from "../ui/form-end.tsx";
import { Alert } from "../ui/notice.tsx";
import { Panel } from "../ui/panel.tsx";

export type ImportProgress = {
  status: "running" | "failed" | "done";
  problem: string | null;
  foreign: number;
  waitsUntil: string | null;
  finishedAt: string | null;
  steps: { name: string; read: number; state: "done" | "reading" | "waiting" }[];
} | null;

const LOOK_AGAIN_MS = 2_000;

/** Brings in what was paid before the webhook was there, and shows how far that is. */
export function ImportPanel({ progress, timezone, answer }: { progress: ImportProgress; timezone: string; answer: FormAnswer<{ said: string }> | undefined }) {
  const form = useForm("import", answer, ["key"]);
  const { revalidate } = useRevalidator();
  const running = progress?.status === "running";
  useEffect(() => {
    const timer = running ? setInterval(revalidate, LOOK_AGAIN_MS) : undefined;
    return () => clearInterval(timer);
  }, [running, revalidate]);
  return (
    <Panel title="Import past payments" lead="Reads your account's history from Stripe. What webhooks brought is not counted twice.">
      {progress ? (
        <div className="mb-4 flex flex-col gap-2">
          {progress.status === "failed" ? <Alert>{progress.problem}</Alert> : null}
          <p role="status">
            {progress.status === "done" ? `Done ${progress.finishedAt ? formatTime(progress.finishedAt, timezone) : ""}.` : null}
            {running ? (progress.waitsUntil ? `${progress.problem}: it goes on by itself at ${formatTime(progress.waitsUntil, timezone)}.` : "Reading. You can leave this page.") : null}
          </p>
          <ul className="grid grid-cols-2 gap-x-6 gap-y-1 sm:grid-cols-3">
            {progress.steps.map(({ name, read, state }) => (
              <li key={name} className={`flex justify-between gap-2 ${state === "waiting" ? "text-soft" : ""}`}>
                <span>{name}</span>
                <span className="tabular-nums">{state === "waiting" ? "–" : read.toLocaleString("en")}</span>
              </li>
            ))}
          </ul>
          {progress.foreign > 0 ? <p className="text-soft">{progress.foreign.toLocaleString("en")} were left out, since they belong to another website of yours.</p> : null}
        </div>
      ) : null}
      {running ? null : (
        <Form method="post" className="flex flex-col gap-4">
          <Field
            label="Restricted key"
            type="password"
            {...form.field("secretKey", "", "key")}
            autoComplete="off"
            required
            placeholder="rk_live_…"
            hint="Make it on Stripe's page of API keys, with Read for Checkout Sessions, Invoices, PaymentIntents, Charges, Disputes and Subscriptions. It is stored encrypted, and forgotten when the import is done."
          />
          <FormEnd intent="import" busy={form.busy} problem={form.problem} saved={form.done?.said} quiet>
            {progress?.status === "failed" ? "Go on" : "Import"}
          </FormEnd>
        </Form>
      )}
    </Panel>
  );
}
