"use strict";
// An answer to a doubt goes into the cell it is about.

for (const button of document.querySelectorAll("[data-fill]")) {
  button.addEventListener("click", () => {
    const box = document.getElementById(button.dataset.fill);
    if (!box) return;
    box.value = button.dataset.with;
    box.focus();
  });
}
