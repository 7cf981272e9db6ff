import type { ActionFunctionArgs } from "@remix-run/node";
import { Form, useActionData } from "@remix-run/react";
import { useSettings } from "../components/settings/use-settings.ts";
import { Field } from "../components/ui/field.tsx";
import { FormEnd } from "../components/ui/form-end.tsx";
import { Panel } from "../components/ui/panel.tsx";
import { Switch } from "../components/ui/switch.tsx";
import { answerForm } from "../forms/answer-form.ts";
import { useForm } from "../forms/use-form.ts";

type Done = { said: string; file?: string };

export async function action({ context, request, params }: ActionFunctionArgs) {
  const websiteId = params["websiteId"] ?? "";
  const { privacy, websites } = context.trpc;
  return answerForm<Done>(request, async ({ intent, text, has }) => {
    if (intent === "export") {
      const held = await privacy.export({ websiteId, person: text("person") });
      return { said: `${held.visitors.length} visitors, ${held.sessions.length} visits and ${held.payments.length} payments.`, file: JSON.stringify(held, null, 2) };
    }
    if (intent === "erase") {
      const gone = await privacy.erase({ websiteId, person: text("erasePerson"), confirm: text("confirm") as "erase" });
      return { said: `Erased: ${gone.visitors} visitors, ${gone.sessions} visits and ${gone.identities} identities; ${gone.payments} payments no longer tell who paid.` };
    }
    const months = text("retentionMonths").trim();
    await websites.update({
      websiteId,
      retentionMonths: months === "" ? null : Number(months),
      honorPrivacySignals: has("honorPrivacySignals"),
      cookieless: has("cookieless"),
    });
    return { said: "Saved." };
  });
}

export default function Privacy() {
  const { retentionMonths, honorPrivacySignals, cookieless } = useSettings();
  const answer = useActionData<typeof action>();
  const form = useForm("privacy", answer, ["retentionMonths"]);
  return (
    <>
    <Panel title="Data & privacy" lead="IP addresses are never stored.">
      <Form method="post" className="flex flex-col gap-5">
        <Switch name="honorPrivacySignals" label="Honour Do Not Track and Global Privacy Control" hint="Visitors whose browser sends either are not recorded." defaultChecked={form.ticked("honorPrivacySignals", honorPrivacySignals)} />
        <Switch name="cookieless" label="Without cookies" hint="Visitors are told apart by a hash that changes every day: no consent banner for it in most places, but who comes back tomorrow counts as new." defaultChecked={form.ticked("cookieless", cookieless)} />
        <Field label="Keep visits for (months)" {...form.field("retentionMonths", retentionMonths === null ? "" : String(retentionMonths))} inputMode="numeric" className="max-w-32" hint="Older visits are deleted for good; payments stay. Empty: for ever." />
        <FormEnd intent="privacy" busy={form.busy} problem={form.problem} saved={form.done?.said}>
          Save
        </FormEnd>
      </Form>
    </Panel>
    <OnePerson answer={answer} />
    </>
  );
}

/** What the law gives a person: all that is held of them, and its end. */
function OnePerson({ answer }: { answer: ReturnType<typeof useActionData<typeof action>> }) {
  const out = useForm("export", answer, ["person"]);
  const erase = useForm("erase", answer, ["person", "confirm"]);
  return (
    <Panel title="One person" lead="Someone asks what you hold of them, or wants it gone. Write their e-mail address or a visitor id.">
      <div className="grid gap-8 lg:grid-cols-2">
        <Form method="post" className="flex flex-col gap-4">
          <Field label="Whose data to give out" {...out.field("person")} maxLength={254} required hint="Visits, identities and payments, as a JSON file." />
          <FormEnd intent="export" busy={out.busy} problem={out.problem} saved={out.done?.said} quiet>
            Collect
          </FormEnd>
          {out.done?.file ? (
            <a download="person.json" href={`data:application/json;charset=utf-8,${encodeURIComponent(out.done.file)}`} className="self-start font-medium text-accent underline">
              Download the file
            </a>
          ) : null}
        </Form>
        <Form method="post" className="flex flex-col gap-4">
          <Field label="Whom to erase" {...erase.field("erasePerson", "", "person")} maxLength={254} required hint="Visits and identities are deleted. Payments stay in your figures, without who paid." />
          <Field label="Type erase to confirm" {...erase.field("confirm")} required className="max-w-40" hint="This cannot be undone." />
          <FormEnd intent="erase" busy={erase.busy} problem={erase.problem} saved={erase.done?.said} danger>
            Erase
          </FormEnd>
        </Form>
      </div>
    </Panel>
  );
}
