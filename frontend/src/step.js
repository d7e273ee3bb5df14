// j and k go to the next and the one before, as in mail programs; not while something is typed.

/** `items()`: what can have the focus, in order. `at`: called with the one gone to. */
export function step(items, at = () => {}) {
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.target.closest("input, select, textarea, [role=slider]")) return;
    const by = { j: 1, k: -1 }[event.key];
    if (!by) return;
    const all = items();
    const now = all.findIndex((item) => item === document.activeElement || item.contains(document.activeElement));
    const next = all[now < 0 ? (by > 0 ? 0 : all.length - 1) : Math.max(0, Math.min(all.length - 1, now + by))];
    if (!next) return;
    event.preventDefault();
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
    at(next);
  });
}
