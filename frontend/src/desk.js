// The page of events: the form, the drawings, the sums and the list all show what the address asks for.
import { ask, ended } from "./ask.js";
import { asked, changed, follow, go } from "./address.js";
import { countries, el } from "./draw.js";
import { map } from "./map.js";
import { network } from "./network.js";
import { step } from "./step.js";
import { patterns, timeline } from "./timeline.js";

const VIEWS = { timeline, map, network };
/** Parts of the page that the server writes anew for each filter. */
const PARTS = ["[data-list]", "[data-sums]", ".export", ".lede"];

export function desk() {
  countries();
  document.body.append(patterns());
  const said = el("p", { class: "sr", role: "status" });
  document.querySelector("#main").append(said);
  folded(document);
  const views = [...document.querySelectorAll("[data-view]")].filter((figure) => figure.dataset.view in VIEWS).map((figure) => VIEWS[figure.dataset.view](figure));
  const draw = () => views.forEach((update) => update());
  follow(() => {
    draw();
    renewed(said);
  });
  draw();
  form();
  folding();
  links();
  step(() => [...document.querySelectorAll("tr[data-event] .when a")]);
}

/** The tables tell the same as the drawings: shut, unless the reader opens them. */
function folded(page, open = false) {
  for (const still of page.querySelectorAll("[data-still]")) still.hidden = true;
  for (const numbers of page.querySelectorAll("[data-numbers]")) numbers.open = open;
}

/** Fetch this address as a page, and take its parts over. */
async function renewed(said) {
  const list = document.querySelector("[data-list]");
  list.setAttribute("aria-busy", "true");
  let page;
  try {
    page = new DOMParser().parseFromString(await ask("page", location.pathname + location.search, "text"), "text/html");
  } catch (error) {
    if (ended(error)) return;
    list.setAttribute("aria-busy", "false");
    list.prepend(el("p", { class: "note bad", role: "alert" }, "The list could not be loaded. ", el("a", { href: location.href }, "Load the page again")));
    return;
  }
  if (!page.querySelector("[data-list]")) return location.reload(); // the server tells what is wrong with the filter
  folded(page, document.querySelector("[data-numbers]")?.open);
  const held = document.activeElement;
  const inside = held.closest?.(PARTS.join()) !== null && held !== document.body;
  for (const part of PARTS) {
    const [old, fresh] = [document.querySelector(part), page.querySelector(part)];
    if (old && fresh) old.replaceWith(document.adoptNode(fresh));
  }
  document.title = page.title;
  const [feed, fresh] = [document, page].map((d) => d.querySelector("link[rel=alternate]"));
  if (feed && fresh) feed.href = fresh.getAttribute("href");
  filled(page);
  if (inside) document.querySelector(".listing").focus({ preventScroll: true });
  said.textContent = document.querySelector(".total, .empty")?.textContent ?? "";
}

/** The form as the server fills it in; what is being typed just now stays. */
function filled(page) {
  const [old, fresh] = [document, page].map((d) => d.querySelector("form.filters"));
  if (!old || !fresh) return;
  const { activeElement } = document;
  const name = old.contains(activeElement) ? activeElement.name : null;
  const typed = [...old.elements].filter((field) => field.name && field.value !== before(field)).map((field) => [field.name, field.value]);
  const open = old.querySelector("details")?.open;
  const pending = new Map(typed.filter(([field]) => field === name));
  old.replaceChildren(...fresh.childNodes);
  if (open) old.querySelector("details").open = true;
  for (const [field, value] of pending) if (activeElement.tagName === "INPUT") old.elements[field].value = value;
  if (name) old.elements[name]?.focus?.({ preventScroll: true });
}

/** The value that the server gave a field. */
const before = (field) => (field.tagName === "SELECT" ? ([...field.options].find((o) => o.defaultSelected) ?? field.options[0])?.value : field.defaultValue);

function form() {
  const all = document.querySelector("form.filters");
  const take = () => {
    const fields = [...all.elements].filter((field) => field.name && field.type !== "hidden" && field.value !== before(field));
    if (fields.length) go(changed(Object.fromEntries(fields.map((field) => [field.name, field.value.trim()]))), "/events");
  };
  all.addEventListener("change", take);
  all.addEventListener("submit", (event) => {
    event.preventDefault();
    take();
  });
}

/** On a phone the form would be all that is seen: there it is opened by a button. */
function folding() {
  const all = document.querySelector("form.filters");
  all.id = "which";
  const shut = () => all.classList.contains("shut");
  const fold = el("button", { type: "button", class: "fold", "aria-controls": "which", "aria-expanded": "false", click: () => {
    all.classList.toggle("shut");
    fold.setAttribute("aria-expanded", String(!shut()));
  } }, "Which events …");
  all.classList.add("shut");
  all.before(fold);
}

/** Links to the same page with another filter need no new page. */
function links() {
  document.querySelector(".listing").tabIndex = -1;
  document.querySelector("#main").addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const { origin, pathname, searchParams, hash } = new URL(link.href, location.href);
    if (origin !== location.origin || pathname !== "/events" || hash || link.hasAttribute("download")) return;
    event.preventDefault();
    const view = asked().get("view");
    if (view) searchParams.set("view", view);
    go(searchParams, pathname);
    if (link.closest(".pager")) document.querySelector(".listing").scrollIntoView();
  });
}
