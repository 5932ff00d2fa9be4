/** Glyph characters differ from font to font, so the shapes are drawn. */
const SHAPES = {
  play: "M4 2.5 13.5 8 4 13.5Z",
  pause: "M3.5 2.5h3v11h-3zM9.5 2.5h3v11h-3z",
  octagon: "M5.3 1.5h5.4l3.8 3.8v5.4l-3.8 3.8H5.3l-3.8-3.8V5.3z",
  diamond: "M8 1 15 8 8 15 1 8z",
  clock: "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zm1 3v3.6l2.6 2.6-1.4 1.4L7 8.4V4z",
  drop: "M8 1s5 5.6 5 9a5 5 0 0 1-10 0c0-3.4 5-9 5-9z",
  eye: "M8 3C4 3 1.5 6.3 .5 8 1.5 9.7 4 13 8 13s6.5-3.3 7.5-5C14.5 6.3 12 3 8 3zm0 8a3 3 0 1 1 0-6 3 3 0 0 1 0 6z",
  tick: "M6.3 13.5 1 8.3 2.9 6.4l3.4 3.2L13.1 2.6 15 4.5z",
  cross: "M3.2 1.5 8 6.3l4.8-4.8 1.7 1.7L9.7 8l4.8 4.8-1.7 1.7L8 9.7l-4.8 4.8-1.7-1.7L6.3 8 1.5 3.2z",
  dash: "M2 6.8h12v2.4H2z",
  person: "M8 1a3.2 3.2 0 1 1 0 6.4A3.2 3.2 0 0 1 8 1zM1.8 15c0-4 2.6-6.4 6.2-6.4s6.2 2.4 6.2 6.4z",
  ring: "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zm0 2.4a4.6 4.6 0 1 1 0 9.2 4.6 4.6 0 0 1 0-9.2z",
  seat: "M3 1.5h2.4v6H13V15h-2.4v-3H5.4v3H3z",
  bell: "M8 1a4.6 4.6 0 0 1 4.6 4.6c0 3.2 1 4.6 1.9 5.6v1.3h-13v-1.3c.9-1 1.9-2.4 1.9-5.6A4.6 4.6 0 0 1 8 1zM6 13.5h4a2 2 0 0 1-4 0z",
  mute: "M1.7.6 15.4 14.3l-1.1 1.1-2.9-2.9H1.5v-1.3c.9-1 1.9-2.4 1.9-5.6 0-.4 0-.7.1-1L.6 1.7zM5.2 2A4.6 4.6 0 0 1 12.6 5.6c0 1.6.3 2.8.7 3.8zM6 13.5h4a2 2 0 0 1-4 0z",
  moon: "M6 1.2A6.9 6.9 0 1 0 14.8 10 5.7 5.7 0 0 1 6 1.2z",
  sun: "M8 4.4a3.6 3.6 0 1 1 0 7.2 3.6 3.6 0 0 1 0-7.2zM7.2 0h1.6v2.8H7.2zM7.2 13.2h1.6V16H7.2zM0 7.2h2.8v1.6H0zM13.2 7.2H16v1.6h-2.8zM1.8 2.9l1.1-1.1 2 2-1.1 1.1zM11.1 12.2l1.1-1.1 2 2-1.1 1.1zM12.2 4.9l-1.1-1.1 2-2 1.1 1.1zM2.9 14.2l-1.1-1.1 2-2 1.1 1.1z",
} as const;

export type Shape = keyof typeof SHAPES;

export function Icon(props: { shape: Shape }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={SHAPES[props.shape]} />
    </svg>
  );
}

/** A state in a word and a shape; its colour comes third. */
export function Badge(props: { shape: Shape; word: string }) {
  return (
    <span class="badge">
      <Icon shape={props.shape} />
      <span>{props.word}</span>
    </span>
  );
}
