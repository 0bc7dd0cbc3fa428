"use strict";
// Quick phrases for sending a report back.

for (const button of document.querySelectorAll("[data-phrase]")) {
  button.addEventListener("click", () => {
    const box = document.getElementById("back-reason");
    box.value = box.value ? `${box.value}\n${button.dataset.phrase}` : button.dataset.phrase;
    box.focus();
  });
}
