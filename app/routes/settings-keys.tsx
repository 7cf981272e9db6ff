import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { Form, useActionData, useLoaderData } from "@remix-run/react";
import { useSettings } from "../components/settings/use-settings.ts";
import { Button } from "../components/ui/button.tsx";
import { CodeBlock } from "../components/ui/code-block.tsx";
import { Field } from "../components/ui/field.tsx";
import { FormEnd } from "../components/ui/form-end.tsx";
import { Notice } from "../components/ui/notice.tsx";
import { Panel } from "../components/ui/panel.tsx";
import { formatTime } from "../format/format-figures.ts";
import { answerForm } from "../forms/answer-form.ts";
import { useForm } from "../forms/use-form.ts";
import { load } from "../trpc-errors.ts";

export async function loader({ context, request, params }: LoaderFunctionArgs) {
  return { keys: await load(request, () => context.trpc.apiKeys.list({ websiteId: params["websiteId"] ?? "" })) };
}

export async function action({ context, request, params }: ActionFunctionArgs) {
  const websiteId = params["websiteId"] ?? "";
  return answerForm<{ said: string; key?: string }>(request, async ({ intent, text }) => {
    if (intent === "create-key") return { said: "Copy the key now: it is shown this once.", key: (await context.trpc.apiKeys.create({ websiteId, name: text("name") })).key };
    await context.trpc.apiKeys.revoke({ websiteId, keyId: text("keyId") });
    return { said: "The key is revoked: what used it is refused from now on." };
  });
}

export default function ApiKeys() {
  const { keys } = useLoaderData<typeof loader>();
  const { timezone } = useSettings();
  const answer = useActionData<typeof action>();
  const create = useForm("create-key", answer, ["name"]);
  const revoke = useForm("revoke-key", answer);
  return (
    <Panel title="API keys" lead="For your own programs. A key reads everything of this website, and writes goals and payments.">
      <div className="flex flex-col gap-4">
        {create.done?.key ? (
          <Notice tone="gain" title={create.done.said}>
            <div className="mt-2">
              <CodeBlock label="Copy the key">{create.done.key}</CodeBlock>
            </div>
          </Notice>
        ) : null}
        {keys.length > 0 ? (
          <ul className="-mt-2 divide-y divide-line border-b border-line">
            {keys.map(({ keyId, name, lastFour, lastUsedAt }) => (
              <li key={keyId} className="flex items-center justify-between gap-3 py-2.5">
                <span className="min-w-0">
                  {name} <span className="text-soft">…{lastFour}, {lastUsedAt ? `used ${formatTime(new Date(lastUsedAt).toISOString(), timezone)}` : "never used"}</span>
                </span>
                <Form method="post">
                  <input type="hidden" name="keyId" value={keyId} />
                  <Button plain small danger name="intent" value="revoke-key" aria-label={`Revoke the key ${name}`}>
                    Revoke
                  </Button>
                </Form>
              </li>
            ))}
          </ul>
        ) : null}
        <p role="status" className="text-gain empty:hidden">{revoke.done?.said}</p>
        <Form method="post" className="flex flex-col gap-4">
          <Field label="Name of a new key" {...create.field("name")} required placeholder="Shop server" />
          <FormEnd intent="create-key" busy={create.busy} problem={create.problem}>
            Make key
          </FormEnd>
        </Form>
      </div>
    </Panel>
  );
}
