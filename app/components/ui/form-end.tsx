import type { ReactNode } from "react";
import { Button } from "./button.tsx";
import { Alert } from "./notice.tsx";

type Props = { intent: string; busy: boolean; problem: string | null; saved?: string | null | undefined; danger?: boolean; quiet?: boolean; children: ReactNode };

/** The end of a form: a refusal that no field is to blame for, the button, and a word when it is done. */
export function FormEnd({ intent, busy, problem, saved, danger, quiet, children }: Props) {
  return (
    <>
      {problem ? <Alert>{problem}</Alert> : null}
      <div className="flex flex-wrap items-center gap-3">
        <Button name="intent" value={intent} busy={busy} danger={danger} quiet={quiet}>
          {children}
        </Button>
        <span role="status" className="text-gain">
          {saved}
        </span>
      </div>
    </>
  );
}
