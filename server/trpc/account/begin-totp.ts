import encodeQR from "qr";
import { beginTotp as begin } from "../../auth/totp.ts";
import { userProcedure } from "../procedures.ts";

/** `qr` is an SVG of the address that authenticators read. */
export const beginTotp = userProcedure.meta({ does: "began to set up a second step" }).mutation(async ({ ctx }) => {
  const { secret, uri } = await begin({ user: ctx.user, appSecret: ctx.deps.appSecret });
  return { secret, uri, qr: encodeQR(uri, "svg", { ecc: "medium", border: 3 }) };
});
