import { dropWords } from "../diagnostics/drop-words.ts";
import type { SetupFacts } from "./collect-setup-facts.ts";

export type SetupStepId = "website" | "script" | "stripe" | "ids" | "payment";
/** `problem`: something came in, and it shows what is wrong. Sentences are for the owner; `at` is when the deciding thing happened. */
export type SetupStep = { id: SetupStepId; title: string; state: "done" | "waiting" | "problem"; sentence: string; at: Date | null; notes: string[] };

/** How far the setup is, from what has come in; nothing of it is stored. Pure. */
export function deriveSetupSteps(facts: SetupFacts): SetupStep[] {
  return [
    { id: "website", title: "Website", state: "done", sentence: `${facts.website.name}, on ${facts.website.domain}.`, at: null, notes: [] },
    { id: "script", title: "Install the script", ...deriveScript(facts) },
    { id: "stripe", title: "Connect Stripe", ...deriveStripe(facts) },
    { id: "ids", title: "Pass the ids", ...deriveIds(facts) },
    { id: "payment", title: "First payment", ...derivePayment(facts) },
  ];
}

type Derived = Omit<SetupStep, "id" | "title">;

function deriveScript({ firstHitAt, lastHitAt, drops }: SetupFacts): Derived {
  const dropped = drops.filter(({ reason }) => reason !== "bot").map(({ reason, count }) => `${count} ${count === 1 ? "hit was" : "hits were"} dropped: ${dropWords(reason).because}.`);
  if (firstHitAt) return { state: "done", sentence: "Visits are arriving.", at: lastHitAt, notes: dropped };
  if (drops.length > 0) {
    const bots = drops.filter(({ reason }) => reason === "bot").map(({ count }) => `${count} ${count === 1 ? "hit was" : "hits were"} dropped: ${dropWords("bot").because}.`);
    return { state: "problem", sentence: "The script is there, but no visit could be counted yet.", at: null, notes: [...dropped, ...bots] };
  }
  return { state: "waiting", sentence: "Waiting for the first visit…", at: null, notes: [] };
}

function deriveStripe({ website, events, testEventAt, lastRefusal }: SetupFacts): Derived {
  const hasSecret = website.secrets > 0 || website.sharedSecret;
  const lastEvent = events[0]?.at ?? null;
  const refusedSince = lastRefusal && (!lastEvent || lastRefusal.at > lastEvent) ? lastRefusal : null;
  if (refusedSince && refusedSince.outcome === "signature_invalid" && hasSecret) {
    return { state: "problem", sentence: "The last delivery was refused: the signing secret stored here is not the one of the endpoint that sent it.", at: refusedSince.at, notes: [refusedSince.reason ?? "", "Test mode and live mode have endpoints of their own, each with its own secret. You can store several."].filter(Boolean) };
  }
  if (!hasSecret) {
    const waiting = refusedSince ? "Stripe is already delivering, and is told to try again later: nothing is lost." : null;
    return { state: refusedSince ? "problem" : "waiting", sentence: "No signing secret is stored yet.", at: refusedSince?.at ?? null, notes: waiting ? [waiting] : [] };
  }
  if (lastEvent) return { state: "done", sentence: "Stripe’s events arrive and are accepted.", at: lastEvent, notes: findModeNotes(events) };
  if (testEventAt) return { state: "done", sentence: "The test event was accepted. Stripe’s own first event will show here.", at: testEventAt, notes: [] };
  return { state: "waiting", sentence: "The secret is stored. Send a test event, or wait for Stripe’s first one.", at: null, notes: [] };
}

function findModeNotes(events: SetupFacts["events"]): string[] {
  const live = events.some(({ livemode }) => livemode);
  const test = events.some(({ livemode }) => !livemode);
  const types = new Set(events.map(({ type }) => type));
  const notes: string[] = [];
  if (test && !live) notes.push("Only test-mode events have come so far. For real payments make the endpoint in live mode too and add its secret here.");
  if (test && live) notes.push("Both test and live events come; test payments are kept out of your figures.");
  const paid = types.has("payment_intent.succeeded") || types.has("charge.succeeded");
  if (paid && !types.has("checkout.session.completed")) notes.push("checkout.session.completed has not come yet. If you sell by Checkout or Payment Links, tick it on the endpoint: it carries your ids.");
  return notes;
}

function deriveIds({ payments }: SetupFacts): Derived {
  const carrying = payments.filter(({ hasIds }) => hasIds);
  const [newest] = carrying;
  if (newest) return { state: "done", sentence: `${carrying.length === payments.length ? "Every payment" : `${carrying.length} of the last ${payments.length} payments`} carried the visitor’s ids.`, at: newest.at, notes: [] };
  if (payments.length > 0) {
    const linked = payments.filter((payment) => payment.linked).length;
    return { state: "problem", sentence: `${payments.length === 1 ? "The payment so far" : `None of the last ${payments.length} payments`} carried ${payments.length === 1 ? "no" : "any"} ids.`, at: payments[0]?.at ?? null, notes: linked > 0 ? [`${linked} could be linked in another way (e-mail, customer, time), which is less sure.`] : [] };
  }
  return { state: "waiting", sentence: "Your first checkout with ids will show here.", at: null, notes: [] };
}

function derivePayment({ payments }: SetupFacts): Derived {
  const [newest] = payments;
  if (!newest) return { state: "waiting", sentence: "Waiting for the first payment…", at: null, notes: [] };
  const linked = payments.find((payment) => payment.linked);
  const test = payments.every(({ livemode }) => !livemode) ? ["So far these are test payments; they count until the first live one comes."] : [];
  if (linked) return { state: "done", sentence: "A payment arrived and is linked to its visitor.", at: linked.at, notes: test };
  return { state: "problem", sentence: "A payment arrived, but no visitor could be linked to it.", at: newest.at, notes: [...test, "The troubleshooting page tells why, payment by payment."] };
}
