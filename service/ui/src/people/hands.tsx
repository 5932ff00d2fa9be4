import { second } from "../link/time";
import { Icon } from "../parts/icon";
import { askCode, askSignIn, signOut } from "./asking";
import { endWords, held, isStranger } from "./held";

/** Who is signed in, in the top bar: one tap signs in, or out. */
export function Holder() {
  const person = held.value?.person;
  if (isStranger()) return <Key text="Enrol" more="" onTap={() => void askCode()} />;
  if (!person) return <Key text="Sign in" more="" onTap={() => void askSignIn()} />;
  const end = endWords(held.value, second.value);
  return (
    <Key
      text={person.name}
      more={end || person.role}
      near={end !== ""}
      out
      onTap={() => void signOut()}
    />
  );
}

function Key(props: { text: string; more: string; near?: boolean; out?: boolean; onTap: () => void }) {
  return (
    <button
      type="button"
      class="act plain holder"
      data-out={props.out ? "true" : undefined}
      data-near={props.near ? "true" : undefined}
      onClick={props.onTap}
    >
      <Icon shape="person" />
      <span class="label">{props.text}</span>
      {props.more && <span class="more">{` ${props.more}`}</span>}
      {props.out && <span class="out"> Sign out</span>}
    </button>
  );
}
