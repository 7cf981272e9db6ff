import { z } from "zod";
import type { PersonQuery } from "../../privacy/find-person.ts";

/** An e-mail address or a visitor id: whichever a request names. */
export const personInput = z.object({ person: z.string().trim().min(1, "Write an e-mail address or a visitor id").max(254) });

export function readPerson({ person }: z.infer<typeof personInput>): PersonQuery {
  return person.includes("@") ? { email: person } : { visitorId: person };
}
