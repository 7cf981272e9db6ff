import type { Check } from "../facts.ts";

const CHECKOUT = ["/checkout", "/cart", "/pricing", "/thanks", "/thank-you", "/success", "/order"];

/** Are the pages around the checkout among the excluded paths? */
export const checkoutExcluded: Check = ({ website }) => {
  if (website.excludedPaths.length === 0) return null;
  const hit = website.excludedPaths.filter((pattern) => CHECKOUT.some((path) => path.startsWith(pattern.replace(/\*.*$/, "")) && pattern.replace(/\*.*$/, "") !== "") || pattern === "/*" || pattern === "*");
  const figures = [{ label: "Excluded paths", value: website.excludedPaths.join(", ") }];
  if (hit.length === 0) return { id: "checkout-excluded", status: "good", title: "No checkout page is excluded.", figures, recommendation: "Nothing to do.", action: null };
  return { id: "checkout-excluded", status: "warning", title: `Pages around the checkout are excluded by ${hit.join(", ")}.`, figures, recommendation: "Visits there are not counted, and links by time lose their best sign. Take the path off the list.", action: { label: "Change the exclusions", to: "settings/tracking" } };
};
