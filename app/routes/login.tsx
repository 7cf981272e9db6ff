import { redirect } from "@remix-run/node";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { Form, useActionData, useLoaderData } from "@remix-run/react";
import { Entrance } from "../components/layout/entrance.tsx";
import { Button } from "../components/ui/button.tsx";
import { Field } from "../components/ui/field.tsx";
import { Alert } from "../components/ui/notice.tsx";
import { attempt, load } from "../trpc-errors.ts";

/** Only a path on this server: a login link must not lead elsewhere. */
function nextPath(request: Request): string {
  const next = new URL(request.url).searchParams.get("next") ?? "/";
  return /^\/(?![/\\])/.test(next) ? next : "/";
}

export async function loader({ context, request }: LoaderFunctionArgs) {
  const { user, firstOwnerNeeded } = await load(request, () => context.trpc.auth.state());
  if (user) throw redirect(nextPath(request));
  return { firstOwnerNeeded };
}

export async function action({ context, request }: ActionFunctionArgs) {
  const form = Object.fromEntries(await request.formData()) as Record<string, string>;
  const result = await attempt(() => context.trpc.auth.logIn({ email: form["email"] ?? "", password: form["password"] ?? "" }));
  return result.ok ? redirect(nextPath(request)) : { message: result.message };
}

export default function Login() {
  const { firstOwnerNeeded } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
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
        {answer?.message ? <Alert>{answer.message}</Alert> : null}
        <Field label="E-mail" name="email" type="email" required autoComplete="username" />
        <Field label="Password" name="password" type="password" required autoComplete="current-password" />
        <Button>Log in</Button>
      </Form>
    </Entrance>
  );
}
