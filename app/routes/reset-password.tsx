import { redirect } from "@remix-run/node";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { Form, useActionData, useLoaderData } from "@remix-run/react";
import { Entrance } from "../components/layout/entrance.tsx";
import { Field } from "../components/ui/field.tsx";
import { FormEnd } from "../components/ui/form-end.tsx";
import { answerForm } from "../forms/answer-form.ts";
import { useForm } from "../forms/use-form.ts";
import { pageTitle } from "../page-title.ts";

export function loader({ request }: LoaderFunctionArgs) {
  return { token: new URL(request.url).searchParams.get("token") ?? "" };
}

export async function action({ context, request }: ActionFunctionArgs) {
  return answerForm<never>(request, async ({ text }) => {
    await context.trpc.auth.resetPassword({ token: text("token"), password: text("password") });
    throw redirect("/login");
  });
}

export const meta = pageTitle("New password");

export default function ResetPassword() {
  const { token } = useLoaderData<typeof loader>();
  const form = useForm("reset", useActionData<typeof action>(), ["password"]);
  return (
    <Entrance title="Set a new password" lead="All your logins end; then you log in with the new one.">
      <Form method="post" className="flex flex-col gap-4">
        <input type="hidden" name="token" value={token} />
        <Field label="New password" type="password" {...form.field("password")} required minLength={10} autoComplete="new-password" hint="At least 10 characters." />
        <FormEnd intent="reset" busy={form.busy} problem={form.problem}>
          Set password
        </FormEnd>
      </Form>
    </Entrance>
  );
}
