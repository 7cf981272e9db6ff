import type { ActionFunctionArgs, MetaFunction } from "@remix-run/node";
import { Form, useActionData } from "@remix-run/react";
import { Entrance } from "../components/layout/entrance.tsx";
import { Button } from "../components/ui/button.tsx";
import { Alert, Notice } from "../components/ui/notice.tsx";
import { attempt } from "../trpc-errors.ts";

/** By the button, or by a mail program's own POST: opening the link alone changes nothing, since scanners of mail open links too. */
export async function action({ context, request }: ActionFunctionArgs) {
  const query = new URL(request.url).searchParams;
  const text = (name: string) => query.get(name) ?? "";
  return attempt(() => context.trpc.digest.unsubscribe({ websiteId: text("website"), userId: text("user"), token: text("token") }));
}

export const meta: MetaFunction = () => [{ title: "Weekly e-mail · PostMetric" }, { name: "robots", content: "noindex" }];

export default function Unsubscribe() {
  const answer = useActionData<typeof action>();
  return (
    <Entrance title="Weekly e-mail" lead="One Monday, one look at the week before.">
      {answer?.ok ? (
        <Notice tone="gain">You get no more weekly e-mails about this website. Ask for them again on its page Exports.</Notice>
      ) : (
        <Form method="post" className="flex flex-col gap-4">
          {answer ? <Alert>{answer.message}</Alert> : null}
          <p className="text-soft">You will get no more weekly e-mails about this website. Nothing else changes.</p>
          <Button>Stop these e-mails</Button>
        </Form>
      )}
    </Entrance>
  );
}
