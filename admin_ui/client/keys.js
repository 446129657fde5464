// Single keys for people who work here all day; they rest while somebody types and can be switched off (WCAG 2.1.4).
const SWITCH = "vitrine.keys";

export function keysAreOn() {
  return localStorage.getItem(SWITCH) !== "off";
}

function isTyping(target) {
  return target.closest?.("input:not([type=checkbox]):not([type=range]), textarea, select, [contenteditable], audio, video") !== null;
}

function press(selector) {
  const found = document.querySelector(selector);
  found?.click();
  return Boolean(found);
}

const ACTIONS = {
  "/": () => {
    const search = document.getElementById("search");
    search?.focus();
    search?.select();
    return Boolean(search);
  },
  u: () => press("[data-upload]"),
  "?": () => {
    document.getElementById("help")?.togglePopover();
    return true;
  },
  "[": () => press('a[rel="prev"]'),
  "]": () => press('a[rel="next"]'),
  a: () => press("[data-approve]"),
  r: () => press("[data-reject]"),
  c: () => {
    const comment = document.querySelector("[data-comment]");
    comment?.focus();
    return Boolean(comment);
  },
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || !keysAreOn()) return;
  if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
  if (ACTIONS[event.key]?.()) event.preventDefault();
});

function showSwitch() {
  for (const box of document.querySelectorAll("[data-keys-switch]")) box.checked = keysAreOn();
}

document.addEventListener("change", (event) => {
  if (event.target.matches?.("[data-keys-switch]")) localStorage.setItem(SWITCH, event.target.checked ? "on" : "off");
});
document.addEventListener("htmx:after:process", showSwitch);
