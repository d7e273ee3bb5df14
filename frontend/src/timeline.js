// When: a stacked histogram. Drag, or use the arrow keys, to choose a span; the strip below shows where in the whole time it lies.
import { ask, ended } from "./ask.js";
import { asked, changed, go, query } from "./address.js";
import { QUADS, TOLD, byQuad, byTold, el, levels, many, number, set } from "./draw.js";
import { button, fitted, frame, tip, untip } from "./frame.js";
import { bounds, end, iso, named, start, ticks } from "./periods.js";

const HEIGHT = 132, STRIP = 30, LEFT = 38, TOP = 8, BOTTOM = 20;
const HELP = "Drag over the bars to choose a span of time. By keyboard: arrow keys move, Shift extends, Enter chooses, Escape shows all.";
/** Layers of a bar: name, its count of some sums, fill (null: the style sheet's). */
const LAYERS = {
  quad: QUADS.map((name, n) => ({ name, count: (sums) => sums.quads[n], kind: `q${n + 1}` })),
  told: Object.keys(TOLD).map((name) => ({ name: `${TOLD[name]} ${name}`, count: (sums) => sums.told[name] ?? 0, kind: `told f-${name}`, pattern: name })),
};

export function timeline(figure) {
  const parts = frame(figure, "When");
  const now = { series: null, whole: null, width: 0 };
  const draw = () => now.width && now.series && chart(parts, now);
  fitted(parts.body, (width) => {
    now.width = width;
    draw();
  });
  return async function update() {
    parts.busy(true);
    const params = asked();
    try {
      const [series, whole] = await Promise.all([
        ask("timeline", `/api/v1/timeline${query(params)}`),
        params.has("since") || params.has("until") ? ask("whole", `/api/v1/timeline${query(params, ["since", "until"])}`) : null,
      ]);
      Object.assign(now, { series, whole });
      draw();
      parts.busy(false);
    } catch (error) {
      if (ended(error)) return;
      parts.busy(false);
      parts.say(`This could not be loaded: ${error.message} `, update);
    }
  };
}

function chart(parts, { series, whole, width }) {
  const params = asked();
  const by = params.get("view") === "told" ? "told" : "quad";
  const span = spanned(series, Boolean(whole));
  parts.say(span ? "" : series.undated.events ? `${many(series.undated.events, "event")} without a date that fits a drawing.` : "No event fits.");
  parts.note.replaceChildren(...(span ? [legend(by), el("span", {}, left(series, span))] : []));
  const drawn = span ? [bars(span, by, width, HEIGHT, chosen)] : [];
  if (whole && spanned(whole)) drawn.push(strip(spanned(whole), params, width));
  parts.show(tools(params, by), ...drawn);
}

function tools(params, by) {
  const view = (name) => () => go(changed({ view: name === "quad" ? null : name }));
  const all = params.has("since") || params.has("until") ? [button("Whole time ×", "Show the whole time", () => go(changed({ since: null, until: null })))] : [];
  return [...all, button("by class", "Bars by class", view("quad"), by === "quad"), button("by how told", "Bars by how events are told", view("told"), by === "told")];
}

const chosen = (from, to) => go(changed(bounds(from, to)));

function legend(by) {
  const key = ({ kind, pattern, name }) =>
    el("li", {}, pattern ? el("svg", { class: "swatch", width: 12, height: 12, "aria-hidden": "true" }, fill(el("rect", { class: kind, width: 12, height: 12 }), pattern)) : el("span", { class: `key ${kind}`, "aria-hidden": "true" }), name);
  return el("ul", { class: "quads", "aria-label": "What the bars are made of" }, LAYERS[by].map(key));
}

/** What the drawing leaves out. */
function left({ undated, by }, { out }) {
  const words = [undated.events && `${number(undated.events)} not dated to a ${by}`, out && `${number(out)} far from the rest`].filter(Boolean);
  return words.length ? `Not drawn: ${words.join(", ")}.` : "";
}

/** Periods from the first to the last, also those without events: [from, to, sums or null] each. Null where there is none.
 *  A hundredth at either end is left out where that makes the time much shorter, unless the time was chosen. */
function spanned({ bins, by }, asIs = false) {
  if (!bins.length) return null;
  const kept = asIs ? bins : bulk(bins);
  const found = new Map(kept.map((bin) => [start(bin.period), bin]));
  const periods = [];
  const last = end(kept.at(-1).period);
  for (let time = start(kept[0].period); time < last; ) {
    const next = after(time, by);
    periods.push([time, next, found.get(time) ?? null]);
    time = next;
  }
  const drawn = kept.reduce((n, bin) => n + bin.events, 0);
  return { periods, by, from: periods[0][0], to: last, out: bins.reduce((n, bin) => n + bin.events, 0) - drawn };
}

function bulk(bins) {
  const hundredth = bins.reduce((n, bin) => n + bin.events, 0) / 100;
  let seen = 0;
  const most = bins.filter(({ events }) => {
    seen += events;
    return seen > hundredth && seen - events < 99 * hundredth;
  });
  const long = (some) => end(some.at(-1).period) - start(some[0].period);
  return long(bins) > 2 * long(most) ? most : bins;
}

function after(time, by) {
  const text = iso(time);
  return end({ year: text.slice(0, 4), month: text.slice(0, 7) }[by] ?? text) + (by === "week" ? 6 * 864e5 : 0);
}

const heading = (from, by) => (by === "week" ? "week of " : "") + named({ year: iso(from).slice(0, 4), month: iso(from).slice(0, 7) }[by] ?? iso(from));

/** A path of all bars of one layer, above those of the layers before it. */
function stacked(span, layers, x, y) {
  const base = new Map();
  return layers.map((layer) => {
    let path = "";
    for (const [from, to, sums] of span.periods) {
      const count = sums && layer.count(sums);
      if (!count) continue;
      const below = base.get(from) ?? 0;
      base.set(from, below + count);
      const gap = Math.min(1.5, (x(to) - x(from)) * 0.18);
      const wide = Math.max(0.8, x(to) - x(from) - gap);
      path += `M${x(from).toFixed(1)} ${y(below + count).toFixed(1)}h${wide.toFixed(1)}V${y(below).toFixed(1)}h${(-wide).toFixed(1)}z`;
    }
    return fill(el("path", { class: layer.kind, d: path }), layer.pattern);
  });
}

/** Patterns tell apart how events are told, since seven colours would not. The url must stand in the page, not in a style sheet. */
const fill = (element, pattern) => (pattern ? set(element, { fill: `url(#p-${pattern})` }) : element);

const PATTERNS = {
  fact: [["M0 0h6v6h-6z", "solid"]],
  claimed: [["M-1 7 7-1M-4 4 4-4M2 10 10 2", "thick"]],
  contested: [["M-1 7 7-1M-1-1 7 7", "thick accent2"]],
  denied: [["M-1-1 7 7M-4 2 4 10M2-4 10 4", "thick accent2"]],
  planned: [["M0 1.5h6M0 4.5h6", "thin"]],
  hypothetical: [["M3 3h.01", "dot"]],
  negated: [["M3 0v6", "thin"]],
};

export function patterns() {
  const one = ([name, strokes]) =>
    el("pattern", { id: `p-${name}`, width: 6, height: 6, patternUnits: "userSpaceOnUse" }, strokes.map(([d, kind]) => el("path", { d, class: `pat ${kind}` })));
  return el("svg", { class: "defs", width: 0, height: 0, "aria-hidden": "true" }, el("defs", {}, Object.entries(PATTERNS).map(one)));
}

function bars(span, by, width, height, choose) {
  const steps = levels(Math.max(...span.periods.map(([, , sums]) => sums?.events ?? 0)));
  const most = steps.at(-1);
  const x = (time) => LEFT + ((time - span.from) / (span.to - span.from)) * (width - LEFT);
  const y = (n) => height - BOTTOM - (n / most) * (height - BOTTOM - TOP);
  const lines = steps.map((n) => [
    el("line", { class: n ? "grid" : "axis", x1: LEFT, x2: width, y1: y(n), y2: y(n) }),
    el("text", { class: "tick", x: LEFT - 6, y: y(n) + 4, "text-anchor": "end" }, number(n)),
  ]);
  let free = 0;
  const below = ticks(span.from, span.to, width / 90).map(([time, words]) => {
    const half = words.length * 3.2;
    const middle = Math.max(LEFT + half, x(time));
    if (middle - half < free || middle + half > width) return null;
    free = middle + half + 10;
    return el("text", { class: "tick", x: middle, y: height - 5, "text-anchor": "middle" }, words);
  });
  const svg = el("svg", { class: "chart", viewBox: `0 0 ${width} ${height}`, width, height, "aria-hidden": "true" }, lines.flat(), stacked(span, LAYERS[by], x, y), below);
  const told = ([from, , sums]) => [heading(from, span.by), sums ? many(sums.events, "event") : "no event", sums && (by === "quad" ? byQuad(sums) : byTold(sums))];
  return slider(svg, span, x, height - BOTTOM, told, choose);
}

/** The chart as a control: `role=slider` goes from period to period. */
function slider(svg, span, x, bottom, told, choose) {
  const { periods } = span;
  const shade = el("rect", { class: "chosen", y: 0, height: bottom, width: 0 });
  svg.append(shade);
  const box = el("div", { class: "time", "data-key": "time", role: "slider", tabindex: 0, "aria-label": `Time, by ${span.by}`, "aria-description": HELP, "aria-valuemin": 0, "aria-valuemax": periods.length - 1, "aria-valuenow": 0 }, svg);
  let at = 0, from = null;
  const mark = () => {
    const [a, b] = from === null ? [at, at] : [Math.min(at, from), Math.max(at, from)];
    set(shade, { x: x(periods[a][0]), width: Math.max(1, x(periods[b][1]) - x(periods[a][0])) });
    const words = told(periods[at]).filter(Boolean);
    const both = a === b ? words : [`${heading(periods[a][0], span.by)} to ${heading(periods[b][0], span.by)}`, many(periods.slice(a, b + 1).reduce((n, p) => n + (p[2]?.events ?? 0), 0), "event")];
    set(box, { "aria-valuenow": at, "aria-valuetext": both.join(", ") });
    return both;
  };
  const clear = () => {
    from = null;
    set(shade, { width: 0 });
    untip();
  };
  const take = () => {
    const [a, b] = from === null ? [at, at] : [Math.min(at, from), Math.max(at, from)];
    clear();
    choose(periods[a][0], periods[b][1]);
  };
  const under = (event) => {
    const pixel = event.clientX - box.getBoundingClientRect().x;
    const found = periods.findIndex(([, to]) => x(to) > pixel);
    return found < 0 ? periods.length - 1 : found;
  };
  let held = false;
  set(box, {
    pointerdown: (event) => {
      if (event.button) return;
      box.setPointerCapture(event.pointerId);
      held = true;
      at = from = under(event);
      mark();
    },
    pointermove: (event) => {
      at = under(event);
      tip(mark(), event.clientX, event.clientY);
    },
    pointerup: () => {
      if (held) take();
      held = false;
    },
    pointercancel: () => {
      held = false;
      clear();
    },
    pointerleave: () => held || document.activeElement === box || clear(),
    blur: clear,
    focus: () => {
      if (box.matches(":focus-visible")) beside(mark());
    },
    keydown: (event) => {
      const step = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 12, PageDown: -12, Home: -1e9, End: 1e9 }[event.key];
      if (step) {
        from = event.shiftKey ? from ?? at : null;
        at = Math.max(0, Math.min(periods.length - 1, at + step));
        beside(mark());
      } else if (event.key === "Enter" || event.key === " ") take();
      else if (event.key === "Escape") {
        clear();
        if (asked().has("since") || asked().has("until")) go(changed({ since: null, until: null }));
      } else return;
      event.preventDefault();
    },
  });
  const beside = (lines) => {
    const { x: side, y: top } = box.getBoundingClientRect();
    tip(lines, side + x(periods[at][1]), top + 24);
  };
  mark();
  set(shade, { width: 0 });
  return box;
}

/** The whole time in a narrow strip with the chosen span in it: drag over it to choose another. For the pointer only. */
function strip(span, params, width) {
  const x = (time) => LEFT + ((time - span.from) / (span.to - span.from)) * (width - LEFT);
  const most = Math.max(...span.periods.map(([, , sums]) => sums?.events ?? 0));
  const y = (n) => STRIP - (n / most) * (STRIP - 2);
  const edge = (name, when, none) => (params.get(name) ? x(Math.max(span.from, Math.min(span.to, when(params.get(name))))) : none);
  const [a, b] = [edge("since", start, LEFT), edge("until", end, width)];
  const all = [{ kind: "bar", count: (sums) => sums.events }];
  const frame = el("rect", { class: "window", x: a, y: 0.5, width: Math.max(3, b - a), height: STRIP - 1 });
  const svg = el("svg", { class: "chart strip", viewBox: `0 0 ${width} ${STRIP}`, width, height: STRIP, "aria-hidden": "true" }, stacked(span, all, x, y), frame);
  const pick = (event) => span.periods.findIndex(([, to], n) => x(to) > event.clientX - svg.getBoundingClientRect().x || n === span.periods.length - 1);
  let first = null;
  return set(svg, {
    pointerdown: (event) => {
      svg.setPointerCapture(event.pointerId);
      first = pick(event);
    },
    pointermove: (event) => {
      if (first === null) return;
      const [p, q] = [first, pick(event)].sort((m, n) => m - n);
      set(frame, { x: x(span.periods[p][0]), width: x(span.periods[q][1]) - x(span.periods[p][0]) });
    },
    pointerup: (event) => {
      const [p, q] = [first, pick(event)].sort((m, n) => m - n);
      first = null;
      chosen(span.periods[p][0], span.periods[q][1]);
    },
  });
}
