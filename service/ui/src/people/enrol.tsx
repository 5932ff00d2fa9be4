import { useState } from "preact/hooks";
import { view } from "../link/ward";
import { Button } from "../parts/button";
import { Field } from "../parts/fields";
import { enrol, linkCode, type Fault } from "./asking";
import { CODE_KEYS, codeTyped, isWholeCode } from "./code";
import { Wrong } from "./sheet";

/** A browser that is no tablet of this ward: it says so, says what then stops a pump, and takes a code. */
export function Enrol(props: { onBack?: () => void }) {
  const [code, setCode] = useState(linkCode.value);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<Fault | null>(null);
  const submit = async () => {
    if (busy || !isWholeCode(code)) return;
    setBusy(true);
    const wrong = await enrol(code);
    setBusy(false);
    setFault(wrong);
    if (wrong) setCode("");
  };
  return (
    <section class="people enrol" aria-label="Enrol this tablet">
      <div>
        <h2>Enrol this tablet</h2>
        <p>{view.value ? SEES : BLIND}</p>
        {!window.isSecureContext && <p class="wrong" data-shown="true">{NO_TLS}</p>}
        <p class="hint">Whoever looks after the ward's server gets a code from it: chairside enrol TABLET. It counts once, for ten minutes.</p>
        <Field
          label="Code"
          value={code}
          longest={16}
          onInput={(text) => setCode(codeTyped(text))}
          onEnter={() => void submit()}
        />
        <Button
          kind="go"
          class="wide"
          text="Enrol this tablet"
          why={busy ? ["Asking the ward…"] : isWholeCode(code) ? [] : ["Type the ten characters of the code."]}
          onTap={() => void submit()}
        />
        <Wrong fault={fault} />
        {props.onBack && <Button text="Back" onTap={props.onBack} />}
      </div>
      <div class="code-keys" role="group" aria-label="Keys for the code">
        {CODE_KEYS.map((each) => (
          <button key={each} type="button" class="act plain key" onClick={() => setCode(codeTyped(code + each))}>
            {each}
          </button>
        ))}
        <button type="button" class="act plain key clear" onClick={() => setCode("")}>
          Clear
        </button>
      </div>
    </section>
  );
}

const BLIND =
  "This browser is no tablet of the ward: it can look at nothing, so it has no chair to stop. Stop a pump by the pump's own STOP key, or on another tablet.";
const SEES = "This tablet belongs to the ward no longer: its numbers are old. REACTION still works; look at the pump.";
const NO_TLS =
  "This address has no TLS: badges, PINs and codes are not taken here. Open the ward's https address; chairside serve says on its terminal what is missing.";
