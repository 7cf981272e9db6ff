import { data } from "@remix-run/node";
import { attempt } from "../trpc-errors.ts";

/** What came of a form: `intent` tells which of a page's forms it was; a refused one gets back what was typed, so that nothing has to be typed twice. */
export type FormAnswer<Done> =
  | { ok: true; intent: string; done: Done }
  | { ok: false; intent: string; message: string; fields: Record<string, string>; typed: Record<string, string> };

export type FormInput = {
  intent: string;
  text(name: string): string;
  has(name: string): boolean;
  /** Entries separated by lines or commas. */
  list(name: string): string[];
};

const SECRET = /password|current|next|code|secret/i;

/** For actions: reads the form, acts, and answers with what the page needs. Redirects pass through. What is secret is never sent back. */
export async function answerForm<Done>(request: Request, act: (form: FormInput) => Promise<Done>) {
  const sent = await request.formData();
  const text = (name: string) => {
    const value = sent.get(name);
    return typeof value === "string" ? value : "";
  };
  const intent = text("intent");
  const list = (name: string) => text(name).split(/[\n,]/).map((line) => line.trim()).filter(Boolean);
  const result = await attempt(() => act({ intent, text, has: (name) => sent.has(name), list }));
  if (result.ok) return data<FormAnswer<Done>>({ ok: true, intent, done: result.data });
  const typed = Object.fromEntries([...sent].filter((entry): entry is [string, string] => typeof entry[1] === "string" && !SECRET.test(entry[0])));
  return data<FormAnswer<Done>>({ ok: false, intent, message: result.message, fields: result.fields, typed }, { status: 400 });
}
