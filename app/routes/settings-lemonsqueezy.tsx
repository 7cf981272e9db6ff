import type { ActionFunctionArgs } from "@remix-run/node";
import { useActionData } from "@remix-run/react";
import { SecretsPanel } from "../components/settings/secrets-panel.tsx";
import { useSettings } from "../components/settings/use-settings.ts";
import { CodeBlock } from "../components/ui/code-block.tsx";
import { Panel } from "../components/ui/panel.tsx";
import { answerForm } from "../forms/answer-form.ts";

export async function action({ context, request, params }: ActionFunctionArgs) {
  const websiteId = params["websiteId"] ?? "";
  return answerForm(request, async ({ intent, text }) => {
    if (intent === "remove-secret") await context.trpc.websites.removeLemonSqueezySecret({ websiteId, secretId: text("secretId") });
    else await context.trpc.websites.addLemonSqueezySecret({ websiteId, secret: text("secret") });
    return { said: intent === "remove-secret" ? "The signing secret is gone." : "The signing secret is stored, encrypted." };
  });
}

export default function LemonSqueezy() {
  const { lemonSqueezySecrets, lemonSqueezyWebhookUrl, timezone } = useSettings();
  const answer = useActionData<typeof action>();
  return (
    <>
      <Panel title="Webhook address" lead="Add it in Lemon Squeezy, with the events order_created, order_refunded, subscription_created and all that begin with subscription_payment.">
        <CodeBlock label="Copy the address">{lemonSqueezyWebhookUrl}</CodeBlock>
        <p className="mt-3 text-soft">Pass the visitor along in the checkout&apos;s custom data: visitorId and sessionId.</p>
      </Panel>
      <SecretsPanel secrets={lemonSqueezySecrets} timezone={timezone} prefix="" hint="The one that you gave the webhook in Lemon Squeezy." answer={answer} />
    </>
  );
}
