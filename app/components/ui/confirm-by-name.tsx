import { Form, useNavigation } from "@remix-run/react";
import { useState } from "react";
import type { ReactNode } from "react";
import { Button } from "./button.tsx";
import { Dialog } from "./dialog.tsx";
import { Field } from "./field.tsx";
import { useHydrated } from "./use-hydrated.ts";

type Props = { verb: string; name: string; intent: string; action?: string; fields?: Record<string, string>; children: ReactNode; small?: boolean };

/**
 * Asks for the name before something is destroyed, then posts `intent`, `confirm` (what was typed) and `fields`; the action must compare
 * `confirm` again. `verb` is the button's words, `children` say what goes and until when it can be brought back. Without JavaScript the form stands in the page.
 */
export function ConfirmByName({ verb, name, intent, action, fields = {}, children, small = false }: Props) {
  const hydrated = useHydrated();
  const [typed, setTyped] = useState("");
  const sending = useNavigation().formData?.get("intent") === intent;
  const form = (
    <Form method="post" {...(action ? { action } : {})} className="flex flex-col gap-4">
      <div className="text-soft">{children}</div>
      {Object.entries(fields).map(([key, value]) => (
        <input key={key} type="hidden" name={key} value={value} />
      ))}
      <Field label={`Type ${name} to confirm`} name="confirm" autoComplete="off" required value={typed} onChange={(event) => setTyped(event.target.value)} />
      <span>
        <Button danger name="intent" value={intent} busy={sending} disabled={hydrated && typed.trim() !== name}>
          {verb}
        </Button>
      </span>
    </Form>
  );
  if (!hydrated) return form;
  return (
    <Dialog
      title={verb}
      onOpenChange={() => setTyped("")}
      trigger={
        <Button type="button" quiet danger small={small}>
          {verb}
        </Button>
      }
    >
      {form}
    </Dialog>
  );
}
