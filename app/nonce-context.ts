import { createContext } from "react";

/** The nonce that inline scripts must carry; only known while rendering on the server. */
export const NonceContext = createContext<string | undefined>(undefined);
