// The asset page's previous and next: the order of the wall one came from, remembered in this tab.
const KEY = "vitrine.wall";

document.addEventListener("click", (event) => {
  const tile = event.target.closest?.("[data-tile]");
  if (!tile || !event.target.closest("a")) return;
  const ids = [...document.querySelectorAll("[data-tile]")].map((one) => one.id.replace("tile-", ""));
  sessionStorage.setItem(KEY, JSON.stringify(ids));
});

function showNeighbours() {
  const place = document.querySelector("[data-neighbours]");
  const here = location.pathname.match(/^\/assets\/([^/]+)$/)?.[1];
  if (!place || !here) return;
  const ids = JSON.parse(sessionStorage.getItem(KEY) ?? "[]");
  const at = ids.indexOf(here);
  const put = (link, id) => {
    link.hidden = !id;
    if (id) link.href = `/assets/${id}`;
  };
  put(place.querySelector("[rel=prev]"), at > 0 ? ids[at - 1] : null);
  put(place.querySelector("[rel=next]"), at >= 0 ? ids[at + 1] : null);
  place.hidden = at < 0;
}

document.addEventListener("htmx:after:process", (event) => {
  if (event.target === document.body || event.target.querySelector?.("[data-neighbours]")) showNeighbours();
});
