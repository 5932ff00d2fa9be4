import type { SessionView } from "../api.gen";
import { second } from "../link/time";
import { personName, view } from "../link/ward";
import { Fact } from "../parts/fields";
import { Stairs } from "../ward/stairs";
import { clock, dayAndClock, dayOf, mlPerHour, placeName } from "../words/format";
import { minuteOf, phaseWord } from "../words/status";
import { PrintedReactions } from "../chair/reaction";
import { Entries, Notes, useRecord } from "./entries";

/** The record of one infusion, as it is printed for the chart. */
export function PrintedRecord(props: { session: SessionView }) {
  const { session } = props;
  const read = useRecord(session.id, session.version);
  const now = session.ended_at ? Date.parse(session.ended_at) : second.value;
  const at = minuteOf(session, now);
  return (
    <article class="printed">
      <header>
        <div>
          <p class="ward-name">{view.value?.name}</p>
          <h2>{`Record of infusion ${session.infusion_no}: ${session.drug}`}</h2>
        </div>
        <p class="printed-at">{`${dayOf(second.value)}, ${clock(second.value)}`}</p>
      </header>
      <div class="record-facts">
        <dl>
          <Fact name="Patient">{session.patient}</Fact>
          <Fact name="Protocol">{`${session.label}, ${session.profile} infusion`}</Fact>
          <Fact name="Bag">{bagWords(session)}</Fact>
          <Fact name="Order">{orderWords(session)}</Fact>
        </dl>
        <dl>
          <Fact name="Place">{[session.chair, session.pump].filter((each) => each !== null).map(placeName).join(", ") || "–"}</Fact>
          <Fact name="Started">{session.started_at ? dayAndClock(session.started_at) : "not started"}</Fact>
          <Fact name="Ended">{session.ended_at ? dayAndClock(session.ended_at) : phaseWord(session)}</Fact>
          {session.taken_over && <Fact name="Last with">{`${personName(session.taken_over.by)} since ${clock(session.taken_over.at)}`}</Fact>}
          <Fact name="Given">{`${session.infused_ml} of ${session.volume_ml}\u00a0mL`}</Fact>
        </dl>
      </div>
      <Given session={session} />
      <figure class="printed-stairs">
        <Stairs big session={session} now={at} known={at} />
        <figcaption class="legend">
          <span class="key planned">planned</span>
          <span class="key delivered">delivered, as the pump reported</span>
          <span class="key tail">still to come</span>
        </figcaption>
      </figure>
      <PrintedReactions session={session} />
      <Entries read={read} oldestFirst />
      <Notes read={read} />
      <p class="sign">Name and signature</p>
      <p class="hint">{view.value?.disclaimer}</p>
    </article>
  );
}

function bagWords(session: SessionView): string {
  const bag = session.ready.bag;
  return [session.bag ?? "none", bag && `batch ${bag.batch}`].filter(Boolean).join(", ");
}

function orderWords({ ready: { order } }: SessionView): string {
  return order ? `${order.id}: ${order.dose_mg}\u00a0mg ${order.route}, ${order.weight_kg}\u00a0kg, ${order.prescriber}` : "none";
}

/** Premedication and the second check, in a line each. */
function Given(props: { session: SessionView }) {
  const { session } = props;
  const check = session.second_check;
  return (
    <ul class="given">
      {session.premedication.map((each) => (
        <li key={each.item}>
          {each.given_at
            ? `${each.name} ${each.dose_mg ?? ""}\u00a0mg ${each.route ?? ""} at ${clock(each.given_at)}`
            : `${each.name}: not given`}
        </li>
      ))}
      {check && <li>{`Second check: ${personName(check.by)} keyed ${mlPerHour(check.rate_ml_h)} at ${clock(check.at)}`}</li>}
    </ul>
  );
}
