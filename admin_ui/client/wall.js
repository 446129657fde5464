// The wall by keyboard and in selection: arrows move, Enter opens, x or Space picks, Shift extends, Ctrl+A all, Esc clears.
import { keysAreOn } from "./keys.js";
import { say } from "./words.js";

let lastPicked = null;

const tiles = () => [...document.querySelectorAll("[data-tile]")];
const boxes = () => [...document.querySelectorAll('[data-tile] .pick input, .table .pick-row')];
const boxOf = (tile) => tile.querySelector('input[name="asset"]');

function showCount() {
  const count = boxes().filter((box) => box.checked).length;
  for (const line of document.querySelectorAll("[data-selected-count]")) line.textContent = say(count === 1 ? "selectedOne" : "selectedMany", { n: count });
}

function pick(box, isPicked) {
  if (box.checked === isPicked) return;
  box.checked = isPicked;
}

function pickRange(from, to, isPicked) {
  const all = boxes();
  const [first, last] = [all.indexOf(from), all.indexOf(to)].sort((a, b) => a - b);
  if (first < 0) return;
  for (const box of all.slice(first, last + 1)) pick(box, isPicked);
}

export function clearSelection() {
  for (const box of boxes()) pick(box, false);
  showCount();
}

document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-clear-selection]")) clearSelection();
  const toggle = event.target.closest?.("[data-select-mode]");
  if (toggle) {
    const isOn = document.body.classList.toggle("selecting");
    toggle.setAttribute("aria-pressed", String(isOn));
    if (!isOn) clearSelection();
  }
  const box = event.target.matches?.('input[name="asset"]') ? event.target : null;
  if (box) {
    if (event.shiftKey && lastPicked) pickRange(lastPicked, box, box.checked);
    lastPicked = box;
    showCount();
    return;
  }
  // While selecting, a click anywhere on a tile picks it.
  const tile = event.target.closest?.("[data-tile]");
  if (tile && event.target.closest("a") && (document.body.classList.contains("selecting") || event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    event.stopImmediatePropagation();
    boxOf(tile)?.click();
  }
}, true);

function nearest(from, direction) {
  const here = from.getBoundingClientRect();
  const middle = here.left + here.width / 2;
  const beyond = tiles().filter((tile) => {
    const box = tile.getBoundingClientRect();
    return direction > 0 ? box.top >= here.bottom - 2 : box.bottom <= here.top + 2;
  });
  const distance = (tile) => {
    const box = tile.getBoundingClientRect();
    return Math.abs(box.top - here.top) * 10 + Math.abs(box.left + box.width / 2 - middle);
  };
  return beyond.sort((a, b) => distance(a) - distance(b))[0];
}

function neighbour(tile, key) {
  const all = tiles();
  const at = all.indexOf(tile);
  if (key === "ArrowRight") return all[at + 1];
  if (key === "ArrowLeft") return all[at - 1];
  return nearest(tile, key === "ArrowDown" ? 1 : -1);
}

function move(event, tile) {
  const next = tile ? neighbour(tile, event.key) : tiles()[0];
  if (!next) return;
  event.preventDefault();
  if (event.shiftKey && tile) for (const one of [tile, next]) pick(boxOf(one), true);
  next.querySelector("a").focus();
  next.scrollIntoView({ block: "nearest" });
  showCount();
}

document.addEventListener("keydown", (event) => {
  const tile = event.target.closest?.("[data-tile]") ?? null;
  const isFree = event.target === document.body || event.target.id === "content";
  if (!tile && !isFree) return;
  if (event.key.startsWith("Arrow") && (tile || (isFree && event.key !== "ArrowUp" && event.key !== "ArrowDown" && tiles().length))) return move(event, tile);
  if (event.key === "Escape") return clearSelection();
  if ((event.ctrlKey || event.metaKey) && event.key === "a" && tiles().length) {
    event.preventDefault();
    for (const box of boxes()) pick(box, true);
    return showCount();
  }
  const isPickKey = event.key === " " || (event.key === "x" && keysAreOn());
  if (tile && isPickKey && !event.target.matches("input")) {
    event.preventDefault();
    boxOf(tile)?.click();
  }
});
