"use strict";
// Reviewing one report: opinions pinned to cells, and the keys. Every one of these works without a script too.

(function () {
  const byId = (id) => document.getElementById(id);
  const go = (id) => { const link = byId(id); if (link) location.assign(link.href); };

  // --- opinions at cells ----------------------------------------------------------------------------

  const text = byId("opine-text");
  const whole = byId("opine-whole");
  const source = byId("opine-source");

  function pin(cell, place) {
    byId("opine-cell").value = cell;
    byId("opine-place").textContent = place;
    whole.hidden = !cell;
    source.hidden = !cell;
    source.href = `${source.dataset.base}${encodeURIComponent(cell)}/`;
    for (const old of document.querySelectorAll(".cell.pinned")) old.classList.remove("pinned");
    const link = cell && document.querySelector(`a.cell[data-cell="${CSS.escape(cell)}"]`);
    if (link) link.classList.add("pinned");
    text.focus();
  }

  if (text) {
    document.addEventListener("click", (event) => {
      const link = event.target.closest("a.cell[data-cell]");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      pin(link.dataset.cell, link.dataset.place);
    });
    whole.hidden = !byId("opine-cell").value;
    whole.addEventListener("click", () => pin("", "整份报告"));
    for (const button of document.querySelectorAll("[data-phrase]")) {
      button.addEventListener("click", () => {
        text.value = text.value ? `${text.value}\n${button.dataset.phrase}` : button.dataset.phrase;
        text.focus();
      });
    }
    if (location.hash === "#opine") text.focus();
  }

  // --- keys -----------------------------------------------------------------------------------------

  const accept = byId("accept");
  const acceptForm = byId("accept-form");
  accept.addEventListener("close", () => { if (accept.returnValue === "yes") acceptForm.submit(); });

  function askReturn() {
    const box = byId("return-box");
    if (!box) return;
    box.open = true;
    byId("return-reason").focus();
  }

  function comment() {
    if (!text) return;
    const cell = document.activeElement.closest("a.cell[data-cell]");
    if (cell) pin(cell.dataset.cell, cell.dataset.place); else text.focus();
  }

  const keys = {
    j: () => go("go-next"),
    k: () => go("go-previous"),
    "/": () => { location.assign(`${byId("go-queue").href}#search`); },
    o: () => { const button = byId("do-open"); if (button) button.click(); },
    a: () => { if (acceptForm) { accept.returnValue = ""; accept.showModal(); } },
    r: askReturn,
    c: comment,
    "?": () => byId("keys").showModal(),
  };

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.target.closest("input, textarea, select, [contenteditable], dialog")) return;
    const act = keys[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act();
  });

  const help = byId("show-keys");
  help.hidden = false;
  help.addEventListener("click", keys["?"]);
})();
