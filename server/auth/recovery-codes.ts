import { customAlphabet } from "nanoid";
import { sign } from "../shared/seal.ts";

const COUNT = 10;
/** Without letters that look like digits; 10 characters of 31 are 49 bits, and the hash is keyed. */
const part = customAlphabet("23456789abcdefghjkmnpqrstuvwxyz", 5);

/** Codes such as `k3m9x-7bq2t` for the day when the phone is lost. */
export function createRecoveryCodes(): string[] {
  return Array.from({ length: COUNT }, () => `${part()}-${part()}`);
}

/** How a recovery code is stored, however it is typed. */
export function hashRecoveryCode(code: string, userId: string, appSecret: string): string {
  return sign(appSecret, "recovery-code", userId, code.toLowerCase().replace(/[^a-z0-9]/g, ""));
}
