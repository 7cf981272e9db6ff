import { describe, expect, test } from "vitest";
import { readAcquisition } from "../../../server/ingestion/acquisition/read-acquisition.ts";

const read = (query: string, referrer = "") => readAcquisition({ url: new URL(`https://shop.example.com/${query}`), referrer: referrer || null, ownHosts: ["shop.example.com"] });

describe("channels", () => {
  test.each([
    ["", "", "Direct", null],
    ["", "https://www.google.com/", "Organic Search", "google"],
    ["", "https://www.google.co.uk/search?q=x", "Organic Search", "google"],
    ["", "https://duckduckgo.com/", "Organic Search", "duckduckgo"],
    ["?gclid=1", "https://www.google.com/", "Paid Search", "google"],
    ["?gbraid=1", "", "Paid Search", "google"],
    ["?msclkid=1", "https://www.bing.com/", "Paid Search", "bing"],
    ["?utm_source=google&utm_medium=cpc", "", "Paid Search", "google"],
    ["?utm_source=facebook&utm_medium=paid_social", "", "Paid Social", "facebook"],
    ["?fbclid=1", "https://l.facebook.com/", "Organic Social", "facebook"],
    ["?ttclid=1", "", "Paid Social", "tiktok"],
    ["", "https://t.co/abc", "Organic Social", "x"],
    ["", "https://old.reddit.com/r/x", "Organic Social", "reddit"],
    ["?utm_source=newsletter&utm_medium=email", "", "Email", "newsletter"],
    ["", "https://mail.google.com/", "Email", "gmail"],
    ["", "https://chatgpt.com/", "AI assistants", "chatgpt"],
    ["?utm_source=chatgpt.com", "", "AI assistants", "chatgpt"],
    ["", "https://www.perplexity.ai/", "AI assistants", "perplexity"],
    ["?utm_medium=affiliate&utm_source=partner", "", "Affiliates", "partner"],
    ["", "https://www.youtube.com/watch", "Video", "youtube"],
    ["?utm_medium=display&utm_source=adnet", "", "Display", "adnet"],
    ["", "https://blog.example.org/post", "Referral", "blog.example.org"],
    ["?ref=producthunt", "", "Organic Social", "product hunt"],
    ["?via=jane", "", "Referral", "jane"],
    ["?utm_source=flyer&utm_medium=print", "", "Other", "flyer"],
    ["", "https://shop.example.com/other", "Direct", null],
    ["", "https://checkout.stripe.com/c/pay", "Direct", null],
    ["", "https://www.paypal.com/", "Direct", null],
  ])("%s from %s is %s", (query, referrer, channel, source) => {
    expect(read(query, referrer)).toMatchObject({ channel, source });
  });

  test("a campaign's key tells one from another and is empty without one", () => {
    expect(read("", "https://www.google.com/").campaignKey).toBe("");
    expect(read("?utm_campaign=a").campaignKey).not.toBe(read("?utm_campaign=b").campaignKey);
    expect(read("?utm_campaign=a").campaignKey).toBe(read("?utm_campaign=a&page=2").campaignKey);
  });
});
