import { redirect } from "@remix-run/node";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { Form, useActionData, useLoaderData } from "@remix-run/react";
import { Entrance } from "../components/layout/entrance.tsx";
import { Field } from "../components/ui/field.tsx";
import { FormEnd } from "../components/ui/form-end.tsx";
import { answerForm } from "../forms/answer-form.ts";
import { useForm } from "../forms/use-form.ts";
import { pageTitle } from "../page-title.ts";
import { load } from "../trpc-errors.ts";

export async function loader({ context, request }: LoaderFunctionArgs) {
  const { firstOwnerNeeded } = await load(request, () => context.trpc.auth.state());
  if (!firstOwnerNeeded) throw redirect("/login");
  return { token: new URL(request.url).searchParams.get("token") ?? "" };
}

export async function action({ context, request }: ActionFunctionArgs) {
  return answerForm<never>(request, async ({ text }) => {
    await context.trpc.auth.createFirstOwner({ token: text("token"), name: text("name"), email: text("email"), password: text("password") });
    throw redirect("/websites/new");
  });
}

export const meta = pageTitle("First owner");

export default function FirstOwner() {
  const { token } = useLoaderData<typeof loader>();
  const form = useForm("first-owner", useActionData<typeof action>(), ["name", "email", "password"]);
  return (
    <Entrance title="Make the first owner" lead="You will own everything on this server; you can add others later.">
      <Form method="post" className="flex flex-col gap-4">
        <input type="hidden" name="token" value={token} />
        <Field label="Your name" {...form.field("name")} autoComplete="name" />
        <Field label="E-mail" type="email" {...form.field("email")} required autoComplete="username" />
        <Field label="Password" type="password" {...form.field("password")} required minLength={10} autoComplete="new-password" hint="At least 10 characters." />
        <FormEnd intent="first-owner" busy={form.busy} problem={form.problem}>
          Make owner and log in
        </FormEnd>
      </Form>
    </Entrance>
  );
}
