import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { ImportPanel } from "../components/settings/import-panel.tsx";
import { SecretsPanel } from "../components/settings/secrets-panel.tsx";
import { useSettings } from "../components/settings/use-settings.ts";
import { CodeBlock } from "../components/ui/code-block.tsx";
import { Panel } from "../components/ui/panel.tsx";
import { answerForm } from "../forms/answer-form.ts";
import { load } from "../trpc-errors.ts";

export async function loader({ context, request, params }: LoaderFunctionArgs) {
  return { progress: await load(request, () => context.trpc.stripeImport.progress({ websiteId: params["websiteId"] ?? "" })) };
}

export async function action({ context, request, params }: ActionFunctionArgs) {
  const websiteId = params["websiteId"] ?? "";
  return answerForm(request, async ({ intent, text }) => {
    switch (intent) {
      case "remove-secret":
        await context.trpc.websites.removeStripeSecret({ websiteId, secretId: text("secretId") });
        return { said: "The signing secret is gone." };
      case "import":
        await context.trpc.stripeImport.start({ websiteId, key: text("secretKey") });
        return { said: "The import has begun." };
      default:
        await context.trpc.websites.addStripeSecret({ websiteId, secret: text("secret") });
        return { said: "The signing secret is stored, encrypted." };
    }
  });
}

export default function Stripe() {
  const { progress } = useLoaderData<typeof loader>();
  const { stripeSecrets, timezone, webhookUrl } = useSettings();
  const answer = useActionData<typeof action>();
  return (
    <>
      <Panel title="Webhook address" lead="Where Stripe sends its events: add it as an endpoint in Stripe.">
        <CodeBlock label="Copy the address">{webhookUrl}</CodeBlock>
      </Panel>
      <SecretsPanel secrets={stripeSecrets} timezone={timezone} prefix="whsec_" hint="From the endpoint's page in Stripe." answer={answer} />
      <ImportPanel progress={progress} timezone={timezone} answer={answer} />
    </>
  );
}
