import { Form } from "@remix-run/react";
import { useForm } from "../../forms/use-form.ts";
import type { AccountAnswer } from "../../routes/account.tsx";
import { Badge } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { Panel } from "../ui/panel.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";

type Login = { loginId: string; browser: string; address: string; since: string; lastSeen: string; current: boolean };

/** Where the user is logged in; end one, all others, or all. */
export function LoginList({ logins, answer }: { logins: Login[]; answer: AccountAnswer | undefined }) {
  const one = useForm("end-login", answer);
  const others = useForm("end-others", answer);
  return (
    <Panel
      title="Where you are logged in"
      aside={
        <Form method="post" className="flex flex-wrap gap-2">
          <Button quiet small name="intent" value="end-others" busy={others.busy}>
            End all others
          </Button>
          <Button quiet small danger name="intent" value="end-all">
            Sign out everywhere
          </Button>
        </Form>
      }
    >
      <ul className="-my-1 divide-y divide-line">
        {logins.map(({ loginId, browser, address, since, lastSeen, current }) => (
          <li key={loginId} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 py-2.5">
            <div className="min-w-0">
              <p>
                {browser} {current ? <Badge tone="gain">This browser</Badge> : null}
              </p>
              <p className="text-soft">
                From {address}, since <RelativeTime at={since} timezone="UTC" />, used <RelativeTime at={lastSeen} timezone="UTC" />
              </p>
            </div>
            {current ? null : (
              <Form method="post">
                <input type="hidden" name="loginId" value={loginId} />
                <Button quiet small name="intent" value="end-login" aria-label={`End the login ${browser}`}>
                  End
                </Button>
              </Form>
            )}
          </li>
        ))}
      </ul>
      <p role="status" className="mt-2 text-gain">
        {one.done?.said ?? others.done?.said}
      </p>
    </Panel>
  );
}
