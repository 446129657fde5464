// What is said beside an input that was not right goes once the input is changed; the next answer says it again.
document.addEventListener("input", (event) => {
  const sentence = document.getElementById(event.target.getAttribute?.("aria-describedby") ?? "");
  if (event.target.getAttribute?.("aria-invalid") !== "true" || !sentence) return;
  for (const input of document.querySelectorAll(`[aria-describedby="${sentence.id}"]`)) {
    input.removeAttribute("aria-invalid");
    input.removeAttribute("aria-describedby");
  }
  sentence.remove();
});
