import { useRef, useState } from "preact/hooks";
import type { MemberAnswer, MembersView, MemberView, PinAnswer } from "../api.gen";
import type { Told } from "../link/book";
import { Button } from "../parts/button";
import { Field } from "../parts/fields";
import { Said } from "../parts/outcome";
import { nobody } from "../who";
import { clock } from "../words/format";
import { hasAccounts, MorePage, NoAccounts, Unread } from "./page";
import { useReading } from "./reading";
import { ID, idOf, RoleKeys, sameRoles } from "./roles";
import { showSlip, SlipShown } from "./slip";
import { tellWithPin, type Done } from "./telling";

/** Who may sign in: what each is, where she is signed in, whether she is locked; and whoever may changes it. */
export function PeopleScreen() {
  if (hasAccounts() === false) {
    return (
      <MorePage id="staff" title="People">
        <NoAccounts />
      </MorePage>
    );
  }
  return <Staff />;
}

const NEW = "+";
type Tell = <T>(path: string, body: object, what: string) => Promise<Done<T>>;

function Staff() {
  const reading = useReading<MembersView>("/people", "list_people");
  const [open, setOpen] = useState("");
  const [told, setTold] = useState<Told | null>(null);
  const people = reading.found?.people ?? [];
  const tell: Tell = async <T,>(path: string, body: object, what: string) => {
    setTold(null);
    const done = await tellWithPin<T>(path, body, what);
    setTold(done.told);
    reading.again();
    return done;
  };
  const mayAdd = nobody("add_person").length === 0;
  return (
    <MorePage
      id="staff"
      title="People"
      keys={reading.found && mayAdd && open !== NEW && <Button text="Add a person" onTap={() => setOpen(NEW)} />}
    >
      <SlipShown />
      <Said act={told ?? undefined} />
      <Unread reading={reading} />
      {open === NEW && reading.found && <Newcomer tell={tell} onOver={() => setOpen("")} />}
      <ul class="rows">
        {people.map((each) => (
          <li key={each.id}>
            <Person
              person={each}
              open={open === each.id}
              tell={tell}
              onTap={() => setOpen(open === each.id ? "" : each.id)}
            />
          </li>
        ))}
      </ul>
    </MorePage>
  );
}

function Person(props: { person: MemberView; open: boolean; tell: Tell; onTap: () => void }) {
  const { person, open, tell, onTap } = props;
  const at = `/people/${encodeURIComponent(person.id)}`;
  return (
    <article class="row" aria-label={person.name} data-off={person.disabled ? "true" : undefined}>
      <div>
        <h3>
          {person.name} <small>{person.id}</small>
        </h3>
        <p>{person.roles.join(", ")}</p>
        <p class="hint">{stateWords(person)}</p>
      </div>
      <div class="do">
        {person.locked_until && (
          <Button
            kind="go"
            text="Unlock"
            why={nobody("unlock_person")}
            onTap={() => void tell<MemberAnswer>(`${at}/unlock`, {}, `unlock ${person.name}`)}
          />
        )}
        {nobody("change_roles").length === 0 && (
          <Button text={open ? "Close" : "Change"} label={`${open ? "Close" : "Change"} ${person.name}`} onTap={onTap} />
        )}
      </div>
      {open && <Changes key={person.id} person={person} at={at} tell={tell} />}
    </article>
  );
}

export function stateWords(person: MemberView): string {
  if (person.disabled) return "Signs in no more. Her name stays in the record.";
  const at = person.signed_in.map((each) => each.tablet).join(", ");
  return [
    person.locked_until ? `LOCKED after wrong PINs until ${clock(person.locked_until)}.` : "",
    at ? `Signed in at ${at}.` : "Not signed in.",
  ]
    .filter(Boolean)
    .join(" ");
}

function Changes(props: { person: MemberView; at: string; tell: Tell }) {
  const { person, at, tell } = props;
  const [roles, setRoles] = useState(person.roles);
  const saved = sameRoles(roles, person.roles);
  const newPin = async () => {
    const done = await tell<PinAnswer>(`${at}/pin`, {}, `another PIN for ${person.name}`);
    if (done.answer) showPin(person.name, done.answer.pin);
  };
  return (
    <div class="changes">
      <RoleKeys roles={roles} onChange={setRoles} />
      <Button
        kind="go"
        text="Give these roles"
        why={roles.length === 0 ? ["Choose at least one."] : saved ? ["These are her roles."] : []}
        onTap={() => void tell<MemberAnswer>(`${at}/roles`, { roles }, `make ${person.name} ${roles.join(", ")}`)}
      />
      <Button text="Another PIN" more="ends her sign-ins and locks" onTap={() => void newPin()} />
      {!person.disabled && (
        <Button
          text="Disable"
          more="signs in no more; nobody is removed"
          onTap={() => void tell<MemberAnswer>(`${at}/disable`, {}, `let ${person.name} sign in no more`)}
        />
      )}
    </div>
  );
}

const showPin = (name: string, pin: string): void =>
  showSlip({ title: `PIN of ${name}`, secret: pin, text: "For her alone. Whoever forgets hers gets another one." });

function Newcomer(props: { tell: Tell; onOver: () => void }) {
  const [badge, setBadge] = useState("");
  const [name, setName] = useState("");
  const [typedId, setId] = useState<string | null>(null);
  const [roles, setRoles] = useState<string[]>([]);
  const root = useRef<HTMLElement>(null);
  const id = typedId ?? idOf(name);
  const missing = [
    ...(badge.trim() ? [] : ["Scan the badge."]),
    ...(name.trim() ? [] : ["Type the name."]),
    ...(ID.test(id) || !name.trim() ? [] : ["The id has small letters, digits and hyphens."]),
    ...(roles.length ? [] : ["Choose at least one role."]),
  ];
  const add = async () => {
    const body = { id, name: name.trim(), roles, badge: badge.trim() };
    const done = await props.tell<PinAnswer>("/people", body, `add ${body.name} (${roles.join(", ")})`);
    if (!done.answer) return;
    showPin(body.name, done.answer.pin);
    props.onOver();
  };
  return (
    <section class="newcomer" aria-label="Add a person" ref={root}>
      <Field
        label="Badge: scan it, or type its number"
        value={badge}
        onInput={setBadge}
        onEnter={() => root.current?.querySelectorAll("input")[1]?.focus()}
      />
      <Field label="Name, as the record shows it" value={name} longest={80} onInput={setName} />
      <Field label="Id" value={id} longest={40} onInput={setId} />
      <RoleKeys roles={roles} onChange={setRoles} />
      <div class="do">
        <Button kind="go" text="Add" why={missing} onTap={() => void add()} />
        <Button text="Back" onTap={props.onOver} />
      </div>
    </section>
  );
}
