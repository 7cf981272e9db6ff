import type { LoaderFunctionArgs } from "@remix-run/node";
import { Link, useLoaderData, useRevalidator } from "@remix-run/react";
import { Check, Circle } from "lucide-react";
import { useEffect } from "react";
import { CodeBlock } from "../components/ui/code-block.tsx";
import { Panel } from "../components/ui/panel.tsx";
import { load } from "../trpc-errors.ts";

export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const websiteId = params["websiteId"] ?? "";
  return load(request, async () => {
    const [website, steps] = await Promise.all([context.trpc.websites.get({ websiteId }), context.trpc.setup.state({ websiteId })]);
    return { website, steps };
  });
}

const LOOK_AGAIN_MS = 4_000;

export default function Setup() {
  const { website, steps } = useLoaderData<typeof loader>();
  const { revalidate } = useRevalidator();
  const waiting = steps.some(({ done }) => !done);
  useEffect(() => {
    if (!waiting) return;
    const timer = setInterval(() => document.visibilityState === "visible" && revalidate(), LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [waiting, revalidate]);
  const help: Record<string, React.ReactNode> = {
    script: (
      <>
        <p>Put this into the head of every page of {website.domain}:</p>
        <CodeBlock>{website.installSnippet}</CodeBlock>
      </>
    ),
    secret: (
      <>
        <p>In Stripe, under Developers, Webhooks, add an endpoint with this address:</p>
        <CodeBlock>{website.webhookUrl}</CodeBlock>
        <p>
          Choose the events checkout.session.completed, payment_intent.succeeded and charge.refunded (invoice.paid too, for subscriptions). Then paste its signing secret under{" "}
          <Link to="../settings" className="font-medium text-accent underline">
            Settings
          </Link>
          .
        </p>
      </>
    ),
    event: <p>Make a payment in test mode, or send a test event from the endpoint’s page in Stripe.</p>,
    ids: (
      <>
        <p>Where your server makes the Checkout Session, pass on the ids that the browser knows:</p>
        <CodeBlock>{`// in the browser
const ids = {
  visitorId: window.postMetric.getVisitorId(),
  sessionId: window.postMetric.getSessionId(),
};

// on your server
await stripe.checkout.sessions.create({
  …
  metadata: { websiteId: "${website.websiteId}", ...ids },
});`}</CodeBlock>
      </>
    ),
  };
  return (
    <div className="mx-auto flex max-w-3xl flex-col gap-5">
      <header>
        <h1 className="text-xl font-semibold">Setup</h1>
        <p className="text-soft">Each step turns green by itself. You can leave and come back.</p>
      </header>
      {steps.map((step, index) => (
        <Panel
          key={step.id}
          title={
            <span className="flex items-center gap-2">
              {step.done ? <Check size={18} className="text-gain" aria-label="Done" /> : <Circle size={18} className="text-soft" aria-label="Waiting" />}
              {index + 1}. {step.title}
            </span>
          }
          aside={<span className={step.done ? "text-gain" : "text-soft"}>{step.detail}</span>}
        >
          <div className="flex flex-col gap-3">{help[step.id]}</div>
        </Panel>
      ))}
    </div>
  );
}
