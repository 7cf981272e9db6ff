import type { LoadContext } from "../server/http/remix-load-context.ts";

declare module "@remix-run/server-runtime" {
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- Remix is told its context's type by merging
  interface AppLoadContext extends LoadContext {}
}
