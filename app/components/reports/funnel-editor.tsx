import { Form } from "@remix-run/react";
import { Plus, X } from "lucide-react";
import { useId, useState } from "react";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { Select } from "../ui/select.tsx";
import { KeepQuery } from "./keep-query.tsx";

type Draft = { id: number; kind: string; text: string };

const KINDS = [
  { value: "page", label: "Page" },
  { value: "goal", label: "Goal" },
  { value: "checkout", label: "Checkout started" },
  { value: "paid", label: "Paid" },
];
const MAX_STEPS = 8;
const START = ["page:/*", "paid"];

/** Two to eight steps; showing them puts them into the address. */
export function FunnelEditor({ steps, windowDays, goals, canSave }: { steps: readonly string[]; windowDays: number; goals: readonly string[]; canSave: boolean }) {
  const listId = useId();
  const [drafts, setDrafts] = useState<Draft[]>((steps.length > 0 ? steps : START).map((step, id) => ({ id, kind: step.split(":")[0] ?? "page", text: step.includes(":") ? step.slice(step.indexOf(":") + 1) : "" })));
  const change = (id: number, changes: Partial<Draft>) => setDrafts((all) => all.map((draft) => (draft.id === id ? { ...draft, ...changes } : draft)));
  return (
    <div className="flex flex-col gap-5">
      <Form method="get" preventScrollReset className="flex flex-col gap-3">
        <KeepQuery without={["step", "kind", "text", "window"]} />
        <ol className="flex flex-col gap-2">
          {drafts.map(({ id, kind, text }, index) => (
            <li key={id} className="flex items-center gap-2">
              <span aria-hidden className="w-5 shrink-0 text-right text-soft">
                {index + 1}
              </span>
              <div className="w-36 shrink-0">
                <Select hideLabel label={`Step ${index + 1}`} name="kind" options={KINDS} value={kind} onChange={(event) => change(id, { kind: event.target.value })} />
              </div>
              <div className="min-w-0 flex-1">
                {kind === "page" || kind === "goal" ? (
                  <Field hideLabel label={kind === "page" ? `Path of step ${index + 1}` : `Goal of step ${index + 1}`} name="text" value={text} onChange={(event) => change(id, { text: event.target.value })} placeholder={kind === "page" ? "/pricing or /blog/*" : "signup"} {...(kind === "goal" ? { list: listId } : {})} />
                ) : (
                  <>
                    <input type="hidden" name="text" value="" />
                    <p className="truncate text-[13px] text-soft">{kind === "paid" ? "A payment that is no renewal" : "A page with /checkout in its address, or a click that leaves for a checkout such as Stripe’s"}</p>
                  </>
                )}
              </div>
              <IconButton label={`Take step ${index + 1} away`} disabled={drafts.length <= 2} onClick={() => setDrafts((all) => all.filter((draft) => draft.id !== id))}>
                <X size={16} aria-hidden />
              </IconButton>
            </li>
          ))}
        </ol>
        <datalist id={listId}>
          {goals.map((goal) => (
            <option key={goal} value={goal} />
          ))}
        </datalist>
        <div className="flex flex-wrap items-end gap-3">
          <Button type="button" quiet small disabled={drafts.length >= MAX_STEPS} onClick={() => setDrafts((all) => [...all.slice(0, -1), { id: Math.max(...all.map(({ id }) => id)) + 1, kind: "page", text: "" }, ...all.slice(-1)])}>
            <Plus size={16} aria-hidden /> Add a step
          </Button>
          <label className="flex items-center gap-2 text-soft">
            within
            <input name="window" type="number" min={1} max={365} defaultValue={windowDays} className="h-8 w-20 rounded border border-edge/60 bg-panel px-2 text-ink" />
            days
          </label>
          <Button small>Show funnel</Button>
        </div>
      </Form>
      {canSave ? (
        <Form method="post" preventScrollReset className="flex flex-wrap items-end gap-2 border-t border-line pt-4">
          {steps.map((step, index) => (
            <input key={index} type="hidden" name="step" value={step} />
          ))}
          <input type="hidden" name="window" value={windowDays} />
          <div className="min-w-48 flex-1">
            <Field label="Keep this funnel as" name="name" required maxLength={80} placeholder="From pricing to paid" />
          </div>
          <Button quiet name="intent" value="save">
            Save funnel
          </Button>
        </Form>
      ) : null}
    </div>
  );
}
