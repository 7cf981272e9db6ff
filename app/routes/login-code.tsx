import { redirect } from "@remix-run/node";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { Form, useActionData } from "@remix-run/react";
import { Entrance } from "../components/layout/entrance.tsx";
import { Field } from "../components/ui/field.tsx";
import { FormEnd } from "../components/ui/form-end.tsx";
import { answerForm } from "../forms/answer-form.ts";
import { useForm } from "../forms/use-form.ts";
import { nextPath } from "../next-path.ts";
import { pageTitle } from "../page-title.ts";
import { load } from "../trpc-errors.ts";

export async function loader({ context, request }: LoaderFunctionArgs) {
  const { user, awaitsCode } = await load(request, () => context.trpc.auth.state());
  if (user) throw redirect(nextPath(request));
  if (!awaitsCode) throw redirect("/login");
  return null;
}

export async function action({ context, request }: ActionFunctionArgs) {
  const next = nextPath(request);
  return answerForm<never>(request, async ({ text }) => {
    await context.trpc.auth.confirmCode({ code: text("code") });
    throw redirect(next);
  });
}

export const meta = pageTitle("Second step");

export default function LoginCode() {
  const form = useForm("code", useActionData<typeof action>(), ["code"]);
  return (
    <Entrance title="Second step" lead="Your password is right. Now the code that your authenticator app shows.">
      <Form method="post" className="flex flex-col gap-4">
        <Field label="Code" {...form.field("code")} required autoComplete="one-time-code" autoFocus hint="Or one of your recovery codes, if the phone is lost." />
        <FormEnd intent="code" busy={form.busy} problem={form.problem}>
          Log in
        </FormEnd>
      </Form>
      <Form method="post" action="/logout">
        <p className="text-soft">
          Not you?{" "}
          <button className="cursor-pointer font-medium text-accent underline">Begin again</button>
        </p>
      </Form>
    </Entrance>
  );
}
