import { share } from "../facts.ts";
import type { Check, DiagnosticFacts } from "../facts.ts";

const WEEK_MS = 7 * 86_400_000;
const WEEKS = 8;

/** How many payments are linked, by which method, week by week? */
export const shareLinked: Check = ({ payments, now }) => {
  const paid = payments.filter((payment) => payment.paid);
  if (paid.length === 0) return null;
  const linked = paid.filter(({ method }) => method !== "none").length;
  const sure = paid.filter(({ method }) => ["manual", "metadata", "client_reference_id"].includes(method)).length;
  const figures = [{ label: "Linked, 8 weeks", value: `${linked} of ${paid.length} (${share(linked, paid.length)})` }, { label: "By ids, which is certain", value: share(sure, paid.length) }, { label: "By time, which is a guess", value: share(paid.filter(({ method }) => method === "time").length, paid.length) }];
  const finding = { id: "share-linked", figures, weeks: groupByWeek(paid, now) };
  const action = { label: "See the unlinked ones", to: "payments?linked=false" };
  const [recent, before] = [rate(paid, now, 0, 2), rate(paid, now, 2, WEEKS)];
  if (recent !== null && before !== null && recent < before - 0.2) return { ...finding, status: "problem", title: "Fewer payments are linked than before.", recommendation: "Something changed in the last two weeks: a new checkout that passes no ids, or a page without the script.", action };
  if (linked < paid.length * 0.6) return { ...finding, status: "problem", title: `Only ${share(linked, paid.length)} of your payments are linked to a visitor.`, recommendation: "Pass the ids in the metadata; open an unlinked payment to read what was tried.", action };
  if (linked < paid.length * 0.9) return { ...finding, status: "warning", title: `${share(linked, paid.length)} of your payments are linked to a visitor.`, recommendation: "Open an unlinked payment to read what was tried and what to change.", action };
  return { ...finding, status: "good", title: `${share(linked, paid.length)} of your payments are linked to a visitor.`, recommendation: "Nothing to do.", action: null };
};

type Payments = DiagnosticFacts["payments"];

/** Share of linked payments between two ages in weeks; null when there are too few to compare. */
function rate(payments: Payments, now: Date, from: number, to: number): number | null {
  const some = payments.filter(({ at }) => now.getTime() - at.getTime() >= from * WEEK_MS && now.getTime() - at.getTime() < to * WEEK_MS);
  return some.length < 5 ? null : some.filter(({ method }) => method !== "none").length / some.length;
}

function groupByWeek(payments: Payments, now: Date) {
  return Array.from({ length: WEEKS }, (_, index) => {
    const start = new Date(now.getTime() - (WEEKS - index) * WEEK_MS);
    const methods: Partial<Record<Payments[number]["method"], number>> = {};
    for (const { at, method } of payments) if (at > start && at.getTime() <= start.getTime() + WEEK_MS) methods[method] = (methods[method] ?? 0) + 1;
    return { start, methods };
  });
}
