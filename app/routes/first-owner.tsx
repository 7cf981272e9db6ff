import { redirect } from "@remix-run/node";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { Form, useActionData, useLoaderData } from "@remix-run/react";
import { Entrance } from "../components/layout/entrance.tsx";
import { Button } from "../components/ui/button.tsx";
import { Field } from "../components/ui/field.tsx";
import { Alert } from "../components/ui/notice.tsx";
import { attempt, load } from "../trpc-errors.ts";

export async function loader({ context, request }: LoaderFunctionArgs) {
  const { firstOwnerNeeded } = await load(request, () => context.trpc.auth.state());
  if (!firstOwnerNeeded) throw redirect("/login");
  return { token: new URL(request.url).searchParams.get("token") ?? "" };
}

export async function action({ context, request }: ActionFunctionArgs) {
  const form = Object.fromEntries(await request.formData()) as Record<string, string>;
  const result = await attempt(() => context.trpc.auth.createFirstOwner({ token: form["token"] ?? "", name: form["name"], email: form["email"] ?? "", password: form["password"] ?? "" }));
  return result.ok ? redirect("/websites/new") : { message: result.message };
}

export default function FirstOwner() {
  const { token } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  return (
    <Entrance title="Make the first owner" lead="You will own everything on this server; you can add others later.">
      <Form method="post" className="flex flex-col gap-4">
        {answer?.message ? <Alert>{answer.message}</Alert> : null}
        <input type="hidden" name="token" value={token} />
        <Field label="Your name" name="name" autoComplete="name" />
        <Field label="E-mail" name="email" type="email" required autoComplete="username" />
        <Field label="Password" name="password" type="password" required minLength={10} autoComplete="new-password" hint="At least 10 characters." />
        <Button>Make owner and log in</Button>
      </Form>
    </Entrance>
  );
}
