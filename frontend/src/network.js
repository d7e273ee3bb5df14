// Who to whom: an arrow for each of the pairs with the most events, as wide as it has events, by whether they cooperate or fight.
import { forceLink, forceManyBody, forceSimulation, forceX, forceY } from "d3-force";
import { ask, ended } from "./ask.js";
import { asked, changed, go, query } from "./address.js";
import { byQuad, el, many, set } from "./draw.js";
import { fitted, frame, tells, untip } from "./frame.js";
import { enter, roving } from "./roving.js";

const PAIRS = 36, TICKS = 260;
const HELP = "Arrow keys go to the nearest party or arrow, Enter chooses it.";

export function network(figure) {
  const parts = frame(figure, "Who to whom");
  const now = { graph: null, width: 0, spots: new Map() };
  const draw = () => now.width && now.graph && drawing(parts, now);
  fitted(parts.body, (width) => {
    Object.assign(now, { width });
    draw();
  });
  return async function update() {
    parts.busy(true);
    try {
      const text = query(asked());
      now.graph = await ask("graph", `/api/v1/graph${text}${text ? "&" : "?"}links=${PAIRS}`);
      draw();
      parts.busy(false);
    } catch (error) {
      if (ended(error)) return;
      parts.busy(false);
      parts.say(`This could not be loaded: ${error.message} `, update);
    }
  };
}

/** What a filter calls a party: its code, else its name. */
const filterOf = ({ id, country }) => (country || /^[A-Z]{3}$/.test(id) ? id : `name:${id}`);

function drawing(parts, { graph, width, spots }) {
  const height = Math.round(Math.min(Math.max(width * 0.52, 260), 380));
  const { nodes, links } = laid(graph, width, height, spots);
  const params = asked();
  const most = Math.max(1, ...links.map((link) => link.events));
  const arrows = links.map((link) => arrow(link, most, params));
  const parties = nodes.map((node) => party(node, params));
  const items = [...parties, ...arrows];
  const svg = el("svg", { class: "chart net", viewBox: `0 0 ${width} ${height}`, width, height, role: "group", "aria-label": `Network of parties. ${HELP}` }, heads(), arrows, parties);
  for (const item of items) lit(svg, item, items);
  enter(items);
  roving(svg, () => items, (item) => item.choose());
  untip();
  parts.show([], svg);
  parts.say(nodes.length ? "" : "No event that fits has somebody on both sides.");
  parts.note.replaceChildren(...(nodes.length ? key(graph.more, links.some((link) => !link.scale)) : []));
}

/** Nodes and links with their places. The same graph is laid out the same way; those seen before start from where they were. */
function laid(graph, width, height, spots) {
  const nodes = graph.nodes.map((node) => ({ ...node, r: 0, ...spots.get(node.id) }));
  const most = Math.max(1, ...nodes.map((node) => node.events));
  for (const node of nodes) node.r = 3.5 + 8.5 * Math.sqrt(node.events / most);
  const links = graph.links.map((link) => ({ ...link, source: link.actor, target: link.recipient }));
  forceSimulation(nodes)
    .force("link", forceLink(links).id((node) => node.id).distance(70).strength(0.4))
    .force("apart", forceManyBody().strength(-380).distanceMax(190))
    .force("x", forceX(0).strength(0.06))
    .force("y", forceY(0).strength(0.06))
    .stop()
    .tick(TICKS);
  for (const { id, x, y } of nodes) spots.set(id, { x, y });
  stretched(nodes, width, height);
  roomy(nodes, width, height);
  return { nodes, links };
}

/** Fill the frame, which is wider than high as names are, and keep names within it. */
function stretched(nodes, width, height) {
  if (!nodes.length) return;
  const [xs, ys] = ["x", "y"].map((axis) => nodes.map((node) => node[axis]));
  const fit = (values, low, high) => {
    const [min, max] = [Math.min(...values), Math.max(...values)];
    if (max - min < 1) return () => (low + high) / 2;
    const k = Math.min(2.2, (high - low) / (max - min));
    return (v) => (low + high) / 2 + (v - (min + max) / 2) * k;
  };
  const [x, y] = [fit(xs, 48, width - 48), fit(ys, 24, height - 26)];
  for (const node of nodes) Object.assign(node, { x: x(node.x), y: y(node.y) });
}

/** Push apart those whose names, or circles, lie on each other: along the shorter way, a little at a time. */
function roomy(nodes, width, height) {
  const box = nodes.map((node) => [Math.max(node.r, shown(node).length * 3.1) + 2, node.r + 7]); // half of the width, of the height
  for (let turn = 0; turn < 80; turn += 1) {
    for (let i = 0; i < nodes.length; i += 1)
      for (let j = 0; j < i; j += 1) {
        const [a, b] = [nodes[i], nodes[j]];
        const [dx, dy] = [b.x - a.x, b.y - a.y];
        const wide = box[i][0] + box[j][0] - Math.abs(dx);
        const high = box[i][1] + box[j][1] - Math.abs(dy);
        if (wide <= 0 || high <= 0) continue;
        const [axis, push] = wide < high ? ["x", Math.sign(dx || i - j) * wide] : ["y", Math.sign(dy || i - j) * high];
        a[axis] -= push * 0.3;
        b[axis] += push * 0.3;
      }
    nodes.forEach((node, n) => {
      node.x = Math.max(box[n][0], Math.min(width - box[n][0], node.x));
      node.y = Math.max(node.r + 12, Math.min(height - node.r - 14, node.y));
    });
  }
}

const shown = ({ name }) => (name.length > 22 ? `${name.slice(0, 20)}…` : name);

function party(node, params) {
  const value = filterOf(node);
  const on = ["party", "actor", "recipient"].some((field) => params.getAll(field).includes(value));
  const mark = el("g", { class: `party${on ? " on" : ""}`, "data-party": value, transform: `translate(${node.x.toFixed(1)} ${node.y.toFixed(1)})` },
    el("circle", { r: node.r.toFixed(1) }), el("text", { y: (node.r + 11).toFixed(1), "text-anchor": "middle" }, shown(node)));
  mark.choose = () => go(changed({ party: params.getAll("party").includes(value) ? null : value, actor: null, recipient: null }));
  return act(mark, [node.x, node.y], new Set([node.id]), on, () => [node.name, many(node.events, "event"), "choose to see all that it takes part in"]);
}

function arrow(link, most, params) {
  const { source: a, target: b } = link;
  const kind = link.scale > 0 ? "coop" : link.scale < 0 ? "fight" : "even";
  const { d, middle } = a === b ? loop(a) : curve(a, b);
  const wide = (1 + 5 * Math.sqrt(link.events / most)).toFixed(1);
  const values = { actor: filterOf(a), recipient: filterOf(b) };
  const on = params.get("actor") === values.actor && params.get("recipient") === values.recipient;
  const [x, y] = middle;
  const glyph = kind === "even" ? "" : kind === "fight" ? `M${x - 4.2} ${y}L${x} ${y - 4.2}L${x + 4.2} ${y}L${x} ${y + 4.2}z` : `M${x - 3} ${y - 3}h6v6h-6z`;
  const mark = el("g", { class: `link ${kind}${on ? " on" : ""}`, "data-actor": values.actor, "data-recipient": values.recipient },
    el("path", { class: "hit", d }), el("path", { class: "line", d, "stroke-width": wide, "marker-end": `url(#head-${kind})` }), el("path", { class: "glyph", d: glyph }));
  mark.choose = () => go(changed({ party: null, ...(on ? { actor: null, recipient: null } : values) }));
  const score = `mean score ${link.scale > 0 ? "+" : link.scale < 0 ? "−" : ""}${Math.abs(link.scale).toFixed(1)} of ±10`;
  return act(mark, middle, new Set([a.id, b.id]), on, () => [`${a.name} → ${b.name}`, `${many(link.events, "event")}, ${score}`, byQuad(link)]);
}

function act(mark, at, of, on, lines) {
  Object.assign(mark, { at, of });
  set(mark, { role: "button", tabindex: -1, "aria-pressed": String(on), "aria-label": lines().filter(Boolean).join(", "), click: mark.choose });
  return tells(mark, lines);
}

/** From rim to rim, bent to the right, so that both directions are seen. */
function curve(a, b) {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const far = Math.hypot(dx, dy) || 1;
  const bend = Math.min(26, far * 0.16);
  const control = [(a.x + b.x) / 2 - (dy / far) * bend, (a.y + b.y) / 2 + (dx / far) * bend];
  const rim = (node, room) => {
    const [x, y] = [control[0] - node.x, control[1] - node.y];
    const long = Math.hypot(x, y) || 1;
    return [node.x + (x / long) * (node.r + room), node.y + (y / long) * (node.r + room)];
  };
  const [p, q] = [rim(a, 1), rim(b, 7)];
  const middle = [0, 1].map((n) => (p[n] + 2 * control[n] + q[n]) / 4);
  const text = (point) => point.map((n) => n.toFixed(1)).join(" ");
  return { d: `M${text(p)}Q${text(control)} ${text(q)}`, middle };
}

/** What one does within itself. */
function loop({ x, y, r }) {
  const up = r + 20;
  return { d: `M${x - 3} ${y - r}C${x - 20} ${y - up} ${x + 20} ${y - up} ${x + 5} ${y - r - 5}`, middle: [x, y - r - 14] };
}

function heads() {
  const head = (kind) => el("marker", { id: `head-${kind}`, viewBox: "0 0 8 8", refX: 1, refY: 4, markerWidth: 8, markerHeight: 8, markerUnits: "userSpaceOnUse", orient: "auto-start-reverse", class: kind }, el("path", { d: "M0 0.5 8 4 0 7.5z" }));
  return el("defs", {}, ["coop", "fight", "even"].map(head));
}

/** While one is looked at, what has nothing to do with it steps back. */
function lit(svg, item, items) {
  const near = () => {
    for (const other of items) {
      const shared = item.of.size === 1 ? other.of.has([...item.of][0]) || items.some((link) => link.of.size === 2 && link.of.has([...item.of][0]) && link.of.has([...other.of][0]) && other.of.size === 1) : [...other.of].every((id) => item.of.has(id));
      other.classList.toggle("away", !shared);
    }
  };
  const all = () => items.forEach((other) => other.classList.remove("away"));
  set(item, { pointerenter: near, pointerleave: all, focus: near, blur: all });
}

function key(more, even) {
  const one = (kind, d, words) => el("li", {}, el("svg", { class: `swatch net ${kind}`, width: 26, height: 10, "aria-hidden": "true" }, el("path", { class: "line", d: "M1 5H25", "stroke-width": 2 }), el("path", { class: "glyph", d })), words);
  return [
    el("ul", { class: "quads" }, one("coop", "M10 2h6v6h-6z", "cooperation, on the mean"), one("fight", "M8.8 5 13 .8 17.2 5 13 9.2z", "conflict"), even ? one("even", "", "neither") : "", el("li", {}, "wider: more events")),
    more ? el("span", {}, `The ${PAIRS} pairs with the most events.`) : "",
  ];
}
