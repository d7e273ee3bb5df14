// Where: towns as dots by their reports; what is only known to have happened somewhere in a country tints the country.
import { geoNaturalEarth1, geoPath } from "d3-geo";
import { feature } from "topojson-client";
import { ask, ended } from "./ask.js";
import { asked, changed, go, query } from "./address.js";
import { byQuad, countries, el, many, number, round, set } from "./draw.js";
import { button, fitted, frame, tells, untip } from "./frame.js";
import { enter, roving } from "./roving.js";

/** Dots at most, those with the most events. */
const DOTS = 140;
const CLASSES = 5, DEEPEST = 24, FINE = 3, RADIUS = 13;
const HELP = "Arrow keys go to the nearest place, Enter chooses it, plus and minus zoom, 0 shows the world.";

export function map(figure) {
  const parts = frame(figure, "Where");
  const now = { places: null, more: false, width: 0, shapes: null, fine: false, zoom: null, moved: false };
  const draw = () => now.width && now.places && now.shapes && drawing(parts, now, finer);
  const finer = async () => {
    if (now.fine) return;
    now.fine = true;
    now.shapes = await outlines("countries-50m");
    draw();
  };
  fitted(parts.body, (width) => {
    Object.assign(now, { width, zoom: null });
    draw();
  });
  return async function update() {
    parts.busy(true);
    try {
      const [places, shapes] = await Promise.all([ask("map", `/api/v1/geojson${with_(query(asked()), `most=${DOTS}`)}`), now.shapes ?? outlines("countries-110m")]);
      Object.assign(now, { places: places.features, more: places.more, shapes });
      if (!now.moved) now.zoom = null;
      draw();
      parts.busy(false);
    } catch (error) {
      if (ended(error)) return;
      parts.busy(false);
      parts.say(`This could not be loaded: ${error.message} `, update);
    }
  };
}

const with_ = (text, more) => (text ? `${text}&${more}` : `?${more}`);

async function outlines(name) {
  const atlas = await ask("atlas", `/static/${name}.json`);
  return feature(atlas, atlas.objects.countries).features;
}

/** Events that are known only by country, division or region, by country. */
function byCountry(places) {
  const sums = new Map();
  for (const { properties: p } of places) {
    if (!p.area || !p.country) continue;
    const held = sums.get(p.country) ?? { events: 0, reports: 0, quads: [0, 0, 0, 0] };
    held.events += p.events;
    held.reports += p.reports;
    held.quads = held.quads.map((n, i) => n + p[`quad_${i + 1}`]);
    sums.set(p.country, held);
  }
  return sums;
}

/** Upper bounds of the tints, each about as many times the one before it. */
function steps(most) {
  const all = Array.from({ length: CLASSES }, (_, n) => Math.round(Math.exp(((n + 1) / CLASSES) * Math.log(most + 1)) - 1));
  return [...new Set(all.map((n) => Math.max(1, n)))];
}

function drawing(parts, now, finer) {
  const { width, places, shapes } = now;
  const height = Math.round(Math.min(width * 0.5, 400));
  const project = geoNaturalEarth1().fitExtent([[4, 4], [width - 4, height - 4]], { type: "MultiPoint", coordinates: [[-142, 0], [176, 0], [0, 82], [0, -55]] });
  const outline = geoPath(project);
  const areas = byCountry(places);
  const dots = places.filter(({ properties, geometry }) => !properties.area && geometry);
  const most = Math.max(1, ...[...areas.values()].map((sums) => sums.events));
  const tints = steps(most);
  const reports = Math.max(1, ...dots.map((dot) => dot.properties.reports));
  const radius = (n) => Math.max(2.2, RADIUS * Math.sqrt(n / reports));
  const params = asked();
  const on = new Set(params.getAll("country"));
  const atPlace = params.getAll("place").map((name) => name.toLowerCase());

  const land = el("g", {}, shapes.map((shape) => {
    const sums = areas.get(shape.id);
    const tint = sums ? tints.findIndex((top) => sums.events <= top) + 1 : 0;
    return country(outline(shape), shape.id, sums, `land c${tint}${on.has(shape.id) ? " on" : ""}`, outline.centroid(shape));
  }));
  const drawn = new Set(shapes.map((shape) => shape.id));
  const small = places.filter(({ properties: p, geometry }) => p.precision === "country" && geometry && !drawn.has(p.country));
  const marks = [
    ...small.map((place) => halo(place, areas, tints, on)),
    ...dots.map((place) => dot(place, radius, on, atPlace)),
  ].map((mark) => Object.assign(mark, { spot: project(mark.lonlat) })).filter((mark) => mark.spot);
  const items = [...land.children].filter((shape) => shape.sums).concat(marks).sort((a, b) => b.sums.events - a.sums.events);
  const over = el("g", {}, marks.toReversed());
  const svg = el("svg", { class: "chart map", viewBox: `0 0 ${width} ${height}`, width, height, role: "group", "aria-label": `Map of places. ${HELP}` }, land, over);

  const place = () => {
    const { k, x, y } = now.zoom;
    land.setAttribute("transform", `translate(${x} ${y}) scale(${k})`);
    for (const mark of marks) mark.setAttribute("transform", `translate(${mark.spot[0] * k + x} ${mark.spot[1] * k + y})`);
    for (const item of items) item.at = [item.spot[0] * k + x, item.spot[1] * k + y];
    svg.classList.toggle("near", k > 1);
    if (k >= FINE && now.moved) finer(); // the first look makes do with rough outlines
  };
  const world = { k: 1, x: 0, y: 0 };
  const zoom = (k, x = width / 2, y = height / 2) => {
    const to = Math.max(1, Math.min(DEEPEST, now.zoom.k * k));
    const ratio = to / now.zoom.k;
    now.zoom = within({ k: to, x: x - (x - now.zoom.x) * ratio, y: y - (y - now.zoom.y) * ratio }, width, height);
    now.moved = true;
    place();
  };
  const whole = () => {
    now.zoom = world;
    now.moved = true;
    place();
  };
  now.zoom ??= around(items, width, height) ?? world;
  place();
  dragged(svg, now, place, zoom, width, height);
  enter(items, items.find((item) => item.classList.contains("on")));
  roving(svg, () => items, (item) => item.choose(), (key) => {
    if (key === "+" || key === "=") zoom(1.7);
    else if (key === "-") zoom(1 / 1.7);
    else if (key === "0") whole();
    else return false;
    return true;
  });
  untip();
  parts.show([button("+", "Zoom in", () => zoom(1.7)), button("−", "Zoom out", () => zoom(1 / 1.7)), button("world", "Show the whole world", whole)], svg);
  parts.say(items.length ? "" : places.length ? "The places that fit have no coordinates." : "No event that fits has a place.");
  parts.note.replaceChildren(...(items.length ? key(tints, areas.size, dots.length, reports, radius, now.more) : []));
}

function country(d, code, sums, kind, spot) {
  const name = countries().get(code) ?? code;
  const shape = el("path", { class: kind, d, "vector-effect": "non-scaling-stroke" });
  if (!countries().has(code) && !sums) return shape;
  shape.choose = () => go(changed({ country: asked().getAll("country").includes(code) ? null : code, place: null }));
  set(shape, { click: shape.choose, "data-country": code });
  if (!sums) return tells(shape, () => [name, "nothing that is known only by country"]);
  const lines = () => [name, `${many(sums.events, "event")} known only by country or region`, byQuad(sums)];
  return act(shape, { sums, spot }, lines);
}

/** A country that the atlas has no outline of: a ring, since its middle is no place where anything happened. */
function halo({ properties: p, geometry }, areas, tints, on) {
  const sums = areas.get(p.country);
  const tint = tints.findIndex((top) => sums.events <= top) + 1;
  const mark = el("g", { "data-country": p.country }, el("rect", { class: `land c${tint}${on.has(p.country) ? " on" : ""}`, x: -5, y: -5, width: 10, height: 10, rx: 2 }));
  const choose = () => go(changed({ country: on.has(p.country) ? null : p.country, place: null }));
  set(mark, { click: choose });
  return act(mark, { sums, choose, lonlat: geometry.coordinates }, () => [p.name, `${many(sums.events, "event")} known only by country`, byQuad(sums)]);
}

function dot({ properties: p, geometry }, radius, on, atPlace) {
  const chosen = atPlace.includes(p.name.toLowerCase()) && (!on.size || on.has(p.country));
  const mark = el("g", { class: `spot${chosen ? " on" : ""}`, "data-place": p.name }, el("circle", { r: radius(p.reports) }));
  const choose = () => go(changed(chosen ? { place: null, country: null } : { place: p.name, country: p.country ?? null }));
  set(mark, { click: choose });
  const around = [p.adm1, p.country && (countries().get(p.country) ?? p.country)].filter(Boolean).join(", ");
  return act(mark, { sums: p, choose, lonlat: geometry.coordinates }, () => [around ? `${p.name}, ${around}` : p.name, `${many(p.events, "event")} in ${many(p.reports, "report")}`, byQuad(p)]);
}

/** A thing that can be chosen and told of. */
function act(mark, more, lines) {
  Object.assign(mark, more);
  set(mark, { role: "button", tabindex: -1, "aria-label": lines().filter(Boolean).join(", "), "aria-pressed": String(mark.matches(".on, :has(.on)")) });
  return tells(mark, lines);
}

/** Where all that is shown lies, if that is a part of the world. */
function around(items, width, height) {
  if (!items.length) return null;
  const [xs, ys] = [0, 1].map((n) => items.map((item) => item.spot[n]).sort((a, b) => a - b));
  const [wide, high] = [xs.at(-1) - xs[0], ys.at(-1) - ys[0]];
  const k = Math.min(9, (0.72 * width) / Math.max(wide, 1), (0.62 * height) / Math.max(high, 1));
  if (k < 1.6) return null;
  return within({ k, x: width / 2 - (k * (xs[0] + xs.at(-1))) / 2, y: height / 2 - (k * (ys[0] + ys.at(-1))) / 2 }, width, height);
}

/** The map never leaves its frame. */
const within = ({ k, x, y }, width, height) => ({ k, x: Math.min(0, Math.max(width - width * k, x)), y: Math.min(0, Math.max(height - height * k, y)) });

/** Drag to move, Ctrl and the wheel to zoom: the bare wheel scrolls the page. */
function dragged(svg, now, place, zoom, width, height) {
  let from = null, far = false;
  set(svg, {
    pointerdown: (event) => {
      from = { x: event.clientX, y: event.clientY, zoom: now.zoom };
      far = false;
    },
    pointermove: (event) => {
      if (!from || now.zoom.k === 1 || !(event.buttons & 1)) return;
      const [dx, dy] = [event.clientX - from.x, event.clientY - from.y];
      if (!far && Math.hypot(dx, dy) < 5) return;
      if (!far) svg.setPointerCapture(event.pointerId);
      far = now.moved = true;
      now.zoom = within({ k: from.zoom.k, x: from.zoom.x + dx, y: from.zoom.y + dy }, width, height);
      untip();
      place();
    },
    pointerup: () => {
      from = null;
    },
    dblclick: (event) => {
      const box = svg.getBoundingClientRect();
      if (event.target === svg) zoom(2, event.clientX - box.x, event.clientY - box.y);
    },
  });
  svg.addEventListener("click", (event) => far && event.stopPropagation(), true);
  svg.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const box = svg.getBoundingClientRect();
    zoom(event.deltaY < 0 ? 1.25 : 0.8, event.clientX - box.x, event.clientY - box.y);
  }, { passive: false });
}

/** What tints and dots mean, in numbers. */
function key(tints, areas, dots, reports, radius, more) {
  const tint = (top, n) => {
    const low = n ? tints[n - 1] + 1 : 1;
    return el("li", {}, el("span", { class: `tint c${n + 1}`, "aria-hidden": "true" }), low === top ? number(top) : `${number(low)}–${number(top)}`);
  };
  const sizes = [...new Set([round(reports / 8), round(reports)])];
  const size = (n) => {
    const r = radius(n);
    return el("li", {}, el("svg", { class: "swatch spot", width: 2 * r + 2, height: 2 * r + 2, "aria-hidden": "true" }, el("circle", { cx: r + 1, cy: r + 1, r })), number(n));
  };
  return [
    areas ? el("ul", { class: "quads" }, el("li", {}, "Events known only by country or region"), tints.map(tint)) : null,
    dots ? el("ul", { class: "quads" }, el("li", {}, "Reports of a town"), sizes.map(size)) : null,
    more ? el("span", {}, `The ${DOTS} places with the most events.`) : null,
  ].filter(Boolean);
}
