// Elements, words and numbers. Text only ever becomes text: nothing here reads markup.

const SVG = new Set(["svg", "g", "path", "rect", "circle", "line", "text", "title", "defs", "pattern", "marker"]);

/** An element: attributes (a function listens), children (null is left out). */
export function el(name, attributes = {}, ...children) {
  const made = SVG.has(name) ? document.createElementNS("http://www.w3.org/2000/svg", name) : document.createElement(name);
  set(made, attributes);
  made.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return made;
}

export function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value === null || value === false) element.removeAttribute(name);
    else element.setAttribute(name, value === true ? "" : value);
  }
  return element;
}

export const number = (n) => n.toLocaleString("en-US");
export const many = (n, one, more = `${one}s`) => `${number(n)} ${n === 1 ? one : more}`;

/** The classes of events, by number. */
export const QUADS = ["verbal cooperation", "material cooperation", "verbal conflict", "material conflict"];
/** How events are told: name -> mark. */
export const TOLD = { fact: "●", claimed: "◐", contested: "◑", denied: "✕", planned: "○", hypothetical: "◌", negated: "⊘" };

/** `5 verbal cooperation, 2 material conflict`, for sums that have quad_1 … quad_4 or quads. */
export const byQuad = (sums) =>
  QUADS.map((words, n) => [sums.quads?.[n] ?? sums[`quad_${n + 1}`] ?? 0, words])
    .filter(([n]) => n)
    .map(([n, words]) => `${number(n)} ${words}`)
    .join(", ");

export const byTold = (sums) =>
  Object.keys(TOLD)
    .map((name) => [(sums.told ?? sums)[name] ?? 0, name])
    .filter(([n]) => n)
    .map(([n, name]) => `${TOLD[name]} ${number(n)} ${name}`)
    .join("  ");

/** Round numbers from 0 up to one that is not below `most`, two or three steps apart: 0, 5, 10, 15 for 11. */
export function levels(most) {
  let step = 1;
  for (let ten = 1; step * 3 < most; ten *= 10) step = [2, 5, 10].map((n) => n * ten).find((n) => n * 3 >= most) ?? 10 * ten;
  return Array.from({ length: Math.ceil(Math.max(1, most) / step) + 1 }, (_, n) => n * step);
}

/** A round number, 1, 2, 5, 10, 20 …, not above `most`. */
export const round = (most) => {
  const ten = 10 ** Math.floor(Math.log10(Math.max(1, most)));
  return [5, 2, 1].find((n) => n * ten <= Math.max(1, most)) * ten;
};

/** Code of a country -> its name, as the page's own form lists them. */
export function countries() {
  countries.known ??= new Map([...document.querySelectorAll("#countries option")].map((o) => [o.value, o.textContent]));
  return countries.known;
}
