import Bowser from "bowser";

export type Device = { device: string | null; browser: string | null; os: string | null };

/** Device class, browser and operating system by the User-Agent. */
export function readDevice(userAgent: string): Device {
  if (!userAgent) return { device: null, browser: null, os: null };
  const { browser, os, platform } = Bowser.parse(userAgent);
  return { device: platform.type ?? null, browser: browser.name || null, os: os.name || null };
}
