// Two versions over each other: the slider says how much of the newer one is shown. Without it they stand side by side.
function setUp() {
  for (const box of document.querySelectorAll("[data-slider]:not([data-ready])")) {
    const range = box.querySelector('input[type="range"]');
    const show = () => box.style.setProperty("--split", `${range.value}%`);
    range.addEventListener("input", show);
    show();
    box.dataset.ready = "";
  }
}
document.addEventListener("DOMContentLoaded", setUp);
document.addEventListener("htmx:after:process", setUp);
setUp();
