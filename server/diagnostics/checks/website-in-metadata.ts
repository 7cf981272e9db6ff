import { count } from "../facts.ts";
import type { Check } from "../facts.ts";

/** Does the metadata say for which website an event is? Needed on the shared endpoint, and a contradiction elsewhere. */
export const websiteInMetadata: Check = ({ website, unclaimed, eventsNamingAnother }) => {
  const figures = [{ label: "Events naming another website, 30 days", value: String(eventsNamingAnother) }];
  if (eventsNamingAnother > 0) {
    return { id: "website-in-metadata", status: "warning", title: `${count(eventsNamingAnother, "event names", "events name")} another website in metadata.websiteId than the endpoint that they came to.`, figures, recommendation: "The endpoint decides, so they count here. Correct websiteId where your server makes the checkout.", action: { label: "See the snippets", to: "setup?step=ids" } };
  }
  if (website.secrets === 0 && website.sharedSecret && unclaimed && unclaimed.count > 0) {
    return { id: "website-in-metadata", status: "problem", title: "Events on the shared endpoint name no website, so nobody can be credited.", figures: [{ label: "Waiting for more than a day", value: String(unclaimed.count) }], recommendation: "Put websiteId into the metadata, or give this website its own webhook address, which needs none.", action: { label: "Use an address of its own", to: "setup?step=stripe" } };
  }
  return { id: "website-in-metadata", status: "good", title: website.secrets > 0 ? "Events need no websiteId: they come to this website’s own address." : "Events name their website.", figures, recommendation: "Nothing to do.", action: null };
};
