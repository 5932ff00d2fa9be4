import { useEffect, useRef } from "preact/hooks";
import type { BoardView } from "../api.gen";
import { board, book, dayRefused, isOld, showDay } from "../link/book";
import { shownTime } from "../link/time";
import { view } from "../link/ward";
import { Button } from "../parts/button";
import { clock } from "../words/format";
import { dayWords } from "../words/visits";
import { Loads } from "./loads";
import { aim, moved, selected, tappedTime } from "./desk";
import { HOUR, rowsOf, scaleOf, type Row, type Scale } from "./rows";
import { VisitBar } from "./visitbar";

/** The day: chairs and time. A tap on free time is a wish, or where a visit is moved to. */

const STEP_MS = 15 * 60_000;

export function DayBoard() {
  const root = useRef<HTMLDivElement>(null);
  const shown = board.value;
  const drawn = shown?.first && (shown.opens || shown.visits.length) ? shown : null;
  const scale = drawn && scaleOf(drawn);
  useFirstLook(root, drawn, scale);
  useFollowChosen(root);
  return (
    <div id="plan" ref={root} tabIndex={-1} role="region" aria-label="Chairs and time" data-stale={isOld.value ? "true" : undefined}>
      <DaySaid shown={shown} />
      {drawn && scale && <DaySheet shown={drawn} scale={scale} />}
    </div>
  );
}

function DaySheet(props: { shown: BoardView; scale: Scale }) {
  const { shown, scale } = props;
  const rows = rowsOf(shown, view.value?.chairs ?? [], book.value?.today ?? shown.on, shownTime());
  const onClick = (event: MouseEvent) => {
    const track = event.target instanceof Element ? event.target.closest(".day-row .track") : null;
    if (!track) return;
    const box = track.getBoundingClientRect();
    const ms = scale.from + ((event.clientX - box.left) / box.width) * (scale.to - scale.from);
    tappedTime(Math.floor(ms / STEP_MS) * STEP_MS);
  };
  return (
    <div class="day-sheet" style={{ "--hours": String(scale.hours) }} onClick={onClick}>
      <div class="day-row head">
        <div class="row-name" />
        <div class="track axis">
          {Array.from({ length: scale.hours }, (_, hour) => {
            const at = scale.from + hour * HOUR;
            return (
              <span key={at} class="hour" style={{ left: `${scale.at(at)}%` }}>
                {clock(at)}
              </span>
            );
          })}
        </div>
      </div>
      <div class="day-rows">
        {rows.map((row) => (
          <DayRow key={row.key} row={row} scale={scale} />
        ))}
      </div>
      <Loads board={shown} scale={scale} />
      <Over shown={shown} scale={scale} />
    </div>
  );
}

function DayRow(props: { row: Row; scale: Scale }) {
  const { row, scale } = props;
  return (
    <div class={row.lane ? "day-row lane" : "day-row"}>
      <div class="row-name" data-alarm={row.alarm ?? undefined}>
        <span>{row.name}</span>
        <small>{row.more}</small>
      </div>
      <div class="track">
        {row.blocked !== null && <span class="blocked">{`Out of use: ${row.blocked}`}</span>}
        <div class="bars">
          {row.bars.map((bar) => (
            <VisitBar key={bar.key} bar={bar} scale={scale} />
          ))}
        </div>
      </div>
    </div>
  );
}

/** What lies over all rows: hours that are closed, now, and where a moved visit would be. */
function Over(props: { shown: BoardView; scale: Scale }) {
  const { shown, scale } = props;
  const now = shownTime();
  const opens = shown.opens ? Date.parse(shown.opens) : scale.from;
  const closes = shown.closes ? Date.parse(shown.closes) : scale.to;
  const span = (from: number, to: number) => ({ left: `${scale.at(from)}%`, width: `${scale.at(to) - scale.at(from)}%` });
  const plan = moved.value;
  const at = aim.value;
  return (
    <div class="over">
      {opens > scale.from && <div class="shut early" style={span(scale.from, opens)} />}
      {scale.to > closes && (
        <div class="shut" style={span(closes, scale.to)}>
          <span>{`closed ${clock(closes)}`}</span>
        </div>
      )}
      {now > scale.from && now < scale.to && (
        <div class="now-line" style={{ left: `${scale.at(now)}%` }}>
          <span>{clock(now)}</span>
        </div>
      )}
      {plan && at >= scale.from && at < scale.to && (
        <div class="ghost" style={span(at, at + plan.minutes * 60_000)}>
          <span>{`${plan.patient} ${clock(at)}`}</span>
        </div>
      )}
    </div>
  );
}

function DaySaid(props: { shown: BoardView | null }) {
  const { shown } = props;
  const refused = dayRefused.value;
  const days = refused ? [refused.nearest] : shown?.closed ? [shown.before, shown.after] : [];
  const text = refused ? refused.text : shown?.closed ? `The ward is ${shown.closed}.` : shown ? "" : "Asking for the day…";
  if (!text) return null;
  return (
    <div class="day-said">
      <p>{text}</p>
      {days.map((each) => each && <Button key={each} text={`Look at ${dayWords(each)}`} onTap={() => showDay(each)} />)}
    </div>
  );
}

/** The first look goes to now; after that the place is the person's. */
function useFirstLook(root: { current: HTMLDivElement | null }, shown: BoardView | null, scale: Scale | null): void {
  const seen = useRef("");
  useEffect(() => {
    if (!shown || !scale || !root.current || seen.current === shown.on) return;
    seen.current = shown.on;
    const at = scale.at(shownTime());
    const { scrollWidth, clientWidth } = root.current;
    root.current.scrollLeft = at > 0 && at < 100 ? Math.max(0, (at / 100) * scrollWidth - clientWidth / 2) : 0;
  });
}

/** A sheet that opens takes room: what was tapped stays in sight. */
function useFollowChosen(root: { current: HTMLDivElement | null }): void {
  const chosen = selected.value;
  useEffect(() => {
    root.current?.querySelector("[data-chosen]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [chosen]);
}
