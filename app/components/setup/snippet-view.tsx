import type { Snippet } from "../../snippets/snippet.ts";
import { CodeBlock } from "../ui/code-block.tsx";

/** One snippet with the sentence that says where it goes. */
export function SnippetView({ snippet }: { snippet: Snippet }) {
  return (
    <div className="flex flex-col gap-1.5">
      <p className="text-soft">{snippet.where}</p>
      <CodeBlock label={`Copy the code for ${snippet.label}`}>{snippet.code}</CodeBlock>
    </div>
  );
}
