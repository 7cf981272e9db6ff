import { Form } from "@remix-run/react";
import { useForm } from "../../forms/use-form.ts";
import type { AccountAnswer } from "../../routes/account.tsx";
import { Field } from "../ui/field.tsx";
import { FormEnd } from "../ui/form-end.tsx";
import { Panel } from "../ui/panel.tsx";

export function ProfileForm({ name, email, answer }: { name: string; email: string; answer: AccountAnswer | undefined }) {
  const form = useForm("profile", answer, ["name", "email", "password"]);
  return (
    <Panel title="Profile">
      <Form method="post" className="flex flex-col gap-4">
        <Field label="Your name" {...form.field("name", name)} required autoComplete="name" />
        <Field label="E-mail" type="email" {...form.field("email", email)} required autoComplete="username" hint="You log in with it." />
        <Field label="Present password" type="password" {...form.field("password")} autoComplete="current-password" hint="Only to change the e-mail address." />
        <FormEnd intent="profile" busy={form.busy} problem={form.problem} saved={form.done?.said}>
          Save
        </FormEnd>
      </Form>
    </Panel>
  );
}
