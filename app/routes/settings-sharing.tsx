import type { ActionFunctionArgs } from "@remix-run/node";
import { Form, useActionData } from "@remix-run/react";
import { useSettings } from "../components/settings/use-settings.ts";
import { CodeBlock } from "../components/ui/code-block.tsx";
import { FormEnd } from "../components/ui/form-end.tsx";
import { Panel } from "../components/ui/panel.tsx";
import { answerForm } from "../forms/answer-form.ts";
import { useForm } from "../forms/use-form.ts";

export async function action({ context, request, params }: ActionFunctionArgs) {
  const websiteId = params["websiteId"] ?? "";
  return answerForm(request, async ({ intent }) => {
    if (intent === "close") await context.trpc.websites.revokePublicLink({ websiteId });
    else await context.trpc.websites.createPublicLink({ websiteId });
    return { said: intent === "close" ? "Closed: the address shows nothing any more." : "Open." };
  });
}

export default function Sharing() {
  const { publicLink } = useSettings();
  const answer = useActionData<typeof action>();
  const open = useForm("open", answer);
  const close = useForm("close", answer);
  return (
    <Panel title="Public dashboard" lead="The overview for whoever has the address, without logging in: figures, revenue included. No payments one by one, no e-mails, no settings.">
      <div className="flex flex-col gap-4">
        {publicLink ? <CodeBlock label="Copy the address">{publicLink}</CodeBlock> : <p className="text-soft">There is none. The address will be impossible to guess, and you can close it again at any time.</p>}
        <div className="flex flex-wrap gap-3">
          <Form method="post">
            <FormEnd intent="open" busy={open.busy} problem={open.problem} saved={open.done?.said} quiet={publicLink !== null}>
              {publicLink ? "Replace by a new address" : "Open a public dashboard"}
            </FormEnd>
          </Form>
          {publicLink ? (
            <Form method="post">
              <FormEnd intent="close" busy={close.busy} problem={close.problem} quiet danger>
                Close it
              </FormEnd>
            </Form>
          ) : null}
          <span role="status" className="self-center text-gain">
            {close.done?.said}
          </span>
        </div>
      </div>
    </Panel>
  );
}
