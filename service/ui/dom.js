/**
 * Small helpers to build and to patch the page. Nodes are made once and patched, never rebuilt, so
 * that nothing moves or loses its focus under a finger. Data only ever becomes text.
 */

const SVG = "http://www.w3.org/2000/svg";

/**
 * Make an element. `attributes.class` is its class list; children are nodes or text.
 * @param {string} tag
 * @param {Record<string, string>} [attributes]
 * @param {...(Node|string)} children
 * @returns {HTMLElement}
 */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

/**
 * @param {string} tag
 * @param {Record<string, string|number>} [attributes]
 * @param {...(Node|string)} children
 * @returns {SVGElement}
 */
export function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  node.append(...children);
  return node;
}

/** Write text only where it changed: an unchanged node costs nothing and keeps its selection. */
export function setText(/** @type {Element} */ node, /** @type {string} */ text) {
  if (node.textContent !== text) node.textContent = text;
}

/** @param {Element} node @param {string} name @param {string|null} value null removes it */
export function setAttr(node, name, value) {
  if (value === null) {
    if (node.hasAttribute(name)) node.removeAttribute(name);
  } else if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}

/** Show or hide a node; hidden nodes keep their state. */
export function show(/** @type {Element} */ node, /** @type {boolean} */ visible) {
  if (node.hasAttribute("hidden") === visible) node.toggleAttribute("hidden", !visible);
}

/**
 * Keep one child per item, in the order of `items`, re-using nodes by key.
 * @template T
 * @param {Element} parent
 * @param {T[]} items
 * @param {(item: T) => string} keyOf
 * @param {(item: T) => {node: Element, update: (item: T) => void}} make
 * @param {Map<string, {node: Element, update: (item: T) => void}>} kept
 */
export function keepList(parent, items, keyOf, make, kept) {
  const wanted = new Set(items.map(keyOf));
  for (const [key, part] of kept) {
    if (!wanted.has(key)) {
      part.node.remove();
      kept.delete(key);
    }
  }
  items.forEach((item, place) => {
    const key = keyOf(item);
    let part = kept.get(key);
    if (!part) {
      part = make(item);
      kept.set(key, part);
    }
    if (parent.children[place] !== part.node) parent.insertBefore(part.node, parent.children[place] ?? null);
    part.update(item);
  });
}

// Glyph characters differ from font to font, so the shapes are drawn.
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
  list: "M2 2h12v2.2H2zM2 6.9h12v2.2H2zM2 11.8h12V14H2z",
  person: "M8 1a3.2 3.2 0 1 1 0 6.4A3.2 3.2 0 0 1 8 1zM1.8 15c0-4 2.6-6.4 6.2-6.4s6.2 2.4 6.2 6.4z",
  ring: "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zm0 2.4a4.6 4.6 0 1 1 0 9.2 4.6 4.6 0 0 1 0-9.2z",
  seat: "M3 1.5h2.4v6H13V15h-2.4v-3H5.4v3H3z",
};

/** @param {keyof typeof SHAPES} name */
export function icon(name) {
  return svg(
    "svg",
    { class: "icon", viewBox: "0 0 16 16", "aria-hidden": "true" },
    svg("path", { d: SHAPES[name] }),
  );
}

/** Draw another shape in an icon made by `icon`. */
export function setIcon(/** @type {Element} */ node, /** @type {string} */ name) {
  setAttr(/** @type {Element} */ (node.firstChild), "d", SHAPES[/** @type {keyof typeof SHAPES} */ (name)]);
}

/** A label and its value, for lists of facts. */
export function fact(/** @type {string} */ name) {
  const value = el("dd");
  const node = el("div", { class: "fact" }, el("dt", {}, name), value);
  const set = (/** @type {string} */ text) => setText(value, text);
  return { node, value, set };
}
