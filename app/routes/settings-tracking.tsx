import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { Form, useActionData, useLoaderData } from "@remix-run/react";
import { useSettings } from "../components/settings/use-settings.ts";
import { FormEnd } from "../components/ui/form-end.tsx";
import { Panel } from "../components/ui/panel.tsx";
import { Switch } from "../components/ui/switch.tsx";
import { TextArea } from "../components/ui/text-area.tsx";
import { answerForm } from "../forms/answer-form.ts";
import { useForm } from "../forms/use-form.ts";
import { load } from "../trpc-errors.ts";

export async function loader({ context, request }: LoaderFunctionArgs) {
  return { address: (await load(request, () => context.trpc.auth.state())).address };
}

export async function action({ context, request, params }: ActionFunctionArgs) {
  const websiteId = params["websiteId"] ?? "";
  return answerForm(request, async ({ intent, list, has }) => {
    if (intent === "linking") await context.trpc.websites.update({ websiteId, linkByTime: has("linkByTime"), showTestData: has("showTestData") });
    else await context.trpc.websites.update({ websiteId, exclusions: { ips: list("ips"), countries: list("countries"), hostnames: list("hostnames"), paths: list("paths") } });
    return { said: intent === "linking" ? "Saved." : "Saved. It holds for visits from now on." };
  });
}

export default function Tracking() {
  const { address } = useLoaderData<typeof loader>();
  const { exclusions, linkByTime, showTestData } = useSettings();
  const answer = useActionData<typeof action>();
  const exclude = useForm("exclusions", answer, ["exclusions"]);
  const linking = useForm("linking", answer);
  const entries = (name: "ips" | "countries" | "hostnames" | "paths") => exclude.field(name, exclusions[name].join("\n"), `exclusions.${name}`);
  return (
    <>
      <Panel title="Exclusions" lead="Visits that fit any of these are not recorded. One entry a line.">
        <Form method="post" className="flex flex-col gap-4">
          <div className="grid gap-4 sm:grid-cols-2">
            <TextArea label="IP addresses" {...entries("ips")} placeholder="203.0.113.0/24" hint={`Addresses or ranges. Your address now: ${address}`} />
            <TextArea label="Countries" {...entries("countries")} placeholder="DE" hint="Codes of two letters." />
            <TextArea label="Hosts" {...entries("hostnames")} placeholder="staging.example.com" hint="* stands for anything." />
            <TextArea label="Paths" {...entries("paths")} placeholder="/admin/*" hint="* stands for anything." />
          </div>
          <FormEnd intent="exclusions" busy={exclude.busy} problem={exclude.problem} saved={exclude.done?.said}>
            Save
          </FormEnd>
        </Form>
      </Panel>
      <Panel title="Payments">
        <Form method="post" className="flex flex-col gap-4">
          <Switch name="linkByTime" label="Link by time" hint="When nothing else fits, a payment is linked to the only visitor who was at the checkout then. Marked as estimated." defaultChecked={linking.ticked("linkByTime", linkByTime)} />
          <Switch name="showTestData" label="Show test data" hint="Payments of Stripe's test mode count in reports." defaultChecked={linking.ticked("showTestData", showTestData)} />
          <FormEnd intent="linking" busy={linking.busy} problem={linking.problem} saved={linking.done?.said}>
            Save
          </FormEnd>
        </Form>
      </Panel>
    </>
  );
}
