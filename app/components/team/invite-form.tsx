import { Form } from "@remix-run/react";
import { useForm } from "../../forms/use-form.ts";
import type { MembersAnswer } from "../../routes/team-members.tsx";
import { CodeBlock } from "../ui/code-block.tsx";
import { Field } from "../ui/field.tsx";
import { FormEnd } from "../ui/form-end.tsx";
import { Notice } from "../ui/notice.tsx";
import { Panel } from "../ui/panel.tsx";
import { Select } from "../ui/select.tsx";
import { ROLE_OPTIONS, ROLES } from "./roles.ts";

export function InviteForm({ answer }: { answer: MembersAnswer | undefined }) {
  const form = useForm("invite", answer, ["role", "email"]);
  const { error, ...role } = form.field("role", "analyst");
  return (
    <Panel title="Invite someone">
      <div className="flex flex-col gap-4">
        {form.done?.link ? (
          <Notice tone="gain" title={form.done.said}>
            <div className="mt-2">
              <CodeBlock label="Copy the link">{form.done.link}</CodeBlock>
            </div>
          </Notice>
        ) : null}
        <Form method="post" className="flex flex-col gap-4">
          <div className="grid gap-4 sm:grid-cols-2">
            <Select label="Role" {...role} error={error} options={ROLE_OPTIONS} />
            <Field label="E-mail (optional)" type="email" {...form.field("email")} autoComplete="off" hint="Then only someone with this address can use the link." />
          </div>
          <dl className="grid gap-x-3 gap-y-1 text-xs text-soft sm:grid-cols-[auto_1fr]">
            {ROLE_OPTIONS.map(({ value, label }) => (
              <div key={value} className="contents">
                <dt className="font-medium text-ink">{label}</dt>
                <dd>{ROLES[value].says}</dd>
              </div>
            ))}
          </dl>
          <FormEnd intent="invite" busy={form.busy} problem={form.problem}>
            Make an invitation link
          </FormEnd>
        </Form>
      </div>
    </Panel>
  );
}
