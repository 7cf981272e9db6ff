import { redirect } from "@remix-run/node";
import type { ActionFunctionArgs } from "@remix-run/node";
import { Form, useActionData, useRouteLoaderData } from "@remix-run/react";
import { InvitationList } from "../components/team/invitation-list.tsx";
import { InviteForm } from "../components/team/invite-form.tsx";
import { MemberRow } from "../components/team/member-row.tsx";
import { readRole } from "../components/team/roles.ts";
import { FormEnd } from "../components/ui/form-end.tsx";
import { Panel } from "../components/ui/panel.tsx";
import { answerForm } from "../forms/answer-form.ts";
import type { FormAnswer } from "../forms/answer-form.ts";
import { useForm } from "../forms/use-form.ts";
import type { loader as teamLoader } from "./team.tsx";

/** The link of a new invitation is shown this once. */
export type MembersAnswer = FormAnswer<{ said: string; link?: string }>;

export async function action({ context, request, params }: ActionFunctionArgs) {
  const teamId = params["teamId"] ?? "";
  const { teams } = context.trpc;
  return answerForm<{ said: string; link?: string }>(request, async ({ intent, text }) => {
    switch (intent) {
      case "invite":
        return { said: "Send this link; it works once, for 7 days, and is shown this once.", ...(await teams.invite({ teamId, role: readRole(text("role")), email: text("email") || null })) };
      case "revoke":
        await teams.revokeInvitation({ teamId, invitationId: text("invitationId") });
        return { said: "The invitation is taken back." };
      case "leave":
        await teams.leave({ teamId });
        throw redirect("/");
      default: {
        // Each member has a form of their own: "role:usr_…" and "remove:usr_…".
        const [verb, userId = ""] = intent.split(":");
        if (verb === "role") await teams.changeRole({ teamId, userId, role: readRole(text("role")) });
        else await teams.removeMember({ teamId, userId });
        return { said: verb === "role" ? "Saved." : "Taken out of the team." };
      }
    }
  });
}

export default function Members() {
  const data = useRouteLoaderData<typeof teamLoader>("routes/team");
  const answer = useActionData<typeof action>();
  const leave = useForm("leave", answer);
  if (!data) return null;
  const { team } = data;
  const mayChange = team.permissions.includes("team");
  return (
    <>
      <Panel title="Members" flush>
        <ul className="divide-y divide-line">
          {team.members.map((member) => (
            <MemberRow key={member.userId} member={member} isYou={member.userId === team.ownUserId} mayChange={mayChange} answer={answer} />
          ))}
        </ul>
      </Panel>
      {mayChange ? <InviteForm answer={answer} /> : null}
      {mayChange && team.invitations.length > 0 ? <InvitationList invitations={team.invitations} /> : null}
      <Panel title="Leave the team" lead="You lose sight of its websites at once. Someone who stays can invite you again.">
        <Form method="post" className="flex flex-col gap-3">
          <FormEnd intent="leave" busy={leave.busy} problem={leave.problem} quiet danger>
            Leave {team.name}
          </FormEnd>
        </Form>
      </Panel>
    </>
  );
}
