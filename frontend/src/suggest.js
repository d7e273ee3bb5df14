// Names of the ledger's own actors that hold the words typed into a field for one.
import { ask } from "./ask.js";
import { el, many } from "./draw.js";

const FIELDS = "input[name=party], input[name=actor], input[name=recipient], input[name=source]";
const PAUSE = 180;

export function suggest() {
  let waiting = 0;
  document.addEventListener("input", (event) => {
    const field = event.target;
    clearTimeout(waiting);
    if (!field.matches?.(FIELDS) || field.value.trim().length < 2) return;
    waiting = setTimeout(() => offer(field), PAUSE);
  });
}

async function offer(field) {
  const list = field.list;
  if (!list) return;
  try {
    const { items } = await ask("actors", `/api/v1/actors?limit=8&q=${encodeURIComponent(field.value.trim())}`);
    for (const old of list.querySelectorAll("[data-name]")) old.remove();
    list.append(...items.map((item) => el("option", { value: item.name, "data-name": "" }, [item.code, many(item.events, "event")].filter(Boolean).join(", "))));
  } catch {
    // no suggestions: the field takes what is typed
  }
}
