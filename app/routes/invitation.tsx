import { redirect } from "@remix-run/node";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { Form, Link, useActionData, useLoaderData, useLocation } from "@remix-run/react";
import { Entrance } from "../components/layout/entrance.tsx";
import { ROLES } from "../components/team/roles.ts";
import { Field } from "../components/ui/field.tsx";
import { FormEnd } from "../components/ui/form-end.tsx";
import { answerForm } from "../forms/answer-form.ts";
import { useForm } from "../forms/use-form.ts";
import { pageTitle } from "../page-title.ts";
import { load } from "../trpc-errors.ts";

export async function loader({ context, request, params }: LoaderFunctionArgs) {
  return load(request, async () => {
    const [invitation, { user }] = await Promise.all([context.trpc.invitations.get({ token: params["token"] ?? "" }), context.trpc.auth.state()]);
    return { invitation, user };
  });
}

export async function action({ context, request, params }: ActionFunctionArgs) {
  const token = params["token"] ?? "";
  const { invitations } = context.trpc;
  return answerForm<never>(request, async ({ intent, text }) => {
    if (intent === "join") await invitations.accept({ token });
    else await invitations.acceptAsNew({ token, name: text("name"), email: text("email"), password: text("password") });
    throw redirect("/");
  });
}

export const meta = pageTitle("Invitation");

export default function Invitation() {
  const { invitation, user } = useLoaderData<typeof loader>();
  const { pathname } = useLocation();
  const answer = useActionData<typeof action>();
  const join = useForm("join", answer);
  const form = useForm("new", answer, ["name", "email", "password"]);
  const login = `/login?next=${encodeURIComponent(pathname)}`;
  const role = ROLES[invitation.role];
  return (
    <Entrance title={`Join ${invitation.teamName}`} lead={`${invitation.invitedBy} invites you as ${role.label.toLowerCase()}. ${role.says}`}>
      {user ? (
        <Form method="post" className="flex flex-col gap-4">
          <FormEnd intent="join" busy={join.busy} problem={join.problem}>
            Join as {user.email}
          </FormEnd>
        </Form>
      ) : (
        <>
          <Form method="post" className="flex flex-col gap-4">
            <Field label="Your name" {...form.field("name")} required autoComplete="name" />
            <Field label="E-mail" type="email" {...form.field("email", invitation.email ?? "")} readOnly={invitation.email !== null} required autoComplete="username" />
            <Field label="Password" type="password" {...form.field("password")} required minLength={10} autoComplete="new-password" hint="At least 10 characters." />
            <FormEnd intent="new" busy={form.busy} problem={form.problem}>
              Make an account and join
            </FormEnd>
          </Form>
          <p className="text-soft">
            Do you have an account here?{" "}
            <Link to={login} className="font-medium text-accent underline">
              Log in, then join
            </Link>
          </p>
        </>
      )}
    </Entrance>
  );
}
