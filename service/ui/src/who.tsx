import { signal, type Signal } from "@preact/signals";
import { view } from "./link/ward";
import { keep, kept } from "./kept";

/**
 * Who holds the tablet, and which tablet it is: the one module that knows how a person is named.
 * Today somebody chooses a name; only the two ids are kept in the browser.
 */

const PERSON = "chairside.person";
const TABLET = "chairside.tablet";

export const person = signal(kept(PERSON));
export const tablet = signal(kept(TABLET));

export const NOBODY = "Choose who you are, at the top right.";

/** Every act but a stop has an author. */
export const nobody = (): string[] => (person.value ? [] : [NOBODY]);

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

/** Forget ids that the ward does not know; a tablet without a name is the first one. */
export function checkWho(): void {
  const ward = view.value;
  if (!ward) return;
  if (person.value && !ward.people.some((each) => each.id === person.value)) person.value = "";
  if (!ward.tablets.some((each) => each.id === tablet.value)) tablet.value = ward.tablets[0]?.id ?? "";
}

export function Hands() {
  const ward = view.value;
  return (
    <div class="hands">
      {ward && <Chooser label="Who taps" value={person} at={PERSON} options={ward.people} none="Who are you?" />}
    </div>
  );
}

export function TabletChooser() {
  const ward = view.value;
  return ward && <Chooser label="This tablet" value={tablet} at={TABLET} options={ward.tablets} none="" />;
}
