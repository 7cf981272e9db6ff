import { useRouteLoaderData } from "@remix-run/react";
import type { loader } from "../../routes/settings.tsx";

/** The website whose settings these are, as the frame of the sections has loaded it. */
export function useSettings() {
  const data = useRouteLoaderData<typeof loader>("routes/settings");
  if (!data) throw new Error("A section of the settings stands outside its frame");
  return data.website;
}
