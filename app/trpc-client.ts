import { createTRPCClient, httpBatchLink } from "@trpc/client";
import type { AppRouter } from "../server/trpc/router.ts";

/** The procedures, called from the browser. Pages load through their loaders; this is for what searches while typing. */
export const trpc = createTRPCClient<AppRouter>({ links: [httpBatchLink({ url: "/trpc" })] });
