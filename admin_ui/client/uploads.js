// Files dropped anywhere, chosen in the dialog or sent by the upload page: one list, three at a time, a dock that stays.
import { tell } from "./messages.js";
import { Item } from "./upload_row.js";
import { bytes, plural, say } from "./words.js";

const AT_ONCE = 3;
const items = [];
let wasOver = true;

const dialog = () => document.getElementById("upload-dialog");

function commonMetadata(form) {
  const metadata = {};
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && value && !["csrf_token"].includes(name)) metadata[name] = metadata[name] ? `${metadata[name]},${value}` : value;
  }
  return metadata;
}

function summary() {
  const count = (state) => items.filter((item) => item.state === state).length;
  return [plural("added", count("done")), plural("duplicates", count("duplicate")), plural("failures", count("failed"))].join(", ");
}

function showTotals() {
  const total = items.reduce((sum, item) => sum + item.file.size, 0);
  const sent = items.reduce((sum, item) => sum + (item.isOver && item.state !== "failed" ? item.file.size : item.sent), 0);
  const rate = items.reduce((sum, item) => sum + (item.isActive ? item.rate : 0), 0);
  const isOver = items.every((item) => item.isOver);
  const over = items.filter((item) => item.isOver).length;
  const line = items.length === 0 ? "" : isOver ? summary() : `${bytes(sent)} / ${bytes(total)}${rate ? ` · ${bytes(rate)}/s` : ""}`;
  for (const place of document.querySelectorAll("[data-upload-total]")) place.textContent = line;
  const dock = document.getElementById("dock");
  dialog().classList.toggle("busy", !isOver);
  dock.hidden = items.length === 0 || dialog().open || (isOver && dock.dataset.dismissed === "yes");
  dock.querySelector("[data-dock-title]").textContent = isOver ? say("uploadsDone") : say("uploading", { n: over, total: items.length });
  dock.querySelector(".meter > i").style.setProperty("--share", `${total ? (sent / total) * 100 : 100}%`);
  const isNews = isOver && !wasOver;
  wasOver = isOver;
  if (isNews) finish();
}

// The dock and the dialog say how it ended; a message is for those who closed both. The index follows a moment later.
function finish() {
  if (!dialog().open && document.getElementById("dock").hidden) tell(summary(), items.some((item) => item.state === "failed"));
  refreshLibrary();
  setTimeout(refreshLibrary, 4000);
}

function refreshLibrary() {
  const isBusy = scrollY > innerHeight || document.querySelector(".pick input:checked");
  if (location.pathname === "/" && !isBusy) document.querySelector("[data-refresh-library]")?.dispatchEvent(new CustomEvent("refresh"));
}

function advance() {
  const active = items.filter((item) => item.isActive).length;
  for (const item of items.filter((one) => one.state === "waiting").slice(0, Math.max(0, AT_ONCE - active))) item.start();
  showTotals();
}

export function addFiles(files, form = document.getElementById("upload-form")) {
  const list = document.getElementById("upload-list");
  const metadata = commonMetadata(form);
  for (const file of files) {
    const item = new Item(file, metadata, advance);
    items.push(item);
    list.append(item.row);
  }
  document.getElementById("dock").dataset.dismissed = "no";
  advance();
}

function open() {
  if (!dialog().open) dialog().showModal();
  showTotals();
}

document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-upload]") && dialog()) {
    event.preventDefault();
    event.stopImmediatePropagation();
    open();
  }
  if (event.target.closest?.("[data-dock-dismiss]")) {
    document.getElementById("dock").dataset.dismissed = "yes";
    showTotals();
  }
}, true);

document.addEventListener("close", () => items.length && showTotals(), true);

document.addEventListener("change", (event) => {
  if (!event.target.matches?.("[data-upload-files]")) return;
  addFiles([...event.target.files]);
  event.target.value = "";
});

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-upload-page]")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  open();
  addFiles([...event.target.elements.file.files], event.target);
  event.target.reset();
}, true);

const hasFiles = (event) => event.dataTransfer?.types.includes("Files");
let depth = 0;
document.addEventListener("dragenter", (event) => {
  if (!hasFiles(event) || !dialog()) return;
  depth += 1;
  document.body.classList.add("dropping");
});
document.addEventListener("dragleave", (event) => {
  if (!hasFiles(event)) return;
  depth = Math.max(0, depth - 1);
  if (depth === 0) document.body.classList.remove("dropping");
});
document.addEventListener("dragover", (event) => {
  if (hasFiles(event) && dialog()) event.preventDefault();
});
document.addEventListener("drop", (event) => {
  depth = 0;
  document.body.classList.remove("dropping");
  if (!hasFiles(event) || !dialog()) return;
  event.preventDefault();
  open();
  addFiles([...event.dataTransfer.files].filter((file) => file.size > 0 || file.type));
});

window.addEventListener("online", () => {
  for (const item of items) if (item.state === "offline") item.sending.resume();
});
window.addEventListener("beforeunload", (event) => {
  if (items.some((item) => item.isActive)) event.preventDefault();
});
