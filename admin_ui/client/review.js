// Reject asks for its reason first: the first press puts the cursor there, the second sends.
document.addEventListener("click", (event) => {
  const reject = event.target.closest?.("[data-reject]");
  const reason = reject?.form?.elements.reason;
  if (reason && !reason.value.trim()) {
    event.preventDefault();
    reason.focus();
  }
});
