// Short messages in the corner: closed by their button, and by themselves unless they tell of trouble.
import { element, icon, say } from "./words.js";

const STAY = 6000;

function leaveSoon(flash) {
  if (!flash.classList.contains("bad")) setTimeout(() => flash.remove(), STAY);
}

export function tell(text, isBad = false) {
  const close = element("button", "", icon("x"));
  close.type = "button";
  close.dataset.close = "";
  close.setAttribute("aria-label", say("close"));
  const words = element("span", "grow", text);
  const flash = element("div", `flash${isBad ? " bad" : ""}`, icon(isBad ? "circle-alert" : "check"), words, close);
  document.getElementById("flashes")?.append(flash);
  leaveSoon(flash);
}

document.addEventListener("click", (event) => {
  event.target.closest("[data-close]")?.closest(".flash")?.remove();
});

document.addEventListener("htmx:after:process", (event) => {
  for (const flash of event.target.querySelectorAll?.(".flash:not([data-seen])") ?? []) {
    flash.dataset.seen = "";
    leaveSoon(flash);
  }
});

document.addEventListener("htmx:error", (event) => {
  if (event.detail.error?.name === "TypeError") tell(say("offline"), true);
});
