import { currencyExponent } from "../../shared/money.ts";
import { shareProcedure } from "../procedures.ts";

/** What the public dashboard says of its website: no more than its figures need. */
export const website = shareProcedure.query(({ ctx: { website: { name, domain, timezone, currency } } }) => ({ name, domain, timezone, currency, currencyExponent: currencyExponent(currency) }));
