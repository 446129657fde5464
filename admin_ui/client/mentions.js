// Whom a comment may name: @ and the beginning of a name open a list, arrows choose, Enter takes, Escape closes.
const AT = /(?:^|[^\w@./])@([\p{L}\p{M}’'-]{0,40}(?: [\p{L}\p{M}’'-]{0,40})?)$/u;
let open = null;
let asked = 0;

function close() {
  open?.list.remove();
  open?.field.removeAttribute("aria-controls");
  open = null;
}

function take(option) {
  const { field, typed } = open;
  const end = field.selectionStart;
  const start = end - typed.length;
  field.setRangeText(`${option.textContent} `, start, end, "end");
  const chosen = document.createElement("input");
  Object.assign(chosen, { type: "hidden", name: "mention", value: option.dataset.person });
  field.form.append(chosen);
  close();
  field.focus();
}

function mark(step) {
  const options = [...open.list.children];
  const now = options.findIndex((one) => one.ariaSelected === "true");
  const next = (now + step + options.length) % options.length;
  options.forEach((one, at) => one.setAttribute("aria-selected", String(at === next)));
  open.field.setAttribute("aria-activedescendant", options[next].id);
}

async function ask(field, typed) {
  const mine = ++asked;
  const answer = await fetch(`/api/v1/assets/${field.dataset.mentions}/mentionable?q=${encodeURIComponent(typed)}`);
  if (!answer.ok || mine !== asked) return;
  const { items } = await answer.json();
  close();
  if (!items.length || document.activeElement !== field) return;
  const list = document.createElement("ul");
  Object.assign(list, { className: "mention-list", role: "listbox", id: "mention-list" });
  list.append(...items.map((person, at) => {
    const option = document.createElement("li");
    Object.assign(option, { role: "option", id: `mention-${at}`, textContent: person.name, ariaSelected: "false" });
    option.dataset.person = person.id;
    return option;
  }));
  field.after(list);
  field.setAttribute("aria-controls", list.id);
  open = { field, typed, list };
  mark(0);
}

document.addEventListener("input", (event) => {
  const field = event.target;
  if (!field.dataset?.mentions) return;
  const found = AT.exec(field.value.slice(0, field.selectionStart));
  if (found) ask(field, found[1]);
  else close();
});

document.addEventListener("keydown", (event) => {
  if (!open || event.target !== open.field) return;
  const chosen = open.list.querySelector("[aria-selected=true]");
  const acts = { ArrowDown: () => mark(1), ArrowUp: () => mark(-1), Escape: close, Enter: () => take(chosen), Tab: () => take(chosen) };
  if (!acts[event.key] || (event.key === "Tab" && event.shiftKey)) return;
  event.preventDefault();
  event.stopPropagation();
  acts[event.key]();
}, true);

document.addEventListener("pointerdown", (event) => {
  const option = event.target.closest?.(".mention-list [role=option]");
  if (option) {
    event.preventDefault();
    take(option);
  } else close();
});
