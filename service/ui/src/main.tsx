import { effect, untracked } from "@preact/signals";
import { render } from "preact";
import { App } from "./app";
import { watchAwake } from "./awake";
import { fetchDesk } from "./later";
import { settle } from "./link/commands";
import { link, openFeed } from "./link/feed";
import { startStation } from "./link/sound";
import { second, startClock } from "./link/time";
import { view } from "./link/ward";
import { keepPage } from "./offline";
import { asked, takeLink, turnBack } from "./people/asking";
import { followHeld, isStranger } from "./people/held";
import { hasSheet } from "./people/sheet";
import { opened, openChair, screen, watchScreen } from "./screen";
import { watchTheme } from "./theme";
import { checkWho } from "./who";
import "./style/tokens.css";
import "./style/page.css";
import "./style/parts.css";
import "./style/ward.css";
import "./style/alarms.css";
import "./style/stairs.css";
import "./style/chair.css";
import "./style/task.css";
import "./style/sheets.css";
import "./style/board.css";
import "./style/visits.css";
import "./style/desk.css";
import "./style/log.css";
import "./style/small.css";
import "./style/people.css";
import "./style/more.css";
import "./style/low.css";
import "./style/print.css";

/**
 * The ward's page, put together. The feed changes what is known; the screens follow it; commands go
 * out on taps. Nothing is drawn from a wish.
 */

takeLink();
watchScreen();
followHeld();
openFeed();
startClock();
startStation();
watchTheme();
watchAwake();
void keepPage();

effect(() => {
  void second.value; // what is done is mentioned for a while only
  if (view.value) settle(view.value.chairs);
});
effect(checkWho);
effect(() => {
  const { dataset } = document.body;
  // Numbers of a tablet that was taken away are old, however well the line is.
  dataset.link = isStranger() ? "dead" : link.value;
  dataset.screen = screen.value;
  if (opened.value) dataset.open = "true";
  else delete dataset.open;
  if (hasSheet()) dataset.asks = "true";
  else delete dataset.asks;
});
let place = "";
effect(() => {
  const here = `${screen.value}/${opened.value ?? ""}`;
  // Whoever goes elsewhere has turned back from what she was asked.
  const question = untracked(() => asked.value);
  if (question && place && place !== here) untracked(() => turnBack(question));
  place = here;
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && opened.value && !asked.value) openChair(null);
});

const root = document.getElementById("app");
if (root) render(<App />, root);
void fetchDesk();
