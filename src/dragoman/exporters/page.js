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
  for (const other of together(element)) {
    other.classList.toggle("on", on);
    if (other.classList.contains("ev")) {
      if (on && element.classList.contains("rec")) other.style.setProperty("--c", getComputedStyle(element).getPropertyValue("--c"));
      else other.style.removeProperty("--c");
    }
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
