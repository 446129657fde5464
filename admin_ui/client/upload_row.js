// One row of the upload list: a picture, how far the file is, and what can be done about it.
import { warnOfLookalike } from "./looks_like.js";
import { bytes, element, icon, percent, say } from "./words.js";

const PREVIEW_LIMIT = 40_000_000;
const csrf = () => document.documentElement.dataset.csrf;

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

export class Item {
  // `changed` is called after each piece of news.
  constructor(file, metadata, changed) {
    Object.assign(this, { file, metadata, changed, state: "waiting", sent: 0, marks: [], asset: null, title: "", reason: "", isFinal: false });
    this.words = element("span", "state");
    this.bar = element("i");
    this.name = element("b", "cut", file.name);
    this.tools = element("span", "upload-tools");
    this.choices = element("span", "upload-choices");
    const meter = element("span", "meter", this.bar);
    this.row = element("li", "upload-row", preview(file), element("span", "upload-words", this.name, this.words), meter, this.tools, this.choices);
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
    this.earlier = news.earlier ?? null;
    this.reason = news.reason ?? "";
    this.isFinal = news.isFinal ?? false;
    this.show();
    this.changed();
    if (this.state === "done") warnOfLookalike(this.asset, this.choices, (words, home) => this.tell(words, home));
  }

  tell(words, home) {
    this.words.textContent = words;
    this.asset = home;
    this.name.querySelector("a").href = `/assets/${home}`;
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
    if (this.state === "failed" && !this.isFinal) buttons.push(tool("rotate-ccw", `${say("retry")} ${this.file.name}`, () => this.retry()));
    this.tools.replaceChildren(...buttons);
    this.choices.replaceChildren(...(this.state === "duplicate" ? this.choose() : []));
  }

  // What is in the library already may be wanted twice, or may be wanted back where it was replaced.
  choose() {
    const button = (label, metadata) => {
      const made = element("button", "button small", label);
      made.type = "button";
      made.addEventListener("click", () => this.again(metadata));
      return made;
    };
    const both = button(say("keepBoth"), { ...this.metadata, keep_both: "yes" });
    return this.earlier ? [both, button(say("versionOf", { title: this.earlier }), { version_of: this.asset })] : [both];
  }

  again(metadata) {
    this.metadata = metadata;
    this.asset = null;
    this.name.replaceChildren(this.file.name);
    this.retry();
  }

  retry() {
    this.sent = 0;
    this.state = "waiting";
    this.show();
    this.changed();
  }
}
