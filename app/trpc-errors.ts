import { redirect } from "@remix-run/node";

type ProcedureError = { name: "TRPCError"; code: string; message: string; cause?: unknown };

function isProcedureError(error: unknown): error is ProcedureError {
  return error instanceof Error && error.name === "TRPCError";
}

const STATUS: Record<string, number> = { BAD_REQUEST: 400, FORBIDDEN: 403, NOT_FOUND: 404, CONFLICT: 409, TOO_MANY_REQUESTS: 429, SERVICE_UNAVAILABLE: 503 };

/** For loaders: whoever is not logged in goes to the login page and comes back; other refusals become a page with their words. */
export async function load<Data>(request: Request, ask: () => Promise<Data>): Promise<Data> {
  try {
    return await ask();
  } catch (error) {
    if (!isProcedureError(error)) throw error;
    const { pathname, search } = new URL(request.url);
    if (error.code === "UNAUTHORIZED") throw redirect(`/login?next=${encodeURIComponent(pathname + search)}`);
    throw new Response(error.message, { status: STATUS[error.code] ?? 500, headers: waitingOf(error.cause) });
  }
}

/** When the same may work again, for a refusal that knows. */
function waitingOf(cause: unknown): Record<string, string> {
  const { retryAfterSeconds } = (cause ?? {}) as { retryAfterSeconds?: number | null };
  return retryAfterSeconds ? { "Retry-After": String(retryAfterSeconds) } : {};
}

export type Refusal = { ok: false; message: string; fields: Record<string, string> };

/** For actions: a refusal is told beside the form instead of taking the page away; `fields` says what is wrong with which input. */
export async function attempt<Data>(act: () => Promise<Data>): Promise<{ ok: true; data: Data } | Refusal> {
  try {
    return { ok: true, data: await act() };
  } catch (error) {
    if (!isProcedureError(error)) throw error;
    if (error.code === "INTERNAL_SERVER_ERROR") return { ok: false, message: "Something went wrong on the server. Try again; it is in the log.", fields: {} };
    return { ok: false, message: error.message, fields: fieldsOf(error.cause) };
  }
}

/** The first complaint about each input: what the schema found, or the one that a room named. */
function fieldsOf(cause: unknown): Record<string, string> {
  const { issues, field, message } = (cause ?? {}) as { issues?: { path: PropertyKey[]; message: string }[]; field?: string; message?: string };
  if (Array.isArray(issues)) return Object.fromEntries(issues.toReversed().map((issue) => [issue.path.join("."), issue.message]));
  return field && message ? { [field]: message } : {};
}
