import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { Form, useActionData, useLoaderData } from "@remix-run/react";
import { Field } from "../components/ui/field.tsx";
import { FormEnd } from "../components/ui/form-end.tsx";
import { Panel } from "../components/ui/panel.tsx";
import { answerForm } from "../forms/answer-form.ts";
import { useForm } from "../forms/use-form.ts";
import { load } from "../trpc-errors.ts";

export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const team = await load(request, () => context.trpc.teams.get({ teamId: params["teamId"] ?? "" }));
  if (!team.permissions.includes("team")) throw new Response("Only owners of the team change its settings.", { status: 403 });
  return { name: team.name };
}

export async function action({ context, request, params }: ActionFunctionArgs) {
  return answerForm(request, async ({ text }) => {
    await context.trpc.teams.rename({ teamId: params["teamId"] ?? "", name: text("name") });
    return { said: "Saved." };
  });
}

export default function TeamSettings() {
  const { name } = useLoaderData<typeof loader>();
  const form = useForm("rename", useActionData<typeof action>(), ["name"]);
  return (
    <Panel title="Name">
      <Form method="post" className="flex flex-col gap-4">
        <Field label="Name of the team" {...form.field("name", name)} required maxLength={100} />
        <FormEnd intent="rename" busy={form.busy} problem={form.problem} saved={form.done?.said}>
          Save
        </FormEnd>
      </Form>
    </Panel>
  );
}
