import Bowser from "bowser";
import { isbot } from "isbot";
import { remember } from "../shared/remember.ts";

export type Device = { device: string | null; browser: string | null; os: string | null };

const MAX_KNOWN = 10_000;
/** Longer ones are made up, and would fill the memory. */
const MAX_LENGTH = 512;

/** Device class, browser and operating system by the User-Agent, and whether it is a program's. Reading one is slow, so they are remembered. */
export const readDevice: (userAgent: string) => Device & { bot: boolean } = remember(MAX_KNOWN, (userAgent) => {
  const text = userAgent.slice(0, MAX_LENGTH);
  if (text === "") return { device: null, browser: null, os: null, bot: true };
  const { browser, os, platform } = Bowser.parse(text);
  return { device: platform.type ?? null, browser: browser.name || null, os: os.name || null, bot: isbot(text) };
});
