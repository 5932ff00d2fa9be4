import { useComputed } from "@preact/signals";
import { chairIds, chairOf, view, waiting } from "../link/ward";
import { Chair } from "../chair/chair";
import { opened } from "../screen";
import { Card } from "./card";
import { StopRail } from "./stopkey";

/** Every chair; beside an open one the others keep their state, their rate and their REACTION. */
export function WardScreen() {
  const ward = view.value;
  const chair = chairOf(opened.value);
  return (
    <main id="ward">
      <div id="board-column">
        <section id="board" aria-label="Chairs" data-count={sizeOf(chairIds.value.length)}>
          {chairIds.value.map((id) => (
            <LiveCard key={id} id={id} />
          ))}
        </section>
        <Waiting />
      </div>
      {chair && <Chair key={chair.chair} chair={chair} />}
      {chair && ward && <StopRail chairs={ward.chairs} />}
    </main>
  );
}

function LiveCard(props: { id: string }) {
  const chair = useComputed(() => chairOf(props.id)); // a delta for another chair draws nothing here
  return chair.value && <Card chair={chair.value} />;
}

function Waiting() {
  const people = waiting();
  if (!people.length) return null;
  const names = people.map((each) => `${each.patient} (${each.drug}, infusion ${each.infusion_no})`).join("; ");
  return (
    <section id="waiting" aria-label="Patients waiting for a chair">
      Waiting for a chair: {names}. Open a free chair to go on.
    </section>
  );
}

/** How many chairs decides how large they are. */
function sizeOf(chairs: number): string {
  return chairs <= 2 ? "2" : chairs <= 4 ? "4" : chairs <= 6 ? "6" : "many";
}
