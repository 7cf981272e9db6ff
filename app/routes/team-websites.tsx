import type { ActionFunctionArgs } from "@remix-run/node";
import { Form, Link, useActionData, useRouteLoaderData } from "@remix-run/react";
import { Button, ButtonLink } from "../components/ui/button.tsx";
import { Empty } from "../components/ui/empty.tsx";
import { Alert } from "../components/ui/notice.tsx";
import { Panel } from "../components/ui/panel.tsx";
import { RelativeTime } from "../components/ui/relative-time.tsx";
import { answerForm } from "../forms/answer-form.ts";
import { useForm } from "../forms/use-form.ts";
import type { loader as teamLoader } from "./team.tsx";

export async function action({ context, request, params }: ActionFunctionArgs) {
  return answerForm(request, async ({ text }) => {
    await context.trpc.teams.restoreWebsite({ teamId: params["teamId"] ?? "", websiteId: text("websiteId") });
    return { said: "It is back." };
  });
}

export default function TeamWebsites() {
  const data = useRouteLoaderData<typeof teamLoader>("routes/team");
  const form = useForm("restore", useActionData<typeof action>());
  if (!data) return null;
  const { team } = data;
  const mayAdd = team.permissions.includes("settings");
  return (
    <>
      <Panel flush title="Websites" aside={mayAdd ? <ButtonLink small quiet to={`/websites/new?team=${team.teamId}`}>Add a website</ButtonLink> : null}>
        {team.websites.length === 0 ? (
          <Empty title="No website yet">Websites of this team will be here, for all of its members.</Empty>
        ) : (
          <ul className="divide-y divide-line">
            {team.websites.map(({ websiteId, name, domain }) => (
              <li key={websiteId}>
                <Link to={`/w/${websiteId}`} className="flex flex-wrap justify-between gap-x-4 px-4 py-3 hover:bg-sunken">
                  <span className="font-medium">{name}</span>
                  <span className="text-soft">{domain}</span>
                </Link>
              </li>
            ))}
          </ul>
        )}
      </Panel>
      {form.problem ? <Alert>{form.problem}</Alert> : null}
      {team.deletedWebsites.length > 0 ? (
        <Panel flush title="Deleted" lead="Nothing is recorded for them, but payments that Stripe tells of are kept.">
          <ul className="divide-y divide-line">
            {team.deletedWebsites.map(({ websiteId, name, domain, goesAt }) => (
              <li key={websiteId} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 py-3">
                <span>
                  <span className="font-medium">{name}</span> <span className="text-soft">{domain}, gone for good <RelativeTime at={goesAt} timezone="UTC" /></span>
                </span>
                <Form method="post">
                  <input type="hidden" name="websiteId" value={websiteId} />
                  <Button quiet small name="intent" value="restore" aria-label={`Bring ${name} back`}>
                    Bring back
                  </Button>
                </Form>
              </li>
            ))}
          </ul>
        </Panel>
      ) : null}
    </>
  );
}
