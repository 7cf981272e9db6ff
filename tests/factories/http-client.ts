import { USER_AGENT } from "./launch-browser.ts";

export type ProcedureAnswer = { status: number; data: unknown; error: { code: string; message: string; fields: Record<string, string> } | null };

/** A browser without pages: keeps cookies and calls procedures over HTTP, as the real one does. */
export function createHttpClient(url: string, headers: Record<string, string> = {}) {
  const cookies = new Map<string, string>();

  async function send(path: string, init: RequestInit = {}): Promise<Response> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await fetch(url + path, { redirect: "manual", ...init, headers: { "User-Agent": USER_AGENT, ...(cookie ? { Cookie: cookie } : {}), ...headers, ...(init.headers as Record<string, string> | undefined) } });
    for (const line of answer.headers.getSetCookie()) {
      const [name = "", value = ""] = (line.split(";")[0] ?? "").split("=", 2);
      if (value) cookies.set(name, value);
      else cookies.delete(name);
    }
    return answer;
  }

  async function call(kind: "query" | "mutation", path: string, input?: unknown): Promise<ProcedureAnswer> {
    const answer =
      kind === "query"
        ? await send(`/trpc/${path}${input === undefined ? "" : `?input=${encodeURIComponent(JSON.stringify(input))}`}`)
        : await send(`/trpc/${path}`, { method: "POST", headers: { "Content-Type": "application/json" }, body: input === undefined ? "" : JSON.stringify(input) });
    const body = (await answer.json()) as { result?: { data: unknown }; error?: { message: string; data: { code: string; fields: Record<string, string> } } };
    return { status: answer.status, data: body.result?.data, error: body.error ? { message: body.error.message, ...body.error.data } : null };
  }

  return {
    cookies,
    send,
    call,
    query: (path: string, input?: unknown) => call("query", path, input),
    mutate: (path: string, input?: unknown) => call("mutation", path, input),
    logIn: (email: string, password: string) => call("mutation", "auth.logIn", { email, password }),
  };
}

export type HttpClient = ReturnType<typeof createHttpClient>;
