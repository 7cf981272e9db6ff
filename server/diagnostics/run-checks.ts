import { checkoutExcluded } from "./checks/checkout-excluded.ts";
import { clockSkew } from "./checks/clock-skew.ts";
import { deliveriesArriving } from "./checks/deliveries-arriving.ts";
import { duplicateEndpoints } from "./checks/duplicate-endpoints.ts";
import { eventsSubscribed } from "./checks/events-subscribed.ts";
import { failedEvents } from "./checks/failed-events.ts";
import { foreignHosts } from "./checks/foreign-hosts.ts";
import { hitsDropped } from "./checks/hits-dropped.ts";
import { identificationOn } from "./checks/identification-on.ts";
import { idsInMetadata } from "./checks/ids-in-metadata.ts";
import { modeMix } from "./checks/mode-mix.ts";
import { moneyHeld } from "./checks/money-held.ts";
import { refundsWithoutPayment } from "./checks/refunds-without-payment.ts";
import { secretRight } from "./checks/secret-right.ts";
import { shareLinked } from "./checks/share-linked.ts";
import { unclaimedEvents } from "./checks/unclaimed-events.ts";
import { valuesBounded } from "./checks/values-bounded.ts";
import { visitorTrackedFirst } from "./checks/visitor-tracked-first.ts";
import { visitsArriving } from "./checks/visits-arriving.ts";
import { webhookConfigured } from "./checks/webhook-configured.ts";
import { websiteInMetadata } from "./checks/website-in-metadata.ts";
import type { Check, DiagnosticFacts, Finding } from "./facts.ts";

/** In the order in which trouble is best mended: what stops everything first. */
export const CHECKS: readonly Check[] = [
  webhookConfigured, secretRight, deliveriesArriving, visitsArriving, failedEvents, shareLinked, idsInMetadata, visitorTrackedFirst, identificationOn, eventsSubscribed,
  websiteInMetadata, unclaimedEvents, hitsDropped, foreignHosts, valuesBounded, modeMix, duplicateEndpoints, clockSkew, moneyHeld, refundsWithoutPayment, checkoutExcluded,
];

const RANK = { problem: 0, warning: 1, good: 2 };

/** All findings, worst first. Pure. */
export function runChecks(facts: DiagnosticFacts): Finding[] {
  return CHECKS.flatMap((check) => check(facts) ?? []).sort((a, b) => RANK[a.status] - RANK[b.status]);
}
