// The focal point: a click on the picture, two sliders or the arrow keys move it; the crops follow through CSS. A
// channel that is chosen has a point of its own: the stage shows it, and only that channel's crops move.
const STEP = 0.01;

function editorOf(node) {
  return node.closest?.("[data-focal]") ?? null;
}

function channelOf(editor) {
  return editor.querySelector("[data-focal-channel]")?.value ?? "";
}

function placedBy(editor) {
  const channel = channelOf(editor);
  if (!channel) return [editor];
  return [editor.querySelector(".stage"), ...editor.querySelectorAll(`.crop[data-channel="${channel}"]`)].filter(Boolean);
}

function place(editor, x, y) {
  const point = { x: Math.min(1, Math.max(0, x)), y: Math.min(1, Math.max(0, y)) };
  const placed = placedBy(editor);
  for (const axis of ["x", "y"]) {
    for (const node of placed) node.style.setProperty(`--${axis}`, point[axis].toFixed(4));
    const slider = editor.querySelector(`input[name="${axis}"]`);
    slider.value = Math.round(point[axis] * 100);
    const output = slider.parentElement.querySelector("output");
    if (output) output.value = `${slider.value}\u00a0%`;
  }
}

function current(editor) {
  const node = placedBy(editor)[0];
  return ["x", "y"].map((axis) => Number(node.style.getPropertyValue(`--${axis}`)));
}

function save(editor) {
  const chosen = editor.querySelector("[data-focal-channel]")?.selectedOptions[0];
  if (chosen) {
    [chosen.dataset.x, chosen.dataset.y] = current(editor);
    if (chosen.value) for (const node of [chosen, ...placedBy(editor)]) node.toggleAttribute("data-own", true);
    showFollow(editor, chosen);
  }
  editor.querySelector("form.focal-form").requestSubmit();
}

function unplace(nodes) {
  for (const node of nodes) for (const axis of ["x", "y"]) node?.style.removeProperty(`--${axis}`);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-focal-follow]");
  const editor = button && editorOf(button);
  if (!editor) return;
  const nodes = [editor.querySelector("[data-focal-channel]").selectedOptions[0], ...placedBy(editor)];
  for (const node of nodes) node.removeAttribute("data-own");
  unplace(nodes);
  button.hidden = true;
});

function showFollow(editor, chosen) {
  editor.querySelector("[data-focal-follow]").hidden = !(chosen.value && "own" in chosen.dataset);
}

document.addEventListener("change", (event) => {
  const editor = event.target.matches?.("[data-focal-channel]") ? editorOf(event.target) : null;
  if (!editor) return;
  const chosen = event.target.selectedOptions[0];
  const stage = editor.querySelector(".stage");
  unplace([stage, ...editor.querySelectorAll(".crop:not([data-own])")]);
  showFollow(editor, chosen);
  const follows = chosen.value && !("own" in chosen.dataset);
  const root = ["x", "y"].map((axis) => Number(editor.style.getPropertyValue(`--${axis}`)));
  place(editor, ...(follows ? root : [Number(chosen.dataset.x), Number(chosen.dataset.y)]));
});

function placeAt(editor, event) {
  const box = editor.querySelector(".stage-picture").getBoundingClientRect();
  place(editor, (event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
}

document.addEventListener("pointerdown", (event) => {
  const picture = event.target.closest?.(".stage-picture.pointed");
  const editor = picture && editorOf(picture);
  if (!editor || event.button !== 0) return;
  event.preventDefault();
  placeAt(editor, event);
  const follow = (moved) => placeAt(editor, moved);
  document.addEventListener("pointermove", follow);
  document.addEventListener("pointerup", () => {
    document.removeEventListener("pointermove", follow);
    save(editor);
  }, { once: true });
});

document.addEventListener("input", (event) => {
  const editor = event.target.matches?.('.focal-form input[type="range"]') ? editorOf(event.target) : null;
  if (!editor) return;
  const at = (axis) => editor.querySelector(`input[name="${axis}"]`).value / 100;
  place(editor, at("x"), at("y"));
});

document.addEventListener("change", (event) => {
  if (event.target.matches?.('.focal-form input[type="range"]')) save(editorOf(event.target));
});

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
document.addEventListener("keydown", (event) => {
  const editor = event.target.matches?.(".focal-mark") ? editorOf(event.target) : null;
  const arrow = ARROWS[event.key];
  if (!editor || !arrow) return;
  event.preventDefault();
  event.stopPropagation();
  const [x, y] = current(editor);
  const size = event.shiftKey ? STEP * 10 : STEP;
  place(editor, x + arrow[0] * size, y + arrow[1] * size);
});

document.addEventListener("keyup", (event) => {
  if (event.target.matches?.(".focal-mark") && ARROWS[event.key]) save(editorOf(event.target));
});
