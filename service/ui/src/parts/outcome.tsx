import type { Act } from "../link/acts";
import { actWords } from "../link/acts";
import { actOf } from "../link/commands";

/** Where the outcome of a command is printed: beside its button, in words. */

export function Said(props: { act: Pick<Act, "state" | "text" | "reasons" | "at" | "stops"> | undefined }) {
  const act = props.act as Act | undefined;
  return (
    <div class="outcome" role="status" data-state={act?.state}>
      <p class="said">{act ? actWords(act) : ""}</p>
      {act && act.reasons.length > 0 && (
        <ul class="reasons">
          {act.reasons.map((each) => (
            <li key={each}>{each}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** @param props.of the key under which the command was sent */
export const Outcome = (props: { of: string }) => <Said act={actOf(props.of)} />;
