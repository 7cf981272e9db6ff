import { z } from "zod";

export const teamName = z.object({ name: z.string().trim().min(1, "Give the team a name").max(100, "A name has at most 100 characters") });

export const role = z.enum(["owner", "admin", "analyst", "support"]);
