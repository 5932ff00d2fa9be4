import { useState } from "preact/hooks";
import type { ChairView, PremedicationBody, PremedicationView, SessionView } from "../api.gen";
import { inSession, send } from "../link/commands";
import { wardNow } from "../link/ward";
import { Button, Choice } from "../parts/button";
import { Field } from "../parts/fields";
import { nobody } from "../who";
import { clock } from "../words/format";
import { Deciding } from "./deciding";
import { againOrdered, doseWords, windowOf } from "./windows";

/**
 * One item of premedication. Now is one tap; another time is behind a second one. Its window runs
 * down in words and as a bar.
 */

const AGO = [5, 10, 15, 20, 30, 45].map((each) => ({ id: String(each), text: `${each} min ago` }));
const MINUTE = 60_000;

export interface ItemProps {
  chair: ChairView;
  session: SessionView;
  item: PremedicationView;
  now: number;
}

export function Premedication(props: ItemProps) {
  const { chair, session, item, now } = props;
  const [earlier, setEarlier] = useState(false);
  const [amount, setAmount] = useState("");
  const [picked, setPicked] = useState("");
  const only = item.routes.length === 1 ? item.routes[0] : undefined;
  const route = picked || item.route || only || "";
  const was = item.given_at !== null;
  const open = !was || againOrdered(item);
  const window = windowOf(item, now);
  const who = nobody("give_premedication");
  const why = who.length ? who : route ? (amount.trim() ? [] : ["Enter the dose."]) : ["Choose the route."];

  const give = (minutesAgo: number | null) => {
    if (why.length) return;
    const body: PremedicationBody = { item: item.item, route, dose_mg: amount.trim() };
    // What stands in the record already is corrected, not given once more; that needs an order.
    if (item.entry !== null && !againOrdered(item)) body.amends = item.entry;
    if (minutesAgo !== null) body.given_at = new Date(wardNow() - minutesAgo * MINUTE).toISOString();
    setEarlier(false);
    setAmount("");
    void send(`${chair.chair}:given`, inSession(session.id, "premedication"), body, { chair });
  };
  return (
    <div class="premed" data-window={window.kind}>
      <div class="text">
        <div class="name">
          <strong class="drug">{item.required ? item.name : `${item.name} (if ordered)`}</strong>
          {was && (
            <span class="had">
              {`${item.dose_mg ? `${item.dose_mg} mg ` : ""}${item.route ?? ""} at ${clock(item.given_at)}`}
            </span>
          )}
        </div>
        <span class="hint">{doseWords(item)}</span>
        <div class="line">
          <span class="window">{window.words}</span>
          {window.share !== null && <progress max="1" value={window.share} aria-hidden="true" />}
        </div>
      </div>
      <div class="do">
        {(open || earlier) && (
          <>
            <Field label="Dose given, mg" decimal value={amount} onInput={setAmount} />
            <Choice
              label="Route"
              options={item.routes.map((each) => ({ id: each, text: each }))}
              value={route}
              onPick={setPicked}
              single={only !== undefined}
            />
          </>
        )}
        {open && (
          <Button class="give" text={was ? "Give again now, as ordered" : "Give now"} why={why} onTap={() => give(null)} />
        )}
        <Button
          class="more"
          text={earlier ? "Close" : was ? "Correct…" : "Given earlier…"}
          onTap={() => setEarlier(!earlier)}
        />
      </div>
      {earlier && <Choice label="Minutes ago" options={AGO} value="" onPick={(ago) => give(Number(ago))} />}
      <Deciding {...props} kind={window.kind} />
    </div>
  );
}
