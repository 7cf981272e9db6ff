import type { ActionFunctionArgs } from "@remix-run/node";
import { Form, useActionData } from "@remix-run/react";
import { useSettings } from "../components/settings/use-settings.ts";
import { Button } from "../components/ui/button.tsx";
import { CodeBlock } from "../components/ui/code-block.tsx";
import { Field } from "../components/ui/field.tsx";
import { FormEnd } from "../components/ui/form-end.tsx";
import { Panel } from "../components/ui/panel.tsx";
import { formatTime } from "../format/format-figures.ts";
import { answerForm } from "../forms/answer-form.ts";
import { useForm } from "../forms/use-form.ts";

export async function action({ context, request, params }: ActionFunctionArgs) {
  const websiteId = params["websiteId"] ?? "";
  return answerForm(request, async ({ intent, text }) => {
    if (intent === "remove-secret") await context.trpc.websites.removeStripeSecret({ websiteId, secretId: text("secretId") });
    else await context.trpc.websites.addStripeSecret({ websiteId, secret: text("secret") });
    return { said: intent === "remove-secret" ? "The signing secret is gone." : "The signing secret is stored, encrypted." };
  });
}

export default function Stripe() {
  const { stripeSecrets, timezone, webhookUrl } = useSettings();
  const answer = useActionData<typeof action>();
  const add = useForm("add-secret", answer, ["secret"]);
  const remove = useForm("remove-secret", answer);
  return (
    <>
      <Panel title="Webhook address" lead="Where Stripe sends its events: add it as an endpoint in Stripe.">
        <CodeBlock label="Copy the address">{webhookUrl}</CodeBlock>
      </Panel>
      <Panel title="Signing secrets" lead="Several can be stored at once, to rotate them. They are encrypted and never shown again.">
        {stripeSecrets.length > 0 ? (
          <ul className="-mt-2 mb-4 divide-y divide-line border-b border-line">
            {stripeSecrets.map(({ secretId, lastFour, addedAt }) => (
              <li key={secretId} className="flex items-center justify-between gap-3 py-2.5">
                <span>
                  <code>whsec_…{lastFour}</code> <span className="text-soft">added {formatTime(new Date(addedAt).toISOString(), timezone)}</span>
                </span>
                <Form method="post">
                  <input type="hidden" name="secretId" value={secretId} />
                  <Button plain small danger name="intent" value="remove-secret" aria-label={`Remove the secret that ends in ${lastFour}`}>
                    Remove
                  </Button>
                </Form>
              </li>
            ))}
          </ul>
        ) : null}
        <p role="status" className="text-gain empty:hidden">{remove.done?.said}</p>
        <Form method="post" className="flex flex-col gap-4">
          <Field label="Signing secret" type="password" {...add.field("secret")} autoComplete="off" required placeholder="whsec_…" hint="From the endpoint's page in Stripe." />
          <FormEnd intent="add-secret" busy={add.busy} problem={add.problem} saved={add.done?.said}>
            Add
          </FormEnd>
        </Form>
      </Panel>
    </>
  );
}
