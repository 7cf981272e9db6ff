type Props = { name?: string; value: unknown; depth?: number };

const OPEN_TO = 3;

/** A JSON value as a tree whose branches open and close, by mouse, keyboard and without JavaScript. */
export function JsonTree({ name, value, depth = 0 }: Props) {
  const label = name === undefined ? null : <span className="text-soft">{name}: </span>;
  if (typeof value !== "object" || value === null) {
    return (
      <div className="break-all">
        {label}
        <span className={typeof value === "string" ? "" : "text-accent"}>{JSON.stringify(value)}</span>
      </div>
    );
  }
  const entries = Object.entries(value);
  const shape = Array.isArray(value) ? `[${entries.length}]` : `{${entries.length}}`;
  if (entries.length === 0) {
    return (
      <div>
        {label}
        {Array.isArray(value) ? "[]" : "{}"}
      </div>
    );
  }
  return (
    <details open={depth < OPEN_TO}>
      <summary className="cursor-pointer rounded hover:bg-sunken">
        {label}
        <span className="text-soft">{shape}</span>
      </summary>
      <div className="ml-1.5 border-l border-line pl-3">
        {entries.map(([key, entry]) => (
          <JsonTree key={key} name={key} value={entry} depth={depth + 1} />
        ))}
      </div>
    </details>
  );
}
