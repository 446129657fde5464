// Previews that are still being made: their place is held, and they are asked for again until they are there.
const FIRST_WAIT = 2000;
const LONGEST_WAIT = 15000;
const PATIENCE = 10 * 60 * 1000;
const NEAR = 600;
const AT_ONCE = 24;

let timer = 0;
let wait = FIRST_WAIT;
let hopeUntil = 0;

const isPreview = (image) => image instanceof HTMLImageElement && image.getAttribute("src")?.startsWith("/d/admin/");
const waiting = () => [...document.querySelectorAll("img[data-later]")];

function isNear(image) {
  const box = image.parentElement.getBoundingClientRect();
  return box.bottom > -NEAR && box.top < innerHeight + NEAR;
}

// A wall draws a picture in its own proportions, which nobody knew while the tile held its place.
function fitTile(image) {
  const tile = image.closest("[data-tile]");
  const ratio = image.naturalWidth / image.naturalHeight;
  if (tile && ratio) tile.style.setProperty("--ar", Math.min(3.2, Math.max(0.45, ratio)).toFixed(4));
}

function show(image) {
  image.addEventListener("load", () => fitTile(image), { once: true });
  image.src = image.dataset.later;
  delete image.dataset.later;
}

// What was refused for good keeps the icon of its kind; what is being made (503) or cannot be reached is asked again.
async function ask(image) {
  const answer = await fetch(image.dataset.later, { method: "HEAD" }).catch(() => null);
  if (answer?.ok) {
    show(image);
    return true;
  }
  if (answer && answer.status < 500) image.remove();
  return false;
}

async function askAll() {
  const near = document.hidden ? [] : waiting().filter(isNear).slice(0, AT_ONCE);
  const answers = await Promise.all(near.map(ask));
  if (answers.some(Boolean)) hopeUntil = performance.now() + PATIENCE;
  wait = answers.some(Boolean) ? FIRST_WAIT : Math.min(LONGEST_WAIT, wait * 1.3);
  timer = 0;
  if (waiting().length && performance.now() < hopeUntil) timer = setTimeout(askAll, wait);
}

function start() {
  hopeUntil = performance.now() + PATIENCE;
  if (timer || !waiting().length) return;
  wait = FIRST_WAIT;
  timer = setTimeout(askAll, wait);
}

function holdPlace(image) {
  image.dataset.later = image.getAttribute("src");
  image.removeAttribute("src");
  start();
}

// The colour that held the place would fill the transparent parts of what was drawn.
function uncover(image) {
  image.parentElement?.toggleAttribute("data-drawn", true);
}

document.addEventListener("load", (event) => isPreview(event.target) && uncover(event.target), true);
document.addEventListener("error", (event) => isPreview(event.target) && holdPlace(event.target), true);
document.addEventListener("htmx:after:process", start);
for (const image of document.images) {
  if (isPreview(image) && image.complete) (image.naturalWidth ? uncover : holdPlace)(image);
}
start();
