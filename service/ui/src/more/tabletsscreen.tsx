import { useState } from "preact/hooks";
import type { CodeAnswer, TabletAnswer, TabletStateView, TabletsView } from "../api.gen";
import type { Told } from "../link/book";
import { Button } from "../parts/button";
import { Field } from "../parts/fields";
import { Said } from "../parts/outcome";
import { nobody, tablet as mine } from "../who";
import { personName } from "../link/ward";
import { clock, dayAndClock } from "../words/format";
import { hasAccounts, MorePage, NoAccounts, Unread } from "./page";
import { useReading } from "./reading";
import { ID, idOf } from "./roles";
import { showSlip, SlipShown } from "./slip";
import { tellWithPin, type Done } from "./telling";

/** The ward's tablets: which there are, which can be heard, a code for another one, and taking one away. */
export function TabletsScreen() {
  if (hasAccounts() === false) {
    return (
      <MorePage id="all-tablets" title="Tablets">
        <NoAccounts />
      </MorePage>
    );
  }
  return <Tablets />;
}

type Tell = <T>(path: string, body: object, what: string) => Promise<Done<T>>;

function Tablets() {
  const reading = useReading<TabletsView>("/tablets", "list_tablets");
  const [making, setMaking] = useState<{ id: string; name: string } | null>(null);
  const [told, setTold] = useState<Told | null>(null);
  const tell: Tell = async <T,>(path: string, body: object, what: string) => {
    setTold(null);
    const done = await tellWithPin<T>(path, body, what);
    setTold(done.told);
    reading.again();
    return done;
  };
  const may = nobody("offer_enrolment").length === 0;
  return (
    <MorePage
      id="all-tablets"
      title="Tablets"
      keys={reading.found && may && !making && <Button text="Enrol a tablet" onTap={() => setMaking({ id: "", name: "" })} />}
    >
      <SlipShown />
      <Said act={told ?? undefined} />
      <Unread reading={reading} />
      {making && reading.found && <NewCode key={making.id} of={making} tell={tell} onOver={() => setMaking(null)} />}
      {reading.found && <p class="hint">A pump is stopped from every tablet, also from one that was taken away.</p>}
      <ul class="rows">
        {(reading.found?.codes ?? []).map((each) => (
          <li key={`${each.id} ${each.until}`}>
            <article class="row" aria-label={`Code of ${each.name}`}>
              <p>{`A code for ${each.name} (${each.id}) is open until ${clock(each.until)}.`}</p>
            </article>
          </li>
        ))}
        {(reading.found?.tablets ?? []).map((each) => (
          <li key={each.id}>
            <One tablet={each} tell={tell} onAnew={() => setMaking({ id: each.id, name: each.name })} />
          </li>
        ))}
      </ul>
    </MorePage>
  );
}

function One(props: { tablet: TabletStateView; tell: Tell; onAnew: () => void }) {
  const { tablet, tell, onAnew } = props;
  const here = tablet.id === mine.value ? ", this tablet" : "";
  const revoke = () => tell<TabletAnswer>(`/tablets/${encodeURIComponent(tablet.id)}/revoke`, {}, `take ${tablet.name}${here} away from the ward`);
  return (
    <article class="row" aria-label={tablet.name} data-off={tablet.revoked_at ? "true" : undefined}>
      <div>
        <h3>
          {tablet.name} <small>{`${tablet.id}${here}`}</small>
        </h3>
        <p>{hearWords(tablet)}</p>
        <p class="hint">{tabletWords(tablet)}</p>
      </div>
      <div class="do">
        <Button text="Enrol anew" label={`Enrol anew: ${tablet.name}`} why={nobody("offer_enrolment")} onTap={onAnew} />
        {!tablet.revoked_at && (
          <Button
            text="Take away"
            label={`Take away: ${tablet.name}`}
            why={nobody("revoke_tablet")}
            onTap={() => void revoke()}
          />
        )}
      </div>
    </article>
  );
}

function hearWords(tablet: TabletStateView): string {
  if (tablet.revoked_at) return `Taken away ${dayAndClock(tablet.revoked_at)}: it sees nothing.`;
  const heard = tablet.heard ? "Can be heard." : "Cannot be heard.";
  return tablet.person ? `${heard} ${personName(tablet.person)} is signed in.` : `${heard} Nobody is signed in.`;
}

function tabletWords(tablet: TabletStateView): string {
  const by = tablet.enrolled_by === "terminal" ? "at the ward's machine" : tablet.enrolled_by ? `by ${personName(tablet.enrolled_by)}` : "";
  return [
    `Enrolled ${dayAndClock(tablet.enrolled_at)} ${by}`.trim() + ".",
    tablet.last_seen ? `Last seen ${dayAndClock(tablet.last_seen)}.` : "Not seen since the service began.",
    tablet.locked_until ? `LOCKED for signing in until ${clock(tablet.locked_until)}.` : "",
  ]
    .filter(Boolean)
    .join(" ");
}

function NewCode(props: { of: { id: string; name: string }; tell: Tell; onOver: () => void }) {
  const [name, setName] = useState(props.of.name);
  const [typedId, setId] = useState<string | null>(props.of.id || null);
  const id = typedId ?? idOf(name);
  const missing = [
    ...(name.trim() ? [] : ["Type the name."]),
    ...(ID.test(id) || !name.trim() ? [] : ["The id has small letters, digits and hyphens."]),
  ];
  const make = async () => {
    const body = { id, name: name.trim(), address: location.origin };
    const done = await props.tell<CodeAnswer>("/tablets", body, `make a code for ${body.name}`);
    if (!done.answer) return;
    const { code, link, qr, until } = done.answer;
    showSlip({ title: `Code for ${body.name}`, secret: code, text: "On the new tablet open the link, or the ward's page and type the code.", link, qr, until });
    props.onOver();
  };
  return (
    <section class="newcomer" aria-label="Enrol a tablet">
      <Field label="Name, as screens show it" value={name} longest={80} onInput={setName} />
      <Field label="Id" value={id} longest={40} onInput={setId} />
      <p class="hint">
        {ofThisMachine()
          ? `This page is open at ${location.origin}, which is this machine alone: another tablet needs the ward's own address, and can type the code there.`
          : `The link will open ${location.origin}.`}
      </p>
      <div class="do">
        <Button kind="go" text="Make a code" why={missing} onTap={() => void make()} />
        <Button text="Back" onTap={props.onOver} />
      </div>
    </section>
  );
}

const ofThisMachine = (): boolean => ["localhost", "127.0.0.1", "[::1]"].includes(location.hostname);
