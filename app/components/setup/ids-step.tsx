import type { PaymentWay } from "../../snippets/pass-ids.ts";
import type { Snippet } from "../../snippets/snippet.ts";
import { LinkTabs } from "../ui/link-tabs.tsx";
import { SnippetView } from "./snippet-view.tsx";

type Props = { ways: { id: string; label: string }[]; way: Omit<PaymentWay, "server">; languages: { id: string; label: string }[]; server: Snippet; identify: Snippet[] };

/** The ids from the browser into the payment, by way of paying and language; and identify, for payments without ids. */
export function IdsStep({ ways, way, languages, server, identify }: Props) {
  return (
    <>
      <p>The script knows who is buying; Stripe does not. Pass its two ids along and each payment is linked with certainty.</p>
      <LinkTabs label="Way of paying" items={ways.map(({ id, label }) => ({ id, label, to: `?step=ids&way=${id}&lang=${server.id}`, current: id === way.id }))} />
      <p className="text-soft">{way.lead}</p>
      <section className="flex flex-col gap-2">
        <h3 className="font-medium">{way.browser.label}</h3>
        <SnippetView snippet={way.browser} />
      </section>
      <section className="flex flex-col gap-2">
        <h3 className="font-medium">On your server</h3>
        <LinkTabs label="Language" items={languages.map(({ id, label }) => ({ id, label, to: `?step=ids&way=${way.id}&lang=${id}`, current: id === server.id }))} />
        <SnippetView snippet={server} />
      </section>
      <details className="rounded border border-line px-3 py-2">
        <summary className="cursor-pointer font-medium">Also: tell who your visitors are</summary>
        <div className="mt-3 flex flex-col gap-4">
          <p className="text-soft">Where a payment carries no ids, it is linked by its e-mail address to a visitor who identified with it.</p>
          {identify.map((snippet) => (
            <section key={snippet.id} className="flex flex-col gap-2">
              <h3 className="font-medium">{snippet.label}</h3>
              <SnippetView snippet={snippet} />
            </section>
          ))}
        </div>
      </details>
    </>
  );
}
