import { redirect } from "@remix-run/node";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { Form, useActionData, useLoaderData } from "@remix-run/react";
import { useSettings } from "../components/settings/use-settings.ts";
import { ConfirmByName } from "../components/ui/confirm-by-name.tsx";
import { FormEnd } from "../components/ui/form-end.tsx";
import { Alert } from "../components/ui/notice.tsx";
import { Panel } from "../components/ui/panel.tsx";
import { Select } from "../components/ui/select.tsx";
import { answerForm } from "../forms/answer-form.ts";
import { useForm } from "../forms/use-form.ts";
import { load } from "../trpc-errors.ts";

export async function loader({ context, request, params }: LoaderFunctionArgs) {
  return load(request, async () => {
    const [website, teams] = await Promise.all([context.trpc.websites.get({ websiteId: params["websiteId"] ?? "" }), context.trpc.teams.list()]);
    if (!website.permissions.includes("team")) throw new Response("Only owners of the team give a website away or delete it.", { status: 403 });
    return { teams: teams.filter(({ teamId, permissions }) => teamId !== website.teamId && permissions.includes("team")) };
  });
}

export async function action({ context, request, params }: ActionFunctionArgs) {
  const websiteId = params["websiteId"] ?? "";
  const { trpc } = context;
  return answerForm<never>(request, async ({ intent, text }) => {
    const { teamId } = await trpc.websites.get({ websiteId });
    if (intent === "delete") {
      await trpc.websites.remove({ websiteId, confirm: text("confirm") });
      throw redirect(`/teams/${teamId}/websites`);
    }
    await trpc.websites.transfer({ websiteId, toTeamId: text("toTeamId") });
    throw redirect(`/w/${websiteId}/settings`);
  });
}

export default function Danger() {
  const { teams } = useLoaderData<typeof loader>();
  const { name } = useSettings();
  const answer = useActionData<typeof action>();
  const transfer = useForm("transfer", answer, ["toTeamId"]);
  const remove = useForm("delete", answer);
  return (
    <>
      <Panel title="Give to another team" lead="With all its data, keys and settings. Members of this team no longer see it.">
        {teams.length === 0 ? (
          <p className="text-soft">You own no other team. Make one, or let its owner invite you as owner.</p>
        ) : (
          <Form method="post" className="flex flex-col gap-4">
            <Select label="Team" {...transfer.field("toTeamId")} options={teams.map((team) => ({ value: team.teamId, label: team.name }))} className="max-w-80" />
            <FormEnd intent="transfer" busy={transfer.busy} problem={transfer.problem} quiet danger>
              Give the website away
            </FormEnd>
          </Form>
        )}
      </Panel>
      <Panel title="Delete the website" lead="Its script, pages and keys stop at once. For 30 days an owner can bring it back, with every payment that Stripe tells of meanwhile; then it is gone.">
        <div className="flex flex-col gap-4">
          {remove.problem ? <Alert>{remove.problem}</Alert> : null}
          <div>
            <ConfirmByName verb="Delete the website" name={name} intent="delete">
              Visitors, payments, settings and keys of {name} are deleted. You find it under the team&apos;s websites for 30 days.
            </ConfirmByName>
          </div>
        </div>
      </Panel>
    </>
  );
}
