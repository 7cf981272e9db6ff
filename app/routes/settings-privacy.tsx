import type { ActionFunctionArgs } from "@remix-run/node";
import { Form, useActionData } from "@remix-run/react";
import { useSettings } from "../components/settings/use-settings.ts";
import { Field } from "../components/ui/field.tsx";
import { FormEnd } from "../components/ui/form-end.tsx";
import { Panel } from "../components/ui/panel.tsx";
import { Switch } from "../components/ui/switch.tsx";
import { answerForm } from "../forms/answer-form.ts";
import { useForm } from "../forms/use-form.ts";

export async function action({ context, request, params }: ActionFunctionArgs) {
  return answerForm(request, async ({ text, has }) => {
    const months = text("retentionMonths").trim();
    await context.trpc.websites.update({
      websiteId: params["websiteId"] ?? "",
      retentionMonths: months === "" ? null : Number(months),
      honorPrivacySignals: has("honorPrivacySignals"),
      cookieless: has("cookieless"),
    });
    return { said: "Saved." };
  });
}

export default function Privacy() {
  const { retentionMonths, honorPrivacySignals, cookieless } = useSettings();
  const form = useForm("privacy", useActionData<typeof action>(), ["retentionMonths"]);
  return (
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
  );
}
