// One stop of the Tab key for many things: the arrow keys go to the nearest in their direction, Home to the first, Enter chooses.
const AIM = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** `items()`: elements in order, each with `at` [x, y]; `choose(element)`. `other(key)`: true where it has used another key. */
export function roving(group, items, choose, other = () => false) {
  group.addEventListener("focusin", ({ target }) => items().includes(target) && enter(items(), target));
  group.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const all = items();
    const now = all.indexOf(event.target);
    if (now < 0) return;
    let next = null;
    if (event.key in AIM) next = nearest(all, all[now], AIM[event.key]);
    else if (event.key === "Home") next = all[0];
    else if (event.key === "Enter" || event.key === " ") choose(all[now]);
    else if (!other(event.key)) return;
    event.preventDefault();
    next?.focus();
  });
}

/** The one that Tab comes to. */
export function enter(all, one = all[0]) {
  for (const element of all) element.setAttribute("tabindex", element === one ? "0" : "-1");
}

function nearest(all, from, [dx, dy]) {
  const far = (element) => {
    const x = element.at[0] - from.at[0];
    const y = element.at[1] - from.at[1];
    const along = x * dx + y * dy;
    return along > 0.5 ? along + 2 * Math.abs(x * dy - y * dx) : Infinity;
  };
  const best = all.reduce((one, other) => (far(other) < far(one) ? other : one), from);
  return far(best) === Infinity ? null : best;
}
