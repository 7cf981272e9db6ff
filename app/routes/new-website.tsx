import { redirect } from "@remix-run/node";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { Form, useActionData } from "@remix-run/react";
import { Entrance } from "../components/layout/entrance.tsx";
import { Button } from "../components/ui/button.tsx";
import { Field } from "../components/ui/field.tsx";
import { Alert } from "../components/ui/notice.tsx";
import { attempt, load } from "../trpc-errors.ts";

export async function loader({ context, request }: LoaderFunctionArgs) {
  await load(request, () => context.trpc.websites.list());
  return null;
}

export async function action({ context, request }: ActionFunctionArgs) {
  const form = Object.fromEntries(await request.formData()) as Record<string, string>;
  const result = await attempt(() => context.trpc.websites.create({ name: form["name"] ?? "", domain: form["domain"] ?? "", timezone: form["timezone"] || "UTC", currency: form["currency"] || "USD" }));
  return result.ok ? redirect(`/w/${result.data.websiteId}/setup`) : { message: result.message };
}

export default function NewWebsite() {
  const answer = useActionData<typeof action>();
  return (
    <Entrance title="Add a website" lead="One entry for each place where you sell.">
      <Form method="post" className="flex flex-col gap-4">
        {answer?.message ? <Alert>{answer.message}</Alert> : null}
        <Field label="Name" name="name" required placeholder="My shop" />
        <Field label="Domain" name="domain" required placeholder="shop.example.com" hint="Its subdomains belong to it." />
        <Field label="Time zone" name="timezone" defaultValue="UTC" hint="Days in reports begin at midnight there, such as Europe/Berlin." />
        <Field label="Currency" name="currency" defaultValue="USD" maxLength={3} hint="Reports are in this one; payments in others are shown apart." />
        <Button>Add website</Button>
      </Form>
    </Entrance>
  );
}
