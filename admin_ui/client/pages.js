// What a browser does by itself on a new page and a swapped one does not: move the focus, close what floated.
document.addEventListener("htmx:after:swap", (event) => {
  if (event.detail.ctx.target !== document.body) return;
  document.getElementById("content")?.focus({ preventScroll: true });
});

// Tabs scroll sideways on a narrow screen: the one that is open is in sight.
const showTab = () => document.querySelectorAll(".tabs [aria-current]").forEach((tab) => tab.scrollIntoView({ block: "nearest", inline: "nearest" }));
document.addEventListener("htmx:after:swap", showTab);
showTab();

document.addEventListener("click", (event) => {
  const opener = event.target.closest?.("[data-dialog]");
  if (opener) {
    event.preventDefault();
    document.getElementById(opener.dataset.dialog)?.showModal();
  }
  if (event.target.closest?.("[data-dialog-close]")) event.target.closest("dialog")?.close();
  if (event.target.matches?.("dialog[open]")) event.target.close();
});

// An expired session answers a fragment with the sign-in page: go there whole.
document.addEventListener("htmx:before:response", (event) => {
  const { raw, status } = event.detail.ctx.response;
  if (status === 401 || (raw.redirected && new URL(raw.url).pathname === "/sign-in")) {
    event.preventDefault();
    location.assign(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`);
  }
});
