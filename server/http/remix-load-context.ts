import type { AppRouter } from "../trpc/router.ts";

/** What every loader and action gets: the procedures, called in this process for this request's user. */
export type LoadContext = {
  trpc: ReturnType<AppRouter["createCaller"]>;
  /** Public address of this server, without a slash at the end. */
  appUrl: string;
  /** For inline scripts, as the Content-Security-Policy demands. */
  cspNonce: string;
};
