// What every drawing has around it: a title, buttons, a place for words; and the label that follows the pointer.
import { el, set } from "./draw.js";

/** The frame of a `<figure data-view>`. Gives what a drawing needs to fill it. */
export function frame(figure, title) {
  const tools = el("span", { class: "tools" });
  const note = el("p", { class: "fignote" });
  const body = el("div", { class: "canvas" });
  const said = el("p", { class: "figsaid", role: "status" });
  figure.replaceChildren(el("figcaption", {}, el("b", {}, title), tools), body, said, note);
  figure.hidden = false;
  return {
    body,
    note,
    /** Put a drawing and its buttons in place of those before; the focus stays on what is the same. */
    show(buttons, ...drawn) {
      const held = document.activeElement;
      const before = figure.contains(held) ? same(held) : null;
      tools.replaceChildren(...buttons);
      body.replaceChildren(...drawn);
      if (before === null) return;
      const stops = [...figure.querySelectorAll("button, [tabindex]")];
      (stops.find((stop) => same(stop) === before) ?? body.querySelector("[tabindex='0']"))?.focus({ preventScroll: true });
    },
    /** Whether an answer is waited for. */
    busy: (yes) => set(figure, { "aria-busy": String(yes) }),
    /** Words in place of a drawing; `again`: what to do on "Try again". */
    say(text, again) {
      said.replaceChildren(text, again ? el("button", { type: "button", click: again }, "Try again") : "");
      figure.classList.toggle("blank", Boolean(text));
    },
  };
}

/** What tells a button or a thing of a drawing apart from others: its data, or its words. */
const same = (element) => element.tagName + JSON.stringify(Object.keys(element.dataset).length ? { ...element.dataset } : element.textContent + element.role);

export const button = (text, label, click, pressed) =>
  el("button", { type: "button", "aria-label": label, "aria-pressed": pressed === undefined ? null : String(pressed), click }, text);

const label = el("div", { class: "tip", "aria-hidden": "true", hidden: true });

/** Show lines beside a point of the window; the first is the heading. Screen readers get the same from the element's own label. */
export function tip(lines, x, y) {
  if (!label.isConnected) document.body.append(label);
  label.replaceChildren(...lines.filter(Boolean).map((line, n) => el(n ? "span" : "b", {}, line)));
  label.hidden = false;
  const { offsetWidth: wide, offsetHeight: high } = label;
  const left = Math.max(8, Math.min(x + 14, innerWidth - wide - 8));
  const top = y + 18 + high > innerHeight ? y - high - 12 : y + 18;
  label.style.transform = `translate(${Math.round(left)}px, ${Math.round(Math.max(4, top))}px)`;
}

export function untip() {
  label.hidden = true;
}

/** An element tells `lines()` of itself on pointer and focus. */
export function tells(element, lines) {
  const beside = (event) => tip(lines(), event.clientX, event.clientY);
  return set(element, {
    pointerenter: beside,
    pointermove: beside,
    pointerleave: untip,
    focus: () => {
      if (!element.matches(":focus-visible")) return;
      const box = element.getBoundingClientRect();
      tip(lines(), box.x + box.width / 2, box.y + box.height / 2);
    },
    blur: untip,
  });
}

/** Call `draw(width)` now that there is room, and whenever the width becomes another one. */
export function fitted(body, draw) {
  let width = body.clientWidth;
  if (width) draw(width);
  new ResizeObserver(([{ contentRect }]) => {
    if (Math.abs(contentRect.width - width) < 1 || !contentRect.width) return;
    width = contentRect.width;
    draw(width);
  }).observe(body);
}
