// Reject asks for its reason first: the first press puts the cursor there, the second sends. Digits tick the checklist.
import { keysAreOn } from "./keys.js";

document.addEventListener("click", (event) => {
  const reject = event.target.closest?.("[data-reject]");
  const reason = reject?.form?.elements.reason;
  if (reason && !reason.value.trim()) {
    event.preventDefault();
    reason.focus();
  }
});

document.addEventListener("keydown", (event) => {
  const isPlain = !(event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented);
  if (!isPlain || !keysAreOn() || event.target.closest?.("input, textarea, select")) return;
  if (event.key >= "1" && event.key <= "9") document.querySelectorAll(".review [data-tick]")[event.key - 1]?.click();
});
