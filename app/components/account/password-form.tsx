import { Form } from "@remix-run/react";
import { useForm } from "../../forms/use-form.ts";
import type { AccountAnswer } from "../../routes/account.tsx";
import { Field } from "../ui/field.tsx";
import { FormEnd } from "../ui/form-end.tsx";
import { Panel } from "../ui/panel.tsx";

export function PasswordForm({ answer }: { answer: AccountAnswer | undefined }) {
  const form = useForm("password", answer, ["current", "next"]);
  return (
    <Panel title="Password">
      <Form method="post" className="flex flex-col gap-4">
        <Field label="Present password" type="password" {...form.field("current")} id="current" required autoComplete="current-password" />
        <Field label="New password" type="password" {...form.field("next")} required minLength={10} autoComplete="new-password" hint="At least 10 characters. All your other logins end." />
        <FormEnd intent="password" busy={form.busy} problem={form.problem} saved={form.done?.said}>
          Change password
        </FormEnd>
      </Form>
    </Panel>
  );
}
