import { redirect } from "@remix-run/node";

type ProcedureError = { name: "TRPCError"; code: string; message: string };

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
    throw new Response(error.message, { status: STATUS[error.code] ?? 500 });
  }
}

/** For actions: a refusal is told beside the form instead of taking the page away. */
export async function attempt<Data>(act: () => Promise<Data>): Promise<{ ok: true; data: Data } | { ok: false; message: string }> {
  try {
    return { ok: true, data: await act() };
  } catch (error) {
    if (!isProcedureError(error)) throw error;
    return { ok: false, message: error.code === "INTERNAL_SERVER_ERROR" ? "Something went wrong on the server. Try again; it is in the log." : error.message };
  }
}
