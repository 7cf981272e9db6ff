import type { ActionFunctionArgs } from "@remix-run/node";
import { Form, useActionData, useLoaderData } from "@remix-run/react";
import { listCurrencies, listTimezones } from "../components/settings/choices.ts";
import { useSettings } from "../components/settings/use-settings.ts";
import { CodeBlock } from "../components/ui/code-block.tsx";
import { Combobox } from "../components/ui/combobox.tsx";
import { Field } from "../components/ui/field.tsx";
import { FormEnd } from "../components/ui/form-end.tsx";
import { Panel } from "../components/ui/panel.tsx";
import { TextArea } from "../components/ui/text-area.tsx";
import { answerForm } from "../forms/answer-form.ts";
import { useForm } from "../forms/use-form.ts";

export function loader() {
  return { timezones: listTimezones(new Date()), currencies: listCurrencies() };
}

export async function action({ context, request, params }: ActionFunctionArgs) {
  return answerForm(request, async ({ text, list }) => {
    await context.trpc.websites.update({ websiteId: params["websiteId"] ?? "", name: text("name"), domain: text("domain"), timezone: text("timezone"), currency: text("currency"), hostnames: list("hostnames") });
    return { said: "Saved." };
  });
}

export default function General() {
  const { timezones, currencies } = useLoaderData<typeof loader>();
  const website = useSettings();
  const form = useForm("general", useActionData<typeof action>(), ["name", "domain", "timezone", "currency", "hostnames"]);
  return (
    <>
      <Panel title="Website">
        <Form method="post" className="flex flex-col gap-4">
          <div className="grid gap-4 sm:grid-cols-2">
            <Field label="Name" {...form.field("name", website.name)} required />
            <Field label="Domain" {...form.field("domain", website.domain)} required hint="Its subdomains belong to it." />
            <Combobox label="Time zone" {...form.field("timezone", website.timezone)} options={timezones} required hint="Days in reports begin at midnight there." />
            <Combobox label="Currency" {...form.field("currency", website.currency)} options={currencies} required hint="Reports are in this one; payments in others are shown apart." />
          </div>
          <TextArea label="Further hosts" {...form.field("hostnames", website.hostnames.join("\n"))} rows={3} hint="Other domains of this website, one a line; visits of hosts that are not named are dropped." />
          <FormEnd intent="general" busy={form.busy} problem={form.problem} saved={form.done?.said}>
            Save
          </FormEnd>
        </Form>
      </Panel>
      <Panel title="Install script" lead="Into the head of every page. The setup has it for each framework.">
        <CodeBlock>{website.installSnippet}</CodeBlock>
      </Panel>
    </>
  );
}
