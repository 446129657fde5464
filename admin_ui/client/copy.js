// Copies `data-copy` to the clipboard and says so.
import { tell } from "./messages.js";
import { say } from "./words.js";

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  event.preventDefault();
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    tell(say("copied"));
  } catch {
    tell(say("notCopied"), true);
  }
});
