/** What went wrong, in words a caller can act on; `code` decides the HTTP status and the tRPC code. */
export type AppErrorCode =
  | "bad_request"
  | "unauthorized"
  | "forbidden"
  | "not_found"
  | "conflict"
  | "payload_too_large"
  | "unsupported_media_type"
  | "too_many_requests"
  | "unavailable";

const STATUS: Record<AppErrorCode, number> = {
  bad_request: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  payload_too_large: 413,
  unsupported_media_type: 415,
  too_many_requests: 429,
  unavailable: 503,
};

export class AppError extends Error {
  readonly code: AppErrorCode;
  /** The input that is to blame, if it is one: a form tells the message beside it. */
  readonly field: string | undefined;
  /** After how many seconds the same request may work; null when waiting does not help, or nobody knows. */
  readonly retryAfterSeconds: number | null;

  constructor(code: AppErrorCode, message: string, field?: string, retryAfterSeconds: number | null = code === "unavailable" ? 5 : null) {
    super(message);
    this.name = "AppError";
    this.code = code;
    this.field = field;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /** HTTP status that goes with the code. */
  get status(): number {
    return STATUS[this.code];
  }
}
