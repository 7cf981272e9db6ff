import { Form } from "@remix-run/react";
import { formatTime } from "../../format/format-figures.ts";
import type { FormAnswer } from "../../forms/answer-form.ts";
import { useForm } from "../../forms/use-form.ts";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { FormEnd } from "../ui/form-end.tsx";
import { Panel } from "../ui/panel.tsx";

type Props = {
  secrets: { secretId: string; lastFour: string; addedAt: string | Date }[];
  timezone: string;
  /** What every secret of this provider begins with, if anything. */
  prefix: string;
  hint: string;
  answer: FormAnswer<{ said: string }> | undefined;
};

/** A provider's signing secrets: those there are, and one more. */
export function SecretsPanel({ secrets, timezone, prefix, hint, answer }: Props) {
  const add = useForm("add-secret", answer, ["secret"]);
  const remove = useForm("remove-secret", answer);
  return (
    <Panel title="Signing secrets" lead="Several can be stored at once, to rotate them. They are encrypted and never shown again.">
      {secrets.length > 0 ? (
        <ul className="-mt-2 mb-4 divide-y divide-line border-b border-line">
          {secrets.map(({ secretId, lastFour, addedAt }) => (
            <li key={secretId} className="flex items-center justify-between gap-3 py-2.5">
              <span>
                <code>
                  {prefix}…{lastFour}
                </code>{" "}
                <span className="text-soft">added {formatTime(new Date(addedAt).toISOString(), timezone)}</span>
              </span>
              <Form method="post">
                <input type="hidden" name="secretId" value={secretId} />
                <Button plain small danger name="intent" value="remove-secret" aria-label={`Remove the secret that ends in ${lastFour}`}>
                  Remove
                </Button>
              </Form>
            </li>
          ))}
        </ul>
      ) : null}
      <p role="status" className="text-gain empty:hidden">
        {remove.done?.said}
      </p>
      <Form method="post" className="flex flex-col gap-4">
        <Field label="Signing secret" type="password" {...add.field("secret")} autoComplete="off" required placeholder={`${prefix}…`} hint={hint} />
        <FormEnd intent="add-secret" busy={add.busy} problem={add.problem} saved={add.done?.said}>
          Add
        </FormEnd>
      </Form>
    </Panel>
  );
}
