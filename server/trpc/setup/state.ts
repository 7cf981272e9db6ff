import { getSetupState } from "../../setup/get-setup-state.ts";
import { WANTED_EVENTS } from "../../stripe-events/wanted-events.ts";
import { findUnreachableReason } from "../../setup/stripe-step/find-unreachable-reason.ts";
import { websiteProcedure } from "../procedures.ts";

/** The steps, and what the Stripe step needs to show: never a secret, only that there is one. */
export const state = websiteProcedure("view").query(async ({ ctx }) => ({
  ...(await getSetupState(ctx.website, { sharedSecret: ctx.deps.sharedSecrets.length > 0, now: ctx.deps.now() })),
  wantedEvents: [...WANTED_EVENTS],
  unreachable: findUnreachableReason(ctx.deps.appUrl),
}));
