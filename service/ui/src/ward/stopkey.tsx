import type { ChairView } from "../api.gen";
import { briefly } from "../link/acts";
import { actOf } from "../link/commands";
import { stopKey, stopVerb, tapStop } from "../link/stops";
import { Button } from "../parts/button";
import { placeName } from "../words/format";

/** The large key of a chair: REACTION, or STOP PUMP. The same word in the same place, whatever happens. */
export function ReactKey(props: { chair: ChairView; told?: boolean }) {
  const { chair, told = false } = props;
  const verb = stopVerb(chair);
  const act = actOf(stopKey(chair.chair));
  return (
    <Button
      kind="stop"
      class="react"
      text={verb === "stop" ? "STOP PUMP" : "REACTION"}
      off={verb === null}
      more={told && act && verb ? briefly(act) : ""}
      onTap={() => tapStop(chair)}
    />
  );
}

/** One key for every chair, for screens on which no chair is seen. Each keeps its place for ever. */
export function StopRail(props: { chairs: readonly ChairView[] }) {
  return (
    <nav class="rail" aria-label="Stop a pump">
      <span class="rail-name">REACTION</span>
      <div class="rail-keys">
        {props.chairs.map((chair) => (
          <RailKey key={chair.chair} chair={chair} />
        ))}
      </div>
    </nav>
  );
}

function RailKey(props: { chair: ChairView }) {
  const { chair } = props;
  const verb = stopVerb(chair);
  const act = actOf(stopKey(chair.chair));
  const word = verb === "stop" ? "STOP PUMP" : "REACTION";
  const said = act && verb ? RAIL[act.state] : "";
  return (
    <Button
      kind="stop"
      class="rail-key"
      text={chair.chair.replace(/^chair-/, "")}
      label={`${word} ${placeName(chair.chair)}${said ? `: ${said}` : ""}`}
      off={verb === null}
      more={said}
      onTap={() => tapStop(chair)}
    />
  );
}

const RAIL = { sending: "sending", accepted: "accepted", confirmed: "stopped", refused: "not done", "not-sent": "NOT SENT" };
