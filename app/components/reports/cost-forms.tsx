import { Form } from "@remix-run/react";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { Panel } from "../ui/panel.tsx";
import { Select } from "../ui/select.tsx";

const CHANNELS = ["Paid Search", "Paid Social", "Display", "Video", "Email", "Affiliates", "Referral", "Organic Social", "Organic Search", "AI assistants", "Direct", "Other"];

/** One cost by hand, or many by a file. Recording the same days and names again replaces. */
export function CostForms({ currency, today, busy }: { currency: string; today: string; busy: boolean }) {
  return (
    <div className="grid gap-5 lg:grid-cols-[2fr_1fr]">
      <Panel title="Record a cost" lead="The same days and names again replace what was there.">
        <Form method="post" className="grid grid-cols-2 gap-3 md:grid-cols-3">
          <Field label="First day" type="date" name="firstDay" required max="2999-12-31" defaultValue={today} />
          <Field label="Last day" type="date" name="lastDay" max="2999-12-31" hint="Empty: one day" />
          <Field label={`Cost in ${currency}`} name="amount" required inputMode="decimal" placeholder="1234.50" />
          <Field label="Source" name="source" placeholder="google" hint="As in utm_source" />
          <Field label="Medium" name="medium" placeholder="cpc" hint="As in utm_medium" />
          <Field label="Campaign" name="campaign" placeholder="brand" hint="As in utm_campaign" />
          <Select label="Channel" name="channel" options={[{ value: "", label: "By source and medium" }, ...CHANNELS.map((channel) => ({ value: channel, label: channel }))]} />
          <div className="col-span-2 flex items-end">
            <Button name="intent" value="record" busy={busy}>
              Record cost
            </Button>
          </div>
        </Form>
      </Panel>
      <Panel title="Upload a file">
        <Form method="post" encType="multipart/form-data" className="flex flex-col gap-3">
          <Field label="CSV" type="file" name="file" accept=".csv,text/csv,text/plain" required className="pt-1.5" hint="Columns date and cost; also to, channel, source, medium, campaign, currency. Up to 2 MB." />
          <p className="text-[13px] text-soft">A file with a mistake is refused whole, with the line of each. Uploading a newer one replaces the same days and campaigns.</p>
          <div>
            <Button quiet name="intent" value="upload" busy={busy}>
              Upload costs
            </Button>
          </div>
        </Form>
      </Panel>
    </div>
  );
}
