import { redirect } from "@remix-run/node";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { LoginList } from "../components/account/login-list.tsx";
import { PasswordForm } from "../components/account/password-form.tsx";
import { ProfileForm } from "../components/account/profile-form.tsx";
import { SecondStep } from "../components/account/second-step.tsx";
import { Page } from "../components/layout/page.tsx";
import { Panel } from "../components/ui/panel.tsx";
import { RelativeTime } from "../components/ui/relative-time.tsx";
import { answerForm } from "../forms/answer-form.ts";
import type { FormAnswer } from "../forms/answer-form.ts";
import { pageTitle } from "../page-title.ts";
import { load } from "../trpc-errors.ts";

/** What the forms of this page give back; codes and the secret are shown this once. */
export type AccountDone = { said: string; setup?: { secret: string; qr: string }; recoveryCodes?: string[] };
export type AccountAnswer = FormAnswer<AccountDone>;

export async function loader({ context, request }: LoaderFunctionArgs) {
  return load(request, () => context.trpc.account.get());
}

export async function action({ context, request }: ActionFunctionArgs) {
  const { account } = context.trpc;
  return answerForm<AccountDone>(request, async ({ intent, text }) => {
    switch (intent) {
      case "profile":
        await account.updateProfile({ name: text("name"), email: text("email"), password: text("password") || undefined });
        return { said: "Saved." };
      case "password": {
        const { endedLogins } = await account.changePassword({ current: text("current"), next: text("next") });
        return { said: endedLogins === 0 ? "Changed." : `Changed. ${endedLogins === 1 ? "Your other login has" : `Your ${endedLogins} other logins have`} ended.` };
      }
      case "begin-totp": {
        const { secret, qr } = await account.beginTotp();
        return { said: "", setup: { secret, qr } };
      }
      case "confirm-totp":
        return { said: "The second step is on.", ...(await account.confirmTotp({ code: text("code") })) };
      case "renew-codes":
        return { said: "The old codes no longer work.", ...(await account.renewRecoveryCodes({ password: text("password") })) };
      case "disable-totp":
        await account.disableTotp({ password: text("password") });
        return { said: "The second step is off." };
      case "end-login":
        await account.endLogin({ loginId: text("loginId") });
        return { said: "That login has ended." };
      case "end-all":
        await account.endLogins({ keepThis: false });
        throw redirect("/login");
      default: {
        const { ended } = await account.endLogins({ keepThis: true });
        return { said: ended === 0 ? "There was no other login." : "All other logins have ended." };
      }
    }
  });
}

export const meta = pageTitle("Your account");

export default function Account() {
  const { name, email, totp, logins, history } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  return (
    <Page title="Your account" lead={email} width="narrow">
      <ProfileForm name={name} email={email} answer={answer} />
      <PasswordForm answer={answer} />
      <SecondStep totp={totp} answer={answer} />
      <LoginList logins={logins} answer={answer} />
      <Panel title="Lately" lead="What was done to your account. If something here was not you, change your password.">
        <ul className="-my-1 divide-y divide-line">
          {history.map(({ did, address, at }) => (
            <li key={`${at} ${did}`} className="flex flex-wrap justify-between gap-x-4 py-2">
              <span>You {did}</span>
              <span className="text-soft">
                {address}, <RelativeTime at={at} timezone="UTC" />
              </span>
            </li>
          ))}
        </ul>
      </Panel>
    </Page>
  );
}
