import { Form } from "@remix-run/react";
import type { Role } from "../../../models/membership.ts";
import { Button } from "../ui/button.tsx";
import { Panel } from "../ui/panel.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";
import { ROLES } from "./roles.ts";

type Invitation = { invitationId: string; role: Role; email: string | null; invitedBy: string; expiresAt: string };

export function InvitationList({ invitations }: { invitations: Invitation[] }) {
  return (
    <Panel title="Open invitations" flush>
      <ul className="divide-y divide-line">
        {invitations.map(({ invitationId, role, email, invitedBy, expiresAt }) => (
          <li key={invitationId} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 py-3">
            <div className="min-w-0">
              <p className="truncate font-medium">{email ?? "Whoever has the link"}</p>
              <p className="text-soft">
                {ROLES[role].label}, invited by {invitedBy}, ends <RelativeTime at={expiresAt} timezone="UTC" />
              </p>
            </div>
            <Form method="post">
              <input type="hidden" name="invitationId" value={invitationId} />
              <Button plain small danger name="intent" value="revoke" aria-label={`Take back the invitation of ${email ?? "whoever has the link"}`}>
                Take back
              </Button>
            </Form>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
