// Files dropped anywhere, chosen in the dialog or sent by the upload page: one list, three at a time, a dock that stays.
import { tell } from "./messages.js";
import { bytes, element, icon, percent, say } from "./words.js";

const AT_ONCE = 3;
const PREVIEW_LIMIT = 40_000_000;
const items = [];
let wasOver = true;

const dialog = () => document.getElementById("upload-dialog");
const csrf = () => document.documentElement.dataset.csrf;

function commonMetadata(form) {
  const metadata = {};
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && value && !["csrf_token"].includes(name)) metadata[name] = metadata[name] ? `${metadata[name]},${value}` : value;
  }
  return metadata;
}

function preview(file) {
  const box = element("span", "thumb");
  if (file.type.startsWith("image/") && file.size < PREVIEW_LIMIT && !/tiff|heic|photoshop/.test(file.type)) {
    const picture = element("img");
    picture.alt = "";
    picture.src = URL.createObjectURL(file);
    picture.addEventListener("error", () => box.replaceChildren(icon("file-image")));
    picture.addEventListener("load", () => URL.revokeObjectURL(picture.src));
    box.append(picture);
  } else {
    box.append(icon(file.type.startsWith("video/") ? "film" : file.type.startsWith("audio/") ? "music" : "file-text"));
  }
  return box;
}

function tool(name, label, act) {
  const button = element("button", "button plain square", icon(name));
  button.type = "button";
  button.setAttribute("aria-label", label);
  button.addEventListener("click", act);
  return button;
}

class Item {
  constructor(file, metadata) {
    Object.assign(this, { file, metadata, state: "waiting", sent: 0, marks: [], asset: null, reason: "" });
    this.words = element("span", "state");
    this.bar = element("i");
    this.name = element("b", "cut", file.name);
    this.tools = element("span", "upload-tools");
    const meter = element("span", "meter", this.bar);
    this.row = element("li", "upload-row", preview(file), element("span", "upload-words", this.name, this.words), meter, this.tools);
    this.show();
  }

  get isActive() { return this.state === "sending" || this.state === "starting"; }
  get isOver() { return ["done", "duplicate", "failed"].includes(this.state); }

  get rate() {
    const [first, last] = [this.marks[0], this.marks.at(-1)];
    return first && last.at > first.at ? ((last.sent - first.sent) / (last.at - first.at)) * 1000 : 0;
  }

  async start() {
    this.state = "starting";
    const { Sending } = await import("./sender.js");
    this.sending = new Sending(this.file, this.metadata, { "X-CSRF-Token": csrf() }, (news) => this.hear(news));
    await this.sending.start();
  }

  hear(news) {
    this.state = news.state;
    if (news.sent !== undefined) {
      this.sent = news.sent;
      this.marks = [...this.marks.filter((mark) => mark.at > performance.now() - 5000), { at: performance.now(), sent: news.sent }];
    }
    if (news.state === "paused") this.marks = [];
    this.asset = news.asset ?? this.asset;
    this.reason = news.reason ?? "";
    this.show();
    advance();
  }

  describe() {
    const share = percent(this.file.size ? this.sent / this.file.size : 0);
    const speed = this.rate ? ` · ${bytes(this.rate)}/s` : "";
    const sentences = {
      waiting: () => say("waiting"), starting: () => say("waiting"),
      sending: () => (this.sent >= this.file.size ? say("finishing") : `${share}${speed}`),
      paused: () => say("paused", { share }), offline: () => say("safe", { share }),
      done: () => say("uploaded"), duplicate: () => say("duplicate"), failed: () => say("failed", { reason: this.reason }),
    };
    return sentences[this.state]();
  }

  show() {
    this.row.className = `upload-row ${this.state}`;
    this.words.textContent = this.describe();
    const share = this.state === "done" || this.state === "duplicate" ? 1 : this.file.size ? this.sent / this.file.size : 0;
    this.bar.style.setProperty("--share", `${share * 100}%`);
    if (this.asset && !this.name.querySelector("a")) {
      const link = element("a", "", this.file.name);
      link.href = `/assets/${this.asset}`;
      this.name.replaceChildren(link);
    }
    if (this.shownTools === this.state) return;
    this.shownTools = this.state;
    const buttons = [];
    if (this.state === "sending") buttons.push(tool("pause", `${say("pause")} ${this.file.name}`, () => this.sending.pause()));
    if (["paused", "offline"].includes(this.state)) buttons.push(tool("play", `${say("resume")} ${this.file.name}`, () => this.sending.resume()));
    if (this.state === "failed") buttons.push(tool("rotate-ccw", `${say("retry")} ${this.file.name}`, () => this.retry()));
    this.tools.replaceChildren(...buttons);
  }

  retry() {
    this.sent = 0;
    this.state = "waiting";
    this.show();
    advance();
  }
}

function summary() {
  const count = (state) => items.filter((item) => item.state === state).length;
  return say("summary", { added: count("done"), duplicates: count("duplicate"), failed: count("failed") });
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
  dock.hidden = items.length === 0 || dialog().open || (isOver && dock.dataset.dismissed === "yes");
  dock.querySelector("[data-dock-title]").textContent = isOver ? say("uploadsDone") : say("uploading", { n: over, total: items.length });
  dock.querySelector(".meter > i").style.setProperty("--share", `${total ? (sent / total) * 100 : 100}%`);
  const isNews = isOver && !wasOver;
  wasOver = isOver;
  if (isNews) finish();
}

function finish() {
  tell(summary(), items.some((item) => item.state === "failed"));
  if (location.pathname === "/") document.querySelector("[data-refresh-library]")?.dispatchEvent(new CustomEvent("refresh"));
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
    const item = new Item(file, metadata);
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
