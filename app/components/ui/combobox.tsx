import { Check, ChevronsUpDown } from "lucide-react";
import { useId, useRef, useState } from "react";
import type { KeyboardEvent } from "react";
import { FieldFrame, INPUT_LOOK } from "./field-frame.tsx";
import type { FrameProps } from "./field-frame.tsx";
import { Select } from "./select.tsx";
import type { Option } from "./select.tsx";
import { useHydrated } from "./use-hydrated.ts";

const SHOWN = 100;

type Props = FrameProps & { name: string; options: readonly Option[]; defaultValue?: string; required?: boolean; disabled?: boolean; onChoose?: (value: string) => void };

/** A long list to search and choose one from (time zones, currencies, countries). Without JavaScript it is a plain select. */
export function Combobox(props: Props) {
  const hydrated = useHydrated();
  const { onChoose: _onChoose, ...select } = props;
  return hydrated ? <SearchableList {...props} /> : <Select {...select} />;
}

function SearchableList({ label, hint, error, hideLabel, name, options, defaultValue = "", required, disabled, onChoose }: Props) {
  const listId = useId();
  const input = useRef<HTMLInputElement>(null);
  const [value, setValue] = useState(defaultValue);
  const [query, setQuery] = useState<string | null>(null);
  const [active, setActive] = useState(0);
  const labelOf = (wanted: string) => options.find((option) => option.value === wanted)?.label ?? wanted;
  const words = (query ?? "").toLowerCase().split(/[\s/_]+/).filter(Boolean);
  const found = options.filter((option) => words.every((word) => `${option.label} ${option.value}`.toLowerCase().includes(word))).slice(0, SHOWN);
  const open = query !== null;

  function choose(option: Option | undefined) {
    if (!option) return;
    setValue(option.value);
    setQuery(null);
    onChoose?.(option.value);
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!open) setQuery("");
      else setActive((at) => Math.max(0, Math.min(found.length - 1, at + (event.key === "ArrowDown" ? 1 : -1))));
    } else if (event.key === "Enter" && open) {
      event.preventDefault();
      choose(found[active]);
    } else if (event.key === "Escape" && open) {
      event.stopPropagation();
      setQuery(null);
    }
  }

  return (
    <FieldFrame label={label} hint={hint} error={error} hideLabel={hideLabel ?? false}>
      {(wiring) => (
        <span className="relative block">
          <input type="hidden" name={name} value={value} />
          <input
            {...wiring}
            ref={input}
            role="combobox"
            aria-expanded={open}
            aria-controls={listId}
            aria-autocomplete="list"
            aria-activedescendant={open && found[active] ? `${listId}-${active}` : undefined}
            autoComplete="off"
            required={required}
            disabled={disabled}
            value={query ?? labelOf(value)}
            placeholder={open ? labelOf(value) || "Search…" : "Choose…"}
            onChange={(event) => {
              setQuery(event.target.value);
              setActive(0);
            }}
            onClick={() => !open && setQuery("")}
            onBlur={() => setQuery(null)}
            onKeyDown={onKeyDown}
            className={`${INPUT_LOOK} pr-8`}
          />
          <ChevronsUpDown size={16} aria-hidden className="pointer-events-none absolute top-2.5 right-2.5 text-soft" />
          <ul id={listId} role="listbox" aria-label={label} hidden={!open} className="absolute inset-x-0 top-10 z-30 max-h-64 overflow-y-auto rounded border border-line bg-panel p-1 shadow-lift">
            {found.map((option, index) => (
              <li
                key={option.value}
                id={`${listId}-${index}`}
                role="option"
                aria-selected={option.value === value}
                ref={(item) => {
                  if (index === active && open) item?.scrollIntoView({ block: "nearest" });
                }}
                onPointerDown={(event) => {
                  event.preventDefault();
                  choose(option);
                }}
                onPointerMove={() => setActive(index)}
                className={`flex cursor-pointer items-center justify-between gap-2 rounded px-2 py-1.5 ${index === active ? "bg-sunken" : ""}`}
              >
                <span className="truncate">{option.label}</span>
                {option.value === value ? <Check size={16} aria-hidden className="shrink-0 text-accent" /> : null}
              </li>
            ))}
            {found.length === 0 ? <li role="option" aria-selected={false} aria-disabled className="px-2 py-3 text-center text-soft">Nothing matches “{query}”</li> : null}
          </ul>
        </span>
      )}
    </FieldFrame>
  );
}
