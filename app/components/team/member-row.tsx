import { Form } from "@remix-run/react";
import type { Role } from "../../../models/membership.ts";
import { useForm } from "../../forms/use-form.ts";
import type { MembersAnswer } from "../../routes/team-members.tsx";
import { Badge } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { Alert } from "../ui/notice.tsx";
import { Select } from "../ui/select.tsx";
import { ROLE_OPTIONS, ROLES } from "./roles.ts";

type Props = { member: { userId: string; name: string; email: string; role: Role }; isYou: boolean; mayChange: boolean; answer: MembersAnswer | undefined };

export function MemberRow({ member: { userId, name, email, role }, isYou, mayChange, answer }: Props) {
  const change = useForm(`role:${userId}`, answer);
  const remove = useForm(`remove:${userId}`, answer);
  const problem = change.problem ?? remove.problem;
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-0">
        <p className="truncate font-medium">
          {name} {isYou ? <Badge tone="soft">You</Badge> : null}
        </p>
        <p className="truncate text-soft">{email}</p>
      </div>
      {mayChange ? (
        <div className="flex flex-wrap items-center gap-2">
          <span role="status" className="text-gain">
            {change.done?.said}
          </span>
          <Form method="post" className="flex items-center gap-2">
            <Select key={role} hideLabel label={`Role of ${name}`} name="role" defaultValue={role} options={ROLE_OPTIONS} className="w-28" />
            <Button quiet small name="intent" value={`role:${userId}`} busy={change.busy} aria-label={`Save the role of ${name}`}>
              Save
            </Button>
          </Form>
          {isYou ? null : (
            <Form method="post">
              <Button plain small danger name="intent" value={`remove:${userId}`} busy={remove.busy} aria-label={`Take ${name} out of the team`}>
                Remove
              </Button>
            </Form>
          )}
        </div>
      ) : (
        <span className="text-soft">{ROLES[role].label}</span>
      )}
      {problem ? (
        <div className="basis-full">
          <Alert>{problem}</Alert>
        </div>
      ) : null}
    </li>
  );
}
