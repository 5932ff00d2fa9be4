import { heard } from "./link/sound";
import { view } from "./link/ward";
import { awake } from "./awake";
import { MorePage } from "./more/page";
import { offline } from "./offline";
import { Choice } from "./parts/button";
import { Fact } from "./parts/fields";
import { chooseTheme, theme, type Theme } from "./theme";
import { TabletChooser } from "./who";

/** This tablet: which one it is, how it looks, and what it can and cannot do here. */

const THEMES: readonly { id: Theme; text: string; more: string }[] = [
  { id: "auto", text: "By itself", more: "as the system, and night from 21:00" },
  { id: "light", text: "Light", more: "by day" },
  { id: "dark", text: "Dark", more: "a dim room" },
  { id: "night", text: "Night", more: "patients sleep" },
];
const AWAKE = {
  on: "The screen stays on.",
  off: "The screen may go dark. Start shift keeps it on.",
  refused: "The browser refused to keep the screen on. Set the tablet's own time-out.",
  "no-tls": "The screen cannot be kept on: this address has no TLS. Set the tablet's own time-out.",
};
const OFFLINE = {
  ready: "Installed: the page opens without the ward's server, and then says NO LINK.",
  "no-tls": "Not installed: this address has no TLS. A reload without the server shows the browser's own page.",
  unknown: "Not installed yet.",
};

export function TabletScreen() {
  const ward = view.value;
  return (
    <MorePage id="tablet" title="This tablet" keys={<TabletChooser />}>
      <h3>Light</h3>
      <Choice label="Light" options={THEMES} value={theme.value} onPick={(id) => chooseTheme(id as Theme)} />
      <h3>What it can do here</h3>
      <dl>
        <Fact name="Sound">{heard.value ? "A person has heard it, and it is on." : "Nobody has heard it today: start the shift."}</Fact>
        <Fact name="Screen">{AWAKE[awake.value]}</Fact>
        <Fact name="Page">{OFFLINE[offline.value]}</Fact>
        <Fact name="Ward">{ward ? `${ward.name}, ${ward.mode}, clock of ${ward.zone}` : "–"}</Fact>
      </dl>
      <h3>What it does not do</h3>
      <ul class="look">
        <li>Without the network it stops no pump and calls nobody: press STOP on the pump itself.</li>
        <li>It is not a primary alarm and not a medical device: the pump's own alarm must sound.</li>
        <li>It sends nothing later. NOT SENT: no answer came. Where the ward had only stood still, a STOP may still be obeyed; nothing that starts or raises is.</li>
        <li>It grades no reaction and gives no drug: a person does, and it writes down who and when.</li>
        <li>It stops no pump that takes no commands: there it says PRESS STOP on the pump.</li>
      </ul>
      <p class="hint">{ward?.disclaimer}</p>
    </MorePage>
  );
}
