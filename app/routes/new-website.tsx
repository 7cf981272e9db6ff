import { redirect } from "@remix-run/node";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { Form, useActionData, useLoaderData } from "@remix-run/react";
import { Entrance } from "../components/layout/entrance.tsx";
import { listCurrencies, listTimezones } from "../components/settings/choices.ts";
import { ButtonLink } from "../components/ui/button.tsx";
import { Combobox } from "../components/ui/combobox.tsx";
import { Field } from "../components/ui/field.tsx";
import { FormEnd } from "../components/ui/form-end.tsx";
import { Select } from "../components/ui/select.tsx";
import { answerForm } from "../forms/answer-form.ts";
import { useForm } from "../forms/use-form.ts";
import { pageTitle } from "../page-title.ts";
import { load } from "../trpc-errors.ts";

export async function loader({ context, request }: LoaderFunctionArgs) {
  const teams = (await load(request, () => context.trpc.teams.list())).filter(({ permissions }) => permissions.includes("settings"));
  return { teams, wanted: new URL(request.url).searchParams.get("team"), timezones: listTimezones(new Date()), currencies: listCurrencies() };
}

export async function action({ context, request }: ActionFunctionArgs) {
  return answerForm<never>(request, async ({ text }) => {
    const { websiteId } = await context.trpc.websites.create({ name: text("name"), domain: text("domain"), timezone: text("timezone") || "UTC", currency: text("currency") || "USD", teamId: text("teamId") || undefined });
    throw redirect(`/w/${websiteId}/setup`);
  });
}

export const meta = pageTitle("Add a website");

export default function NewWebsite() {
  const { teams, wanted, timezones, currencies } = useLoaderData<typeof loader>();
  const form = useForm("create", useActionData<typeof action>(), ["name", "domain", "timezone", "currency"]);
  if (teams.length === 0) {
    return (
      <Entrance title="No website yet" lead="Websites are added by owners and admins of a team. Ask one of them, or make a team of your own.">
        <ButtonLink to="/teams/new">Make a team</ButtonLink>
      </Entrance>
    );
  }
  return (
    <Entrance title="Add a website" lead="One entry for each place where you sell.">
      <Form method="post" className="flex flex-col gap-4">
        <Field label="Name" {...form.field("name")} required placeholder="My shop" />
        <Field label="Domain" {...form.field("domain")} required placeholder="shop.example.com" hint="Its subdomains belong to it." />
        <Combobox label="Time zone" {...form.field("timezone", "UTC")} options={timezones} hint="Days in reports begin at midnight there." />
        <Combobox label="Currency" {...form.field("currency", "USD")} options={currencies} hint="Reports are in this one; payments in others are shown apart." />
        {teams.length > 1 ? <Select label="Team" {...form.field("teamId", wanted ?? teams[0]?.teamId)} options={teams.map(({ teamId, name }) => ({ value: teamId, label: name }))} /> : null}
        <FormEnd intent="create" busy={form.busy} problem={form.problem}>
          Add website
        </FormEnd>
      </Form>
    </Entrance>
  );
}
