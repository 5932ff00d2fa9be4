import { useState } from "preact/hooks";
import type { ActView, AuditView } from "../api.gen";
import { second } from "../link/time";
import { personName, view } from "../link/ward";
import { Button } from "../parts/button";
import { signsIn } from "../people/held";
import { clock, dayOf, instantOf, named, placeName, wardDay, words } from "../words/format";
import { MorePage, Unread } from "./page";
import { useReading } from "./reading";

/** Who did what, when, at which tablet: a day of the ward, newest first, as it is printed. */
export function AuditScreen() {
  const today = wardDay(second.value);
  const [day, setDay] = useState("");
  const [person, setPerson] = useState("");
  const [tablet, setTablet] = useState("");
  const on = day || today;
  const asked = new URLSearchParams({ on, ...(person ? { person } : {}), ...(tablet ? { tablet } : {}) });
  const reading = useReading<AuditView>(`/audit?${asked.toString()}`, "read_audit");
  const ward = view.value;
  const acts = reading.found?.acts ?? [];
  return (
    <MorePage id="audit" title="Audit" keys={<Button class="no-print" text="Print" off={!acts.length} onTap={() => window.print()} />}>
      <div class="filters no-print">
        <Button text="Day before" onTap={() => setDay(dayAfter(on, -1))} />
        <label class="field">
          <span>Day</span>
          <input type="date" value={on} max={today} onInput={(event) => setDay(event.currentTarget.value)} />
        </label>
        <Button text="Day after" off={on >= today} onTap={() => setDay(dayAfter(on, 1))} />
        <Filter label="Person" value={person} options={known(ward?.people ?? [], acts, "person")} none="Everybody" onPick={setPerson} />
        <Filter label="Tablet" value={tablet} options={known(ward?.tablets ?? [], acts, "tablet")} none="Every tablet" onPick={setTablet} />
      </div>
      <p class="audit-of">
        {`${ward?.name ?? ""}, ${dayOf(instantOf(`${on}T12:00`))}${person ? `, ${personName(person)}` : ""}${tablet ? `, ${tablet}` : ""}.`}
        <span class="print-only">{` Printed ${dayOf(second.value)} ${clock(second.value)}.`}</span>
      </p>
      {ward && !signsIn() && <p class="hint">Names are believed here: whoever was chosen on a tablet is who the record names.</p>}
      <Unread reading={reading} />
      {reading.found && (
        <p class="hint" role="status">
          {reading.found.cut
            ? `The newest ${acts.length} of this day. There are more: choose a person or a tablet.`
            : acts.length
              ? `${acts.length} entries, newest first. Nothing is ever overwritten.`
              : "Nothing was done."}
        </p>
      )}
      {acts.length > 0 && (
        <table class="acts">
          <thead>
            <tr>
              <th scope="col">When</th>
              <th scope="col">Who</th>
              <th scope="col">Tablet</th>
              <th scope="col">What</th>
            </tr>
          </thead>
          <tbody>
            {acts.map((each, index) => (
              <Act key={acts.length - index} act={each} />
            ))}
          </tbody>
        </table>
      )}
    </MorePage>
  );
}

function Act(props: { act: ActView }) {
  const { act } = props;
  return (
    <tr data-record={act.record}>
      <td>
        <time dateTime={act.at}>{clock(act.at, true)}</time>
      </td>
      <td>{`${personName(act.person)}${act.role ? ` (${act.role})` : ""}`}</td>
      <td>{view.value?.tablets.find((each) => each.id === act.tablet)?.name ?? act.tablet}</td>
      <td>
        <span>{named(act.sentence ?? words(act.what))}</span>
        {act.record !== "people" && <small>{` ${aboutWords(act)}`}</small>}
      </td>
    </tr>
  );
}

/** Which infusion or visit it was about, as far as the ward's own numbers tell. */
function aboutWords(act: ActView): string {
  if (act.record === "book") return "Book.";
  const chair = view.value?.chairs.find((each) => each.session?.id === act.about);
  return chair?.session ? `${placeName(chair.chair)}, ${chair.session.patient}.` : `Infusion ${act.about.slice(0, 8)}.`;
}

interface Choosable {
  id: string;
  name: string;
}

/** The ward's own, and whoever else has done something: disabled since, or not known at all. Pure. */
export function known(own: readonly Choosable[], acts: readonly ActView[], what: "person" | "tablet"): Choosable[] {
  const ids = new Set(own.map((each) => each.id));
  const others = [...new Set(acts.map((each) => each[what]))].filter((each) => !ids.has(each)).sort();
  return [...own, ...others.map((id) => ({ id, name: id }))];
}

function Filter(props: { label: string; value: string; options: readonly Choosable[]; none: string; onPick: (id: string) => void }) {
  const { label, value, options, none, onPick } = props;
  const gone = value && !options.some((each) => each.id === value);
  return (
    <label class="field">
      <span>{label}</span>
      <select value={value} onChange={(event) => onPick(event.currentTarget.value)}>
        <option value="">{none}</option>
        {gone && <option value={value}>{value}</option>}
        {options.map((each) => (
          <option key={each.id} value={each.id}>
            {each.name}
          </option>
        ))}
      </select>
    </label>
  );
}

/** The day so many days on; days are dates, not hours. Pure. */
export function dayAfter(day: string, by: number): string {
  const at = new Date(`${day}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + by);
  return at.toISOString().slice(0, 10);
}
