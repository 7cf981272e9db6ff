import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { Form, useActionData, useLoaderData } from "@remix-run/react";
import { Button } from "../components/ui/button.tsx";
import { CodeBlock } from "../components/ui/code-block.tsx";
import { Field } from "../components/ui/field.tsx";
import { Alert } from "../components/ui/notice.tsx";
import { Panel } from "../components/ui/panel.tsx";
import { formatTime } from "../format/format-figures.ts";
import { attempt, load } from "../trpc-errors.ts";

export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const websiteId = params["websiteId"] ?? "";
  return load(request, async () => {
    const website = await context.trpc.websites.get({ websiteId });
    const mayChange = website.role === "owner" || website.role === "admin";
    return { website, mayChange, keys: mayChange ? await context.trpc.apiKeys.list({ websiteId }) : [] };
  });
}

export async function action({ context, request, params }: ActionFunctionArgs) {
  const websiteId = params["websiteId"] ?? "";
  const form = await request.formData();
  const text = (name: string) => String(form.get(name) ?? "");
  const lines = (name: string) => text(name).split(/[\n,]/).map((line) => line.trim()).filter(Boolean);
  const { trpc } = context;
  const act = async (): Promise<{ done: string; key?: string }> => {
    switch (text("intent")) {
      case "general":
        await trpc.websites.update({
          websiteId, name: text("name"), domain: text("domain"), timezone: text("timezone"), currency: text("currency"), hostnames: lines("hostnames"),
          linkByTime: form.has("linkByTime"), showTestData: form.has("showTestData"),
        });
        return { done: "Saved." };
      case "exclusions":
        await trpc.websites.update({ websiteId, exclusions: { ips: lines("ips"), countries: lines("countries"), hostnames: lines("hostnames"), paths: lines("paths") } });
        return { done: "Saved. It holds for visits from now on." };
      case "add-secret":
        await trpc.websites.addStripeSecret({ websiteId, secret: text("secret") });
        return { done: "The signing secret is stored, encrypted." };
      case "remove-secret":
        await trpc.websites.removeStripeSecret({ websiteId, secretId: text("secretId") });
        return { done: "The signing secret is gone." };
      case "create-key":
        return { done: "Copy the key now: it is shown this once.", key: (await trpc.apiKeys.create({ websiteId, name: text("name") })).key };
      default:
        await trpc.apiKeys.revoke({ websiteId, keyId: text("keyId") });
        return { done: "The key is revoked." };
    }
  };
  return attempt(act);
}

export default function Settings() {
  const { website, keys, mayChange } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  return (
    <div className="mx-auto flex max-w-3xl flex-col gap-5">
      <header>
        <h1 className="text-xl font-semibold">Settings</h1>
        <p className="text-soft">
          {website.name} · <code>{website.websiteId}</code>
        </p>
      </header>
      {answer && !answer.ok ? <Alert>{answer.message}</Alert> : null}
      {answer?.ok ? (
        <div role="status" className="rounded border border-line bg-tint px-3 py-2">
          <p>{answer.data.done}</p>
          {answer.data.key ? <CodeBlock>{answer.data.key}</CodeBlock> : null}
        </div>
      ) : null}
      {mayChange ? null : <p className="text-soft">Your role is {website.role}: an owner or admin can change these.</p>}
      <fieldset disabled={!mayChange} className="flex flex-col gap-5">
        <Panel title="Website">
          <Form method="post" className="grid gap-4 sm:grid-cols-2">
            <Field label="Name" name="name" defaultValue={website.name} required />
            <Field label="Domain" name="domain" defaultValue={website.domain} required />
            <Field label="Time zone" name="timezone" defaultValue={website.timezone} required />
            <Field label="Currency" name="currency" defaultValue={website.currency} maxLength={3} required />
            <Field label="Further hosts" name="hostnames" defaultValue={website.hostnames.join(", ")} hint="Other domains of this website, separated by commas." />
            <div className="flex flex-col justify-center gap-2">
              <label className="flex gap-2">
                <input type="checkbox" name="linkByTime" defaultChecked={website.linkByTime} /> Link by time when nothing else fits
              </label>
              <label className="flex gap-2">
                <input type="checkbox" name="showTestData" defaultChecked={website.showTestData} /> Show test data in reports
              </label>
            </div>
            <span>
              <Button name="intent" value="general">
                Save
              </Button>
            </span>
          </Form>
        </Panel>
        <Panel title="Install script">
          <CodeBlock>{website.installSnippet}</CodeBlock>
        </Panel>
        <Panel title="Stripe">
          <p className="mb-2">Webhook address:</p>
          <CodeBlock>{website.webhookUrl}</CodeBlock>
          <ul className="my-3 divide-y divide-line">
            {website.stripeSecrets.map(({ secretId, lastFour, addedAt }) => (
              <li key={secretId} className="flex items-center justify-between gap-3 py-2">
                <span>
                  whsec_…{lastFour} <span className="text-soft">added {formatTime(new Date(addedAt).toISOString(), website.timezone)}</span>
                </span>
                <Form method="post">
                  <input type="hidden" name="secretId" value={secretId} />
                  <button name="intent" value="remove-secret" className="cursor-pointer text-loss underline">
                    Remove
                  </button>
                </Form>
              </li>
            ))}
          </ul>
          <Form method="post" className="flex flex-wrap items-end gap-3">
            <div className="min-w-60 flex-1">
              <Field label="Signing secret" name="secret" type="password" autoComplete="off" required placeholder="whsec_…" hint="Several can be stored at once, to rotate them." />
            </div>
            <Button name="intent" value="add-secret" quiet>
              Add
            </Button>
          </Form>
        </Panel>
        <Panel title="API keys">
          <ul className="mb-3 divide-y divide-line">
            {keys.map(({ keyId, name, lastFour, lastUsedAt }) => (
              <li key={keyId} className="flex items-center justify-between gap-3 py-2">
                <span>
                  {name} <span className="text-soft">…{lastFour}, {lastUsedAt ? `used ${formatTime(new Date(lastUsedAt).toISOString(), website.timezone)}` : "never used"}</span>
                </span>
                <Form method="post">
                  <input type="hidden" name="keyId" value={keyId} />
                  <button name="intent" value="revoke-key" className="cursor-pointer text-loss underline">
                    Revoke
                  </button>
                </Form>
              </li>
            ))}
          </ul>
          <Form method="post" className="flex flex-wrap items-end gap-3">
            <div className="min-w-60 flex-1">
              <Field label="Name of a new key" name="name" required placeholder="Shop server" />
            </div>
            <Button name="intent" value="create-key" quiet>
              Make key
            </Button>
          </Form>
        </Panel>
        <Panel title="Exclusions">
          <Form method="post" className="grid gap-4 sm:grid-cols-2">
            <Field label="IP addresses" name="ips" defaultValue={website.exclusions.ips.join(", ")} hint="Addresses or ranges, separated by commas." />
            <Field label="Countries" name="countries" defaultValue={website.exclusions.countries.join(", ")} hint="Codes of two letters." />
            <Field label="Hosts" name="hostnames" defaultValue={website.exclusions.hostnames.join(", ")} hint="* stands for anything." />
            <Field label="Paths" name="paths" defaultValue={website.exclusions.paths.join(", ")} hint="Such as /admin/*" />
            <span>
              <Button name="intent" value="exclusions">
                Save
              </Button>
            </span>
          </Form>
        </Panel>
      </fieldset>
    </div>
  );
}
