import { signal, type Signal } from "@preact/signals";
import { view } from "./link/ward";
import { keep, kept } from "./kept";
import { Holder } from "./people/hands";
import { held, refusedTo, signsIn } from "./people/held";

/**
 * Who holds the tablet, and which tablet it is: the one module that knows how a person is named.
 * Where people sign in, the ward says both. Where pages are believed, somebody chooses a name, and
 * the two ids are kept in the browser.
 */

const PERSON = "chairside.person";
const TABLET = "chairside.tablet";

export const person = signal(kept(PERSON));
export const tablet = signal(kept(TABLET));

export const NOBODY = "Choose who you are, at the top right.";

/**
 * Every act but a stop has an author: why there is none for an operation of the API, or why not this
 * one. `Sign in` alone closes no key: it is asked for with the tap.
 */
export function nobody(operation: string): string[] {
  if (signsIn()) return refusedTo(held.value, operation);
  return person.value ? [] : [NOBODY];
}

function Chooser(props: {
  label: string;
  value: Signal<string>;
  at: string;
  options: readonly { id: string; name: string }[];
  none: string;
}) {
  const { label, value, at, options, none } = props;
  return (
    <select
      aria-label={label}
      value={value.value}
      data-unset={value.value ? undefined : "true"}
      onChange={(event) => {
        value.value = event.currentTarget.value;
        keep(at, value.value);
      }}
    >
      {none && <option value="">{none}</option>}
      {options.map((each) => (
        <option key={each.id} value={each.id}>
          {each.name}
        </option>
      ))}
    </select>
  );
}

/** The ward's word where people sign in; elsewhere forget ids that it does not know: a tablet without a name is the first one. */
export function checkWho(): void {
  const ward = view.value;
  if (signsIn()) {
    person.value = held.value?.person?.id ?? "";
    tablet.value = held.value?.tablet?.id ?? "";
    return;
  }
  if (!ward) return;
  if (person.value && !ward.people.some((each) => each.id === person.value)) person.value = "";
  if (!ward.tablets.some((each) => each.id === tablet.value)) tablet.value = ward.tablets[0]?.id ?? "";
}

export function Hands() {
  const ward = view.value;
  return (
    <div class="hands">
      {signsIn() && <Holder />}
      {ward && !signsIn() && <Chooser label="Who taps" value={person} at={PERSON} options={ward.people} none="Who are you?" />}
    </div>
  );
}

export function TabletChooser() {
  const ward = view.value;
  if (signsIn()) return <p class="fixed">{held.value?.tablet?.name ?? "Not enrolled"}</p>;
  return ward && <Chooser label="This tablet" value={tablet} at={TABLET} options={ward.tablets} none="" />;
}
