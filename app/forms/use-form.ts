import { useNavigation } from "@remix-run/react";
import type { FormAnswer } from "./answer-form.ts";

/**
 * One form of a page: its errors beside their fields, what was typed before, and whether it is being sent. `problem` is a refusal that no field is to
 * blame for; `done` is what the action gave back.
 */
export function useForm<Done>(intent: string, answer: FormAnswer<Done> | undefined, fields: readonly string[] = []) {
  const busy = useNavigation().formData?.get("intent") === intent;
  const own = answer?.intent === intent ? answer : undefined;
  const refused = own && !own.ok ? own : null;
  // A list's complaint names its entry, `exclusions.ips.3`: it stands beside the list.
  const errorOf = (name: string) => refused?.fields[name] ?? Object.entries(refused?.fields ?? {}).find(([key]) => key.startsWith(`${name}.`))?.[1];
  return {
    busy,
    done: own?.ok ? own.done : undefined,
    problem: refused && !fields.some((name) => errorOf(name)) ? refused.message : null,
    /** Name, error and what was typed, for an input; `key` is the input's name where the procedure calls it otherwise. */
    field: (name: string, saved = "", key = name) => ({ name, error: errorOf(key), defaultValue: refused?.typed[name] ?? saved }),
    ticked: (name: string, saved: boolean) => (refused ? name in refused.typed : saved),
  };
}
