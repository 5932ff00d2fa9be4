import { link } from "./link/feed";
import { view } from "./link/ward";
import { isStranger } from "./people/held";
import { Enrol } from "./people/enrol";
import { SheetScreen, hasSheet } from "./people/sheet";
import { Guard } from "./guard";
import { later } from "./later";
import { screen } from "./screen";
import { Banner, TopBar } from "./topbar";
import { AlarmScreen } from "./ward/alarmscreen";
import { StopRail } from "./ward/stopkey";
import { WardScreen } from "./ward/wardscreen";

/** One page for the ward: the same top, the same alarms and the same stops on every screen. */

const SCREENS = {
  ward: WardScreen,
  board: later("BoardScreen"),
  records: later("RecordsScreen"),
  handover: later("HandoverScreen"),
  alarms: AlarmScreen,
  tablet: later("TabletScreen"),
  people: later("PeopleScreen"),
  tablets: later("TabletsScreen"),
  audit: later("AuditScreen"),
  settings: later("SettingsScreen"),
};

export function App() {
  const ward = view.value;
  const name = screen.value;
  const Shown = SCREENS[name];
  const asks = hasSheet();
  return (
    <>
      <Guard>
        <TopBar />
        <Banner />
      </Guard>
      {/* What was typed stays as it is below a question about a person. */}
      {ward ? (
        <Guard key={name} instead={name === "ward" && <StopRail chairs={ward.chairs} />}>
          <Shown />
        </Guard>
      ) : (
        !asks && <NoWard />
      )}
      {asks && (
        <Guard>
          <SheetScreen />
        </Guard>
      )}
      {ward && (asks || name !== "ward") && <StopRail chairs={ward.chairs} />}
    </>
  );
}

function NoWard() {
  if (isStranger()) {
    return (
      <main id="people" class="page">
        <Enrol />
      </main>
    );
  }
  return <main class="page">{link.value === "dead" ? "" : <p class="big-line">Asking the ward…</p>}</main>;
}
