// Pins: a click on the picture puts one, the arrow keys in the two fields move it; seconds lead the player.
const formOf = () => document.querySelector("[data-pin-form]");

function show() {
  const form = formOf();
  const mark = document.querySelector("[data-new-pin]");
  if (!form?.elements.x || !mark) return;
  const { x, y } = form.elements;
  mark.hidden = !(x.value && y.value);
  mark.style.setProperty("--px", Number(x.value) / 100);
  mark.style.setProperty("--py", Number(y.value) / 100);
}

document.addEventListener("click", (event) => {
  const picture = event.target.closest?.("[data-pins] .pointed");
  const form = formOf();
  if (picture && form?.elements.x && !event.target.closest(".pin:not([data-new-pin])")) {
    const box = picture.getBoundingClientRect();
    const part = (at, start, length) => Math.min(100, Math.max(0, ((at - start) / length) * 100)).toFixed(1);
    form.elements.x.value = part(event.clientX, box.left, box.width);
    form.elements.y.value = part(event.clientY, box.top, box.height);
    show();
    form.elements.body.focus();
  }
  const jump = event.target.closest?.("[data-second]");
  const player = jump && document.querySelector("#stage video, #stage audio");
  if (player) {
    event.preventDefault();
    player.currentTime = Number(jump.dataset.second);
    player.focus();
  }
  if (event.target.closest?.("[data-pin-now]") && form) {
    const playing = document.querySelector("#stage video, #stage audio");
    if (playing) form.elements.second.value = playing.currentTime.toFixed(1);
  }
});

document.addEventListener("input", (event) => {
  if (event.target.matches?.("[data-pin-form] [name=x], [data-pin-form] [name=y]")) show();
});

function wake() {
  for (const button of document.querySelectorAll("[data-pin-now]")) button.hidden = false;
}
document.addEventListener("htmx:after:process", wake);
wake();
