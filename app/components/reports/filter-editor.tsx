import { Form, useFetcher, useParams, useSearchParams } from "@remix-run/react";
import { ListFilter } from "lucide-react";
import { useId, useState } from "react";
import { DIMENSIONS } from "../../report-state/dimensions.ts";
import { OPERATORS } from "../../report-state/filters.ts";
import type { Operator } from "../../report-state/filters.ts";
import type { loader as valuesLoader } from "../../routes/values.tsx";
import { Button } from "../ui/button.tsx";
import { Disclosure } from "../ui/disclosure.tsx";
import { Field } from "../ui/field.tsx";
import { Select } from "../ui/select.tsx";
import { KeepQuery } from "./keep-query.tsx";

const DIMENSION_OPTIONS = Object.entries(DIMENSIONS).map(([value, { label }]) => ({ value, label }));
const OPERATOR_OPTIONS = (Object.keys(OPERATORS) as Operator[]).map((value) => ({ value, label: OPERATORS[value].label }));

/** Adds a filter: a dimension, is / is not / contains, a value, with the values that the period knows as suggestions. The page's loader turns `add_*` into the filter's own parameter. */
export function FilterEditor() {
  const { websiteId = "" } = useParams();
  const [query] = useSearchParams();
  const values = useFetcher<typeof valuesLoader>();
  const listId = useId();
  const [dimension, setDimension] = useState("source");
  const suggest = (wanted: string) => {
    const ask = new URLSearchParams(query);
    ask.set("dimension", wanted);
    values.load(`/w/${websiteId}/values?${ask.toString()}`);
  };
  return (
    <Disclosure
      label="Add a filter"
      button={
        <>
          <ListFilter size={16} aria-hidden className="text-soft" />
          Filter
        </>
      }
    >
      <Form method="get" className="flex flex-col gap-3 md:w-72">
        <KeepQuery without={["cursor"]} />
        <div className="grid grid-cols-2 gap-2">
          <Select
            label="Show where"
            name="add_dimension"
            options={DIMENSION_OPTIONS}
            value={dimension}
            onChange={(event) => {
              setDimension(event.target.value);
              suggest(event.target.value);
            }}
          />
          <Select label="How" name="add_operator" options={OPERATOR_OPTIONS} />
        </div>
        <Field label="Value" name="add_value" list={listId} autoComplete="off" onFocus={() => values.data?.dimension === dimension || suggest(dimension)} hint="Left empty it stands for no value at all." />
        <datalist id={listId}>
          {values.data?.dimension === dimension
            ? values.data.values.map(({ value, name }) => (
                <option key={value} value={value}>
                  {name}
                </option>
              ))
            : null}
        </datalist>
        <Button small>Add filter</Button>
      </Form>
    </Disclosure>
  );
}
