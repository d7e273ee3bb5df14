// A story: words light the cards that were read from them, cards light their words. A click keeps the light, Escape puts it out.
import { step } from "./step.js";

export function story() {
  const cards = [...document.querySelectorAll("[data-record]")];
  const words = [...document.querySelectorAll("[data-ev]")];
  const of = (element) => (element.dataset.record ? [element.dataset.record] : element.dataset.ev.split(" "));
  let kept = [];

  const light = (records) => {
    const on = new Set(records);
    for (const element of [...cards, ...words]) element.classList.toggle("on", of(element).some((id) => on.has(id)));
  };
  const keep = (records) => {
    kept = records;
    light(records);
  };
  const under = (event) => event.target.closest?.("[data-record], [data-ev]");
  const looked = (event) => {
    const found = under(event);
    light(found ? of(found) : kept);
  };
  const card = (id) => cards.find((one) => one.dataset.record === id);
  const first = (id) => words.find((one) => one.matches(".has") && of(one).includes(id)) ?? words.find((one) => of(one).includes(id));

  document.addEventListener("pointerover", looked);
  document.addEventListener("focusin", looked);
  document.addEventListener("focusout", () => light(kept));
  document.addEventListener("click", (event) => {
    if (getSelection().toString()) return; // words are being copied
    const found = under(event);
    if (!found) return keep([]);
    if (event.target.closest("a:not([href^='#']), summary, button")) return;
    const link = event.target.closest("a[href^='#']");
    if (link) event.preventDefault();
    if (found.dataset.ev) {
      keep(of(found));
      const shown = card(link?.hash.replace(/^#r-/, "") ?? of(found)[0]);
      shown?.scrollIntoView({ block: "nearest" });
      if (link) shown?.focus({ preventScroll: true });
    } else {
      keep(of(found));
      first(found.dataset.record)?.scrollIntoView({ block: "nearest" });
    }
    history.replaceState(null, "", `#r-${kept[0]}`);
  });
  document.addEventListener("keydown", (event) => event.key === "Escape" && keep([]));
  step(() => cards, (one) => {
    keep([one.dataset.record]);
    first(one.dataset.record)?.scrollIntoView({ block: "nearest" });
  });

  const named = decodeURIComponent(location.hash.slice(1)).replace(/^[rw]-/, "");
  if (card(named)) {
    keep([named]);
    card(named).scrollIntoView({ block: "nearest" });
    first(named)?.scrollIntoView({ block: "center" });
  }
}
