import { redirect } from "@remix-run/node";
import type { ActionFunctionArgs } from "@remix-run/node";
import { Form, useActionData } from "@remix-run/react";
import { Page } from "../components/layout/page.tsx";
import { Field } from "../components/ui/field.tsx";
import { FormEnd } from "../components/ui/form-end.tsx";
import { Panel } from "../components/ui/panel.tsx";
import { answerForm } from "../forms/answer-form.ts";
import { useForm } from "../forms/use-form.ts";
import { pageTitle } from "../page-title.ts";

export async function action({ context, request }: ActionFunctionArgs) {
  return answerForm<never>(request, async ({ text }) => {
    const { teamId } = await context.trpc.teams.create({ name: text("name") });
    throw redirect(`/teams/${teamId}`);
  });
}

export const meta = pageTitle("New team");

export default function NewTeam() {
  const form = useForm("create", useActionData<typeof action>(), ["name"]);
  return (
    <Page title="New team" lead="People who share websites. You own it, invite others, and can be in several teams." width="narrow">
      <Panel>
        <Form method="post" className="flex flex-col gap-4">
          <Field label="Name of the team" {...form.field("name")} required maxLength={100} placeholder="Marketing" />
          <FormEnd intent="create" busy={form.busy} problem={form.problem}>
            Make the team
          </FormEnd>
        </Form>
      </Panel>
    </Page>
  );
}
