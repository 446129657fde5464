// Suggestions under the search box: an ARIA combobox with a list (WAI-ARIA 1.2); the form itself works without it.
import { element, icon, plural, say } from "./words.js";

const WAIT = 120;
const ICONS = { title: "image", tag: "tag", collection: "folder-heart", field: "rows-3" };
const box = document.getElementById("search");
let timer = 0;
let asked = 0;
let chosen = -1;

const list = element("ul", "suggestions");
Object.assign(list, { id: "suggestions", role: "listbox", hidden: true });

const options = () => [...list.querySelectorAll("[role=option]")];

function close() {
  clearTimeout(timer);
  asked += 1;
  chosen = -1;
  list.hidden = true;
  box.setAttribute("aria-expanded", "false");
  box.removeAttribute("aria-activedescendant");
}

function mark(place) {
  const all = options();
  chosen = (place + all.length + 1) % (all.length + 1);
  if (chosen === all.length) chosen = -1;
  all.forEach((option, at) => option.setAttribute("aria-selected", String(at === chosen)));
  if (chosen < 0) box.removeAttribute("aria-activedescendant");
  else {
    box.setAttribute("aria-activedescendant", all[chosen].id);
    all[chosen].scrollIntoView({ block: "nearest" });
  }
}

function take(option) {
  if (option.dataset.asset) location.assign(`/assets/${option.dataset.asset}`);
  else {
    box.value = option.dataset.query;
    close();
    box.form.requestSubmit();
  }
}

function draw(item, at) {
  const kind = say(`suggested-${item.kind}`);
  const amount = item.count < 100 ? plural("suggestedAssets", item.count) : say("suggestedAssetsMany", { n: "100+" });
  const side = item.asset_id ? kind : `${kind} · ${amount}`;
  const option = element("li", "", icon(ICONS[item.kind]), element("span", "text", item.text), element("span", "quiet", side));
  Object.assign(option, { role: "option", id: `suggestion-${at}`, ariaSelected: "false" });
  option.dataset.query = item.query;
  if (item.asset_id) option.dataset.asset = item.asset_id;
  return option;
}

async function ask() {
  const mine = ++asked;
  const answer = await fetch(`/api/v1/suggest?q=${encodeURIComponent(box.value)}`).catch(() => null);
  const items = answer?.ok ? (await answer.json()).items : [];
  if (mine !== asked || document.activeElement !== box) return;
  if (!items.length) return close();
  chosen = -1;
  list.replaceChildren(...items.map(draw));
  list.hidden = false;
  box.setAttribute("aria-expanded", "true");
  box.removeAttribute("aria-activedescendant");
}

if (box) {
  list.setAttribute("aria-label", say("suggestions"));
  box.form.append(list);
  const roles = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id };
  Object.entries(roles).forEach(([name, value]) => box.setAttribute(name, value));
  box.addEventListener("input", () => {
    clearTimeout(timer);
    if (box.value.trim().length < 2) close();
    else timer = setTimeout(ask, WAIT);
  });
  box.addEventListener("blur", close);
  box.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    const acts = { ArrowDown: () => mark(chosen + 1), ArrowUp: () => mark(chosen - 1), Escape: close };
    if (event.key === "Enter" && chosen >= 0) acts.Enter = () => take(options()[chosen]);
    if (!acts[event.key]) return;
    event.preventDefault();
    event.stopPropagation();
    acts[event.key]();
  });
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) take(option);
  });
}
