import { useState } from "preact/hooks";
import type { PremedicationView } from "../api.gen";
import { inSession, send } from "../link/commands";
import { Button } from "../parts/button";
import { Field } from "../parts/fields";
import { nobody } from "../who";
import type { ItemProps } from "./premedication";
import type { Window } from "./windows";

/**
 * What only a prescriber decides about one item: an item given too long ago, and whether it is
 * still needed after enough infusions without a reaction. The page asks; it never gives or omits.
 */

type Decision = NonNullable<PremedicationView["decision"]>;

const SAID: Record<Decision, string> = {
  "give-again": "give it again",
  "go-on": "go on without giving it again",
  omit: "not needed this time",
  keep: "still needed",
};

export function Deciding(props: ItemProps & { kind: Window["kind"] }) {
  const { chair, session, item, kind } = props;
  const [prescriber, setPrescriber] = useState("");
  const over = kind === "over";
  const asked = item.question && kind === "none";
  if (!over && !asked && item.decision === null) return null;
  const decisions: Decision[] = over ? ["give-again", "go-on"] : asked ? ["omit", "keep"] : [];
  const decide = async (decision: Decision) => {
    const body = { item: item.item, decision, prescriber: prescriber.trim() };
    if (await send(`${chair.chair}:given`, inSession(session.id, "premedication/decision"), body, { chair })) setPrescriber("");
  };
  const ask = over ? "Given too long ago: the prescriber decides." : "Earlier infusions without a reaction: still needed?";
  return (
    <div class="deciding">
      <span class="hint">{item.decision ? `Ordered by ${item.decided_by}: ${SAID[item.decision]}.` : ask}</span>
      {decisions.length > 0 && (
        <Field label="Prescriber who orders it" longest={80} value={prescriber} onInput={setPrescriber} />
      )}
      <div class="do">
        {decisions.map((each) => (
          <Button
            key={each}
            text={SAID[each]}
            why={[...(prescriber.trim() ? [] : ["Name the prescriber."]), ...nobody("decide_premedication")]}
            onTap={() => void decide(each)}
          />
        ))}
      </div>
    </div>
  );
}
