import type { Config } from "../../server/config/read-config.ts";

export type Flags = Record<string, string | undefined>;
export type Answer = Record<string, unknown>;

export type Command = {
  flags: string[];
  switches?: string[];
  required: string[];
  /** `none`: works on files, without a database. `untouched`: leaves indexes and documents as they are found. */
  database?: "none" | "untouched";
  /** Also works where there is no database yet, and makes one. */
  begins?: boolean;
  /** Throws when the command makes no sense with this configuration, before anything is connected. */
  check?(config: Config): void;
  run(flags: Flags, config: Config, now: Date): Promise<Answer>;
  /** Lines for a person; without it every field is shown as it is. */
  describe?(answer: Answer): string[];
  /** The command did its work, and what it found calls for status 1. */
  failed?(answer: Answer): boolean;
};
