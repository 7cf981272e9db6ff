import { expect, test } from "vitest";
import { senderNetwork } from "../../../server/shared/sender-network.ts";

test.each([
  ["8.8.8.8", "8.8.8.8"],
  ["::ffff:8.8.8.8", "8.8.8.8"],
  ["2a00:1450:4001:81b::200e", "2a00:1450:4001:81b::/64"],
  ["2a00:1450:4001:81b:ffff:1:2:3", "2a00:1450:4001:81b::/64"],
  ["2a00:1450:4001:81c::1", "2a00:1450:4001:81c::/64"],
  ["127.0.0.1", null],
  ["10.0.0.7", null],
  ["fe80::1", null],
  ["unknown", null],
  [undefined, null],
])("%s counts as %s", (ip, sender) => expect(senderNetwork(ip)).toBe(sender));
