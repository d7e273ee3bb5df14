"use strict";
/* Lights up what belongs together: a record and the words that report it. Without this script the numbers are plain links. */
function together(element) {
  const ids = new Set(element.dataset.r.split(" "));
  return Array.from(element.closest("article").querySelectorAll("[data-r]"))
    .filter((other) => other.dataset.r.split(" ").some((id) => ids.has(id)));
}
function light(event, on) {
  const element = event.target instanceof Element && event.target.closest("[data-r]");
  if (!element) return;
  const others = together(element);
  const record = others.find((other) => other.classList.contains("rec"));
  const colour = record && getComputedStyle(record).getPropertyValue("--c");
  for (const other of others) {
    other.classList.toggle("on", on);
    if (other.classList.contains("ev")) other.style.setProperty("--c", on ? colour : "");
  }
}
for (const [name, on] of [["mouseover", true], ["mouseout", false], ["focusin", true], ["focusout", false]]) {
  document.addEventListener(name, (event) => light(event, on));
}
document.addEventListener("click", (event) => {
  const record = event.target instanceof Element && !event.target.closest("a, summary, details") && event.target.closest(".rec");
  const words = record && document.getElementById(record.id.replace("r", "w"));
  if (words && String(getSelection()) === "") words.scrollIntoView({ block: "center", behavior: "smooth" });
});
