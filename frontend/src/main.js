// What makes the page live. Every page can be read without it.
import { desk } from "./desk.js";
import { story } from "./story.js";
import { suggest } from "./suggest.js";

document.body.classList.add("live");
if (document.querySelector("[data-view]")) desk();
if (document.querySelector("[data-record]")) story();
suggest();
