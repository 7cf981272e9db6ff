import { Form } from "@remix-run/react";
import { useForm } from "../../forms/use-form.ts";
import type { AccountAnswer } from "../../routes/account.tsx";
import { Badge } from "../ui/badge.tsx";
import { CodeBlock, CopyLine } from "../ui/code-block.tsx";
import { Field } from "../ui/field.tsx";
import { FormEnd } from "../ui/form-end.tsx";
import { Notice } from "../ui/notice.tsx";
import { Panel } from "../ui/panel.tsx";

type Props = { totp: { on: boolean; recoveryCodesLeft: number }; answer: AccountAnswer | undefined };

/** A code from the phone beside the password: set up, codes for the day the phone is lost, turn off. */
export function SecondStep({ totp, answer }: Props) {
  const done = answer?.ok ? answer.done : undefined;
  const confirming = done?.setup !== undefined || answer?.intent === "confirm-totp";
  return (
    <Panel
      title="Second step at login"
      lead="A code from an app on your phone, beside the password: a stolen password alone then opens nothing."
      aside={<Badge tone={totp.on ? "gain" : "soft"}>{totp.on ? "On" : "Off"}</Badge>}
    >
      <div className="flex flex-col gap-4">
        {done?.recoveryCodes ? (
          <Notice tone="warn" title={`${done.said} Keep these codes now: they are shown this once.`}>
            <p className="mb-2">Each opens your account once, when the phone is lost. Keep them where your password manager is, not on the phone.</p>
            <CodeBlock label="Copy the recovery codes">{done.recoveryCodes.join("\n")}</CodeBlock>
          </Notice>
        ) : null}
        {totp.on ? <SecondStepOn left={totp.recoveryCodesLeft} answer={answer} /> : confirming ? <Confirm setup={done?.setup} answer={answer} /> : <Begin answer={answer} />}
      </div>
    </Panel>
  );
}

function Begin({ answer }: { answer: AccountAnswer | undefined }) {
  const form = useForm("begin-totp", answer);
  const off = useForm("disable-totp", answer);
  return (
    <Form method="post" className="flex flex-col gap-4">
      <FormEnd intent="begin-totp" busy={form.busy} problem={form.problem} saved={off.done?.said} quiet>
        Set it up
      </FormEnd>
    </Form>
  );
}

function Confirm({ setup, answer }: { setup: { secret: string; qr: string } | undefined; answer: AccountAnswer | undefined }) {
  const form = useForm("confirm-totp", answer, ["code"]);
  return (
    <>
      {setup ? (
        <div className="flex flex-wrap items-center gap-5">
          <img src={`data:image/svg+xml;utf8,${encodeURIComponent(setup.qr)}`} alt="QR code for your authenticator app" width={168} height={168} className="rounded border border-line bg-white" />
          <div className="min-w-56 flex-1">
            <p>Scan this with an authenticator app (such as Aegis, 1Password or Google Authenticator), or type the secret there:</p>
            <div className="mt-2">
              <CopyLine label="Copy the secret">{setup.secret}</CopyLine>
            </div>
          </div>
        </div>
      ) : null}
      <Form method="post" className="flex flex-col gap-4">
        <Field label="Code that the app shows" {...form.field("code")} inputMode="numeric" autoComplete="one-time-code" required className="max-w-40" />
        <FormEnd intent="confirm-totp" busy={form.busy} problem={form.problem}>
          Turn it on
        </FormEnd>
      </Form>
      {setup ? null : (
        <Form method="post">
          <FormEnd intent="begin-totp" busy={false} problem={null} quiet>
            Show a new secret
          </FormEnd>
        </Form>
      )}
    </>
  );
}

function SecondStepOn({ left, answer }: { left: number; answer: AccountAnswer | undefined }) {
  const renew = useForm("renew-codes", answer, ["password"]);
  const disable = useForm("disable-totp", answer, ["password"]);
  return (
    <>
      <p className={left < 3 ? "text-warn" : "text-soft"}>{left === 1 ? "1 recovery code is left." : `${left} recovery codes are left.`}</p>
      <div className="grid gap-5 sm:grid-cols-2">
        <Form method="post" className="flex flex-col gap-3">
          <Field label="Password, for new recovery codes" type="password" {...renew.field("password")} required autoComplete="current-password" />
          <FormEnd intent="renew-codes" busy={renew.busy} problem={renew.problem} quiet>
            Make new codes
          </FormEnd>
        </Form>
        <Form method="post" className="flex flex-col gap-3">
          <Field label="Password, to turn it off" type="password" {...disable.field("password")} required autoComplete="current-password" />
          <FormEnd intent="disable-totp" busy={disable.busy} problem={disable.problem} quiet danger>
            Turn it off
          </FormEnd>
        </Form>
      </div>
    </>
  );
}
