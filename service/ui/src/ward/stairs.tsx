import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { SessionView } from "../api.gen";
import { inWords, staircase } from "./staircase";

/** The staircase: planned (dashed), delivered (solid), still to come (dotted), and a line for now. */
export function Stairs(props: { session: SessionView | null; now: number; known: number; big?: boolean }) {
  const { session, big = false } = props;
  const node = useRef<SVGSVGElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const watcher = new ResizeObserver(([entry]) => {
      if (!entry) return;
      const { width, height } = entry.contentRect;
      setSize({ width: Math.floor(width), height: Math.floor(height) });
    });
    if (node.current) watcher.observe(node.current);
    return () => watcher.disconnect();
  }, []);
  // A tenth of a minute is less than a pixel.
  const now = Math.round(props.now * 10) / 10;
  const known = Math.min(now, Math.round(props.known * 10) / 10);
  const fits = size.width >= 60 && size.height >= 24;
  const drawing = useMemo(
    () => (session && fits ? staircase(session, { ...size, now, known, big }) : null),
    [session, size, now, known, big, fits],
  );
  return (
    <svg ref={node} class={big ? "stairs big" : "stairs"} role="img" aria-label={session ? inWords(session) : "no infusion"}>
      {/* Compared with "", which would be a text of its own, laid out each time anew. */}
      {drawing && (
        <>
          {drawing.grid !== "" && <path class="grid" d={drawing.grid} />}
          <path class="axis" d={drawing.axis} />
          {drawing.area !== "" && <path class="area" d={drawing.area} />}
          <path class="planned" d={drawing.planned} />
          {drawing.tail !== "" && <path class="tail" d={drawing.tail} />}
          {drawing.delivered !== "" && <path class="delivered" d={drawing.delivered} />}
          {drawing.now !== "" && <path class="now" d={drawing.now} />}
          {drawing.labels.map((each, place) => (
            <text key={place} x={each.x} y={each.y} text-anchor={each.anchor}>
              {each.text}
            </text>
          ))}
        </>
      )}
    </svg>
  );
}
