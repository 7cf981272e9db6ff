import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { Form, useActionData, useLoaderData } from "@remix-run/react";
import { Alert } from "../components/ui/notice.tsx";
import { Badge } from "../components/ui/badge.tsx";
import { Empty } from "../components/ui/empty.tsx";
import { Panel } from "../components/ui/panel.tsx";
import { formatTime } from "../format/format-figures.ts";
import { attempt, load } from "../trpc-errors.ts";

export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const websiteId = params["websiteId"] ?? "";
  return load(request, async () => {
    const [website, deliveries] = await Promise.all([context.trpc.websites.get({ websiteId }), context.trpc.webhooks.list({ websiteId })]);
    return { website, deliveries };
  });
}

export async function action({ context, request, params }: ActionFunctionArgs) {
  const eventId = String((await request.formData()).get("eventId") ?? "");
  const result = await attempt(() => context.trpc.webhooks.processAgain({ websiteId: params["websiteId"] ?? "", eventId }));
  return result.ok ? null : { message: result.message };
}

export default function Webhooks() {
  const { website, deliveries } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  return (
    <div className="mx-auto flex max-w-6xl flex-col gap-5">
      <header>
        <h1 className="text-xl font-semibold">Webhooks</h1>
        <p className="text-soft">The last 100 deliveries from Stripe to this website, refused ones too, and what each did.</p>
      </header>
      {answer?.message ? <Alert>{answer.message}</Alert> : null}
      <Panel>
        {deliveries.length === 0 ? (
          <Empty title="No delivery yet">
            Add an endpoint in Stripe with the address <code className="break-all">{website.webhookUrl}</code> and paste its signing secret in the settings.
          </Empty>
        ) : (
          <ul className="-my-2 divide-y divide-line">
            {deliveries.map((delivery, index) => {
              const good = delivery.outcome === "accepted" || delivery.outcome === "duplicate";
              return (
                <li key={index} className="grid gap-x-4 gap-y-1 py-3 md:grid-cols-[150px_130px_minmax(0,1fr)_auto]">
                  <time dateTime={delivery.receivedAt} className="text-soft">
                    {formatTime(delivery.receivedAt, website.timezone)}
                  </time>
                  <span>
                    <Badge tone={!good || delivery.status === "failed" || delivery.status === "parked" ? "loss" : delivery.status === "ignored" ? "soft" : "gain"}>{good && delivery.status ? `${delivery.outcome === "duplicate" ? "duplicate, " : ""}${delivery.status}` : delivery.outcome.replace("_", " ")}</Badge>
                  </span>
                  <span className="min-w-0">
                    <span className="block font-medium break-all">{delivery.type ?? "Not accepted"}</span>
                    <span className="block text-soft">{delivery.reason ?? delivery.result}</span>
                    {delivery.eventId ? <code className="block text-xs break-all text-soft">{delivery.eventId}</code> : null}
                  </span>
                  {delivery.eventId ? (
                    <Form method="post">
                      <button name="eventId" value={delivery.eventId} className="cursor-pointer text-accent underline">
                        Process again
                      </button>
                    </Form>
                  ) : null}
                </li>
              );
            })}
          </ul>
        )}
      </Panel>
    </div>
  );
}
