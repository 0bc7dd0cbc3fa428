"use strict";
// Files dropped on a row go up at once; chosen ones too.

(function () {
  for (const form of document.querySelectorAll("form.upload")) {
    form.querySelector("button").hidden = true;
    form.elements.files.classList.add("visually-hidden");
    form.elements.files.addEventListener("change", () => { if (form.elements.files.files.length) form.submit(); });
  }
  for (const row of document.querySelectorAll("[data-drop]")) {
    const form = row.querySelector("form.upload");
    if (!form) continue;
    row.addEventListener("dragover", (event) => {
      if (![...event.dataTransfer.types].includes("Files")) return;
      event.preventDefault();
      row.classList.add("dropping");
    });
    row.addEventListener("dragleave", () => row.classList.remove("dropping"));
    row.addEventListener("drop", (event) => {
      row.classList.remove("dropping");
      if (!event.dataTransfer.files.length) return;
      event.preventDefault();
      form.elements.files.files = event.dataTransfer.files;
      form.submit();
    });
  }
})();
