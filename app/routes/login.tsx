import { redirect } from "@remix-run/node";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { Form, useActionData, useLoaderData } from "@remix-run/react";
import { Entrance } from "../components/layout/entrance.tsx";
import { Field } from "../components/ui/field.tsx";
import { FormEnd } from "../components/ui/form-end.tsx";
import { answerForm } from "../forms/answer-form.ts";
import { useForm } from "../forms/use-form.ts";
import { nextPath } from "../next-path.ts";
import { pageTitle } from "../page-title.ts";
import { load } from "../trpc-errors.ts";

export async function loader({ context, request }: LoaderFunctionArgs) {
  const { user, firstOwnerNeeded } = await load(request, () => context.trpc.auth.state());
  if (user) throw redirect(nextPath(request));
  return { firstOwnerNeeded };
}

export async function action({ context, request }: ActionFunctionArgs) {
  const next = nextPath(request);
  return answerForm<never>(request, async ({ text }) => {
    const { awaitsCode } = await context.trpc.auth.logIn({ email: text("email"), password: text("password") });
    throw redirect(awaitsCode ? `/login/code?next=${encodeURIComponent(next)}` : next);
  });
}

export const meta = pageTitle("Log in");

export default function Login() {
  const { firstOwnerNeeded } = useLoaderData<typeof loader>();
  const form = useForm("login", useActionData<typeof action>(), ["email", "password"]);
  if (firstOwnerNeeded) {
    return (
      <Entrance title="Nobody can log in yet" lead="The server printed a link when it started. Open that one to make the first owner.">
        <p className="text-soft">You find it in the terminal or the log: it begins with this address and ends in /first-owner?token=…</p>
      </Entrance>
    );
  }
  return (
    <Entrance title="Log in" lead="See which marketing brought in the money.">
      <Form method="post" className="flex flex-col gap-4">
        <Field label="E-mail" type="email" {...form.field("email")} required autoComplete="username" />
        <Field label="Password" type="password" {...form.field("password")} required autoComplete="current-password" />
        <FormEnd intent="login" busy={form.busy} problem={form.problem}>
          Log in
        </FormEnd>
      </Form>
      <details>
        <summary className="cursor-pointer text-soft hover:text-ink">Forgot your password?</summary>
        <p className="mt-2 text-soft">
          Whoever runs this server can make you a link that sets a new one: <code className="break-all">npm run admin -- reset-password --email you@…</code>
        </p>
      </details>
    </Entrance>
  );
}
