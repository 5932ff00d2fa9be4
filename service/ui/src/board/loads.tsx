import type { BoardView, LoadView } from "../api.gen";
import { HOUR, type Scale } from "./rows";

/**
 * What is left of every pool: the least of each hour as a number, and for the nurses the whole
 * curve under what there is of them.
 */

const NURSE_PARTS = 12;
const NAMES: Record<string, string> = {
  nurse: "Nurses free",
  chair: "Chairs free",
  bed: "Beds free",
  isolation: "Isolation free",
  pump: "Pumps free",
  isolator: "Isolators free",
};

export function Loads(props: { board: BoardView; scale: Scale }) {
  const { board, scale } = props;
  const order = Object.keys(NAMES);
  const loads = [...board.loads]
    .sort((a, b) => order.indexOf(a.pool) - order.indexOf(b.pool))
    .filter((load) => Math.max(...load.capacity) > 0);
  return (
    <div class="loads" role="group" aria-label="What is left, the least of each hour">
      {loads.map((load) => (
        <LoadRow key={load.pool} load={load} board={board} scale={scale} />
      ))}
    </div>
  );
}

interface RowProps {
  load: LoadView;
  board: BoardView;
  scale: Scale;
}

function LoadRow(props: RowProps) {
  const { load, board, scale } = props;
  return (
    <div class={`day-row load of-${load.pool}`}>
      <div class="row-name">{NAMES[load.pool] ?? load.pool}</div>
      <div class="track">
        {load.pool === "nurse" && <Curve {...props} />}
        {cellsOf(load, board, scale).map(({ at, left, words }) => (
          <span
            key={at}
            class="cell"
            data-left={left}
            style={{ left: `${scale.at(at)}%`, width: `${scale.at(at + HOUR) - scale.at(at)}%` }}
          >
            {words}
          </span>
        ))}
      </div>
    </div>
  );
}

interface Cell {
  at: number;
  left: "none" | "short" | "full" | "some";
  words: string;
}

export function cellsOf(load: LoadView, board: BoardView, scale: Scale): Cell[] {
  const zero = Date.parse(board.first ?? "");
  const slot = board.slot_min * 60_000;
  const parts = load.pool === "nurse" ? NURSE_PARTS : 1;
  return Array.from({ length: Math.ceil(scale.hours) }, (_, hour) => {
    const at = scale.from + hour * HOUR;
    const first = Math.max(0, Math.round((at - zero) / slot));
    const slots = load.capacity
      .slice(first, first + HOUR / slot)
      .map((has, count) => ({ has, free: has - (load.used[first + count] ?? 0) }))
      .filter(({ has, free }) => has > 0 || free < 0);
    if (!slots.length) return { at, left: "none", words: "–" };
    const least = Math.min(...slots.map(({ free }) => free));
    if (least < 0) return { at, left: "short", words: `short of ${downTo(-least / parts)}` };
    const words = downTo(least / parts);
    return { at, left: least < parts ? "full" : "some", words: words === "0" ? "none" : words };
  });
}

/** Down to a tenth: nobody is promised the rest of a nurse. */
const downTo = (amount: number): string => String(Math.floor(amount * 10 + 1e-6) / 10);

function Curve(props: RowProps) {
  const { load, board, scale } = props;
  const slot = board.slot_min * 60_000;
  const first = Math.round((scale.from - Date.parse(board.first ?? "")) / slot);
  const count = Math.round((scale.to - scale.from) / slot);
  const most = Math.max(...load.capacity, ...load.used);
  const y = (amount: number) => ((1 - amount / most) * 100).toFixed(2);
  const steps = (row: readonly number[]) =>
    Array.from({ length: count }, (_, at) => `L${at} ${y(row[first + at] ?? 0)}L${at + 1} ${y(row[first + at] ?? 0)}`).join("");
  return (
    <svg class="curve" viewBox={`0 0 ${count} 100`} preserveAspectRatio="none" aria-hidden="true">
      <path class="taken" d={`M0 100${steps(load.used)}L${count} 100Z`} />
      <path class="there" d={`M0 ${y(load.capacity[first] ?? 0)}${steps(load.capacity)}`} />
    </svg>
  );
}
