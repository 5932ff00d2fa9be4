import { useState } from "preact/hooks";
import type { ChairView, SessionView, VitalSignsBody } from "../api.gen";
import { blockers } from "../blockers";
import { inSession, send } from "../link/commands";
import { personName } from "../link/ward";
import { Button } from "../parts/button";
import { Outcome } from "../parts/outcome";
import { clock } from "../words/format";

/** One complete set of vital signs, keyed at the chair. The service says what cannot be. */

const FIELDS = [
  { id: "systolic_mmhg", name: "Systolic", unit: "mmHg" },
  { id: "diastolic_mmhg", name: "Diastolic", unit: "mmHg" },
  { id: "pulse_per_min", name: "Pulse", unit: "/min" },
  { id: "breaths_per_min", name: "Breathing", unit: "/min" },
  { id: "temperature_c", name: "Temperature", unit: "°C" },
  { id: "saturation_percent", name: "Saturation", unit: "%" },
] as const satisfies readonly { id: keyof VitalSignsBody; name: string; unit: string }[];
type Sign = (typeof FIELDS)[number]["id"];
const WHOLE = /^[1-9]\d{0,2}$/;
const TENTHS = /^\d{2}(\.\d)?$/;

export function VitalSigns(props: { chair: ChairView; session: SessionView; done: () => void }) {
  const { chair, session, done } = props;
  const [keyed, setKeyed] = useState<Partial<Record<Sign, string>>>({});
  const value = (id: Sign) => (keyed[id] ?? "").trim().replace(",", ".");
  const fits = (id: Sign) => (id === "temperature_c" ? TENTHS : WHOLE).test(value(id));
  const missing = FIELDS.filter((each) => !fits(each.id)).map((each) => each.name.toLowerCase());
  const signs = session.vital_signs;
  const record = async () => {
    const body = Object.fromEntries(
      FIELDS.map(({ id }) => [id, id === "temperature_c" ? value(id) : Number(value(id))]),
    );
    if (await send(`${chair.chair}:vitals`, inSession(session.id, "vital-signs"), body, { chair })) done();
  };
  return (
    <div class="sheet vitals">
      <div>
        <h3>Vital signs</h3>
        <p class="hint">A complete set, as just taken. It is recorded with your name; nothing in it decides for you.</p>
        {signs.taken_at && <p class="done">{`${clock(signs.taken_at)}, ${personName(signs.by)}: ${signs.signs}`}</p>}
        <ul class="look">
          {signs.warnings.map((each) => (
            <li key={each}>{each}</li>
          ))}
        </ul>
        <Button text="Back" onTap={done} />
      </div>
      <div>
        <div class="signs">
          {FIELDS.map(({ id, name, unit }) => (
            <label key={id} class="field">
              <span>{`${name} (${unit})`}</span>
              <input
                inputMode="decimal"
                autocomplete="off"
                maxLength={5}
                aria-label={`${name} in ${unit}`}
                value={keyed[id] ?? ""}
                onInput={(event) => setKeyed({ ...keyed, [id]: event.currentTarget.value })}
              />
            </label>
          ))}
        </div>
        <Button
          kind="go"
          class="wide"
          text="Record this set"
          why={[...(missing.length ? [`Still to key: ${missing.join(", ")}.`] : []), ...blockers("take_vitals")]}
          onTap={() => void record()}
        />
        <Outcome of={`${chair.chair}:vitals`} />
      </div>
    </div>
  );
}
